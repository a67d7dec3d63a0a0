// Package sloppy is a Service Provider that breaks the rules of OAuth Core 1.0
// Revision A one by one, as asked. It is there to be probed: each [Flaw] is a
// mistake that real Service Providers have been seen to make. Without a flaw it
// keeps the rules that package probe knows.
//
// It is test data. Never serve anything with it that matters.
package sloppy

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"example.net/oauth1/oauthcore"
)

// A Flaw is one deviation.
type Flaw string

// The flaws, each with what it does.
const (
	NoNonces          Flaw = "nonces are not remembered"
	ExchangedTwice    Flaw = "a Request Token can be exchanged again and again"
	NoVerifier        Flaw = "the verifier is not compared"
	ExchangedEarly    Flaw = "nobody looks whether the User has allowed"
	GuessableVerifier Flaw = "the verifier is the token"
	CallbackOptional  Flaw = "a missing callback is taken for oob, as in 1.0"
	AnyCallback       Flaw = "the callback is not looked at"
	LateCallback      Flaw = "the callback of the authorization address counts, as in 1.0"
	DropsQuery        Flaw = "the callback's own query is dropped"
	Unconfirmed       Flaw = "oauth_callback_confirmed is not answered"
	AnswersAsPage     Flaw = "tokens are answered as text/html"
	Cacheable         Flaw = "tokens may be cached"
	Framed            Flaw = "the consent page may be framed"
	SchemeCase        Flaw = "the scheme OAuth is case-sensitive"
	HeaderOnly        Flaw = "parameters are read from the header only"
	TwicePasses       Flaw = "of a repeated protocol parameter the last one counts"
	NoVersionCheck    Flaw = "oauth_version is not looked at"
	VersionRequired   Flaw = "oauth_version is required"
	PlaintextAnywhere Flaw = "PLAINTEXT is taken over http"
	MethodCase        Flaw = "signature methods are matched without regard to case"
	PlusIsPlus        Flaw = "+ in a query is read as a plus sign"
	RawEscapes        Flaw = "escapes of the query are signed as they came"
	SortedEarly       Flaw = "parameters are sorted before they are encoded"
	DropsEmpty        Flaw = "parameters without a value are not signed"
	LastWins          Flaw = "of a repeated parameter the last one is signed"
	BodyUnsigned      Flaw = "form bodies are not signed"
	QueryUnsigned     Flaw = "queries are not signed"
	ResourceUnsigned  Flaw = "signatures are not checked where the photos are"
	OneTokenForAll    Flaw = "a Request Token opens a Protected Resource"
	NoChallenge       Flaw = "a refused request for a resource is not challenged"
	AlwaysForbidden   Flaw = "every refusal is a 403"
	AnyTimestamp      Flaw = "a timestamp may be any text"
)

// Flaws lists them all.
func Flaws() []Flaw {
	return []Flaw{
		NoNonces, ExchangedTwice, NoVerifier, ExchangedEarly, GuessableVerifier, CallbackOptional, AnyCallback, LateCallback,
		DropsQuery, Unconfirmed, AnswersAsPage, Cacheable, Framed, SchemeCase, HeaderOnly, TwicePasses, NoVersionCheck,
		VersionRequired, PlaintextAnywhere, MethodCase, PlusIsPlus, RawEscapes, SortedEarly, DropsEmpty, LastWins,
		BodyUnsigned, QueryUnsigned, ResourceUnsigned, OneTokenForAll, NoChallenge, AlwaysForbidden, AnyTimestamp,
	}
}

// Provider is the sloppy Service Provider, at /request_token, /authorize, /access_token and /photos.
type Provider struct {
	Key, Secret string // of the one Consumer
	Origin      string // such as http://localhost:1234
	Flaws       []Flaw

	mu     sync.Mutex
	nonces map[string]bool
	tokens map[string]*token
}

type token struct {
	secret, callback, verifier string
	state                      string // asked, allowed, denied, exchanged; access for an Access Token
}

func (p *Provider) has(f Flaw) bool { return slices.Contains(p.Flaws, f) }

// ServeHTTP implements http.Handler.
func (p *Provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.tokens == nil {
		p.tokens, p.nonces = map[string]*token{}, map[string]bool{}
	}
	var err *refusal
	switch r.URL.Path {
	case "/request_token":
		err = p.requestToken(w, r)
	case "/access_token":
		err = p.accessToken(w, r)
	case "/photos":
		err = p.photo(w, r)
	case "/authorize":
		p.authorize(w, r)
	default:
		http.NotFound(w, r)
	}
	if err != nil {
		p.refuse(w, r, err)
	}
}

// A refusal has a status and words.
type refusal struct {
	status int
	words  string
}

