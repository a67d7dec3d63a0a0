package probe

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/oauthcore/oauthdoctor"
	"example.net/oauth1/oauthcore/oauthtest"
)

// A Stage plays Service Provider for somebody else's Consumer and watches what it does. The Consumer dances once for
// each act: the User allows; the Service Provider does not confirm the callback, as one of OAuth 1.0 would, and the
// Consumer must go no further; the User denies. After that everything goes well.
//
// It serves /oauth/request_token, /oauth/authorize, /oauth/access_token, discovery at /.well-known/oauth1, and greets
// the User at every other address, which are all Protected Resources. There is one Consumer and one User, jane, who
// decides at once; nothing is real, so it belongs on the machine that it runs on.
type Stage struct {
	Provider *oauthcore.ServiceProvider
	url      string

	mu     sync.Mutex
	report *Report
	mask   mask
	act    int
	acts   map[string]act // by Request Token
}

type act int

const (
	allows act = iota
	unconfirmed
	denies
)

// Acts is how often a Consumer has to dance to have seen it all.
const Acts = 3

// Doing says what the next dance is about.
func (s *Stage) Doing() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch act(s.act) {
	case allows:
		return "next: the User allows"
	case unconfirmed:
		return "next: the callback is not confirmed, and the Consumer must go no further"
	case denies:
		return "next: the User denies"
	}
	return "all acts were played"
}

// NewStage makes a stage at a public address, for one Consumer with its callbacks.
func NewStage(address string, r oauthcore.Registration) (*Stage, error) {
	origin, err := oauthcore.ParseOrigin(address)
	if err != nil {
		return nil, err
	}
	r.OutOfBand, r.Debug = true, true
	s := &Stage{url: address, report: newReport("Consumer", r.Key, ofConsumers), acts: map[string]act{}}
	s.mask.hide(r.Secret)
	s.Provider = &oauthcore.ServiceProvider{Store: oauthtest.NewMemoryStore(r), Origin: origin, Diagnose: oauthdoctor.New(1).Advice}
	return s, nil
}

// Report is what is known so far.
func (s *Stage) Report() *Report {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := *s.report
	r.Results = slices.Clone(r.Results)
	for i := range r.Results {
		r.Results[i].Evidence = slices.Clone(r.Results[i].Evidence)
	}
	return &r
}

// maxBody bounds what is read of a request.
const maxBody = 1 << 20

// ServeHTTP implements http.Handler.
func (s *Stage) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		http.Error(w, "The body is too large.", http.StatusRequestEntityTooLarge)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	m := &seen{Request: r, text: s.mask.received(r, body)}
	switch r.URL.Path {
	case "/oauth/request_token":
		s.requestToken(w, m)
	case "/oauth/authorize":
		s.authorize(w, m)
	case "/oauth/access_token":
		s.accessToken(w, m)
	case "/.well-known/oauth1":
		fmt.Fprintf(w, `{"request_token_url":%q,"authorize_url":%q,"access_token_url":%q,"api_base":%q,"signature_methods":["HMAC-SHA1","HMAC-SHA256","HMAC-SHA512"],"parameter_placements":["header","body","query"]}`,
			s.url+"/oauth/request_token", s.url+"/oauth/authorize", s.url+"/oauth/access_token", s.url)
	default:
		s.resource(w, m)
	}
}

// seen is a request that has arrived.
type seen struct {
	*http.Request
	text string
}

// saw files what a message shows.
func (s *Stage) saw(m *seen, tried string, right bool, what string, ids ...string) {
	f := Finding{Tried: tried, Outcome: Fail, Saw: what, Request: m.text}
	if right {
		f.Outcome = Pass
	}
	s.report.add(f, ids...)
}

func (s *Stage) requestToken(w http.ResponseWriter, m *seen) {
	s.saw(m, "asks for a Request Token by POST", m.Method == http.MethodPost, m.Method, "C33")
	t, err := s.Provider.IssueRequestToken(m.Request)
	s.judge(m, err, "C34")
	if err != nil {
		s.Provider.WriteProblem(w, m.Request, err)
		return
	}
	s.saw(m, "sends oauth_callback, absolute or oob", true, t.Callback, "C37", "R4")
	s.acts[t.Token] = act(s.act)
	s.mask.hide(t.Secret)
	answer := t.Answer()
	if act(s.act) == unconfirmed {
		answer = slices.DeleteFunc(answer, func(p oauthcore.Param) bool { return p.Name == "oauth_callback_confirmed" })
		s.report.add(Finding{Tried: "goes no further when the callback is not confirmed", Outcome: Pass, Saw: "it has not gone further so far", Request: m.text}, "C41")
	}
	s.act++
	oauthcore.WriteTokens(w, answer)
}

