package oauthcore

import (
	"crypto/sha1"
	"encoding/base64"
	"slices"
	"strings"
)

// Masked stands in events and refusals for the value of a parameter that is a
// secret. It is made of unreserved characters, so it looks the same however
// often it is encoded.
const Masked = "~masked~"

// isSecret tells whether the value of a parameter must not be shown to whoever
// looks on: a verifier, a session handle, what was called a secret by somebody
// who sent it by mistake, and a signature unless it is a digest. That of
// PLAINTEXT is both secrets, also where another method is named beside it.
func isSecret(param Param, signatureMethod string) bool {
	switch param.Name {
	case "oauth_verifier", "oauth_session_handle":
		return true
	case "oauth_signature":
		m := MethodByName(signatureMethod)
		return m == nil || isPlaintext(m) || !looksLikeDigest(param.Value)
	}
	return strings.Contains(param.Name, "secret") || strings.Contains(param.Name, "password")
}

// looksLikeDigest tells whether a signature is base64 and no shorter than any
// method makes it.
func looksLikeDigest(signature string) bool {
	digest, err := base64.StdEncoding.Strict().DecodeString(signature)
	return err == nil && len(digest) >= sha1.Size
}

// masked is the list with secret values masked: the list itself where there are
// none.
func (p Params) masked(signatureMethod string) Params {
	masked := p
	for i, param := range p {
		if !isSecret(param, signatureMethod) {
			continue
		}
		if &masked[0] == &p[0] {
			masked = slices.Clone(p)
		}
		masked[i].Value = Masked
	}
	return masked
}

// Masked is the list as whoever looks on may see it: the values of secret
// parameters are [Masked]. The signature of PLAINTEXT is one of them, which is
// told by the oauth_signature_method in the list.
func (p Params) Masked() Params { return p.masked(p.Get("oauth_signature_method")) }
