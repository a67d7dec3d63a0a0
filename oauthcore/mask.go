package oauthcore

import "slices"

// Masked stands in events and refusals for the value of a parameter that is a
// secret. It is made of unreserved characters, so it looks the same however
// often it is encoded.
const Masked = "~masked~"

// isSecret tells whether the value of a parameter must not be shown to whoever
// looks on: a verifier, a session handle, and a signature unless its method is
// known to make a digest. That of PLAINTEXT is both secrets.
func isSecret(name, signatureMethod string) bool {
	switch name {
	case "oauth_verifier", "oauth_session_handle":
		return true
	case "oauth_signature":
		m := MethodByName(signatureMethod)
		return m == nil || isPlaintext(m)
	}
	return false
}

// masked is the list with secret values masked: the list itself where there are
// none.
func (p Params) masked(signatureMethod string) Params {
	masked := p
	for i, param := range p {
		if !isSecret(param.Name, signatureMethod) {
			continue
		}
		if &masked[0] == &p[0] {
			masked = slices.Clone(p)
		}
		masked[i].Value = Masked
	}
	return masked
}
