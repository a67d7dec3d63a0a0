// Package lab plays attacks on OAuth: each once against programs that leave one
// rule of Revision A out, where it succeeds, and once against the same programs
// with the rule, where it fails.
//
// Everything happens on a [stage] of its own: a small Service Provider
// (provider.go), a small Consumer (consumer.go), the attacker's web site, and two
// people with browsers and cookie jars of their own, Jane and Mallory
// (person.go). They speak HTTP with each other over a network that is a map of
// host names (network.go), so an attack needs no port and leaves nothing behind.
// Which rules are kept is told by [Rules], which nothing outside of this package
// has: photos, printer and oauthcore cannot be switched into a weak mode.
//
// An [Attack] is a story and a function that plays it (attacks_*.go). [Play]
// gives what it came to: every message that travelled, with a remark where it
// matters, and what the attacker got. The signing and checking are oauthcore's.
//
// Open attack.go first.
package lab
