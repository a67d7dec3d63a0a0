package probe

import (
	"context"
	"crypto/rsa"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"example.net/oauth1/oauthcore"
)

// A Target is the Service Provider that is probed, and what it knows this Consumer by.
type Target struct {
	Endpoints   oauthcore.Endpoints
	Resource    string // a Protected Resource that a GET fetches; empty: none is tried
	Key, Secret string
	PrivateKey  *rsa.PrivateKey           // for the RSA methods
	Method      oauthcore.SignatureMethod // [oauthcore.HMACSHA1]
	Callback    string                    // one that is registered; required
	Person      Person                    // who signs in and decides; nil: nothing that needs a User is tried
	HTTPClient  *http.Client              // [http.DefaultClient]
	Now         func() time.Time          // time.Now
}

// A Person is the User at the authorization page.
type Person interface {
	// Decide opens an authorization address, allows or denies, and gives the address that the browser is sent back to.
	Decide(ctx context.Context, authorizeURL string, allow bool) (returnURL string, err error)
}

// ErrCannotDeny means that a Person was asked to deny and does not know how on this page.
var ErrCannotDeny = errors.New("no way to deny was found on the page")

// run is one probe of a Service Provider.
type run struct {
	Target
	ctx    context.Context
	client *http.Client
	report *Report
	mask   mask
	serial int

	access oauthcore.AccessToken // once there is one
}

// Provider probes a Service Provider. An error means that it could not even begin; whatever goes wrong later is in the
// report.
func Provider(ctx context.Context, t Target) (*Report, error) {
	if err := t.Endpoints.Check(); err != nil {
		return nil, err
	}
	if t.Key == "" || t.Callback == "" {
		return nil, errors.New("a Consumer Key and a callback are needed")
	}
	r := &run{Target: t, ctx: ctx, report: newReport("Service Provider", t.Endpoints.RequestToken, ofProviders)}
	r.client = &http.Client{Timeout: 30 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	if t.HTTPClient != nil {
		r.client.Transport = t.HTTPClient.Transport
	}
	r.mask.hide(t.Secret)
	if err := r.reachable(); err != nil {
		return nil, err
	}
	r.requestTokens()
	r.dances()
	r.resources()
	return r.report, nil
}

// reachable asks for a Request Token as simply as can be: if that fails, all else would be noise.
func (r *run) reachable() error {
	x, err := r.try(r.asking(), nil, nil)
	if err != nil {
		return fmt.Errorf("the Request Token URL cannot be reached: %w", err)
	}
	if x.status/100 != 2 {
		return fmt.Errorf("a right request for a Request Token was refused, so nothing can be probed (is the key, the secret or the callback another one?):\n%s\n\n%s", x.request, x.response)
	}
	return nil
}

func (r *run) now() time.Time {
	if r.Now != nil {
		return r.Now()
	}
	return time.Now()
}

// signed is a right message of this Consumer, with a nonce of its own.
func (r *run) signed(method, address, token, secret string) *message {
	m := &message{method: method, url: address, keys: oauthcore.Keys{ConsumerSecret: r.Secret, TokenSecret: secret, PrivateKey: r.PrivateKey}}
	name := oauthcore.HMACSHA1.Name()
	if r.Method != nil {
		name = r.Method.Name()
	}
	r.serial++
	m.set("oauth_consumer_key", r.Key)
	if token != "" {
		m.set("oauth_token", token)
	}
	m.set("oauth_signature_method", name)
	m.set("oauth_timestamp", strconv.FormatInt(r.now().Unix(), 10))
	m.set("oauth_nonce", oauthcore.NewNonce())
	m.set("oauth_version", "1.0")
	return m
}

// asking is a right request for a Request Token (OAuth Core 1.0a section 6.1.1).
func (r *run) asking() *message {
	m := r.signed(http.MethodPost, r.Endpoints.RequestToken, "", "")
	m.set("oauth_callback", r.Callback)
	return m
}

// fetching is a right request for the Protected Resource (section 7).
func (r *run) fetching() *message {
	return r.signed(http.MethodGet, r.Resource, r.access.Token, r.access.Secret)
}

// exchanging is a right request for an Access Token (section 6.3.1).
func (r *run) exchanging(t oauthcore.RequestToken, verifier string) *message {
	m := r.signed(http.MethodPost, r.Endpoints.AccessToken, t.Token, t.Secret)
	if verifier != "" {
		m.set("oauth_verifier", verifier)
	}
	return m
}

// try changes a message before and after it is signed, and sends it.
func (r *run) try(m *message, before func(*message), after func(*wire)) (*exchange, error) {
	if before != nil {
		before(m)
	}
	w, err := m.sign()
	if err != nil {
		return nil, err
	}
	if after != nil {
		after(w)
	}
	return r.send(w)
}

// tokens reads the answer of a token endpoint.
func (r *run) tokens(x *exchange) (token, secret string, params oauthcore.Params) {
	params, err := oauthcore.ParseForm(x.body)
	if err != nil || x.status/100 != 2 {
		return "", "", nil
	}
	r.mask.hide(params.Get("oauth_token_secret"))
	return params.Get("oauth_token"), params.Get("oauth_token_secret"), params
}
