// Package passkeys lets a User sign in with a key pair that her device keeps,
// instead of a password: Web Authentication Level 2
// (https://www.w3.org/TR/webauthn-2/). It is the RelyingParty of package
// gallery over github.com/go-webauthn/webauthn, which no other room knows.
//
// Such a key signs for one origin only, and the browser writes into what is
// signed which origin has asked. That is why a Consumer could never have used
// it, unlike a password, even if the User had wished to hand it over.
//
// It asks and it checks. Who has which passkey is decided and remembered in
// gallery and the store; that a challenge counts once, in the session of the
// web.
package passkeys
