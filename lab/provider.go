package lab

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"example.net/oauth1/oauthcore"
)

// provider is the Service Provider of the lab. It keeps photos of jane and of mallory.
type provider struct {
	*Rules
	mu       sync.Mutex
	mux      *http.ServeMux
	sessions map[string]*session
	apps     map[string]*app
	tokens   map[string]*token
	nonces   map[string]bool
	allowed  map[string]bool // user and Consumer Key: has allowed before
	shared   bool            // vacation.jpg is shared with everyone

	// pause is called between looking at a Request Token and exchanging it, so that two exchanges can meet there.
	pause func()
}

type session struct{ user, csrf string }

// An app is a registered Consumer.
type app struct {
	name, secret string
	callbacks    []string
}

type token struct {
	secret, key, user  string
	callback, verifier string
	state              string // asked, allowed, denied, exchanged; access
	tries              int
}

// The registrations. The printer's secret is in the program that Mallory has on her disk as well.
const (
	printerKey, printerSecret = "printer-key", "printer-secret"
	framesKey, framesSecret   = "frames-key", "frames-secret" // Mallory's own application
	desktopCallback           = "http://localhost:1234/"      // of the printer's desktop program
)

func newProvider(rules *Rules) *provider {
	p := &provider{Rules: rules, mux: http.NewServeMux(), sessions: map[string]*session{}, tokens: map[string]*token{}, nonces: map[string]bool{}, allowed: map[string]bool{}}
	p.apps = map[string]*app{
		printerKey: {"printer", printerSecret, []string{"http://" + printerHost + "/", desktopCallback}},
		framesKey:  {"Nice Frames", framesSecret, []string{"http://" + evilHost + "/"}},
	}
	p.mux.HandleFunc("GET /.well-known/oauth1", p.discovery)
	p.mux.HandleFunc("POST /sign-in", p.signIn)
	p.mux.HandleFunc("POST /request_token", p.requestToken)
	p.mux.HandleFunc("GET /authorize", p.authorize)
	p.mux.HandleFunc("POST /authorize", p.decide)
	p.mux.HandleFunc("POST /access_token", p.accessToken)
	p.mux.HandleFunc("GET /photos", p.photo)
	p.mux.HandleFunc("POST /sharing", p.share)
	p.mux.HandleFunc("GET /shared/vacation.jpg", p.sharedPhoto)
	return p
}

// ServeHTTP implements http.Handler.
func (p *provider) ServeHTTP(w http.ResponseWriter, r *http.Request) { p.mux.ServeHTTP(w, r) }

func (p *provider) discovery(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprint(w, `{"signature_methods": ["HMAC-SHA1", "PLAINTEXT"]}`)
}

func (p *provider) signIn(w http.ResponseWriter, r *http.Request) {
	if r.PostFormValue("password") != r.PostFormValue("user")+"’s password" {
		http.Error(w, "wrong password", http.StatusUnauthorized)
		return
	}
	id := oauthcore.NewSecret()
	p.mu.Lock()
	p.sessions[id] = &session{r.PostFormValue("user"), oauthcore.NewSecret()}
	p.mu.Unlock()
	http.SetCookie(w, &http.Cookie{Name: "photos", Value: id, Path: "/", HttpOnly: true})
	fmt.Fprint(w, "signed in")
}

