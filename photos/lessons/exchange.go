package lessons

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"unicode/utf8"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/oauthcore/oauthtrace"
)

// An Exchange is a request that was sent, and the answer as it came.
type Exchange struct {
	From       string // who sent it
	Request    string
	BaseString string // as the Service Provider makes it of the request; "" where nothing is signed
	Answer     string
	Status     int
	Problem    string // oauth_problem of a refusal
	Advice     string
	Checks     []oauthcore.CheckInfo // as far as they went

	header http.Header
	body   []byte
}

// Good tells whether the answer was no refusal.
func (e *Exchange) Good() bool { return e.Status < 400 }

// Seen is the exchange as an Exercise judges it.
func (e *Exchange) Seen() Seen { return Seen{e.Status, e.Problem, e.Advice} }

// Mask takes the secrets out of what is shown, where they are those of a real Consumer.
func (e *Exchange) Mask() { e.Request, e.Answer = masked(e.Request), masked(e.Answer) }

func masked(text string) string {
	return strings.ReplaceAll(oauthtrace.Wire(strings.ReplaceAll(text, "\n", "\r\n")), "\r\n", "\n")
}

// Send gives a request to a handler as if it had arrived over the network, and keeps what is to be seen of it.
func Send(h http.Handler, origin oauthcore.Origin, from string, r *http.Request) (*Exchange, error) {
	body, err := readAll(r)
	if err != nil {
		return nil, err
	}
	e := &Exchange{From: from, Request: requestText(r, body)}
	if m, err := oauthcore.ParseMessage(arrival(r, body), origin, oauthcore.Limits{}); err == nil && m.Get("oauth_signature") != "" {
		e.BaseString = m.BaseString()
	}
	in := arrival(r, body)
	in = in.WithContext(oauthcore.WithTrace(in.Context(), &oauthcore.Trace{
		Checked: func(c oauthcore.CheckInfo) { e.Checks = append(e.Checks, c) },
	}))
	recorder := httptest.NewRecorder()
	h.ServeHTTP(recorder, in)
	answer := recorder.Result()
	e.Status, e.header, e.body = answer.StatusCode, answer.Header, recorder.Body.Bytes()
	e.Answer = answerText(answer, e.body)
	if p := oauthcore.ReadProblem(answer, e.body); p != nil {
		e.Problem, e.Advice = string(p.Code), p.Advice
	}
	return e, nil
}

func readAll(r *http.Request) ([]byte, error) {
	if r.Body == nil {
		return nil, nil
	}
	return io.ReadAll(r.Body)
}

// arrival is the request as a server sees it.
func arrival(r *http.Request, body []byte) *http.Request {
	in := r.Clone(r.Context())
	in.RequestURI = r.URL.RequestURI()
	if in.Host == "" {
		in.Host = r.URL.Host
	}
	in.URL.Scheme, in.URL.Host = "", ""
	in.Body, in.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return in
}

func requestText(r *http.Request, body []byte) string {
	host := r.Host
	if host == "" {
		host = r.URL.Host
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s HTTP/1.1\nHost: %s\n", r.Method, r.URL.RequestURI(), host)
	for _, name := range []string{"Authorization", "Content-Type"} {
		for _, value := range r.Header[name] {
			fmt.Fprintf(&b, "%s: %s\n", name, value)
		}
	}
	if len(body) > 0 {
		fmt.Fprintf(&b, "\n%s", printable(body))
	}
	return b.String()
}

// plumbing are headers of an answer that have nothing to do with the protocol.
var plumbing = []string{"Content-Security-Policy", "Permissions-Policy", "Referrer-Policy", "X-Content-Type-Options", "X-Frame-Options",
	"Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Strict-Transport-Security", "Vary", "X-Request-Id", "Set-Cookie"}

func answerText(a *http.Response, body []byte) string {
	var b strings.Builder
	fmt.Fprintf(&b, "HTTP/1.1 %d %s\n", a.StatusCode, http.StatusText(a.StatusCode))
	var names []string
	for name := range a.Header {
		if !slices.Contains(plumbing, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		fmt.Fprintf(&b, "%s: %s\n", name, a.Header.Get(name))
	}
	if len(body) > 0 {
		fmt.Fprintf(&b, "\n%s", printable(body))
	}
	return b.String()
}

// mostShown bounds what is shown of a body.
const mostShown = 2000

func printable(body []byte) string {
	if !utf8.Valid(body) {
		return fmt.Sprintf("(%d bytes)", len(body))
	}
	if text := []rune(string(body)); len(text) > mostShown {
		return string(text[:mostShown]) + "…"
	}
	return strings.TrimRight(string(body), "\n")
}
