package oauthcore

import (
	"crypto"
	"crypto/rsa"
	_ "crypto/sha1"   // for crypto.SHA1
	_ "crypto/sha256" // for crypto.SHA256
	_ "crypto/sha512" // for crypto.SHA512
	"encoding/base64"
	"errors"
)

// MaxRSABits is the largest public key that a signature is checked with: the
// cost grows with the cube of the size, and the Consumer chooses it.
const MaxRSABits = 4096

// The RSA methods. RSA-SHA1 is the specification's (OAuth Core 1.0a section
// 9.3); the others have another hash. All are RSASSA-PKCS1-v1_5, and none uses
// the Token Secret.
var (
	RSASHA1   SignatureMethod = rsaMethod{"RSA-SHA1", crypto.SHA1}
	RSASHA256 SignatureMethod = rsaMethod{"RSA-SHA256", crypto.SHA256}
	RSASHA512 SignatureMethod = rsaMethod{"RSA-SHA512", crypto.SHA512}
)

var errNoPrivateKey = errors.New("oauthcore: an RSA method signs with the Consumer's private key, and there is none")

// rsaMethod signs with the Consumer's private key and checks with the public
// one that it registered beforehand.
type rsaMethod struct {
	name string
	hash crypto.Hash
}

// Name implements [SignatureMethod].
func (m rsaMethod) Name() string { return m.name }

// Sign implements [SignatureMethod] (OAuth Core 1.0a section 9.3.1).
func (m rsaMethod) Sign(baseString string, k Keys) (string, error) {
	if k.PrivateKey == nil {
		return "", errNoPrivateKey
	}
	signature, err := rsa.SignPKCS1v15(nil, k.PrivateKey, m.hash, m.digest(baseString))
	if err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(signature), nil
}

// Check implements [SignatureMethod] (OAuth Core 1.0a section 9.3.2).
func (m rsaMethod) Check(baseString, signature string, k Keys) bool {
	if k.PublicKey == nil || k.PublicKey.N.BitLen() > MaxRSABits || len(signature) > MaxRSABits/4 {
		return false
	}
	sent, err := base64.StdEncoding.Strict().DecodeString(signature)
	if err != nil || hasLineBreak(signature) {
		return false
	}
	return rsa.VerifyPKCS1v15(k.PublicKey, m.hash, m.digest(baseString), sent) == nil
}

func (m rsaMethod) digest(baseString string) []byte {
	h := m.hash.New()
	h.Write([]byte(baseString))
	return h.Sum(nil)
}
