package oauthcore

import (
	"context"
	"errors"
)

// Trace is a set of hooks that are run while a message is signed or checked.
// Any of them may be nil. No event holds a secret: the signature of PLAINTEXT,
// verifiers and session handles are masked, in base strings too.
//
// Like net/http/httptrace, a Trace travels in the context: see [WithTrace].
type Trace struct {
	Collected  func(MessageInfo)    // section 5.2: the parameters, and where each travelled
	BaseString func(BaseStringInfo) // section 9.1: the base string and its pieces
	Signed     func(SignedInfo)     // section 9.2 to 9.4: the Consumer signed
	Checked    func(CheckInfo)      // sections 6 to 9: one check has spoken
	Changed    func(TokenChange)    // section 6: a token changed its state
}

// MessageInfo is a message as it travelled, without its secrets.
type MessageInfo struct {
	Method string
	URL    string // origin and path
	Realm  string
	Params []PlacedParam
}

// PlacedParam is a parameter, decoded, and where it travelled.
type PlacedParam struct {
	Param
	Place Place
}

// BaseStringInfo is a base string and the three pieces it was joined from.
type BaseStringInfo struct {
	Method, URL, Normalized string
	BaseString              string
}

// SignedInfo tells of a signature made by a Consumer.
type SignedInfo struct {
	ConsumerKey, Token string
	SignatureMethod    string
	Timestamp, Nonce   string
	Place              Place
}

// CheckInfo is the verdict of one check.
type CheckInfo struct {
	Check
	Passed  bool
	Problem Code   // the refusal; empty where the check passed, or could not be made
	Advice  string // the refusal in plain words
}

// TokenChange tells of a step in the life of a token. Only the token itself is
// named, never its secret or verifier.
type TokenChange struct {
	Kind     string // "request token" or "access token"
	Token    string
	Consumer string // Consumer Key
	Step     string // issued, authorized, denied, exchanged, renewed, revoked
}

type traceKey struct{}

// WithTrace returns a context whose messages run the hooks of t, after those
// that ctx carries already.
func WithTrace(ctx context.Context, t *Trace) context.Context {
	if earlier := traceOf(ctx); earlier != nil {
		t = earlier.and(t)
	}
	return context.WithValue(ctx, traceKey{}, t)
}

// traceOf finds the hooks of a context, or nil.
func traceOf(ctx context.Context) *Trace {
	t, _ := ctx.Value(traceKey{}).(*Trace)
	return t
}

// and joins two sets of hooks.
func (t *Trace) and(u *Trace) *Trace {
	return &Trace{
		Collected:  both(t.Collected, u.Collected),
		BaseString: both(t.BaseString, u.BaseString),
		Signed:     both(t.Signed, u.Signed),
		Checked:    both(t.Checked, u.Checked),
		Changed:    both(t.Changed, u.Changed),
	}
}

func both[T any](f, g func(T)) func(T) {
	switch {
	case f == nil:
		return g
	case g == nil:
		return f
	}
	return func(event T) { f(event); g(event) }
}

// collected tells of a message, received or about to be sent.
func (t *Trace) collected(m *Message) {
	if t == nil || t.Collected == nil {
		return
	}
	info := MessageInfo{Method: m.Method, URL: m.URL, Realm: m.Realm, Params: make([]PlacedParam, 0, len(m.all))}
	method := m.Get("oauth_signature_method")
	for place, params := range [...]Params{InHeader: m.Header, InBody: m.Body, InQuery: m.Query} {
		for _, param := range params.masked(method) {
			info.Params = append(info.Params, PlacedParam{param, Place(place)})
		}
	}
	t.Collected(info)
}

// baseString tells of the base string that is made of the given parameters.
func (t *Trace) baseString(method, url string, params Params) {
	if t == nil || t.BaseString == nil {
		return
	}
	params = params.masked("")
	t.BaseString(BaseStringInfo{method, url, params.Normalize(), BaseString(method, url, params)})
}

func (t *Trace) signed(info SignedInfo) {
	if t != nil && t.Signed != nil {
		t.Signed(info)
	}
}

func (t *Trace) checked(c *Check, err error) {
	if t == nil || t.Checked == nil {
		return
	}
	info := CheckInfo{Check: *c, Passed: err == nil}
	if err != nil {
		info.Problem, info.Advice = reason(err)
	}
	t.Checked(info)
}

// reason is what a refusal says; nothing if the error is none.
func reason(err error) (code Code, advice string) {
	var problem *Problem
	if !errors.As(err, &problem) {
		return "", ""
	}
	return problem.Code, problem.Advice
}

func (t *Trace) changed(kind, token, consumer, step string) {
	if t != nil && t.Changed != nil {
		t.Changed(TokenChange{kind, token, consumer, step})
	}
}
