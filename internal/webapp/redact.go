package webapp

import (
	"fmt"
	"log/slog"
	"regexp"
	"strings"
)

const redacted = "[redacted]"

// secretName matches the name of an attribute whose value is nobody's business.
var secretName = regexp.MustCompile(`(?i)(token|secret|signature|verifier|password|passphrase|private|authorization|cookie|csrf|^pin$)`)

// A secret hides in a longer text in one of these forms.
var secretForms = []*regexp.Regexp{
	// a header with all that it says
	regexp.MustCompile(`(?i)(\b(?:proxy-)?authorization|\b(?:set-)?cookie|\bx-csrf-token)(["']?\s*[:=]\s*)[^\r\n]+`),
	// name=value in a query, a form or an OAuth header, also percent-encoded, once or twice
	regexp.MustCompile(`(?i)([a-z_.-]*(?:token|secret|signature|verifier|password|csrf|session)[a-z_.-]*|\bpin)(=|%3D|%253D)(?:"[^"]*"|[^\s&,;"']+)`),
	// "name": "value" in JSON
	regexp.MustCompile(`(?i)("[a-z_.-]*(?:token|secret|signature|verifier|password|csrf|pin)[a-z_.-]*)("\s*:\s*)"(?:[^"\\]|\\.)*"`),
	// user:password@ in an address
	regexp.MustCompile(`(://[^/\s:@]*)(:)[^/\s@]+@`),
}

// Redact is a slog ReplaceAttr: no token, secret, signature, verifier,
// password, Authorization header or cookie reaches the log, whether it is an
// attribute of that name or hides in the text of another one.
func Redact(_ []string, a slog.Attr) slog.Attr {
	if secretName.MatchString(a.Key) {
		return slog.String(a.Key, redacted)
	}
	switch a.Value.Kind() {
	case slog.KindString:
		return slog.String(a.Key, RedactText(a.Value.String()))
	case slog.KindAny:
		if _, isSource := a.Value.Any().(*slog.Source); isSource {
			return a
		}
		return slog.String(a.Key, RedactText(fmt.Sprint(a.Value.Any())))
	}
	return a
}

// RedactText takes the secrets out of a text.
func RedactText(s string) string {
	if !strings.ContainsAny(s, "=:%") {
		return s
	}
	for _, form := range secretForms {
		s = form.ReplaceAllString(s, "${1}${2}"+redacted)
	}
	return s
}
