package inspector

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/oauthcore/oauthtrace"
)

// Hop keeps what a browser carried through the printer: the redirect that sends it
// to the Service Provider, its return, and a PIN that was typed. Step is one of
// Authorize, Callback and PIN; an Authorize whose address is signed is an
// Approval.
func (r *Recorder) Hop(ctx context.Context, owner string, step Step, began time.Time, request *http.Request, status int, answer http.Header) {
	if r == nil {
		return
	}
	s := &Side{
		Time: began.UTC(), DurationMS: float64(r.now().Sub(began).Microseconds()) / 1000, Method: request.Method, Status: status,
		Request: hopText(request), Answer: oauthtrace.Wire(hopAnswer(status, answer)),
	}
	m := Message{ID: r.NewID(began), Owner: owner, Step: step, Sent: s}
	switch step {
	case Authorize:
		s.redirected(answer.Get("Location"))
		leaves := r.now() // with the answer
		m.ID, s.Time, s.DurationMS = r.NewID(leaves), leaves.UTC(), 0
		if s.Param("oauth_signature") != "" {
			m.Step = Approval
			s.BaseString = oauthcore.BaseString(s.Method, s.URL, s.params())
			s.Consumer = s.Param("oauth_consumer_key")
		}
	case Callback:
		s.Path, s.URL = request.URL.EscapedPath(), ""
		s.query(request.URL.RawQuery)
	case PIN:
		s.Path = request.URL.EscapedPath()
		s.Parameters = []Param{{"oauth_verifier", oauthcore.Masked, "typed by the User"}}
	}
	r.Keep(ctx, m)
}

// redirected takes a hop to the address that the browser is sent to.
func (s *Side) redirected(location string) {
	s.Method = http.MethodGet
	u, err := url.Parse(location)
	if err != nil {
		return
	}
	s.URL, s.Path = u.Scheme+"://"+u.Host+u.EscapedPath(), u.EscapedPath()
	s.query(u.RawQuery)
}

// query reads the parameters of a query, its secrets masked.
func (s *Side) query(raw string) {
	list, err := oauthcore.ParseForm(raw)
	if err != nil {
		return
	}
	for _, p := range list.Masked() {
		s.Parameters = append(s.Parameters, Param{p.Name, p.Value, "query"})
	}
}

// params are the parameters of a message without their places.
func (s *Side) params() (list oauthcore.Params) {
	for _, p := range s.Parameters {
		list = append(list, oauthcore.Param{Name: p.Name, Value: p.Value})
	}
	return list
}

// told are the headers of a browser that say something about the dance.
var told = []string{"Content-Type", "Origin", "Referer", "User-Agent"}

// hopText is a browser's request as it came, without cookies and without what a
// form held.
func hopText(r *http.Request) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %s\r\nHost: %s\r\n", r.Method, r.RequestURI, r.Proto, r.Host)
	for _, name := range told {
		if value := r.Header.Get(name); value != "" {
			fmt.Fprintf(&b, "%s: %s\r\n", name, value)
		}
	}
	return oauthtrace.Wire(b.String() + "\r\n")
}

// hopAnswer is the answer to a browser: its status, and where it leads.
func hopAnswer(status int, h http.Header) string {
	text := fmt.Sprintf("HTTP/1.1 %d %s\r\n", status, http.StatusText(status))
	for _, name := range slices.Sorted(slices.Values([]string{"Location", "Cache-Control", "Referrer-Policy"})) {
		if value := h.Get(name); value != "" {
			text += name + ": " + value + "\r\n"
		}
	}
	return text + "\r\n"
}

// bytesOf says a size.
func bytesOf(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d bytes", n)
	case n < 1000_000:
		return fmt.Sprintf("%.1f kB", float64(n)/1000)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1000_000)
}