func (p *provider) session(r *http.Request) *session {
	c, err := r.Cookie("photos")
	if err != nil {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.sessions[c.Value]
}

// requestToken is OAuth Core 1.0a section 6.1.
func (p *provider) requestToken(w http.ResponseWriter, r *http.Request) {
	m, err := p.check(r, "")
	if err != nil {
		refuse(w, err)
		return
	}
	t := &token{secret: oauthcore.NewSecret(), key: m.Get("oauth_consumer_key"), state: "asked"}
	if p.SignedCallback {
		t.callback = m.Get("oauth_callback")
		if err := p.mayReturn(t); err != nil {
			refuse(w, err)
			return
		}
	}
	p.answer(w, t)
}

func (p *provider) mayReturn(t *token) *refusal {
	if t.callback == "" {
		return &refusal{400, "parameter_absent", "oauth_callback is missing"}
	}
	if t.callback == "oob" || !p.KnownCallbacks {
		return nil
	}
	for _, known := range p.apps[t.key].callbacks {
		if strings.HasPrefix(t.callback, known) {
			return nil
		}
	}
	return &refusal{400, "parameter_rejected", "this callback is not registered"}
}

func (p *provider) answer(w http.ResponseWriter, t *token) {
	name := oauthcore.NewSecret()
	p.mu.Lock()
	p.tokens[name] = t
	p.mu.Unlock()
	params := oauthcore.Params{{Name: "oauth_token", Value: name}, {Name: "oauth_token_secret", Value: t.secret}}
	if t.state == "asked" && p.SignedCallback {
		params = append(params, oauthcore.Param{Name: "oauth_callback_confirmed", Value: "true"})
	}
	oauthcore.WriteTokens(w, params)
}

// authorize is section 6.2.2: who asks for what, and two buttons.
func (p *provider) authorize(w http.ResponseWriter, r *http.Request) {
	s := p.session(r)
	if s == nil {
		http.Error(w, "Sign in first.", http.StatusForbidden)
		return
	}
	t := p.asked(r.FormValue("oauth_token"))
	if t == nil {
		http.Error(w, "This request is unknown, or decided already.", http.StatusNotFound)
		return
	}
	if late := r.FormValue("oauth_callback"); late != "" && !p.SignedCallback {
		t.callback = late
	}
	if p.allowed[s.user+" "+t.key] && !p.AskAgain {
		p.goBack(w, r, t, s.user, true)
		return
	}
	if p.NoFrames {
		w.Header().Set("Content-Security-Policy", "frame-ancestors 'none'")
	}
	csrf := ""
	if p.FormTokens {
		csrf = `<input type="hidden" name="csrf" value="` + s.csrf + `">`
	}
	fmt.Fprintf(w, `Allow %s to see the photos of %s?
<form method="post" action="/authorize"><input type="hidden" name="oauth_token" value="%s">%s<button>Allow</button><button>Deny</button></form>`,
		p.apps[t.key].name, s.user, html.EscapeString(r.FormValue("oauth_token")), csrf)
}

func (p *provider) asked(name string) *token {
	p.mu.Lock()
	defer p.mu.Unlock()
	if t := p.tokens[name]; t != nil && t.state == "asked" {
		return t
	}
	return nil
}

// decide is section 6.2.3.
func (p *provider) decide(w http.ResponseWriter, r *http.Request) {
	s, t := p.session(r), p.asked(r.PostFormValue("oauth_token"))
	switch {
	case s == nil:
		http.Error(w, "Sign in first.", http.StatusForbidden)
	case t == nil:
		http.Error(w, "This request is unknown, or decided already.", http.StatusNotFound)
	case p.FormTokens && r.PostFormValue("csrf") != s.csrf:
		http.Error(w, "This form was not ours.", http.StatusForbidden)
	default:
		p.goBack(w, r, t, s.user, r.PostFormValue("say") == "Allow")
	}
}

// goBack sends the User to the callback, or shows the PIN.
func (p *provider) goBack(w http.ResponseWriter, r *http.Request, t *token, user string, allow bool) {
	name := r.FormValue("oauth_token")
	t.state, t.user = "denied", user
	answer := url.Values{"oauth_token": {name}}
	if allow {
		p.allowed[user+" "+t.key] = true
		t.state, t.verifier = "allowed", oauthcore.NewSecret()
		if t.callback == "oob" {
			t.verifier = shortPIN()
			fmt.Fprintf(w, "Your PIN is %s. Type it into %s.", t.verifier, p.apps[t.key].name)
			return
		}
		if p.Verifier {
			answer.Set("oauth_verifier", t.verifier)
		}
	}
	if t.callback == "" || t.callback == "oob" {
		fmt.Fprint(w, "Done. Go back to ", p.apps[t.key].name, ".")
		return
	}
	join := "?"
	if strings.Contains(t.callback, "?") {
		join = "&"
	}
	http.Redirect(w, r, t.callback+join+answer.Encode(), http.StatusFound)
}

// accessToken is section 6.3.
func (p *provider) accessToken(w http.ResponseWriter, r *http.Request) {
	m, err := p.check(r, "request")
	if err != nil {
		refuse(w, err)
		return
	}
	t := p.tokens[m.Get("oauth_token")]
	if err := p.ready(t, m.Get("oauth_verifier")); err != nil {
		refuse(w, err)
		return
	}
	if p.pause != nil {
		p.pause()
	}
	p.mu.Lock()
	late := t.state != "allowed"
	t.state = "exchanged"
	p.mu.Unlock()
	if late && p.ExchangeOnce {
		refuse(w, &refusal{401, "token_used", "this Request Token was exchanged already"})
		return
	}
	p.answer(w, &token{secret: oauthcore.NewSecret(), key: t.key, user: t.user, state: "access"})
}

// maxTries is how often a verifier may be wrong.
const maxTries = 5

func (p *provider) ready(t *token, verifier string) *refusal {
	p.mu.Lock()
	defer p.mu.Unlock()
	if t.state != "allowed" {
		return &refusal{401, "token_rejected", "this Request Token is " + t.state}
	}
	if !p.Verifier || t.verifier == verifier {
		return nil
	}
	if t.tries++; t.tries >= maxTries && p.FewTries {
		t.state = "dead"
		return &refusal{401, "token_rejected", "too many wrong verifiers: this Request Token is dead"}
	}
	return &refusal{401, "verifier_invalid", "the verifier is missing or wrong"}
}

// photo is section 7.
func (p *provider) photo(w http.ResponseWriter, r *http.Request) {
	m, err := p.check(r, "access")
	if err != nil {
		refuse(w, err)
		return
	}
	user := p.tokens[last(m, "oauth_token")].user
	switch {
	case r.URL.Query().Get("file") == "cover.jpg":
		fmt.Fprint(w, "the cover of an album, which everybody may see")
	case user == "jane":
		fmt.Fprint(w, janesPhoto)
	default:
		fmt.Fprint(w, mallorysPhoto)
	}
}

// share says with whom a photo is shared. Its body is JSON.
func (p *provider) share(w http.ResponseWriter, r *http.Request) {
	if _, err := p.check(r, "access"); err != nil {
		refuse(w, err)
		return
	}
	body, err := readAll(r)
	p.shared = err == nil && strings.Contains(string(body), `"everyone"`)
	fmt.Fprint(w, "shared")
}

func (p *provider) sharedPhoto(w http.ResponseWriter, r *http.Request) {
	if !p.shared {
		http.NotFound(w, r)
		return
	}
	fmt.Fprint(w, janesPhoto)
}
