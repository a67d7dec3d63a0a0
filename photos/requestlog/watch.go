package requestlog

import (
	"context"
	"net/http"
	"slices"
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
	// Authorization is that header, Query the query. Nothing of them is kept; the Consumer Key is looked for there when the
	// request cannot be read.
	Authorization, Query string
}

type draftKey struct{}

// Watch begins to watch a request. Whatever oauthcore does with the context that it returns becomes part of one entry,
// which is kept when done is called with the answer's status and headers, and the error that led to it. A request in
// which no Consumer Key is found leaves no trace, unless a User has decided something with it.
func (l *Log) Watch(ctx context.Context, about About) (watched context.Context, done func(status int, answer http.Header, err error)) {
	d := &draft{about: about, began: time.Now(), time: l.now().UTC(), mark: l.mark}
	d.trace = oauthcore.Trace{Collected: d.collected, Checked: d.checked, Changed: d.changed}
	watched = oauthcore.WithTrace(context.WithValue(ctx, draftKey{}, d), &d.trace)
	return watched, func(status int, answer http.Header, err error) {
		if d.finish(status, answer, err) != "" {
			l.keep(d)
		}
		if l.Compared != nil {
			d.tellCompared(l.Compared)
		}
	}
}

// Mismatched remembers, for the doctor, what a wrong signature was compared with. It fits the field of that name of
// [oauthcore.ServiceProvider].
func (l *Log) Mismatched(ctx context.Context, m oauthcore.Misfit) {
	if d, watched := ctx.Value(draftKey{}).(*draft); watched {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.misfit = &m
	}
}

// Seen is what has been seen of the request that a context belongs to, so far.
func Seen(ctx context.Context) (e Entry, watched bool) {
	d, watched := ctx.Value(draftKey{}).(*draft)
	if watched {
		e = d.entry()
	}
	return e, watched
}

// writeBaseString makes the base string of a request whose signature was looked at. It is made again here, of what was
// kept, and only for entries that somebody may see: most requests never need it.
func (e *Entry) writeBaseString() {
	looked := slices.ContainsFunc(e.Checks, func(c Check) bool {
		return c.Name == signatureCheck || c.Problem == string(oauthcore.TokenRejected) // which is told after the signature
	})
	if !looked {
		return
	}
	params := make(oauthcore.Params, len(e.Parameters))
	for i, p := range e.Parameters {
		params[i] = oauthcore.Param{Name: p.Name, Value: p.Value}
	}
	e.BaseString = oauthcore.BaseString(e.Method, e.URL, params)
}

// tellCompared tells whether a signature was compared, and how that went.
func (d *draft) tellCompared(tell func(method string, matched bool)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, v := range d.checks {
		if v.Name == signatureCheck {
			tell(d.param("oauth_signature_method"), v.refusal == nil)
		}
	}
}

// param is the value of a parameter of the request, or "".
func (d *draft) param(name string) string {
	for _, p := range d.message.Params {
		if p.Name == name {
			return p.Value
		}
	}
	return ""
}

// signatureCheck is the name of the check that makes a base string.
const signatureCheck = "signature is right"
