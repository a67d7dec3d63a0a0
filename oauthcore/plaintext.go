package oauthcore

import (
	"crypto/sha256"
	"crypto/subtle"
	"strings"
)

// Plaintext is the method that signs nothing: the signature is the secrets
// themselves, so it protects only what TLS already protects. A
// [ServiceProvider] refuses it on any other channel (OAuth Core 1.0a section
// 9.4, RFC 5849 section 3.4.4). By then the secrets have been on the wire: a
// [Consumer] signs with it wherever it is told to, so every address that it is
// used with must begin with https.
var Plaintext SignatureMethod = plaintextMethod{}

type plaintextMethod struct{}

// Name implements [SignatureMethod].
func (plaintextMethod) Name() string { return "PLAINTEXT" }

// Sign implements [SignatureMethod]: both secrets encoded and joined by &
// (section 9.4.1). Transport encodes the result a second time.
func (plaintextMethod) Sign(_ string, k Keys) (string, error) {
	return k.secrets(), nil
}

// Check implements [SignatureMethod]: the value is split at the &, both parts
// are decoded, and both secrets compared (section 9.4.2).
func (plaintextMethod) Check(_, signature string, k Keys) bool {
	consumer, token, found := strings.Cut(signature, "&")
	consumer, err1 := Decode(consumer)
	token, err2 := Decode(token)
	same := sameSecret(consumer, k.ConsumerSecret) & sameSecret(token, k.TokenSecret)
	return found && err1 == nil && err2 == nil && same == 1
}

// sameSecret compares two texts in a time that tells nothing about them, not
// even their lengths. It answers 1 or 0.
func sameSecret(a, b string) int {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:])
}
