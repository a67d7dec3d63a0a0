package requestlog

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"example.net/oauth1/oauthcore"
)

// draft is what a request leaves behind: what was seen, as it was seen. It becomes an entry only if it is kept, for of
// many requests most are pushed out by newer ones, and should cost no more than this.
type draft struct {
	mu       sync.Mutex
	trace    oauthcore.Trace
	about    About
	time     time.Time
	began    time.Time // by the clock that measures
	took     time.Duration
	number   uint64
	mark     string // of the process
	consumer string
	decision bool

	message oauthcore.MessageInfo
	checks  []verdict
	room    [mostChecks]verdict // where they lie
	changes []Change
	misfit  *oauthcore.Misfit // holds secrets: for the doctor
	status  int
	problem *oauthcore.Problem
	answer  [5]string // the headers of the answer that answerHeaders names
}

// verdict is a check, and how it has refused if it did not pass.
type verdict struct {
	oauthcore.Check
	refusal *oauthcore.CheckInfo
}

func (d *draft) collected(m oauthcore.MessageInfo) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.message, d.consumer = m, ""
	for _, p := range m.Params {
		if p.Name == "oauth_consumer_key" {
			d.consumer = p.Value
			return
		}
	}
}

// mostChecks is as many as one endpoint makes.
const mostChecks = 18

func (d *draft) checked(c oauthcore.CheckInfo) {
	v := verdict{Check: c.Check}
	if !c.Passed {
		refused := c
		v.refusal = &refused
	}
	d.mu.Lock()
	if d.checks == nil {
		d.checks = d.room[:0]
	}
	d.checks = append(d.checks, v)
	d.mu.Unlock()
}

// changed notes a step of a token. Where no signed request was read before, it was the User who took it.
func (d *draft) changed(c oauthcore.TokenChange) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.changes = append(d.changes, Change{c.Kind, c.Token, c.Step})
	if d.message.URL == "" {
		d.decision, d.consumer = true, c.Consumer
	}
}

// finish notes how it ended, and answers whose request it was.
func (d *draft) finish(status int, answer http.Header, err error) (consumer string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.status, d.took = status, time.Since(d.began)
	if err != nil {
		errors.As(err, &d.problem)
	}
	if d.message.URL == "" && d.problem != nil {
		d.consumer = keyIn(d.about.Authorization + "&" + d.about.Query)
	}
	if len(d.consumer) > maxKey {
		d.consumer = ""
	}
	d.answered(answer)
	return d.consumer
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

// entry writes down what has been seen so far.
func (d *draft) entry() Entry {
	d.mu.Lock()
	defer d.mu.Unlock()
	e := Entry{
		ID: fmt.Sprintf("%013x%06x%s", d.time.UnixMicro(), d.number&0xffffff, d.mark), Consumer: d.consumer, Time: d.time,
		DurationMS: float64(d.took.Microseconds()) / 1000, RequestID: d.about.RequestID,
		Method: d.about.Method, Path: d.about.Path, URL: d.message.URL, Status: d.status, Changes: d.changes,
	}
	if d.decision {
		e.Kind = Decision
	}
	if d.problem != nil {
		e.Problem, e.Advice = string(d.problem.Code), d.problem.Advice
	}
	for _, p := range d.message.Params {
		e.Parameters = append(e.Parameters, Param{p.Name, p.Value, p.Place.String()})
	}
	for _, v := range d.checks {
		e.Checks = append(e.Checks, v.check())
	}
	e.writeBaseString()
	return e
}

func (v verdict) check() Check {
	c := Check{Name: v.Name, Section: v.Section, Passed: v.refusal == nil}
	if v.refusal != nil {
		c.Problem, c.Advice = string(v.refusal.Problem), v.refusal.Advice
	}
	return c
}
