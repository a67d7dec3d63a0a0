// Package oauthcore is OAuth Core 1.0 Revision A: signed requests between two
// servers, about the resources of a third party who never tells one of them
// the password for the other. It depends on the standard library alone.
//
// The specification is at https://oauth.net/core/1.0a/; clauses are cited by
// its section numbers, and those of RFC 5849, which says the same in other
// words and mends some details.
//
// # Two roles
//
// A [Consumer] wants to use what a User keeps at a [ServiceProvider]. Both are
// plain structs whose zero fields work. Time and chance come in as fields, so
// that the examples of the specification can be replayed to the byte.
//
//	Consumer                         ServiceProvider
//	RequestToken      ── 6.1 ──▶     IssueRequestToken
//	AuthorizeURL      ── 6.2 ──▶     Pending, then Authorize or Deny   (in the User's browser)
//	AccessToken       ── 6.3 ──▶     GrantAccessToken
//	Client            ──  7  ──▶     Authenticate
//
// # From section to file
//
//	5.1  encode.go       percent-encoding
//	5.2  message.go      one signed request, wherever its parameters travelled
//	5.4  header.go       the Authorization header and the challenge
//	6    tokens.go       the two kinds of token, and the states of a request
//	     provider.go     what a Service Provider does
//	     consumer.go     what a Consumer does
//	     checks.go       what is made sure of, as a list, in order; the checks
//	                     themselves are in checks_form.go, checks_signature.go
//	                     and checks_token.go, and roll.go finds them their
//	                     parameters
//	     callback.go     where a User may be sent back to
//	     return.go       what the User brings back
//	     store.go        what a Service Provider must remember
//	7    transport.go    an http.RoundTripper that signs
//	     sign.go         how a request is signed
//	8    nonce.go        timestamps, nonces, and everything unguessable
//	     clock.go        a Consumer learns the time from a refusal
//	9.1  params.go, url.go, basestring.go   what is signed
//	9    signature.go    the methods, and comparing without telling
//	9.2  hmac.go
//	9.3  rsa.go
//	9.4  plaintext.go
//	10   problem.go, companions.go, answer.go   refusals that say which rule was broken
//	–    workbench.go   the same base string and HMAC once more, faster
//	–    trace.go        hooks, to see all of this happen
//	     mask.go         and what nobody is shown
//
// and, beside the specification, from extension to file:
//
//	Session 1.0            session.go    Access Tokens that live shortly
//	Body Hash 1.0          bodyhash.go   bodies that are no forms, signed too
//	Signed Approval URLs   onestep.go    the dance with one step less
//
// A newcomer may read them in that order; encode.go, params.go, basestring.go
// and hmac.go together are the whole secret of signing.
package oauthcore