func (p *Provider) refuse(w http.ResponseWriter, r *http.Request, err *refusal) {
	if p.has(AlwaysForbidden) {
		err.status = http.StatusForbidden
	}
	if r.URL.Path != "/photos" || !p.has(NoChallenge) {
		w.Header().Set("WWW-Authenticate", `OAuth realm="sloppy"`)
	}
	http.Error(w, err.words, err.status)
}

func (p *Provider) requestToken(w http.ResponseWriter, r *http.Request) *refusal {
	params, err := p.check(r, nil)
	if err != nil {
		return err
	}
	t := &token{secret: oauthcore.NewSecret(), callback: params.Get("oauth_callback"), state: "asked"}
	if t.callback == "" {
		if !p.has(CallbackOptional) {
			return &refusal{400, "oauth_callback is missing"}
		}
		t.callback = "oob"
	}
	if u, err := url.Parse(t.callback); !p.has(AnyCallback) && t.callback != "oob" && (err != nil || u.Host == "") {
		return &refusal{400, "oauth_callback is no absolute address"}
	}
	p.issue(w, t, !p.has(Unconfirmed))
	return nil
}

func (p *Provider) issue(w http.ResponseWriter, t *token, confirmed bool) {
	name := oauthcore.NewSecret()
	p.tokens[name] = t
	answer := oauthcore.Params{{Name: "oauth_token", Value: name}, {Name: "oauth_token_secret", Value: t.secret}}
	if confirmed && t.state == "asked" {
		answer = append(answer, oauthcore.Param{Name: "oauth_callback_confirmed", Value: "true"})
	}
	kind := "application/x-www-form-urlencoded"
	if p.has(AnswersAsPage) {
		kind = "text/html"
	}
	if !p.has(Cacheable) {
		w.Header().Set("Cache-Control", "no-store")
	}
	w.Header().Set("Content-Type", kind)
	fmt.Fprint(w, answer.Encode())
}

// authorize has one User, who is always signed in.
func (p *Provider) authorize(w http.ResponseWriter, r *http.Request) {
	name := r.FormValue("oauth_token")
	t := p.tokens[name]
	if t == nil || t.state != "asked" {
		http.Error(w, "This request is unknown, or decided already.", http.StatusNotFound)
		return
	}
	if !p.has(Framed) {
		w.Header().Set("X-Frame-Options", "DENY")
	}
	if r.Method != http.MethodPost {
		fmt.Fprintf(w, `<!doctype html><title>Allow?</title><form method="post"><input type="hidden" name="oauth_token" value="%s">
<input type="hidden" name="oauth_callback" value="%s"><button name="say" value="yes">Allow</button><button name="say" value="no">Deny</button></form>`,
			html.EscapeString(name), html.EscapeString(r.FormValue("oauth_callback")))
		return
	}
	if late := r.PostFormValue("oauth_callback"); late != "" && p.has(LateCallback) {
		t.callback = late
	}
	http.Redirect(w, r, p.decide(t, name, r.PostFormValue("say") == "yes"), http.StatusFound)
}

// decide gives the address that the User goes back to.
func (p *Provider) decide(t *token, name string, allowed bool) string {
	address, own, _ := strings.Cut(t.callback, "?")
	if p.has(DropsQuery) {
		own = ""
	}
	answer := oauthcore.Params{{Name: "oauth_token", Value: name}}
	if t.state = "denied"; allowed {
		t.state, t.verifier = "allowed", oauthcore.NewSecret()
		if p.has(GuessableVerifier) {
			t.verifier = name
		}
		answer = append(answer, oauthcore.Param{Name: "oauth_verifier", Value: t.verifier})
	}
	return address + "?" + strings.TrimPrefix(own+"&"+answer.Encode(), "&")
}

func (p *Provider) accessToken(w http.ResponseWriter, r *http.Request) *refusal {
	var t *token
	params, err := p.check(r, func(name string) *token { t = p.tokens[name]; return t })
	if err != nil {
		return err
	}
	ready := t.state == "allowed" || t.state == "exchanged" && p.has(ExchangedTwice) || t.state == "asked" && p.has(ExchangedEarly)
	if !ready {
		return &refusal{401, "the Request Token is not ready for this"}
	}
	if t.state != "asked" && params.Get("oauth_verifier") != t.verifier && !p.has(NoVerifier) {
		return &refusal{401, "the verifier is wrong"}
	}
	t.state = "exchanged"
	p.issue(w, &token{secret: oauthcore.NewSecret(), state: "access"}, false)
	return nil
}

func (p *Provider) photo(w http.ResponseWriter, r *http.Request) *refusal {
	_, err := p.check(r, func(name string) *token {
		if t := p.tokens[name]; t != nil && (t.state == "access" || p.has(OneTokenForAll)) {
			return t
		}
		return nil
	})
	if err == nil {
		fmt.Fprint(w, "a photo")
	}
	return err
}
