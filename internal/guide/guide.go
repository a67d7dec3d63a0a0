package guide

import (
	"slices"

	"example.net/oauth1/internal/inspector"
)

// Flow is one way to connect, leg by leg.
type Flow struct {
	Name string // "redirect", "one-step" or "pin"
	Legs []Leg
}

// Leg is one message that is about to be sent. Its Key names its sentences in the
// catalogues: Key.title, .who, .why, .without, .question, .a1 to .a3, .because.
type Leg struct {
	Key    string
	Route  []inspector.Party
	Clause string
	Right  int // which of the three answers is right
	Learns []Knowledge
}

// Knowledge is that somebody knows a secret.
type Knowledge struct {
	Who  inspector.Party
	What string
}

// What there is to know, in the order in which it comes up.
const (
	Password      = "password"
	ConsumerKey   = "consumer_key"
	ConsumerPart  = "consumer_secret"
	RequestToken  = "request_token"
	RequestSecret = "request_secret"
	Verifier      = "verifier"
	CallbackToken = "callback_token"
	AccessToken   = "access_token"
	AccessSecret  = "access_secret"
)

var order = []string{Password, ConsumerKey, ConsumerPart, RequestToken, RequestSecret, Verifier, CallbackToken, AccessToken, AccessSecret}

// before is what is known before the dance. The User's password stands for all
// that the Consumer never learns.
var before = []Knowledge{
	{inspector.Browser, Password}, {inspector.Provider, Password},
	{inspector.Consumer, ConsumerKey}, {inspector.Provider, ConsumerKey},
	{inspector.Consumer, ConsumerPart}, {inspector.Provider, ConsumerPart},
}

func all(what string, who ...inspector.Party) (list []Knowledge) {
	for _, w := range who {
		list = append(list, Knowledge{w, what})
	}
	return list
}

const c, b, s = inspector.Consumer, inspector.Browser, inspector.Provider

var (
	direct   = []inspector.Party{c, s}
	redirect = []inspector.Party{c, b, s}
	access   = slices.Concat(all(AccessToken, c, s), all(AccessSecret, c, s))
	issued   = slices.Concat(all(RequestToken, c, s), all(RequestSecret, c, s))
	use      = Leg{"use", direct, "7", 2, nil}
)

// Flows are the three ways to connect.
func Flows() []Flow {
	return []Flow{
		{"redirect", []Leg{
			{"ask", direct, "6.1.1", 1, issued},
			{"send", redirect, "6.2", 3, slices.Concat(all(RequestToken, b), all(Verifier, s, b, c))},
			{"exchange", direct, "6.3.1", 2, access},
			use,
		}},
		{"one-step", []Leg{
			{"sign", redirect, "Signed Approval URLs", 3, all(CallbackToken, s, b, c)},
			{"callback-token", direct, "6.3.1", 1, access},
			use,
		}},
		{"pin", []Leg{
			{"ask-oob", direct, "6.1.1", 2, issued},
			{"show-pin", redirect, "6.2.3", 1, slices.Concat(all(RequestToken, b), all(Verifier, s, b))},
			{"type-pin", []inspector.Party{b, c, s}, "6.3.1", 3, slices.Concat(all(Verifier, c), access)},
			use,
		}},
	}
}

// FlowNamed finds a flow.
func FlowNamed(name string) (Flow, bool) {
	for _, f := range Flows() {
		if f.Name == name {
			return f, true
		}
	}
	return Flow{}, false
}

// Row is a line of the table of knowledge.
type Row struct {
	What  string
	Cells []Cell // of Consumer, browser and Service Provider
}

// Cell tells whether somebody knows a secret: "" for no, "knows", or "new" since
// the last message.
type Cell string

// Known is the table of knowledge before a leg: what exists by then, and who knows
// it. It grows with each leg.
func (f Flow) Known(leg int) (rows []Row) {
	known, fresh := slices.Clone(before), []Knowledge(nil)
	for i := range min(leg, len(f.Legs)) {
		known = append(known, f.Legs[i].Learns...)
		fresh = f.Legs[i].Learns
	}
	for _, what := range order {
		row, exists := Row{What: what}, false
		for _, who := range []inspector.Party{c, b, s} {
			cell := Cell("")
			switch k := (Knowledge{who, what}); {
			case slices.Contains(fresh, k):
				cell = "new"
			case slices.Contains(known, k):
				cell = "knows"
			}
			exists = exists || cell != ""
			row.Cells = append(row.Cells, cell)
		}
		if exists {
			rows = append(rows, row)
		}
	}
	return rows
}
