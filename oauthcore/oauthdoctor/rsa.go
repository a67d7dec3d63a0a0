package oauthdoctor

import (
	"crypto"
	"crypto/hmac"
	"crypto/rsa"
	"encoding/base64"
	"encoding/hex"
	"strings"

	"example.net/oauth1/oauthcore"
)

// rsaMistakes are made with the RSA methods (OAuth Core 1.0a section 9.3). What
// was sent can only be checked, so each checks it otherwise, or mends it first.
var rsaMistakes = []Mistake{
	{"rsa-sha1-used", "use RSA-SHA1 although another method is named", "oauth_signature_method names the hash.", "9.3",
		checkAs(oauthcore.RSASHA1)},
	{"rsa-sha256-used", "use RSA-SHA256 although another method is named", "oauth_signature_method names the hash.", "9.3",
		checkAs(oauthcore.RSASHA256)},
	{"rsa-sha512-used", "use RSA-SHA512 although another method is named", "oauth_signature_method names the hash.", "9.3",
		checkAs(oauthcore.RSASHA512)},
	{"rsa-pss", "pad the signature as RSASSA-PSS does", "The padding is that of PKCS #1 v1.5.", "9.3",
		checkDigest(func(key *rsa.PublicKey, h crypto.Hash, digest, signature []byte) bool {
			return rsa.VerifyPSS(key, h, digest, signature, nil) == nil
		})},
	{"rsa-hashed-first", "hash the base string before a function that hashes it again", "Give that function the base string itself.", "9.3.1",
		checkDigest(func(key *rsa.PublicKey, h crypto.Hash, digest, signature []byte) bool {
			return rsa.VerifyPKCS1v15(key, h, plainSum(h.New, string(digest)), signature) == nil
		})},
	{"rsa-bare-digest", "encrypt the bare digest, without the name of its hash before it", "Use a function that signs: it puts the name of the hash before the digest.", "9.3.1",
		checkDigest(func(key *rsa.PublicKey, _ crypto.Hash, digest, signature []byte) bool {
			return rsa.VerifyPKCS1v15(key, 0, digest, signature) == nil
		})},
	{"rsa-hmac-used", "sign with the secrets although an RSA method is named", "The RSA methods sign with the private key; the HMAC methods with the secrets.", "9.3",
		func(r *recipe) {
			r.checkRSA = func(base, signature string) bool {
				digest := r.print(r.sum(r.hash, r.key(r.misfit.Keys), base))
				return r.misfit.Keys.ConsumerSecret != "" && hmac.Equal([]byte(signature), []byte(digest))
			}
		}},
	{"rsa-hex", "write the signature in hexadecimal digits", "The signature's bytes are written in base64.", "9.3.1",
		func(r *recipe) {
			r.transport = func(s string) string {
				plain, _ := hex.DecodeString(s)
				return base64.StdEncoding.EncodeToString(plain)
			}
		}},
	{"rsa-base64-url", "write the signature in the base64 of URLs", "Use the standard alphabet with + and /, and the = at the end.", "9.3.1",
		func(r *recipe) {
			r.transport = func(s string) string {
				plain, _ := base64.RawURLEncoding.DecodeString(strings.TrimRight(s, "="))
				return base64.StdEncoding.EncodeToString(plain)
			}
		}},
}

// checkAs checks a signature by another method.
func checkAs(m oauthcore.SignatureMethod) func(*recipe) {
	return func(r *recipe) {
		if isRSA(r.misfit.Method) && r.misfit.Method != m {
			r.checkRSA = func(base, signature string) bool { return m.Check(base, signature, r.misfit.Keys) }
		}
	}
}

// checkDigest checks a signature over the digest of a base string.
func checkDigest(check func(key *rsa.PublicKey, h crypto.Hash, digest, signature []byte) bool) func(*recipe) {
	return func(r *recipe) {
		key, h := r.misfit.Keys.PublicKey, cryptoHash(r.misfit.Method.Name())
		if !isRSA(r.misfit.Method) || key == nil || key.N.BitLen() > oauthcore.MaxRSABits {
			return
		}
		r.checkRSA = func(base, signature string) bool {
			sent, err := base64.StdEncoding.DecodeString(signature)
			return err == nil && check(key, h, plainSum(h.New, base), sent)
		}
	}
}

// cryptoHash is the hash of a signature method, by its number.
func cryptoHash(method string) crypto.Hash {
	switch {
	case strings.HasSuffix(method, "SHA256"):
		return crypto.SHA256
	case strings.HasSuffix(method, "SHA512"):
		return crypto.SHA512
	}
	return crypto.SHA1
}
