package oauthcore

import (
	"errors"
	"net/http"
)

// Transport is an [http.RoundTripper] that signs every request with an Access
// Token, which makes an ordinary http.Client one that is allowed to see the
// User's resources (OAuth Core 1.0a section 7).
type Transport struct {
	Consumer *Consumer
	Token    AccessToken       // the zero value signs in the Consumer's own name
	Base     http.RoundTripper // [http.DefaultTransport]
}

// ErrRedirectedAway means that a redirect led to another origin, which must not
// be shown a signed request.
var ErrRedirectedAway = errors.New("oauthcore: redirected to another origin; the request was not signed for it and not sent")

// Client makes an http.Client whose requests are signed with an Access Token. A
// redirect within the same origin is signed anew; one that leads elsewhere ends
// in [ErrRedirectedAway].
func (c *Consumer) Client(t AccessToken) *http.Client {
	client := http.Client{}
	if c.HTTPClient != nil {
		client = *c.HTTPClient
	}
	client.Transport = &Transport{Consumer: c, Token: t, Base: client.Transport}
	return &client
}

// RoundTrip implements [http.RoundTripper]. The request that it is given stays
// as it is: a copy is signed and sent.
func (t *Transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if redirectedAway(r) {
		closeBody(r)
		return nil, ErrRedirectedAway
	}
	signed := r.Clone(r.Context())
	if err := t.Consumer.Sign(signed, t.Token.Token, t.Token.Secret); err != nil {
		closeBody(r)
		return nil, err
	}
	return t.base().RoundTrip(signed)
}

// redirectedAway tells whether a request follows a redirect to another origin.
func redirectedAway(r *http.Request) bool {
	if r.Response == nil || r.Response.Request == nil {
		return false
	}
	before := r.Response.Request
	return originOf(r.URL.Scheme, r.URL.Host) != originOf(before.URL.Scheme, before.URL.Host)
}

func closeBody(r *http.Request) {
	if r.Body != nil {
		r.Body.Close()
	}
}

func (t *Transport) base() http.RoundTripper {
	if t.Base != nil {
		return t.Base
	}
	return http.DefaultTransport
}
