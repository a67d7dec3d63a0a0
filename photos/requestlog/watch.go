package requestlog

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"example.net/oauth1/oauthcore"
)

// About is what is known of a request before anybody has looked for a signature in it.
type About struct {
	RequestID, Method, Path string
	// Target, Host and Header are the request as it arrived. They are only read, and once the request is over only for an
	// entry that is kept.
	Target, Host string
	Header       http.Header
	// Raw is the Authorization header and the query. Nothing of it is kept; the Consumer Key is looked for in it when the
	// request cannot be read.
	Raw string
}

// draft is an entry that is being written.
type draft struct {
	mu     sync.Mutex
	entry  Entry
	misfit *oauthcore.Misfit // holds secrets: for the doctor, and forgotten then
	began  time.Time
	about  About     // for the text of the request, and forgotten then
	answer [5]string // the headers of the answer that answerHeaders names
}

type draftKey struct{}

// Watch begins to watch a request. Whatever oauthcore does with the context that it returns becomes part of one entry,
// which is kept when done is called with the answer's status and headers, and the error that led to it. A request in
// which no Consumer Key is found leaves no trace, unless a User has decided something with it.
func (l *Log) Watch(ctx context.Context, about About) (watched context.Context, done func(status int, answer http.Header, err error)) {
	d := &draft{began: time.Now(), about: about, entry: Entry{
		Time: l.now().UTC(), RequestID: about.RequestID, Method: about.Method, Path: about.Path,
	}}
	watched = oauthcore.WithTrace(context.WithValue(ctx, draftKey{}, d), &oauthcore.Trace{
		Collected: func(m oauthcore.MessageInfo) { d.note(func(e *Entry) { e.collect(m) }) },
		Checked:   func(c oauthcore.CheckInfo) { d.note(func(e *Entry) { e.check(c) }) },
		Changed: func(c oauthcore.TokenChange) {
			d.note(func(e *Entry) { e.change(c) })
		},
	})
	return watched, func(status int, answer http.Header, err error) {
		d.note(func(e *Entry) {
			e.finish(status, err, about.Raw, time.Since(d.began))
			d.answered(answer)
		})
		if d.entry.Consumer != "" {
			l.keep(d)
		}
	}
}

// Mismatched remembers, for the doctor, what a wrong signature was compared with. It fits the field of that name of
// [oauthcore.ServiceProvider].
func (l *Log) Mismatched(ctx context.Context, m oauthcore.Misfit) {
	if d, watched := ctx.Value(draftKey{}).(*draft); watched {
		d.note(func(*Entry) { d.misfit = &m })
	}
}

func (d *draft) note(f func(*Entry)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f(&d.entry)
}

func (e *Entry) collect(m oauthcore.MessageInfo) {
	e.URL = m.URL
	e.Parameters = make([]Param, len(m.Params))
	for i, p := range m.Params {
		e.Parameters[i] = Param{p.Name, p.Value, p.Place.String()}
	}
	e.Consumer = e.Param("oauth_consumer_key")
}

// writeBaseString makes the base string of a request whose signature was looked at. It is made again here, of what was
// kept, and only for entries that somebody may see: most requests never need it.
func (e *Entry) writeBaseString() {
	looked := slices.ContainsFunc(e.Checks, func(c Check) bool {
		return c.Name == signatureCheck || c.Problem == string(oauthcore.TokenRejected) // which is told after the signature
	})
	if !looked || e.BaseString != "" {
		return
	}
	params := make(oauthcore.Params, len(e.Parameters))
	for i, p := range e.Parameters {
		params[i] = oauthcore.Param{Name: p.Name, Value: p.Value}
	}
	e.BaseString = oauthcore.BaseString(e.Method, e.URL, params)
}

// signatureCheck is the name of the check that makes a base string.
const signatureCheck = "signature is right"

func (e *Entry) check(c oauthcore.CheckInfo) {
	if e.Checks == nil {
		e.Checks = make([]Check, 0, 18) // room for all that one endpoint makes
	}
	e.Checks = append(e.Checks, Check{c.Name, c.Section, c.Passed, string(c.Problem), c.Advice})
}

// change notes a step of a token. Where no signed request was read before, it was the User who took it.
func (e *Entry) change(c oauthcore.TokenChange) {
	e.Changes = append(e.Changes, Change{c.Kind, c.Token, c.Step})
	if e.URL == "" {
		e.Kind, e.Consumer = Decision, c.Consumer
	}
}

func (e *Entry) finish(status int, err error, raw string, took time.Duration) {
	e.Status, e.DurationMS = status, float64(took.Microseconds())/1000
	var problem *oauthcore.Problem
	if errors.As(err, &problem) {
		e.Problem, e.Advice = string(problem.Code), problem.Advice
	}
	if e.URL == "" && e.Problem != "" {
		e.Consumer = keyIn(raw)
	}
	if len(e.Consumer) > maxKey {
		e.Consumer = ""
	}
}

// maxKey is longer than any Consumer Key that is given out.
const maxKey = 128

// keyIn looks for a Consumer Key in what could not be read.
func keyIn(raw string) string {
	_, rest, found := strings.Cut(raw, "oauth_consumer_key=")
	if !found {
		return ""
	}
	rest = strings.TrimPrefix(rest, `"`)
	if end := strings.IndexAny(rest, "\",& \t"); end >= 0 {
		rest = rest[:end]
	}
	key, err := oauthcore.Decode(rest)
	if err != nil {
		return ""
	}
	return key
}

// Seen is what has been seen of the request that a context belongs to, so far.
func Seen(ctx context.Context) (e Entry, watched bool) {
	d, watched := ctx.Value(draftKey{}).(*draft)
	if watched {
		d.note(func(seen *Entry) { e = *seen })
		e.writeBaseString()
	}
	return e, watched
}
