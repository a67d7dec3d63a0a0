package requestlog

import (
	"context"
	"fmt"
	"time"
)

// Entry is one signed request and what became of it. Its JSON form is what is stored, and what a Consumer is answered
// that asks for its own requests.
type Entry struct {
	ID         string    `json:"id"`             // sorts by time
	Kind       string    `json:"kind,omitempty"` // empty for a signed request; [Decision]
	Consumer   string    `json:"consumer_key"`
	Time       time.Time `json:"time"`
	DurationMS float64   `json:"duration_ms"`
	RequestID  string    `json:"request_id"`

	Method     string  `json:"method"`
	Path       string  `json:"path"`
	URL        string  `json:"url,omitempty"` // as it is signed
	Parameters []Param `json:"parameters,omitempty"`

	Status  int    `json:"status"`
	Problem string `json:"oauth_problem,omitempty"`
	Advice  string `json:"oauth_problem_advice,omitempty"`

	BaseString string   `json:"base_string,omitempty"`
	Checks     []Check  `json:"checks,omitempty"`
	Changes    []Change `json:"changes,omitempty"`
	Diagnosis  string   `json:"diagnosis,omitempty"` // of a wrong signature, in the doctor's words

	RequestText string `json:"request_text,omitempty"` // as it arrived: request line, headers, form; secrets masked
	AnswerText  string `json:"answer_text,omitempty"`  // status line and the headers that belong to the protocol
}

// Decision is the kind of an entry that is no request of the Consumer's, but what a User has decided about it in her
// browser: which token, and whether she allowed or denied. It says nothing else of her.
const Decision = "decision"

// Param is a parameter and where it travelled: header, body or query. A secret value is masked.
type Param struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	Place string `json:"place"`
}

// Check is the verdict of one check.
type Check struct {
	Name    string `json:"name"`
	Section string `json:"section"` // the clause that asks for it
	Passed  bool   `json:"passed"`
	Problem string `json:"oauth_problem,omitempty"`
	Advice  string `json:"oauth_problem_advice,omitempty"`
}

// Change is a step in the life of a token.
type Change struct {
	Kind  string `json:"kind"`
	Token string `json:"token"`
	Step  string `json:"step"`
}

// IDAt is less than the id of every entry from a moment on.
func IDAt(t time.Time) string { return fmt.Sprintf("%013x", t.UnixMicro()) }

// Param is the value of a parameter of the request, or "".
func (e *Entry) Param(name string) string {
	for _, p := range e.Parameters {
		if p.Name == name {
			return p.Value
		}
	}
	return ""
}

// Place is where the protocol parameters travelled, or "".
func (e *Entry) Place() string {
	for _, p := range e.Parameters {
		if p.Name == "oauth_consumer_key" {
			return p.Place
		}
	}
	return ""
}

// Good tells whether the request was answered as it was meant.
func (e *Entry) Good() bool { return e.Status < 400 }

// Filter chooses among the entries of a Consumer. Whatever is empty chooses all.
type Filter struct {
	Status  string // "404", or "4xx" for all that begin so
	Problem string
	Path    string // a part of it
	Text    string // anywhere in the entry
	Nonce   string
	Before  string // the id of an entry: only older ones
	After   string // the id of an entry: only newer ones

	Decisions bool // what Users decided, too
	Limit     int
}

// Empty tells whether the Filter lets everything through.
func (f Filter) Empty() bool {
	return f.Status == "" && f.Problem == "" && f.Path == "" && f.Text == "" && f.Nonce == ""
}

// Store is where entries are kept.
type Store interface {
	// AddRequests keeps entries of registered Consumers; of each Consumer, no more than the newest ones.
	AddRequests(ctx context.Context, entries []Entry, newest int) error
	// Requests answers the entries of a Consumer that a Filter lets through, the newest first.
	Requests(ctx context.Context, consumer string, f Filter) ([]Entry, error)
	// Request finds one entry of a Consumer, or gallery.ErrNotFound.
	Request(ctx context.Context, consumer, id string) (Entry, error)
	// ForgetRequests forgets the entries before a moment.
	ForgetRequests(ctx context.Context, before time.Time) error
}
