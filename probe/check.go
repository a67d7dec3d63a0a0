package probe

import (
	"fmt"

	"example.net/oauth1/oauthcore"
)

// A check is one message with at most one thing unusual about it, and what must follow.
type check struct {
	tried  string
	before func(*message) // changes that are signed
	after  func(*wire)    // changes that are not
	want   want
	ids    []string // the statements that it is about
}

// want is what must follow a message.
type want int

const (
	accepted want = iota
	refused       // with 400 or 401 or another 4xx
	status400
	status401
)

// walk makes a list of checks, each on a fresh right message.
func (r *run) walk(fresh func() *message, checks []check) {
	for _, c := range checks {
		x, err := r.try(fresh(), c.before, c.after)
		if err != nil {
			r.report.add(Finding{Tried: c.tried, Outcome: Untested, Saw: "no answer: " + err.Error()}, c.ids...)
			continue
		}
		r.file(c.tried, c.want, x, c.ids...)
	}
}

// file judges an answer and files it. A refusal with another status breaks the statement about the status, and not the
// rule that was broken on purpose: that one was kept.
func (r *run) file(tried string, w want, x *exchange, ids ...string) {
	for _, id := range ids {
		judge := w
		if w != accepted && !aboutStatus[id] {
			judge = refused
		}
		outcome, saw := judge.judge(x)
		r.report.add(Finding{Tried: tried, Outcome: outcome, Saw: saw, Request: x.request, Response: x.response}, id)
	}
}

// aboutStatus are the statements of OAuth Core 1.0a section 10.
var aboutStatus = map[string]bool{"C86": true, "C87": true, "C88": true, "C89": true, "C90": true, "C91": true, "C92": true, "C93": true}

// found files what was seen beside the status.
func (r *run) found(tried string, right bool, saw string, x *exchange, ids ...string) {
	f := Finding{Tried: tried, Outcome: Fail, Saw: saw}
	if right {
		f.Outcome = Pass
	}
	if x != nil {
		f.Request, f.Response = x.request, x.response
	}
	r.report.add(f, ids...)
}

// untested files why something was not tried.
func (r *run) untested(tried, why string, ids ...string) {
	r.report.add(Finding{Tried: tried, Outcome: Untested, Saw: why}, ids...)
}

func (w want) judge(x *exchange) (Outcome, string) {
	saw := fmt.Sprintf("answered %d", x.status)
	if p := problemIn(x); p != "" {
		saw += " " + p
	}
	right := false
	switch w {
	case accepted:
		right = x.status/100 == 2
	case refused:
		right = x.status/100 == 4
	case status400:
		right = x.status == 400
	case status401:
		right = x.status == 401
	}
	if right {
		return Pass, saw
	}
	if x.status == 429 || x.status == 503 {
		return Untested, saw + ": too many requests, or away"
	}
	return Fail, saw
}

// problemIn is the oauth_problem of a refusal, if it names one.
func problemIn(x *exchange) string {
	if x.status < 400 {
		return ""
	}
	params, err := oauthcore.ParseForm(x.body)
	if err != nil {
		return ""
	}
	return params.Get("oauth_problem")
}
