package lessons

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"example.net/oauth1/oauthcore"
)

// A Sender is a Consumer and where it sends to.
type Sender struct {
	Consumer oauthcore.Consumer
	Callback string // one that is registered
	URL      string // below which the addresses begin, without a slash at its end
	Origin   oauthcore.Origin
	Handler  http.Handler // what answers there
	Address  string       // the network address that requests come from

	box *Sandbox // where Jane is part of the play
}

// Sender is the Consumer of a Sandbox that answers below an address.
func (s *Sandbox) Sender(address string) Sender {
	return Sender{
		Consumer: oauthcore.Consumer{Key: s.Key, Secret: s.Secret, Now: s.provider.Now}, Callback: Callback,
		URL: address, Origin: s.provider.Origin, Handler: s, box: s,
	}
}

// nonceMark begins the nonces of what the examples send, so that they are not taken for a learner's own work.
const nonceMark = "lesson-"

// Own tells whether a nonce is of a request that the learner has sent, and no example.
func Own(nonce string) bool { return !strings.HasPrefix(nonce, nonceMark) }

// A stage is an example while it is played.
type stage struct {
	ctx context.Context
	Sender
	sent []*Exchange
}

// The parties, as an Exchange names them.
const (
	byConsumer = "Consumer"
	byJane     = "Jane’s browser"
)

// A letter is a request in the making. What is not set is as it should be.
type letter struct {
	method, target string
	token, secret  string
	extra          []oauthcore.Param
	consumer       oauthcore.Consumer

	other  func(*url.URL)           // makes another address, which is signed instead
	resign func(base string) string // makes the signature in another way
	after  func(*http.Request)      // what happens to it once it is signed
}

// send writes, signs and sends a letter; spoil changes what the example is about.
func (st *stage) send(l letter, spoil func(*letter)) (*Exchange, error) {
	l.consumer = st.Consumer
	l.consumer.Nonce = func() string { return nonceMark + oauthcore.NewNonce() }
	if spoil != nil {
		spoil(&l)
	}
	r, err := st.signed(&l)
	if err != nil {
		return nil, err
	}
	return st.deliver(byConsumer, r)
}

func (st *stage) signed(l *letter) (*http.Request, error) {
	r, err := st.request(l.method, st.URL+l.target, "")
	if err != nil {
		return nil, err
	}
	signed := r.Clone(st.ctx)
	if l.other != nil {
		l.other(signed.URL)
		signed.Host = signed.URL.Host
	}
	if err := l.consumer.Sign(signed, l.token, l.secret, l.extra...); err != nil {
		return nil, err
	}
	r.Header = signed.Header
	if l.resign != nil {
		if err := st.signAgain(r, l.resign); err != nil {
			return nil, err
		}
	}
	if l.after != nil {
		l.after(r)
	}
	return r, nil
}

func (st *stage) request(method, address, body string) (*http.Request, error) {
	r, err := http.NewRequestWithContext(st.ctx, method, address, strings.NewReader(body))
	if err == nil && body != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if err == nil {
		r.RemoteAddr = st.Address
	}
	return r, err
}

var signatureField = regexp.MustCompile(`oauth_signature="[^"]*"`)

// signAgain puts another signature into a header that is signed.
func (st *stage) signAgain(r *http.Request, resign func(string) string) error {
	m, err := oauthcore.ParseMessage(arrival(r, nil), st.Origin, oauthcore.Limits{})
	if err != nil {
		return err
	}
	header := signatureField.ReplaceAllString(r.Header.Get("Authorization"), `oauth_signature="`+oauthcore.Encode(resign(m.BaseString()))+`"`)
	r.Header.Set("Authorization", header)
	return nil
}

func (st *stage) deliver(from string, r *http.Request) (*Exchange, error) {
	e, err := Send(st.Handler, st.Origin, from, r)
	if err == nil {
		st.sent = append(st.sent, e)
	}
	return e, err
}

// errPlay means that a step failed which an example needs before the one that it is about.
var errPlay = errors.New("lessons: a step before the one to be shown was refused")

// tokens reads an answer with a token in it.
func (e *Exchange) tokens() (token, secret string, err error) {
	params, err := oauthcore.ParseForm(string(e.body))
	if err != nil || !e.Good() {
		return "", "", errors.Join(errPlay, err)
	}
	return params.Get("oauth_token"), params.Get("oauth_token_secret"), nil
}

// askFor is OAuth Core 1.0a section 6.1.1.
func (st *stage) askFor(spoil func(*letter)) (*Exchange, error) {
	callback := oauthcore.Param{Name: "oauth_callback", Value: st.Callback}
	return st.send(letter{method: http.MethodPost, target: "/oauth/request_token", extra: []oauthcore.Param{callback}}, spoil)
}

// requestToken is askFor where nothing goes wrong.
func (st *stage) requestToken() (token, secret string, err error) {
	e, err := st.askFor(nil)
	if err != nil {
		return "", "", err
	}
	return e.tokens()
}

// decide is section 6.2: Jane presses a button. It answers the verifier, if there is one.
func (st *stage) decide(token, button string) (verifier string, err error) {
	r, err := st.request(http.MethodPost, st.URL+"/oauth/authorize", url.Values{"oauth_token": {token}, button: {"1"}}.Encode())
	if err != nil {
		return "", err
	}
	e, err := st.deliver(byJane, r)
	if err != nil {
		return "", err
	}
	back, err := url.Parse(e.header.Get("Location"))
	if err != nil {
		return "", err
	}
	return back.Query().Get("oauth_verifier"), nil
}

// exchange is section 6.3.1.
func (st *stage) exchange(token, secret, verifier string) (*Exchange, error) {
	l := letter{method: http.MethodPost, target: "/oauth/access_token", token: token, secret: secret}
	if verifier != "" {
		l.extra = []oauthcore.Param{{Name: "oauth_verifier", Value: verifier}}
	}
	return st.send(l, nil)
}

// now is the time as the Consumer has it.
func (st *stage) now() time.Time {
	if st.Consumer.Now != nil {
		return st.Consumer.Now()
	}
	return time.Now()
}
