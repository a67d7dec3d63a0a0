// Package oauthdoctor says why a signature is wrong.
//
// A Service Provider knows both secrets, so it can do what no Consumer
// developer can: make the signature again under every mistake that people are
// known to make, one at a time and in pairs, and see which of them reproduces
// what was sent. Where one does, there is no doubt left: "signed without the
// port". Where none does, the doctor says so, and what that most likely means.
//
// A recipe (recipe.go) is the making of a signature with every step
// replaceable. A [Mistake] is an entry in a table with a function of a few
// lines that replaces one step. The tables stand in the order of signing:
// url.go, params.go, order.go, encoding.go, key.go and digest.go, and rsa.go for
// the RSA methods. To teach the doctor a new mistake, add an entry and a test.
//
// What it cannot name is whatever would need a guess among too many: a secret
// of another pair or of an earlier token, a nonce or parameter that was signed
// and is not in the request at all, a path prefix that a proxy has taken off,
// a body that is no form and was signed as if it were, and three mistakes at
// once.
//
// [Compare] is for the other way round: a developer who has a base string too sets
// the two beside each other.
//
// Nothing that the doctor says holds a key or an expected signature, and all
// it can be asked is whether a signature that somebody already has is this or
// that: it is no oracle for anything else.
//
// Open doctor.go first.
package oauthdoctor
