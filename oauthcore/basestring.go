package oauthcore

import "strings"

// BaseString joins what is signed: the method in upper case, the address
// without its query, and the normalized parameters, each encoded and joined by
// & (OAuth Core 1.0a section 9.1.3, RFC 5849 section 3.4.1.1).
//
// The parameters are thereby encoded twice: once each when they were
// normalized, and once as a whole here. Forgetting the second time is the most
// frequent mistake of all.
func BaseString(method, url string, params Params) string {
	return Encode(strings.ToUpper(method)) + "&" + Encode(url) + "&" + Encode(params.Normalize())
}
