package webapp

import (
	"fmt"
	"log/slog"
	"regexp"
	"strings"
)

const redacted = "[redacted]"

// secretKey matches the name of an attribute whose value is nobody's business.
var secretKey = regexp.MustCompile(`(?i)(token|secret|signature|verifier|password|passphrase|authorization|cookie|csrf|nonce|^pin$|_key$)`)

// secretPair matches name and value inside a longer text: a query, a form, an
// Authorization header, a JSON object, also when it was percent-encoded.
var secretPair = regexp.MustCompile(`(?i)((?:[a-z_.-]*(?:token|secret|signature|verifier|password|csrf|session)[a-z_.-]*|(?:set-)?cookie|authorization|pin)["']?(?:\s*[=:]\s*|%3D|%253D))("(?:[^"\\]|\\.)*"|'[^']*'|(?:oauth|basic|bearer)\s[^\r\n]*|[^\s&,;"'}]+)`)

// Redact is a slog ReplaceAttr: no token, secret, signature, verifier,
// password, Authorization header or cookie reaches the log, whether it is an
// attribute of that name or hides in the text of another one.
func Redact(_ []string, a slog.Attr) slog.Attr {
	if secretKey.MatchString(a.Key) {
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
	return secretPair.ReplaceAllString(s, "${1}"+redacted)
}
