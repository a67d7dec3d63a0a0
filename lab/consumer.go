package lab

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"example.net/oauth1/oauthcore"
)

// consumer is the printer of the lab: it connects its visitors to photos and shows what it finds there.
type consumer struct {
	*Rules
	agent
	mu       sync.Mutex
	mux      *http.ServeMux
	sessions map[string]*visit
	pending  map[string]string // Request Tokens of all sessions, with their secrets
}

type visit struct {
	pending map[string]bool // Request Tokens of this session
	access  oauthcore.AccessToken
}

// An agent signs messages with a key and sends them.
type agent struct {
	*Rules
	key, secret string
	client      *http.Client
	method      oauthcore.SignatureMethod
}

func (n *network) agent(rules *Rules, name, key, secret string, evil bool) agent {
	client := &http.Client{Transport: transport{n, name, evil}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return agent{rules, key, secret, client, oauthcore.HMACSHA1}
}

func newConsumer(rules *Rules, n *network) *consumer {
	c := &consumer{Rules: rules, agent: n.agent(rules, "printer", printerKey, printerSecret, false), mux: http.NewServeMux(),
		sessions: map[string]*visit{}, pending: map[string]string{}}
	c.mux.HandleFunc("GET /connect", c.connect)
	c.mux.HandleFunc("GET /callback", c.callback)
	c.mux.HandleFunc("POST /pin", c.pin)
	c.mux.HandleFunc("GET /{$}", c.home)
	return c
}

// ServeHTTP implements http.Handler.
func (c *consumer) ServeHTTP(w http.ResponseWriter, r *http.Request) { c.mux.ServeHTTP(w, r) }

// sign makes a signed request. Parameters travel in the header.
func (a agent) sign(method, address, token, secret, body string, extra ...oauthcore.Param) *http.Request {
	r, err := http.NewRequest(method, address, strings.NewReader(body))
	if err != nil {
		panic(err)
	}
	params := oauthcore.Params{{Name: "oauth_consumer_key", Value: a.key}}
	if token != "" {
		params = append(params, oauthcore.Param{Name: "oauth_token", Value: token})
	}
	params = append(params, oauthcore.Param{Name: "oauth_signature_method", Value: a.method.Name()},
		oauthcore.Param{Name: "oauth_timestamp", Value: strconv.FormatInt(time.Now().Unix(), 10)}, oauthcore.Param{Name: "oauth_nonce", Value: oauthcore.NewNonce()})
	params = append(params, extra...)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
		if a.BodyHash {
			params = append(params, oauthcore.Param{Name: "oauth_body_hash", Value: oauthcore.BodyHash(a.method, []byte(body))})
		}
	}
	a.finish(r, params, secret)
	return r
}

// finish signs and writes the header.
func (a agent) finish(r *http.Request, params oauthcore.Params, tokenSecret string) {
	query, err := oauthcore.ParseForm(r.URL.RawQuery)
	if err != nil {
		panic(err)
	}
	m := &oauthcore.Message{Method: r.Method, URL: "http://" + r.URL.Host + r.URL.Path, Header: params, Query: query}
	signature, err := a.method.Sign(a.baseString(m), oauthcore.Keys{ConsumerSecret: a.secret, TokenSecret: tokenSecret})
	if err != nil {
		panic(err)
	}
	params = append(params, oauthcore.Param{Name: "oauth_signature", Value: signature})
	r.Header.Set("Authorization", oauthcore.Header{Params: params}.String())
}

