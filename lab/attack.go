package lab

import (
	"fmt"
	"strings"
)

// An Attack is something that goes wrong where a rule is missing.
type Attack struct {
	ID    string
	Name  string
	Story string // who does what to whom, in a few sentences
	Rule  string // what was left out, as the end of "without …"
	// Defence says what the rule is and why it stops the attack; Difference is the one thing on the wire or in the code
	// that makes it.
	Defence, Difference string
	Clause              string // where the specification says so
	weaken              func(*Rules)
	play                func(*stage)
}

// An Outcome is what an attack came to.
type Outcome struct {
	Attack    *Attack
	Defended  bool
	Succeeded bool   // the attacker got what she wanted
	Loot      string // what that is, or what stopped her
	Messages  []Message
	Failed    error // the play itself broke, which is a mistake of the lab
}

// A Message is one request and its answer, as both were seen on the network of the lab.
type Message struct {
	From, To string // who asked whom: "Jane’s browser", "printer"
	Request  string
	Response string
	Status   int
	Remark   string // why it matters; may be empty
	Evil     bool   // the attacker's doing

	BaseString string // of a signed one, as the receiver makes it by its rules; PLAINTEXT has one too, and does not sign it
}

// Line is the request line: method and path.
func (m Message) Line() string {
	line, _, _ := strings.Cut(m.Request, "\n")
	line, _, _ = strings.Cut(line, "?")
	return line
}

// Attacks lists them all, in the order of the dance.
func Attacks() []*Attack {
	return []*Attack{
		fixation, callbackSwap, openRedirect, loginCSRF, consentCSRF, clickjacking, pinGuessing, rememberedConsent,
		doubleExchange, replay, tampering, bodyTampering, pollution, foreignToken, downgrade,
	}
}

// ByID finds an attack.
func ByID(id string) (*Attack, bool) {
	for _, a := range Attacks() {
		if a.ID == id {
			return a, true
		}
	}
	return nil, false
}

// Play plays an attack on a new stage, with its rule or without it.
func Play(a *Attack, defended bool) *Outcome {
	rules := strict()
	if !defended {
		a.weaken(&rules)
	}
	s := newStage(rules)
	o := &Outcome{Attack: a, Defended: defended}
	func() {
		defer func() {
			if r := recover(); r != nil {
				o.Failed = fmt.Errorf("playing %s: %v", a.ID, r)
			}
		}()
		a.play(s)
	}()
	o.Succeeded, o.Loot, o.Messages = s.won, s.loot, s.net.log
	if o.Failed == nil && o.Loot == "" {
		o.Failed = fmt.Errorf("playing %s: it ended without an outcome", a.ID)
	}
	return o
}

// stage is where one attack is played.
type stage struct {
	Rules
	net           *network
	photos        *provider
	printer       *consumer
	jane, mallory *person
	won           bool
	loot          string
}

// wins ends the play: the attacker has this.
func (s *stage) wins(format string, args ...any) { s.won, s.loot = true, fmt.Sprintf(format, args...) }

// stopped ends the play: this kept her from it.
func (s *stage) stopped(format string, args ...any) {
	s.won, s.loot = false, fmt.Sprintf(format, args...)
}

// outcome ends the play by what the attacker holds.
func (s *stage) outcome(got bool, loot, stopped string) {
	if got {
		s.wins("%s", loot)
		return
	}
	s.stopped("%s", stopped)
}

// The hosts of the lab. None of them is on any network.
const (
	photosHost  = "photos.example.net"
	printerHost = "printer.example.com"
	evilHost    = "mallory.example"
)

// What the attacker is after, and what she must not see.
const (
	janesPhoto    = "Jane’s private photo: vacation.jpg"
	mallorysPhoto = "Mallory’s own photo: cat.jpg"
)

func newStage(rules Rules) *stage {
	s := &stage{Rules: rules, net: newNetwork()}
	s.net.baseString = s.Rules.baseString
	s.photos = newProvider(&s.Rules)
	s.printer = newConsumer(&s.Rules, s.net)
	s.net.hosts[photosHost] = host{"photos", s.photos}
	s.net.hosts[printerHost] = host{"printer", s.printer}
	s.jane = s.net.person("Jane’s browser", "jane", "jane’s password", false)
	s.mallory = s.net.person("Mallory’s browser", "mallory", "mallory’s password", true)
	return s
}

// contains is for what a page shows.
func contains(page, words string) bool { return strings.Contains(page, words) }
