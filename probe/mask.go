package probe

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// mask keeps secrets out of a report.
type mask struct{ secrets []string }

// hide adds a secret, in each form in which it may stand in a message.
func (m *mask) hide(secrets ...string) {
	for _, s := range secrets {
		if len(s) > 3 && !slices.Contains(m.secrets, s) {
			m.secrets = append(m.secrets, s)
		}
	}
}

const hidden = "~masked~"

var (
	// Of PLAINTEXT the signature is the secrets; of the others it is of no use to a reader.
	signatureInText = regexp.MustCompile(`(oauth_signature=)("?)[^"&,\s]*`)
	secretInText    = regexp.MustCompile(`((?:oauth_token_secret|oauth_verifier|oauth_session_handle)=)("?)[^"&,\s]*`)
)

func (m *mask) text(s string) string {
	s = secretInText.ReplaceAllString(signatureInText.ReplaceAllString(s, "${1}${2}"+hidden), "${1}${2}"+hidden)
	for _, secret := range m.secrets {
		s = strings.ReplaceAll(s, secret, hidden)
	}
	return s
}

func (m *mask) request(r *http.Request, w *wire) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s HTTP/1.1\nHost: %s\n", r.Method, r.URL.RequestURI(), r.Host)
	for _, name := range []string{"Authorization", "Content-Type"} {
		if value := r.Header.Get(name); value != "" {
			fmt.Fprintf(&b, "%s: %s\n", name, value)
		}
	}
	body := w.body
	if w.kind == "" && body == "" && r.ContentLength > 0 {
		body = w.protocol.Encode()
	}
	if body != "" {
		b.WriteString("\n" + body)
	}
	return m.text(b.String())
}

// received is a request as it arrived.
func (m *mask) received(r *http.Request, body []byte) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %s\nHost: %s\n", r.Method, r.URL.RequestURI(), r.Proto, r.Host)
	for _, name := range []string{"Authorization", "Content-Type"} {
		if value := r.Header.Get(name); value != "" {
			fmt.Fprintf(&b, "%s: %s\n", name, value)
		}
	}
	if isForm(r.Header.Get("Content-Type")) {
		b.WriteString("\n" + strings.Map(printable, string(body)))
	}
	return m.text(b.String())
}

// shownBody is how much of an answer is shown.
const shownBody = 600

func (m *mask) answer(a *http.Response, body []byte) string {
	var b strings.Builder
	b.WriteString("HTTP/1.1 " + a.Status + "\n")
	for _, name := range []string{"WWW-Authenticate", "Content-Type", "Cache-Control", "Location", "Retry-After"} {
		if value := a.Header.Get(name); value != "" {
			fmt.Fprintf(&b, "%s: %s\n", name, value)
		}
	}
	if !isText(a.Header.Get("Content-Type")) {
		fmt.Fprintf(&b, "\n(%d bytes)", len(body))
		return m.text(b.String())
	}
	text := strings.ToValidUTF8(m.text(string(body)), "�")
	if len(text) > shownBody {
		text = text[:shownBody] + "…"
	}
	return m.text(b.String()) + "\n" + strings.Map(printable, text)
}

func isText(kind string) bool {
	return kind == "" || strings.HasPrefix(kind, "text/") || strings.HasPrefix(kind, "application/json") || strings.HasPrefix(kind, formType)
}

func printable(r rune) rune {
	if r == '\n' || unicode.IsPrint(r) {
		return r
	}
	return -1
}
