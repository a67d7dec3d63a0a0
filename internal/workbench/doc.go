// Package workbench takes a signed request apart and puts it together again,
// with every step in the open: what the signature workbench shows.
//
// A [Draft] is a request as a person edits it. [Draft.Rebuild] makes a [Work] of
// it: each parameter with the reason for each escape, the pieces of the
// Signature Base String, the key, the signature, and the request as it would be
// sent. [Read] goes the other way, from a pasted request, curl command,
// Authorization header or base string to a Draft. [Presets] are the published
// examples and the vectors that trip people up.
//
// It owns no rule of the protocol: the base string and the signature are
// oauthcore's, the diagnosis is oauthdoctor's. What it adds is words. It keeps
// nothing, logs nothing and sends nothing.
//
// Open draft.go first, then work.go.
package workbench
