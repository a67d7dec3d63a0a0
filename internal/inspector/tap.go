package inspector

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httputil"
	"strings"
	"sync"
	"time"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/oauthcore/oauthtrace"
)

// Tap is an http.RoundTripper that records what passes: put it below the one that
// signs. Requests whose context is not watched go through untouched.
func (r *Recorder) Tap(base http.RoundTripper) http.RoundTripper {
	if r == nil {
		return base
	}
	return &tap{r, base}
}

type tap struct {
	recorder *Recorder
	base     http.RoundTripper
}

// RoundTrip implements http.RoundTripper.
func (t *tap) RoundTrip(request *http.Request) (*http.Response, error) {
	w, watched := request.Context().Value(watchKey{}).(*watch)
	if !watched {
		return t.base.RoundTrip(request)
	}
	began := t.recorder.now()
	s := sideOf(request)
	if s.Param("oauth_nonce") == "" { // not signed: discovery, say
		return t.base.RoundTrip(request)
	}
	s.Time, s.BaseString = began.UTC(), w.take(s.Param("oauth_nonce"))
	m := Message{ID: t.recorder.NewID(began), Owner: w.owner(), Step: stepOf(s), Sent: s}
	answer, err := t.base.RoundTrip(request)
	if err != nil {
		s.Failure = "There was no answer: " + oauthtrace.WireURL(err.Error())
		t.recorder.finish(request.Context(), m, began)
		return nil, err
	}
	s.Status = answer.StatusCode
	answer.Body = &body{ReadCloser: answer.Body, done: func(seen *body) {
		s.Answer = answerText(answer, seen)
		s.Problem, s.Advice = problemIn(answer, seen.start.Bytes())
		t.recorder.finish(request.Context(), m, began)
	}}
	return answer, nil
}

func (r *Recorder) finish(ctx context.Context, m Message, began time.Time) {
	m.Sent.DurationMS = float64(r.now().Sub(began).Microseconds()) / 1000
	r.Keep(ctx, m)
}

// sideOf reads a request that is about to be sent, its secrets masked.
func sideOf(r *http.Request) *Side {
	s := &Side{Method: r.Method, Request: requestText(r)}
	origin, err := oauthcore.ParseOrigin(r.URL.Scheme + "://" + r.URL.Host)
	if err != nil {
		return s
	}
	m, err := oauthcore.ParseMessage(readable(r), origin, oauthcore.Limits{})
	if err != nil {
		return s
	}
	s.URL, s.Path = m.URL, r.URL.EscapedPath()
	s.Parameters = placed(m)
	s.Consumer = s.Param("oauth_consumer_key")
	return s
}

// readable is a copy of a request with a body that may be read.
func readable(r *http.Request) *http.Request {
	c := r.Clone(r.Context())
	c.Body = http.NoBody
	if r.GetBody != nil {
		if body, err := r.GetBody(); err == nil {
			c.Body = body
		}
	}
	return c
}

// placed lists the parameters of a message, where each travels, and masks what is
// secret.
func placed(m *oauthcore.Message) (list []Param) {
	method := oauthcore.Param{Name: "oauth_signature_method", Value: m.Get("oauth_signature_method")}
	for place, params := range [...]oauthcore.Params{oauthcore.InHeader: m.Header, oauthcore.InBody: m.Body, oauthcore.InQuery: m.Query} {
		for _, p := range params {
			p = oauthcore.Params{method, p}.Masked()[1]
			list = append(list, Param{p.Name, p.Value, oauthcore.Place(place).String()})
		}
	}
	return list
}

// requestText is a request as it goes out, a body that is a form included.
func requestText(r *http.Request) string {
	isForm := strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded")
	text, err := httputil.DumpRequestOut(readable(r), isForm && r.GetBody != nil)
	if err != nil {
		return ""
	}
	return oauthtrace.Wire(string(text))
}

// most is how much of an answer is kept.
const most = 8 << 10

// body remembers the beginning of an answer that is read, and says when that is
// over.
type body struct {
	io.ReadCloser
	start bytes.Buffer
	size  int64
	done  func(*body)
	once  sync.Once
}

// Read implements io.Reader.
func (b *body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.size += int64(n)
	b.start.Write(p[:min(n, most-b.start.Len())])
	if err != nil {
		b.once.Do(func() { b.done(b) })
	}
	return n, err
}

// Close implements io.Closer.
func (b *body) Close() error {
	err := b.ReadCloser.Close()
	b.once.Do(func() { b.done(b) })
	return err
}

// answerText is an answer as it came, with as much of a text as is kept. A picture
// is told in words.
func answerText(answer *http.Response, seen *body) string {
	head, err := httputil.DumpResponse(answer, false)
	if err != nil {
		return ""
	}
	kind := answer.Header.Get("Content-Type")
	text := string(head)
	switch {
	case seen.size == 0:
	case !isText(kind):
		return oauthtrace.Wire(strings.TrimSuffix(text, "\r\n\r\n")) + "\r\n\r\n" + bytesOf(seen.size) + " of " + kind
	case seen.size > int64(seen.start.Len()):
		return oauthtrace.Wire(text+cutText(seen.start.String())) + "…"
	default:
		text += seen.start.String()
	}
	return oauthtrace.Wire(text)
}

// cutText drops the last, broken word of a text that was cut off: half a name is
// no longer known for a secret.
func cutText(text string) string {
	if end := strings.LastIndexAny(text, "&,{}\n"); end > 0 {
		return text[:end]
	}
	return ""
}

func isText(kind string) bool {
	return strings.HasPrefix(kind, "text/") || strings.Contains(kind, "json") || strings.Contains(kind, "form-urlencoded") || strings.Contains(kind, "xml") || kind == ""
}

// problemIn finds a refusal in an answer.
func problemIn(answer *http.Response, start []byte) (problem, advice string) {
	if answer.StatusCode < 400 {
		return "", ""
	}
	if p := oauthcore.ReadProblem(answer, start); p != nil {
		return string(p.Code), p.Advice
	}
	return "", ""
}

// answerToken is the token that a form answers with, or "".
func answerToken(s *Side) string {
	_, text, _ := strings.Cut(s.Answer, "\r\n\r\n")
	params, err := oauthcore.ParseForm(text)
	if err != nil {
		return ""
	}
	return params.Get("oauth_token")
}
