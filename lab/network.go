package lab

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sort"
	"strings"
	"sync"
	"unicode"

	"example.net/oauth1/oauthcore"
)

// network carries requests to the hosts of the lab by calling their handlers, and keeps what travelled.
type network struct {
	hosts map[string]host
	mu    sync.Mutex
	log   []Message
	next  string // the remark for the next message

	// Somebody sits on the line: what travels may be changed by these.
	between func(*http.Request)
	back    func(answer *httptest.ResponseRecorder, r *http.Request)

	quiet bool // what travels is not written down

	baseString func(*oauthcore.Message) string // as the Service Provider of the stage makes it
}

type host struct {
	name    string
	handler http.Handler
}

func newNetwork() *network { return &network{hosts: map[string]host{}} }

// remark is said beside the next message.
func (n *network) remark(text string) { n.next = text }

// transport is the network as one party uses it.
type transport struct {
	net  *network
	from string
	evil bool
}

// RoundTrip implements http.RoundTripper.
func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	to, known := t.net.hosts[r.URL.Host]
	if !known {
		return nil, fmt.Errorf("there is no host %s in the lab", r.URL.Host)
	}
	body, err := readAll(r)
	if err != nil {
		return nil, err
	}
	arrived := arrival(r, body)
	if t.net.between != nil {
		t.net.between(arrived)
		if body, err = readAll(arrived); err != nil {
			return nil, err
		}
	}
	shown := request(arrived, body)
	index := t.net.begin(Message{From: t.from, To: to.name, Request: shown, Evil: t.evil, BaseString: t.net.signedText(arrived, body)})
	recorder := httptest.NewRecorder()
	to.handler.ServeHTTP(recorder, arrived)
	if t.net.back != nil {
		t.net.back(recorder, arrived)
	}
	answer := recorder.Result()
	answer.Request = r
	t.net.finish(index, answer, recorder.Body.String())
	return answer, nil
}

// signedText is the base string of a signed request, made of a copy; "" for any other.
func (n *network) signedText(r *http.Request, body []byte) string {
	m, err := oauthcore.ParseMessage(arrival(r, body), oauthcore.Origin("http://"+r.Host), oauthcore.Limits{})
	if err != nil || !m.Signed() || m.Get("oauth_signature") == "" {
		return ""
	}
	return n.baseString(m)
}

// begin gives a message its place at the time when it is sent.
func (n *network) begin(m Message) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.quiet {
		return -1
	}
	m.Remark, n.next = n.next, ""
	n.log = append(n.log, m)
	return len(n.log) - 1
}

func (n *network) finish(index int, a *http.Response, body string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if index >= 0 {
		n.log[index].Status, n.log[index].Response = a.StatusCode, response(a, body)
	}
}

func readAll(r *http.Request) ([]byte, error) {
	if r.Body == nil {
		return nil, nil
	}
	body, err := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	return body, err
}

// arrival is the request as a server sees it.
func arrival(r *http.Request, body []byte) *http.Request {
	in := r.Clone(r.Context())
	in.RequestURI, in.Host, in.Body = r.URL.RequestURI(), r.URL.Host, io.NopCloser(bytes.NewReader(body))
	in.ContentLength = int64(len(body))
	in.RemoteAddr = "192.0.2.1:1234"
	return in
}

// shownHeaders are those that matter here.
var shownHeaders = []string{"Authorization", "Cookie", "Origin", "Content-Type"}

func request(r *http.Request, body []byte) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\nHost: %s\n", r.Method, r.URL.RequestURI(), r.Host)
	for _, name := range shownHeaders {
		if value := r.Header.Get(name); value != "" {
			fmt.Fprintf(&b, "%s: %s\n", name, value)
		}
	}
	if len(body) > 0 {
		b.WriteString("\n" + strings.Map(printable, string(body)))
	}
	return b.String()
}

func response(a *http.Response, body string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d %s\n", a.StatusCode, http.StatusText(a.StatusCode))
	var names []string
	for name := range a.Header {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		fmt.Fprintf(&b, "%s: %s\n", name, a.Header.Get(name))
	}
	if body != "" {
		b.WriteString("\n" + strings.Map(printable, body))
	}
	return b.String()
}

func printable(r rune) rune {
	if r == '\n' || unicode.IsPrint(r) {
		return r
	}
	return -1
}
