package inspector

import (
	"cmp"
	"strings"
	"time"
)

// Party is one of the three that speak.
type Party string

// The parties, from left to right.
const (
	Consumer Party = "consumer"
	Browser  Party = "browser"
	Provider Party = "provider"
)

// Step says which part of the dance a Message is.
type Step string

// The steps, in the order of OAuth Core 1.0a sections 6 and 7.
const (
	AskRequestToken Step = "request token" // 6.1
	Approval        Step = "approval"      // the signed address of the one-step flow
	Authorize       Step = "authorize"     // 6.2.1: the browser is sent to the Service Provider
	Decision        Step = "decision"      // 6.2.3: the User has said yes or no
	Callback        Step = "callback"      // 6.2.3: the browser comes back
	PIN             Step = "pin"           // 6.2.3: or the User types what she was shown
	AskAccessToken  Step = "access token"  // 6.3
	Renewal         Step = "renewal"       // OAuth Session 1.0
	Resource        Step = "resource"      // 7
	Own             Step = "own"           // RFC 5849 section 3.1, without a token
	Revocation      Step = "revocation"
)

// Message is one message of the dance, seen from one end or both.
type Message struct {
	ID    string `json:"id"`    // sorts by time
	Owner string `json:"owner"` // whose session it belongs to
	Flow  string `json:"flow"`  // the dance that it is a part of: the ID of its first message
	Step  Step   `json:"step"`

	Sent     *Side `json:"sent,omitempty"`     // as the Consumer saw it
	Received *Side `json:"received,omitempty"` // as the Service Provider saw it
}

// Side is one end of a Message. Its JSON form is an entry of photos' request log.
type Side struct {
	ID         string    `json:"id,omitempty"`
	Kind       string    `json:"kind,omitempty"` // "decision" for what a User decided
	Consumer   string    `json:"consumer_key"`
	Time       time.Time `json:"time"`
	DurationMS float64   `json:"duration_ms"`
	RequestID  string    `json:"request_id,omitempty"`

	Method     string  `json:"method"`
	Path       string  `json:"path,omitempty"`
	URL        string  `json:"url,omitempty"` // as it is signed
	Parameters []Param `json:"parameters,omitempty"`

	Status  int    `json:"status"`
	Problem string `json:"oauth_problem,omitempty"`
	Advice  string `json:"oauth_problem_advice,omitempty"`
	Failure string `json:"failure,omitempty"` // why there was no answer at all

	BaseString string   `json:"base_string,omitempty"`
	Checks     []Check  `json:"checks,omitempty"`
	Changes    []Change `json:"changes,omitempty"`
	Diagnosis  string   `json:"diagnosis,omitempty"`

	Request string `json:"request_text,omitempty"` // as on the wire, secrets masked
	Answer  string `json:"answer_text,omitempty"`
}

// Param is a parameter, decoded, and where it travelled: header, body or query.
type Param struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	Place string `json:"place"`
}

// Check is the verdict of one check.
type Check struct {
	Name    string `json:"name"`
	Section string `json:"section"`
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

// Param is the value of a parameter, or "".
func (s *Side) Param(name string) string {
	if s == nil {
		return ""
	}
	for _, p := range s.Parameters {
		if p.Name == name {
			return p.Value
		}
	}
	return ""
}

// Good tells whether the message was answered as it was meant.
func (s *Side) Good() bool { return s.Failure == "" && s.Status < 400 }

// Side is the better informed end: the sent one for what travelled through the
// browser, which the Service Provider does not log, otherwise whichever there is.
func (m Message) Side() *Side {
	switch {
	case m.Sent != nil:
		return m.Sent
	case m.Received != nil:
		return m.Received
	}
	return &Side{}
}

// Time is when the message began.
func (m Message) Time() time.Time { return m.Side().Time }

// Status is the HTTP status of the answer, 0 where there was none.
func (m Message) Status() int {
	if m.Sent != nil && m.Sent.Status != 0 {
		return m.Sent.Status
	}
	if m.Received != nil {
		return m.Received.Status
	}
	return 0
}

// Good tells whether neither end has anything to complain about.
func (m Message) Good() bool {
	return (m.Sent == nil || m.Sent.Good()) && (m.Received == nil || m.Received.Good())
}

// Problem is the word of the Problem Reporting extension that refused it, or "".
func (m Message) Problem() string {
	if m.Received != nil && m.Received.Problem != "" {
		return m.Received.Problem
	}
	return m.Side().Problem
}

// Token is what the message names as oauth_token, or what the first change did.
func (m Message) Token() string {
	for _, s := range []*Side{m.Sent, m.Received} {
		if token := s.Param("oauth_token"); token != "" {
			return token
		}
		if s != nil && len(s.Changes) > 0 {
			return s.Changes[0].Token
		}
	}
	return ""
}

// Signed tells whether the message carries a signature.
func (m Message) Signed() bool { return m.Side().Param("oauth_signature_method") != "" }

// Matches tells whether two ends are those of one message: Consumer Key,
// timestamp and nonce agree (OAuth Core 1.0a section 8).
func (s *Side) Matches(other *Side) bool {
	for _, name := range []string{"oauth_consumer_key", "oauth_timestamp", "oauth_nonce"} {
		if s.Param(name) != other.Param(name) {
			return false
		}
	}
	return s.Param("oauth_nonce") != ""
}

// Route is who the message comes from, whom it passes, and who it goes to.
func (m Message) Route() []Party {
	switch m.Step {
	case Approval, Authorize:
		return []Party{Consumer, Browser, Provider}
	case Decision:
		return []Party{Browser, Provider}
	case Callback:
		return []Party{Provider, Browser, Consumer}
	case PIN:
		return []Party{Browser, Consumer}
	}
	return []Party{Consumer, Provider}
}

// stepOf finds out which step a signed request is, by what it carries.
func stepOf(s *Side) Step {
	path, post := strings.TrimSuffix(cmp.Or(s.Path, pathOf(s.URL)), "/"), s.Method == "POST"
	has := func(name string) bool { return s.Param(name) != "" }
	switch {
	case s.Kind == string(Decision):
		return Decision
	case has("oauth_callback") && !post:
		return Approval
	case has("oauth_callback"):
		return AskRequestToken
	case has("oauth_session_handle"):
		return Renewal
	case has("oauth_verifier"), post && (strings.HasSuffix(path, "/access_token") || strings.HasSuffix(path, "/token")):
		return AskAccessToken
	case post && strings.HasSuffix(path, "/revoke"):
		return Revocation
	case has("oauth_token"):
		return Resource
	}
	return Own
}

// pathOf is the path of an absolute address.
func pathOf(address string) string {
	_, rest, _ := strings.Cut(address, "://")
	_, path, found := strings.Cut(rest, "/")
	if !found {
		return "/"
	}
	path, _, _ = strings.Cut(path, "?")
	return "/" + path
}
