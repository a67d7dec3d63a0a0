package oauthdoctor

import (
	"net/url"
	"path"
	"strings"

	"example.net/oauth1/oauthcore"
)

// urlMistakes are made where the address is prepared (OAuth Core 1.0a section
// 9.1.2).
var urlMistakes = []Mistake{
	{"port-dropped", "leave the port out of the URL", "Keep the port unless it is 80 on http or 443 on https.", "9.1.2",
		func(r *recipe) { r.host = withoutPort(r.host) }},
	{"default-port-kept", "write the default port into the URL", "Leave port 80 out on http and 443 on https.", "9.1.2",
		func(r *recipe) {
			if withoutPort(r.host) == r.host {
				r.host += map[string]string{"http://": ":80", "https://": ":443"}[r.scheme]
			}
		}},
	{"other-scheme", "sign the other scheme (https for http, or the reverse)", "Sign the scheme of the public address. A proxy that ends TLS must not change what is signed.", "9.1.2",
		func(r *recipe) { r.scheme = otherScheme(r.scheme) }},
	{"other-scheme-no-port", "sign the other scheme, and no port", "Sign scheme and port of the public address.", "9.1.2",
		func(r *recipe) { r.scheme, r.host = otherScheme(r.scheme), withoutPort(r.host) }},
	{"host-as-sent", "sign the host under which you reached the server, which is not its public name", "Use the address that the Service Provider documents.", "9.1.2",
		func(r *recipe) { r.host = strings.ToLower(r.misfit.Message.Host) }},
	{"host-not-lowered", "sign the host as it was written, not in lower case", "Write scheme and host in lower case.", "9.1.2",
		func(r *recipe) { r.host = r.misfit.Message.Host }},
	{"loopback-number", "sign 127.0.0.1 as the host", "Sign the name of the public address.", "9.1.2",
		func(r *recipe) { r.host = withHost(r.host, "127.0.0.1") }},
	{"loopback-name", "sign localhost as the host", "Sign the host of the public address.", "9.1.2",
		func(r *recipe) { r.host = withHost(r.host, "localhost") }},
	{"loopback-six", "sign [::1] as the host", "Sign the name of the public address.", "9.1.2",
		func(r *recipe) { r.host = withHost(r.host, "[::1]") }},
	{"www", "sign the host with or without www, unlike the public address", "Sign the host of the public address.", "9.1.2",
		func(r *recipe) {
			if bare, had := strings.CutPrefix(r.host, "www."); had {
				r.host = bare
			} else {
				r.host = "www." + r.host
			}
		}},
	{"trailing-slash", "add or drop a slash at the end of the path", "Sign the path exactly as in the request line.", "9.1.2",
		func(r *recipe) { r.path = toggleSlash(r.path) }},
	{"query-in-url", "leave the query in the URL as well as in the parameters", "Cut the URL before the question mark; the query is among the parameters.", "9.1.2",
		func(r *recipe) {
			if r.misfit.Message.RawQuery != "" {
				r.suffix = "?" + r.misfit.Message.RawQuery
			}
		}},
	{"query-in-url-alone", "leave the query in the URL instead of taking it apart into parameters", "Cut the URL before the question mark; the query is among the parameters.", "9.1.2",
		func(r *recipe) {
			if r.misfit.Message.RawQuery != "" {
				r.suffix = "?" + r.misfit.Message.RawQuery
				r.drop(func(p param) bool { return p.place == oauthcore.InQuery })
			}
		}},
	{"question-mark-left", "leave a question mark at the end of the URL", "Cut the URL before the question mark.", "9.1.2",
		func(r *recipe) { r.suffix = "?" }},
	{"path-decoded", "sign the path decoded", "Sign the path as it stands in the request line, with its escapes.", "9.1.2",
		func(r *recipe) {
			if plain, err := url.PathUnescape(r.path); err == nil {
				r.path = plain
			}
		}},
	{"path-encoded-again", "encode the path's escapes once more", "Sign the path as it stands in the request line.", "9.1.2",
		func(r *recipe) { r.path = strings.ReplaceAll(r.path, "%", "%25") }},
	{"path-escapes-upper", "change the path's escapes to upper case", "Sign the path as it stands in the request line.", "9.1.2",
		func(r *recipe) { r.path = mapEscapes(r.path, strings.ToUpper) }},
	{"path-escapes-lower", "change the path's escapes to lower case", "Sign the path as it stands in the request line.", "9.1.2",
		func(r *recipe) { r.path = mapEscapes(r.path, strings.ToLower) }},
	{"path-cleaned", "tidy the path, taking out doubled slashes and dots", "Sign the path as it stands in the request line.", "9.1.2",
		func(r *recipe) { r.path = cleaned(r.path) }},
	{"path-parameters-dropped", "leave what follows a semicolon out of the path", "A semicolon, and a session id after it, belong to the path.", "9.1.2",
		func(r *recipe) { r.path, _, _ = strings.Cut(r.path, ";") }},
	{"path-extension-dropped", "leave .json or the like out of the path", "Sign the path as it stands in the request line.", "9.1.2",
		func(r *recipe) { r.path = strings.TrimSuffix(r.path, path.Ext(r.path)) }},
	{"path-first-dropped", "leave the first part of the path out, as a framework or a proxy that is mounted there sees it", "Sign the path of the public address, from the host on.", "9.1.2",
		func(r *recipe) {
			if i := strings.IndexByte(r.path[1:], '/'); i >= 0 {
				r.path = r.path[1+i:]
			}
		}},
	{"path-lowered", "write the path in lower case", "Only scheme and host are lower case; the path stays as it is.", "9.1.2",
		func(r *recipe) { r.path = strings.ToLower(r.path) }},
	{"path-missing", "leave the path out of the URL", "Sign scheme, host and path.", "9.1.2",
		func(r *recipe) { r.path = "/" }},
	{"path-missing-bare", "leave the path and its slash out of the URL", "Sign scheme, host and path.", "9.1.2",
		func(r *recipe) { r.path = "" }},
	{"path-only", "sign the path without scheme and host", "Sign scheme, host and path.", "9.1.2",
		func(r *recipe) { r.scheme, r.host = "", "" }},
	{"scheme-missing", "sign the URL without its scheme", "Sign scheme, host and path.", "9.1.2",
		func(r *recipe) { r.scheme = "" }},
	{"double-slash", "sign a path with a doubled slash", "Join base address and path with one slash, and sign what is sent.", "9.1.2",
		func(r *recipe) { r.path = "/" + r.path }},
}

