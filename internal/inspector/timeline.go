package inspector

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Filter chooses among messages. Whatever is empty chooses all.
type Filter struct {
	Flow string // the ID of its first message; "all" for those of every dance; "" for the latest one
	Show string // "dance" leaves requests for resources out, "refused" shows only what went wrong
	Text string // anywhere in a message
}

// Timeline is what a page shows: one row for each message, in order.
type Timeline struct {
	Filter Filter
	Flows  []Flow // the latest first
	Rows   []Row
	OneEnd bool // no message has two ends
}

// Flow is one dance.
type Flow struct {
	ID       string
	Began    time.Time
	Messages int
	Outcome  string // how far it came, in words
}

// Row is one message of a Timeline.
type Row struct {
	Message
	Number int // from 1, within its dance
	First  bool
}

// NewTimeline makes a Timeline of messages, the oldest first.
func NewTimeline(all []Message, f Filter) Timeline {
	t := Timeline{Filter: f, Flows: flowsOf(all), OneEnd: true}
	if f.Flow == "" && len(t.Flows) > 0 {
		f.Flow = t.Flows[0].ID
	}
	numbers := map[string]int{}
	for _, m := range all {
		numbers[m.Flow]++
		if m.Sent != nil && m.Received != nil {
			t.OneEnd = false
		}
		if f.lets(&m) {
			t.Rows = append(t.Rows, Row{m, numbers[m.Flow], numbers[m.Flow] == 1})
		}
	}
	return t
}

func (f Filter) lets(m *Message) bool {
	switch {
	case f.Flow != "all" && f.Flow != m.Flow,
		f.Show == "dance" && (m.Step == Resource || m.Step == Own),
		f.Show == "refused" && m.Good():
		return false
	}
	return f.Text == "" || strings.Contains(strings.ToLower(m.text()), strings.ToLower(f.Text))
}

// text is all that can be looked for in a message.
func (m Message) text() string {
	var b strings.Builder
	for _, s := range []*Side{m.Sent, m.Received} {
		if s != nil {
			b.WriteString(s.Method + " " + s.Path + " " + s.Request + " " + s.Answer + " " + s.Problem + " " + s.Diagnosis + " " + s.BaseString)
		}
	}
	return b.String() + " " + m.Title()
}

// flowsOf lists the dances, the latest first.
func flowsOf(all []Message) (flows []Flow) {
	at := map[string]int{}
	for _, m := range all {
		i, known := at[m.Flow]
		if !known {
			i, at[m.Flow] = len(flows), len(flows)
			flows = append(flows, Flow{ID: m.Flow, Began: m.Time(), Outcome: "begun"})
		}
		flows[i].Messages++
		flows[i].Outcome = outcome(flows[i].Outcome, &m)
	}
	slices.Reverse(flows)
	return flows
}

// outcome is how far a dance has come with one more message.
func outcome(before string, m *Message) string {
	switch {
	case m.Step == AskAccessToken && m.Good():
		return "connected"
	case m.Denied():
		return "denied"
	case m.Step == Revocation && m.Good():
		return "ended"
	case !m.Good() && before == "begun":
		return "refused"
	}
	return before
}

// words says what a step is.
var words = map[Step]struct{ title, clause string }{
	AskRequestToken: {"The Consumer asks for a Request Token", "OAuth Core 1.0a section 6.1"},
	Approval:        {"The browser is sent to decide, with a signed address", "Signed Approval URLs; OAuth Core 1.0a section 9"},
	Authorize:       {"The browser is sent to decide", "OAuth Core 1.0a section 6.2.1"},
	Decision:        {"The User decides", "OAuth Core 1.0a section 6.2.3"},
	Callback:        {"The browser comes back", "OAuth Core 1.0a section 6.2.3"},
	PIN:             {"The User types the PIN", "OAuth Core 1.0a section 6.2.3"},
	AskAccessToken:  {"The Consumer asks for an Access Token", "OAuth Core 1.0a section 6.3"},
	Renewal:         {"The Consumer renews its Access Token", "OAuth Session 1.0"},
	Resource:        {"The Consumer asks for a resource", "OAuth Core 1.0a section 7"},
	Own:             {"The Consumer asks in its own name", "RFC 5849 section 3.1, without a token"},
	Revocation:      {"The Consumer gives its Access Token back", "an extension of this provider"},
}

// Title says what the message is.
func (m Message) Title() string { return words[m.Step].title }

// Clause names the clause that describes it.
func (m Message) Clause() string { return words[m.Step].clause }

// Line is the request in short: method and path.
func (m Message) Line() string {
	s := m.Side()
	switch m.Step {
	case Decision:
		return "Allow or Deny"
	case PIN:
		return "the PIN"
	}
	return s.Method + " " + s.Path
}

// Names lists what is in the query of what the browser carries, without the
// values.
func (m Message) Names() string {
	if names := m.Side().names(); names != "" && m.Kind() != "direct" {
		return "?" + names
	}
	return ""
}

// Kind is how a timeline draws the message: "authorize", "callback", "decision",
// "pin", or "direct" from Consumer to Service Provider and back.
func (m Message) Kind() string {
	switch m.Step {
	case Authorize, Approval:
		return "authorize"
	case Callback, Decision, PIN:
		return string(m.Step)
	}
	return "direct"
}

// names lists the parameters of a query, "…" in the place of their values.
func (s *Side) names() string {
	var names []string
	for _, p := range s.Parameters {
		if p.Place == "query" && len(names) < 3 {
			names = append(names, p.Name+"=…")
		}
	}
	return strings.Join(names, "&")
}

// Said is the answer in short.
func (m Message) Said() string {
	s := m.Side()
	switch status := m.Status(); {
	case s.Failure != "":
		return "no answer"
	case m.Step == Decision && len(s.Changes) > 0:
		return "The " + s.Changes[0].Kind + " is " + s.Changes[0].Step
	case m.Problem() != "":
		return fmt.Sprintf("%d %s", status, m.Problem())
	default:
		return strings.TrimSpace(fmt.Sprintf("%d %s %s", status, http.StatusText(status), m.carried()))
	}
}

// carried says what an answer brings.
func (m Message) carried() string {
	switch m.Step {
	case AskRequestToken, AskAccessToken, Renewal:
		return "· token and secret"
	case Resource, Own:
		_, text, _ := strings.Cut(m.Side().Answer, "\r\n\r\n")
		if strings.Contains(text, " of image/") {
			return "· " + text
		}
	}
	return ""
}

// Denied tells whether a User has said no with it.
func (m Message) Denied() bool {
	return m.Received != nil && slices.ContainsFunc(m.Received.Changes, func(c Change) bool { return c.Step == "denied" })
}

// Ends says which ends of the message are known: "both", "differ", "sent",
// "received", or "" for what only one end can tell.
func (m Message) Ends() string {
	switch {
	case m.Sent != nil && m.Received != nil && m.Sent.BaseString != m.Received.BaseString && m.Received.BaseString != "":
		return "differ"
	case m.Sent != nil && m.Received != nil:
		return "both"
	case !m.Signed():
		return ""
	case m.Sent != nil:
		return "sent"
	}
	return "received"
}

// Changes are the tokens that have changed with this message.
func (m Message) Changes() []Change {
	if m.Received == nil || m.Step == Decision {
		return nil
	}
	return m.Received.Changes
}
