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

	newest string // the id of the newest entry that was looked at
}

// A Row is a participant on the leader's screen.
type Row struct {
	Seat
	Progress
}

// maxNew is how many new entries of one Consumer are looked at in one go. Older ones than these could only tell of steps
// that the newer ones show as well.
const maxNew = 200

// Rows are the participants of a workshop, in the order in which they came.
func (d *Desk) Rows(ctx context.Context, w Workshop) ([]Row, error) {
	seats, err := d.Store.Seats(ctx, w.Code)
	if err != nil {
		return nil, err
	}
	rows := make([]Row, len(seats))
	for i, s := range seats {
		p, err := d.Progress(ctx, s)
		if err != nil {
			return nil, err
		}
		rows[i] = Row{s, p}
	}
	return rows, nil
}

// Progress tells how far one participant is. Only entries that are new since the last time are read.
func (d *Desk) Progress(ctx context.Context, s Seat) (Progress, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.progress == nil {
		d.progress = map[string]*Progress{}
	}
	p := d.progress[s.Consumer]
	if p == nil {
		p = &Progress{}
		d.progress[s.Consumer] = p
	}
	entries, err := d.Requests.Entries(ctx, s.Consumer, requestlog.Filter{After: p.newest, Decisions: true, Limit: maxNew})
	if err != nil {
		return Progress{}, err
	}
	for i := len(entries) - 1; i >= 0; i-- {
		p.note(entries[i])
	}
	return *p, nil
}

// note takes one more entry into account.
func (p *Progress) note(e requestlog.Entry) {
	p.newest = e.ID
	p.Step = max(p.Step, reached(e))
	if e.Kind == requestlog.Decision {
		return
	}
	p.Messages++
	p.Last = e.Time
	p.Problem, p.Advice, p.Diagnosis = "", "", ""
	if !e.Good() {
		p.Problem, p.Advice, p.Diagnosis = e.Problem, e.Advice, e.Diagnosis
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