// authorize is the User's browser, which comes with a GET (OAuth Core 1.0a section 6.2.1).
func (s *Stage) authorize(w http.ResponseWriter, m *seen) {
	token := m.URL.Query().Get("oauth_token")
	s.saw(m, "sends the User to the authorization URL, by GET", m.Method == http.MethodGet && token != "", m.Method, "C43")
	playing, known := s.acts[token]
	if known && playing == unconfirmed {
		s.saw(m, "goes no further when the callback is not confirmed", false, "it sent the User on", "C41")
	}
	decide := func() (*oauthcore.IssuedRequestToken, error) {
		if known && playing == denies {
			return s.Provider.Deny(m.Context(), token, "jane")
		}
		return s.Provider.Authorize(m.Context(), token, oauthcore.Grant{User: "jane"})
	}
	t, err := decide()
	if err != nil {
		http.Error(w, "This Request Token is unknown or was decided before.", http.StatusNotFound)
		return
	}
	s.mask.hide(t.Verifier)
	if to := t.ReturnURL(); to != "" {
		http.Redirect(w, m.Request, to, http.StatusSeeOther)
		return
	}
	fmt.Fprintf(w, "The PIN is %s\n", t.Verifier)
}

func (s *Stage) accessToken(w http.ResponseWriter, m *seen) {
	own := m.others()
	s.saw(m, "exchanges without parameters of its own", len(own) == 0, "beside the protocol's: "+names(own), "C59")
	t, err := s.Provider.GrantAccessToken(m.Request)
	s.judge(m, err, "C58")
	if err != nil {
		s.Provider.WriteProblem(w, m.Request, err)
		return
	}
	s.mask.hide(t.Secret)
	oauthcore.WriteTokens(w, t.Answer())
}

// resource greets the User, or the Consumer where it speaks in its own name.
func (s *Stage) resource(w http.ResponseWriter, m *seen) {
	user, err := s.caller(m)
	if m.signed() {
		s.judge(m, err, m.about())
	}
	if err != nil {
		s.Provider.WriteProblem(w, m.Request, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "private, no-store")
	fmt.Fprintf(w, `{"user_id":%q,"screen_name":%q,"name":%q}`, user, user, user)
}

func (s *Stage) caller(m *seen) (string, error) {
	if m.signed() && !m.hasToken() {
		r, err := s.Provider.AuthenticateConsumer(m.Request)
		if err != nil {
			return "", err
		}
		return r.Key, nil
	}
	access, err := s.Provider.Authenticate(m.Request)
	if err != nil {
		return "", err
	}
	return access.Token.Grant.User, nil
}

// about is the statement that a request for a resource is about.
func (m *seen) about() string {
	if m.hasToken() {
		return "C62"
	}
	return "C77"
}

// hasToken tells whether a signed request is made for a User.
func (m *seen) hasToken() bool {
	return strings.Contains(m.Header.Get("Authorization"), "oauth_token=") || m.URL.Query().Has("oauth_token")
}

// judge files what every signed message shows, and the refusal, if there was one, under the rule that was broken. id is
// the statement about this kind of message.
func (s *Stage) judge(m *seen, err error, id string) {
	s.places(m)
	if err == nil {
		s.saw(m, "a signed message with all its parameters", true, "accepted", id, "C77", "C63", "C35", "C65")
		return
	}
	var p *oauthcore.Problem
	if !errors.As(err, &p) {
		return // the stage's own fault
	}
	broken := id
	if rule, known := brokenBy[p.Code]; known {
		broken = rule
	}
	s.saw(m, "a message that was refused", false, fmt.Sprintf("%s: %s", p.Code, p.Advice), broken)
}

// brokenBy are the statements that a refusal is about.
var brokenBy = map[oauthcore.Code]string{
	oauthcore.SignatureInvalid: "C77", oauthcore.VersionRejected: "C35", oauthcore.NonceUsed: "C65", oauthcore.TimestampRefused: "C63",
}

// places looks at where the protocol parameters travelled (OAuth Core 1.0a section 5.2).
func (s *Stage) places(m *seen) {
	header := m.Header.Get("Authorization")
	if header == "" {
		s.saw(m, "the protocol parameters travel in the header, which is preferred", false, "no Authorization header", "C17")
		return
	}
	h, err := oauthcore.ParseHeader(header)
	only := err == nil && !slices.ContainsFunc(h.Params, func(p oauthcore.Param) bool { return !strings.HasPrefix(p.Name, "oauth_") })
	s.saw(m, "the Authorization header holds protocol parameters and nothing else", only, "as said", "C17")
}

// signed tells whether a request claims to be signed: what else a program or a browser asks for is nobody's fault.
func (m *seen) signed() bool {
	return m.Header.Get("Authorization") != "" || m.URL.Query().Has("oauth_consumer_key")
}

// others are the parameters of query and form body that are not the protocol's.
func (m *seen) others() (list oauthcore.Params) {
	body, err := io.ReadAll(m.Body)
	if err != nil {
		return nil
	}
	m.Body = io.NopCloser(bytes.NewReader(body))
	if !isForm(m.Header.Get("Content-Type")) {
		body = nil
	}
	for _, form := range []string{m.URL.RawQuery, string(body)} {
		for _, p := range paramsOf(form) {
			if !strings.HasPrefix(p.Name, "oauth_") {
				list = append(list, p)
			}
		}
	}
	return list
}

// Played tells whether every act has begun.
func (s *Stage) Played() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.act >= Acts
}