// sends answers status and body.
func (a agent) sends(r *http.Request) (int, string) {
	answer, err := a.client.Do(r)
	if err != nil {
		panic(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		panic(err)
	}
	return answer.StatusCode, string(body)
}

// asks wants tokens.
func (a agent) asks(path, token, secret string, extra ...oauthcore.Param) (oauthcore.Params, error) {
	status, body := a.sends(a.sign(http.MethodPost, "http://"+photosHost+path, token, secret, "", extra...))
	params, err := oauthcore.ParseForm(body)
	if err != nil || status != http.StatusOK {
		return nil, fmt.Errorf("%d %s", status, params.Get("oauth_problem"))
	}
	return params, nil
}

func (a agent) requestToken(callback string) (oauthcore.RequestToken, error) {
	var extra []oauthcore.Param
	if a.SignedCallback {
		extra = append(extra, oauthcore.Param{Name: "oauth_callback", Value: callback})
	}
	params, err := a.asks("/request_token", "", "", extra...)
	return oauthcore.RequestToken{Token: params.Get("oauth_token"), Secret: params.Get("oauth_token_secret")}, err
}

func (a agent) accessToken(t oauthcore.RequestToken, verifier string) (oauthcore.AccessToken, error) {
	var extra []oauthcore.Param
	if verifier != "" {
		extra = append(extra, oauthcore.Param{Name: "oauth_verifier", Value: verifier})
	}
	params, err := a.asks("/access_token", t.Token, t.Secret, extra...)
	return oauthcore.AccessToken{Token: params.Get("oauth_token"), Secret: params.Get("oauth_token_secret")}, err
}

// fetches gets a photo.
func (a agent) fetches(t oauthcore.AccessToken) string {
	_, body := a.sends(a.sign(http.MethodGet, "http://"+photosHost+"/photos?file=vacation.jpg", t.Token, t.Secret, ""))
	return body
}

func (c *consumer) visit(w http.ResponseWriter, r *http.Request) *visit {
	c.mu.Lock()
	defer c.mu.Unlock()
	if cookie, err := r.Cookie("printer"); err == nil && c.sessions[cookie.Value] != nil {
		return c.sessions[cookie.Value]
	}
	id := oauthcore.NewSecret()
	http.SetCookie(w, &http.Cookie{Name: "printer", Value: id, Path: "/", HttpOnly: true})
	c.sessions[id] = &visit{pending: map[string]bool{}}
	return c.sessions[id]
}

// connect is OAuth Core 1.0a sections 6.1 and 6.2.1.
func (c *consumer) connect(w http.ResponseWriter, r *http.Request) {
	v := c.visit(w, r)
	callback := "http://" + printerHost + "/callback"
	if r.FormValue("device") != "" {
		callback = "oob"
	}
	t, err := c.requestToken(callback)
	if err != nil {
		http.Error(w, "photos does not want to: "+err.Error(), http.StatusBadGateway)
		return
	}
	c.mu.Lock()
	c.pending[t.Token], v.pending[t.Token] = t.Secret, true
	c.mu.Unlock()
	query := url.Values{"oauth_token": {t.Token}}
	if !c.SignedCallback {
		query.Set("oauth_callback", callback)
	}
	http.Redirect(w, r, "http://"+photosHost+"/authorize?"+query.Encode(), http.StatusFound)
}

// callback is section 6.2.3 and 6.3.
func (c *consumer) callback(w http.ResponseWriter, r *http.Request) {
	v, name := c.visit(w, r), r.FormValue("oauth_token")
	c.mu.Lock()
	secret, known := c.pending[name]
	own := v.pending[name]
	c.mu.Unlock()
	if !known || c.BoundCallback && !own {
		http.Error(w, "You did not begin this here. Press Connect again.", http.StatusForbidden)
		return
	}
	c.finishDance(w, v, oauthcore.RequestToken{Token: name, Secret: secret}, r.FormValue("oauth_verifier"))
}

// pin takes what a visitor has typed.
func (c *consumer) pin(w http.ResponseWriter, r *http.Request) {
	v, name := c.visit(w, r), r.PostFormValue("oauth_token")
	c.finishDance(w, v, oauthcore.RequestToken{Token: name, Secret: c.pending[name]}, r.PostFormValue("pin"))
}

func (c *consumer) finishDance(w http.ResponseWriter, v *visit, t oauthcore.RequestToken, verifier string) {
	access, err := c.accessToken(t, verifier)
	if err != nil {
		http.Error(w, "photos refuses: "+err.Error(), http.StatusBadGateway)
		return
	}
	v.access = access
	fmt.Fprint(w, "Connected. ", c.fetches(access))
}

func (c *consumer) home(w http.ResponseWriter, r *http.Request) {
	v := c.visit(w, r)
	if v.access.Token == "" {
		fmt.Fprint(w, "Connect to photos to print.")
		return
	}
	fmt.Fprint(w, "Print this: ", c.fetches(v.access))
}
