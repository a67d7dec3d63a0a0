package oauthcore

import (
	"fmt"
	"net/url"
	"strings"
)

// Origin is the scheme and authority of an address, as they are signed: lower
// case, and the port only where it is not the scheme's own (OAuth Core 1.0a
// section 9.1.2). A [ServiceProvider] takes its origin from its configuration
// and from nowhere else: a Host or X-Forwarded-Proto header is a claim.
//
// [ParseOrigin] makes one of any address. A constant must be written as above
// and without a slash at the end, or no signature will match.
type Origin string

// ParseOrigin takes the origin from an absolute http or https address.
func ParseOrigin(address string) (Origin, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", fmt.Errorf("oauthcore: reading the address: %w", err)
	}
	if u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return "", fmt.Errorf("oauthcore: %q is not an absolute http or https address", address)
	}
	return originOf(u.Scheme, u.Host), nil
}

// Secure tells whether the origin is reached over TLS.
func (o Origin) Secure() bool {
	return strings.HasPrefix(string(o), "https:")
}

// originOf joins a scheme and an authority by the rules of section 9.1.2.
func originOf(scheme, authority string) Origin {
	return Origin(joinOrigin(scheme, authority, ""))
}

// joinURL is what is signed of an address: its origin and path.
func joinURL(scheme, authority, path string) string {
	if path == "" {
		path = "/"
	}
	return joinOrigin(scheme, authority, path)
}

func joinOrigin(scheme, authority, path string) string {
	scheme, authority = strings.ToLower(scheme), strings.ToLower(authority)
	switch scheme {
	case "http":
		authority = strings.TrimSuffix(authority, ":80")
	case "https":
		authority = strings.TrimSuffix(authority, ":443")
	}
	return scheme + "://" + authority + path
}

// requestURL is the part of a request's address that is signed: origin and
// path, the path exactly as it stood in the request line, without query and
// fragment. An empty path is signed as "/"; one that does not begin with a
// slash, as that of OPTIONS *, is kept apart from the host by one.
func requestURL(origin Origin, path string) string {
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return string(origin) + path
}

// splitTarget takes path and query from a request line's target, which is
// either "/path?query" or, towards a proxy, a whole address.
func splitTarget(target string) (path, query string) {
	if !strings.HasPrefix(target, "/") {
		target = withoutOrigin(target)
	}
	target, _, _ = strings.Cut(target, "#")
	path, query, _ = strings.Cut(target, "?")
	return path, query
}

// withoutOrigin takes scheme and authority off a whole address.
func withoutOrigin(address string) string {
	_, rest, found := strings.Cut(address, "://")
	if !found {
		return address
	}
	if i := strings.IndexAny(rest, "/?"); i >= 0 {
		return rest[i:]
	}
	return ""
}
