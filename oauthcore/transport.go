package oauthcore

import (
	"bytes"
	"errors"
	"io"
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
// as it is: a copy is signed and sent. What is refused for its timestamp or its
// nonce is signed anew and sent once more, if its body can be had again.
func (t *Transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if redirectedAway(r) {
		closeBody(r)
		return nil, ErrRedirectedAway
	}
	answer, err := t.send(r)
	if err != nil || !t.Consumer.mendable(refusal(answer), isIdempotent(r.Method)) {
		return answer, err
	}
	again, ok := anew(r)
	if !ok {
		return answer, nil
	}
	answer.Body.Close()
	return t.send(again)
}

// send signs a copy of a request and sends it.
func (t *Transport) send(r *http.Request) (*http.Response, error) {
	signed := r.Clone(r.Context())
	if err := t.Consumer.Sign(signed, t.Token.Token, t.Token.Secret); err != nil {
		closeBody(r)
		return nil, err
	}
	return t.base().RoundTrip(signed)
}

// refusal is the problem that an answer reports, or nil. Its body can still be
// read from the beginning.
func refusal(answer *http.Response) error {
	if answer.StatusCode < 400 || answer.StatusCode >= 500 {
		return nil
	}
	start, _ := io.ReadAll(io.LimitReader(answer.Body, maxAnswer)) // what broke off is no refusal
	answer.Body = &restored{io.MultiReader(bytes.NewReader(start), answer.Body), answer.Body}
	if p := ReadProblem(answer, start); p != nil {
		return p
	}
	return nil
}

// restored is a body whose beginning was read before.
type restored struct {
	io.Reader
	io.Closer
}

// anew is the request once more, if its body can be had again.
func anew(r *http.Request) (*http.Request, bool) {
	if r.Body == nil || r.Body == http.NoBody {
		return r, true
	}
	if r.GetBody == nil {
		return nil, false
	}
	body, err := r.GetBody()
	if err != nil {
		return nil, false
	}
	again := r.Clone(r.Context())
	again.Body = body
	return again, true
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
