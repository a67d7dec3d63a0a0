package oauthcore

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"hash"
	"sync"
)

// The HMAC methods. HMAC-SHA1 is the specification's (OAuth Core 1.0a section
// 9.2); the others have the same base string and key, and another hash.
var (
	HMACSHA1   SignatureMethod = newHMAC("HMAC-SHA1", sha1.New)
	HMACSHA256 SignatureMethod = newHMAC("HMAC-SHA256", sha256.New)
	HMACSHA512 SignatureMethod = newHMAC("HMAC-SHA512", sha512.New)
)

// hmacMethod signs with a key made of both secrets.
type hmacMethod struct {
	name  string
	hash  func() hash.Hash
	ready sync.Pool // of *hmacState; see workbench.go
}

func newHMAC(name string, hash func() hash.Hash) *hmacMethod {
	m := &hmacMethod{name: name, hash: hash}
	m.ready.New = func() any { return newHMACState(hash()) }
	return m
}

// Name implements [SignatureMethod].
func (m *hmacMethod) Name() string { return m.name }

// Sign implements [SignatureMethod]: the digest in base64 (section 9.2.1).
func (m *hmacMethod) Sign(baseString string, k Keys) (string, error) {
	return base64.StdEncoding.EncodeToString(m.digest(baseString, k)), nil
}

// Check implements [SignatureMethod]: the digest is made again from the stored
// secrets and compared (section 9.2.2).
func (m *hmacMethod) Check(baseString, signature string, k Keys) bool {
	return sameDigest(signature, m.digest(baseString, k))
}

// digest is the HMAC of the base string, keyed with the secrets (section 9.2).
func (m *hmacMethod) digest(baseString string, k Keys) []byte {
	mac := hmac.New(m.hash, []byte(k.secrets()))
	mac.Write([]byte(baseString))
	return mac.Sum(nil)
}
