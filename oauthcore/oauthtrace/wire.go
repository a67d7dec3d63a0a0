package oauthtrace

import (
	"net/url"
	"regexp"
	"strings"

	"example.net/oauth1/oauthcore"
)

// Wire is an HTTP request or answer as it stands on the wire, every secret in it
// masked: verifiers, Token Secrets, session handles, PLAINTEXT signatures,
// cookies, and credentials that are not OAuth's. Nothing else is changed, so what
// is left is what travelled, byte for byte.
//
// Secrets are known by their names, in the request target, in the headers and in
// a body that is a form or JSON.
func Wire(text string) string {
	head, body, hasBody := strings.Cut(text, "\r\n\r\n")
	m := masker{signatureMethod(text)}
	lines := strings.Split(head, "\r\n")
	lines[0] = m.startLine(lines[0])
	for i, line := range lines[1:] {
		lines[i+1] = m.headerLine(line)
	}
	head = strings.Join(lines, "\r\n")
	if !hasBody {
		return head
	}
	return head + "\r\n\r\n" + m.body(body)
}

// WireURL is an address, its secrets masked.
func WireURL(address string) string { return masker{signatureMethod(address)}.address(address) }

var methodName = regexp.MustCompile(`oauth_signature_method=["']?([^"'&,\s]+)`)

// signatureMethod is the one that a message names.
func signatureMethod(text string) string {
	if found := methodName.FindStringSubmatch(text); found != nil {
		return found[1]
	}
	return ""
}

// masker masks the parameters of one message. The method decides whether its
// signature is a secret.
type masker struct{ method string }

// startLine masks the query of a request line; a status line has none.
func (m masker) startLine(line string) string {
	method, rest, _ := strings.Cut(line, " ")
	target, version, isRequest := strings.Cut(rest, " ")
	if !isRequest || strings.HasPrefix(line, "HTTP/") {
		return line
	}
	return method + " " + m.address(target) + " " + version
}

// address masks the query of an address.
func (m masker) address(address string) string {
	path, query, hasQuery := strings.Cut(address, "?")
	if !hasQuery {
		return address
	}
	query, fragment, hasFragment := strings.Cut(query, "#")
	if address = path + "?" + m.form(query); hasFragment {
		address += "#" + fragment
	}
	return address
}

// form masks name=value pairs with & between them.
func (m masker) form(text string) string {
	pairs := strings.Split(text, "&")
	for i, pair := range pairs {
		name, value, _ := strings.Cut(pair, "=")
		if m.secret(unescaped(name), unescaped(value)) {
			pairs[i] = name + "=" + oauthcore.Masked
		}
	}
	return strings.Join(pairs, "&")
}

// unescaped is decoded where it can be.
func unescaped(text string) string {
	if decoded, err := url.QueryUnescape(text); err == nil {
		return decoded
	}
	return text
}

func (m masker) secret(name, value string) bool {
	if value == "" {
		return false
	}
	list := oauthcore.Params{{Name: "oauth_signature_method", Value: m.method}, {Name: strings.ToLower(name), Value: value}}
	return list.Masked()[1].Value != value
}

// headerLine masks what may be secret in a header.
func (m masker) headerLine(line string) string {
	name, value, _ := strings.Cut(line, ":")
	value = strings.TrimLeft(value, " \t")
	switch strings.ToLower(name) {
	case "authorization", "proxy-authorization":
		return name + ": " + m.credentials(value)
	case "cookie", "set-cookie", "x-csrf-token":
		return name + ": " + oauthcore.Masked
	case "location", "referer", "content-location":
		return name + ": " + m.address(value)
	case "www-authenticate":
		return name + ": " + m.quoted(value)
	}
	return line
}

// credentials masks those of another scheme than OAuth altogether.
func (m masker) credentials(value string) string {
	scheme, rest, _ := strings.Cut(value, " ")
	if !strings.EqualFold(scheme, "OAuth") {
		return scheme + " " + oauthcore.Masked
	}
	return scheme + " " + m.quoted(rest)
}

var quotedPair = regexp.MustCompile(`([^\s,="]+)(\s*=\s*)("[^"]*"?|'[^']*'?|[^\s,]*)`)

// quoted masks the parameters of an OAuth header, quoted as they should be or
// not (OAuth Core 1.0a section 5.4.1).
func (m masker) quoted(text string) string {
	return quotedPair.ReplaceAllStringFunc(text, func(pair string) string {
		part := quotedPair.FindStringSubmatch(pair)
		if !m.secret(unescaped(part[1]), unescaped(strings.Trim(part[3], `"'`))) {
			return pair
		}
		return part[1] + part[2] + `"` + oauthcore.Masked + `"`
	})
}

var jsonPair = regexp.MustCompile(`"((?:[^"\\]|\\.)*)"(\s*:\s*)"((?:[^"\\]|\\.)*)"`)

// body masks a form, or the texts of a JSON object.
func (m masker) body(text string) string {
	if trimmed := strings.TrimLeft(text, " \t\r\n"); strings.HasPrefix(trimmed, "{") || strings.HasPrefix(trimmed, "[") {
		return jsonPair.ReplaceAllStringFunc(text, func(pair string) string {
			part := jsonPair.FindStringSubmatch(pair)
			if !m.secret(part[1], part[3]) {
				return pair
			}
			return `"` + part[1] + `"` + part[2] + `"` + oauthcore.Masked + `"`
		})
	}
	return m.form(text)
}
