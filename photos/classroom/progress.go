package classroom

import (
	"context"
	"strings"
	"time"

	"example.net/oauth1/photos/requestlog"
)

// A Step is how far a participant's Consumer has come.
type Step int

// The steps, in the order of OAuth Core 1.0a sections 6 and 7.
const (
	Seated     Step = iota // nothing has arrived yet
	Spoke                  // a message has arrived
	Signed                 // one was signed rightly
	HasRequest             // a Request Token was issued
	WasAllowed             // a User has allowed
	HasAccess              // an Access Token was issued
	HasPhoto               // a Protected Resource was fetched
)

// Steps are what the steps are called, for a page.
var Steps = []string{"seated", "first message", "signed rightly", "Request Token", "User allowed", "Access Token", "photo"}

// String is what a page calls the step.
func (s Step) String() string { return Steps[s] }

// Progress is what is known of a participant's Consumer.
type Progress struct {
	Step     Step
	Messages int
	Last     time.Time // of the newest message
	// Problem, Advice and Diagnosis are of the newest refusal, as long as nothing has gone right since.
	Problem, Advice, Diagnosis string

	newest  string               // the id of the newest entry that was looked at
	counted map[string]time.Time // by id, those that are read again because others may still come before them
}

// A Row is a participant on the leader's screen.
type Row struct {
	Seat
	Progress
}

// maxNew is how many new entries of one Consumer are looked at in one go. Older ones than these could only tell of steps
// that the newer ones show as well. Where several processes serve, each begins with all that are kept: they must count
// alike.
const (
	maxNew  = 200
	maxKept = 1000
)

// Rows are the participants of a workshop, in the order in which they came.
func (d *Desk) Rows(ctx context.Context, w Workshop) ([]Row, error) {
	seats, err := d.Store.Seats(ctx, w.Code)
	if err != nil {
		return nil, err
	}
	if err := d.Requests.Gather(ctx); err != nil {
		return nil, err
	}
	rows := make([]Row, len(seats))
	for i, s := range seats {
		p, err := d.progressOf(ctx, s)
		if err != nil {
			return nil, err
		}
		rows[i] = Row{s, p}
	}
	return rows, nil
}

// Progress tells how far one participant is.
func (d *Desk) Progress(ctx context.Context, s Seat) (Progress, error) {
	if err := d.Requests.Gather(ctx); err != nil {
		return Progress{}, err
	}
	return d.progressOf(ctx, s)
}

// progressOf reads only entries that are new since the last time, and those that may have come late.
func (d *Desk) progressOf(ctx context.Context, s Seat) (Progress, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.progress == nil {
		d.progress = map[string]*Progress{}
	}
	p := d.progress[s.Consumer]
	if p == nil {
		p = &Progress{counted: map[string]time.Time{}}
		d.progress[s.Consumer] = p
	}
	late := d.Requests.Late()
	entries, err := d.Requests.Written(ctx, s.Consumer, p.unread(late))
	if err != nil {
		return Progress{}, err
	}
	for i := len(entries) - 1; i >= 0; i-- {
		p.note(entries[i], late)
	}
	return *p, nil
}

// unread lets through what was not counted yet.
func (p *Progress) unread(late time.Duration) requestlog.Filter {
	f := requestlog.Filter{After: p.newest, Decisions: true, Limit: maxNew}
	if late == 0 {
		return f
	}
	if newest := p.counted[p.newest]; !newest.IsZero() {
		f.After = requestlog.IDAt(newest.Add(-late))
	}
	f.Limit = maxKept
	return f
}

// note takes one more entry into account.
func (p *Progress) note(e requestlog.Entry, late time.Duration) {
	if _, known := p.counted[e.ID]; known {
		return
	}
	newer := e.ID > p.newest
	if late > 0 {
		p.remember(e, late)
	}
	if newer {
		p.newest = e.ID
	}
	p.Step = max(p.Step, reached(e))
	if e.Kind == requestlog.Decision {
		return
	}
	p.Messages++
	if !newer {
		return
	}
	p.Last = e.Time
	p.Problem, p.Advice, p.Diagnosis = "", "", ""
	if !e.Good() {
		p.Problem, p.Advice, p.Diagnosis = e.Problem, e.Advice, e.Diagnosis
	}
}

// remember keeps the ids of the entries that will be read again.
func (p *Progress) remember(e requestlog.Entry, late time.Duration) {
	p.counted[e.ID] = e.Time
	for id, at := range p.counted {
		if at.Before(e.Time.Add(-2 * late)) {
			delete(p.counted, id)
		}
	}
}

// reached is how far a Consumer must be that made this entry.
func reached(e requestlog.Entry) Step {
	for _, c := range e.Changes {
		switch {
		case c.Kind == "access token" && c.Step == "issued":
			return HasAccess
		case c.Kind == "request token" && c.Step == "authorized":
			return WasAllowed
		case c.Kind == "request token" && c.Step == "issued":
			return HasRequest
		}
	}
	switch {
	case e.Kind == requestlog.Decision:
		return Seated // the User has denied
	case e.Good() && e.Param("oauth_token") != "" && isPhoto(e.Path):
		return HasPhoto
	case e.Good() || signed(e):
		return Signed
	}
	return Spoke
}

func isPhoto(path string) bool {
	return strings.HasSuffix(path, "/photos") || strings.HasSuffix(path, "/photo") || strings.HasSuffix(path, "/file")
}

func signed(e requestlog.Entry) bool {
	for _, c := range e.Checks {
		if c.Name == "signature is right" {
			return c.Passed
		}
	}
	return false
}
