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
	return joinBase(method, url, params.Normalize())
}

// joinBase joins the three pieces of a base string.
func joinBase(method, url, normalized string) string {
	method = strings.ToUpper(method)
	buf := make([]byte, 0, len(method)+len(url)+2*len(normalized)+16)
	buf = appendEncoded(buf, method)
	buf = append(buf, '&')
	buf = appendEncoded(buf, url)
	buf = append(buf, '&')
	buf = appendEncoded(buf, normalized)
	return string(buf)
}
