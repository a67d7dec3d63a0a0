package probe

import (
	"fmt"
	"slices"
	"time"
)

// An Outcome is what is known of a statement afterwards.
type Outcome string

// The outcomes.
const (
	Pass     Outcome = "pass"
	Fail     Outcome = "fail"
	Untested Outcome = "not tested"
)

// A Report is the outcome of a probe.
type Report struct {
	Role    string    `json:"role"`   // what was probed: "Service Provider" or "Consumer"
	Target  string    `json:"target"` // whom
	Began   time.Time `json:"began"`
	Results []Result  `json:"results"` // in the order of the specification
	Notes   []string  `json:"notes"`   // what is worth knowing, and breaks no statement
}

// A Result is what is known of one statement.
type Result struct {
	Statement
	Outcome  Outcome   `json:"outcome"`
	Evidence []Finding `json:"evidence"`
}

// A Finding is one thing that was tried or seen.
type Finding struct {
	Tried    string  `json:"tried"` // what was done, and what must follow
	Outcome  Outcome `json:"outcome"`
	Saw      string  `json:"saw"`               // what followed, or why it could not be tried
	Request  string  `json:"request,omitempty"` // as it was sent, secrets masked
	Response string  `json:"response,omitempty"`
}

// Count is how many statements have an outcome.
func (r *Report) Count(o Outcome) (n int) {
	for _, result := range r.Results {
		if result.Outcome == o {
			n++
		}
	}
	return n
}

// Failed are the results that break a statement.
func (r *Report) Failed() (list []Result) {
	for _, result := range r.Results {
		if result.Outcome == Fail {
			list = append(list, result)
		}
	}
	return list
}

// Summary is the report in one line.
func (r *Report) Summary() string {
	return fmt.Sprintf("%d pass, %d fail, %d not tested", r.Count(Pass), r.Count(Fail), r.Count(Untested))
}

// add files a finding under the statements that it is about.
func (r *Report) add(f Finding, ids ...string) {
	for _, id := range ids {
		i := slices.IndexFunc(r.Results, func(result Result) bool { return result.ID == id })
		result := &r.Results[i]
		result.Evidence = append(result.Evidence, f)
		result.Outcome = worst(result.Outcome, f.Outcome)
	}
}

func worst(a, b Outcome) Outcome {
	if a == Fail || b == Fail {
		return Fail
	}
	if a == Pass || b == Pass {
		return Pass
	}
	return Untested
}

func newReport(role, target string, statements []Statement) *Report {
	r := &Report{Role: role, Target: target, Began: time.Now(), Notes: []string{}}
	for _, s := range statements {
		r.Results = append(r.Results, Result{Statement: s, Outcome: Untested, Evidence: []Finding{}})
	}
	return r
}