// methodMistakes concern the HTTP method (section 9.1.3).
var methodMistakes = []Mistake{
	{"method-lowered", "write the method in lower case", "The method is signed in upper case.", "9.1.3",
		func(r *recipe) { r.method = strings.ToLower(r.method) }},
	{"method-get", "sign GET although another method is sent", "Sign the method that is in the request line.", "9.1.3",
		func(r *recipe) { r.method = "GET" }},
	{"method-post", "sign POST although another method is sent", "Sign the method that is in the request line.", "9.1.3",
		func(r *recipe) { r.method = "POST" }},
	{"method-put", "sign PUT although another method is sent", "Sign the method that is in the request line.", "9.1.3",
		func(r *recipe) { r.method = "PUT" }},
	{"method-head", "sign HEAD although another method is sent", "Sign the method that is in the request line.", "9.1.3",
		func(r *recipe) { r.method = "HEAD" }},
	{"method-delete", "sign DELETE although another method is sent", "Sign the method that is in the request line.", "9.1.3",
		func(r *recipe) { r.method = "DELETE" }},
	{"method-patch", "sign PATCH although another method is sent", "Sign the method that is in the request line.", "9.1.3",
		func(r *recipe) { r.method = "PATCH" }},
	{"method-capitalized", "write the method with one capital letter", "The method is signed in upper case.", "9.1.3",
		func(r *recipe) { r.method = r.method[:1] + strings.ToLower(r.method[1:]) }},
	{"method-missing", "leave the method out of the base string", "The base string is method & URL & parameters.", "9.1.3",
		func(r *recipe) {
			join := r.join
			r.join = func(_, url, params string) string { return strings.TrimPrefix(join("", url, params), "&") }
		}},
}

// cleaned is a path without doubled slashes and dot segments.
func cleaned(dirty string) string {
	clean := path.Clean(dirty)
	if strings.HasSuffix(dirty, "/") && clean != "/" {
		clean += "/"
	}
	return clean
}

func otherScheme(scheme string) string {
	if scheme == "http://" {
		return "https://"
	}
	return "http://"
}

func withoutPort(host string) string {
	if i := strings.LastIndexByte(host, ':'); i > strings.LastIndexByte(host, ']') {
		return host[:i]
	}
	return host
}

// withHost changes the name and keeps the port.
func withHost(host, name string) string {
	return name + strings.TrimPrefix(host, withoutPort(host))
}

func toggleSlash(path string) string {
	if bare, had := strings.CutSuffix(path, "/"); had {
		return bare
	}
	return path + "/"
}

// mapEscapes changes the digits of percent escapes.
func mapEscapes(text string, change func(string) string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '%' && i+2 < len(text) {
			b.WriteString(change(text[i : i+3]))
			i += 2
		} else {
			b.WriteByte(text[i])
		}
	}
	return b.String()
}
