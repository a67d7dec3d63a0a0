package oauthcore

import (
	"crypto/rsa"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/base64"
)

// SignatureMethod makes and checks signatures over a base string (OAuth Core
// 1.0a section 9).
type SignatureMethod interface {
	// Name is the value of oauth_signature_method, case and all.
	Name() string
	// Sign makes the value of oauth_signature, not yet encoded for transport.
	Sign(baseString string, k Keys) (string, error)
	// Check tells whether signature is right, in time that does not depend on
	// where it differs.
	Check(baseString, signature string, k Keys) bool
}

// Keys is all that a signature can be made or checked with. Each method uses
// its own part and never another's: a public key is not a secret to key an
// HMAC with.
type Keys struct {
	ConsumerSecret string          // HMAC and PLAINTEXT
	TokenSecret    string          // HMAC and PLAINTEXT; empty where there is no token
	PrivateKey     *rsa.PrivateKey // RSA, to sign
	PublicKey      *rsa.PublicKey  // RSA, to check
}

// secrets is the key of HMAC and the signature of PLAINTEXT: both secrets,
// encoded, joined by an & that is there even when a secret is empty (OAuth
// Core 1.0a sections 9.2 and 9.4.1).
func (k Keys) secrets() string { return string(k.appendSecrets(nil)) }

func (k Keys) appendSecrets(buf []byte) []byte {
	buf = append(appendEncoded(buf, k.ConsumerSecret), '&')
	return appendEncoded(buf, k.TokenSecret)
}

// Methods is every signature method there is, those of OAuth Core 1.0a section
// 9 first, then the common ones with the hashes of today.
func Methods() []SignatureMethod {
	return []SignatureMethod{
		HMACSHA1, RSASHA1, Plaintext,
		HMACSHA256, HMACSHA512, RSASHA256, RSASHA512,
	}
}

// MethodByName finds one of [Methods] by the value of oauth_signature_method,
// or answers nil. Names are case-sensitive.
func MethodByName(name string) SignatureMethod {
	switch name {
	case HMACSHA1.Name():
		return HMACSHA1
	case RSASHA1.Name():
		return RSASHA1
	case Plaintext.Name():
		return Plaintext
	case HMACSHA256.Name():
		return HMACSHA256
	case HMACSHA512.Name():
		return HMACSHA512
	case RSASHA256.Name():
		return RSASHA256
	case RSASHA512.Name():
		return RSASHA512
	}
	return nil
}

// isPlaintext tells whether a method sends the secrets themselves, and must
// therefore only be used over TLS (section 9.4).
func isPlaintext(m SignatureMethod) bool { return m == Plaintext }

// isRSA tells whether a method checks with a registered public key.
func isRSA(m SignatureMethod) bool {
	_, is := m.(rsaMethod)
	return is
}

// sameDigest compares a transmitted base64 digest with the right one as octets,
// in constant time (OAuth Core 1.0a section 9.2.2). Base64 that is padded
// wrongly, of another alphabet or with anything added is not the same.
func sameDigest(signature string, right []byte) bool {
	var buf [sha512.Size + 2]byte // the longest digest, and what may stand in place of its padding
	if base64.StdEncoding.DecodedLen(len(signature)) > len(buf) {
		return false
	}
	n, err := strictBase64.Decode(buf[:], []byte(signature))
	if err != nil || hasLineBreak(signature) {
		return false
	}
	return subtle.ConstantTimeCompare(buf[:n], right) == 1
}

// strictBase64 takes no other padding than the right one.
var strictBase64 = base64.StdEncoding.Strict()

// hasLineBreak finds the line breaks that package base64 skips.
func hasLineBreak(text string) bool {
	for i := 0; i < len(text); i++ {
		if text[i] == '\n' || text[i] == '\r' {
			return true
		}
	}
	return false
}
