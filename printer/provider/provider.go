package provider

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/printer/orders"
	"example.net/oauth1/printer/photosapi"
)

// Settings is what has to be known of a Service Provider before it is asked. URL and one registration are needed.
type Settings struct {
	URL           *url.URL            // where it is; its description is below
	Known         photosapi.Discovery // addresses set by hand
	Registrations []Registration      // of the shop, at the Service Provider; the first is the usual one
	Method        string              // the usual oauth_signature_method

	Now     func() time.Time // nil: time.Now
	Nonce   func() string    // nil: oauthcore.NewNonce
	Timeout time.Duration    // of one answer; 0: what photosapi thinks right
	Log     *slog.Logger     // nil: discard

	Answered func(Answered) // told of every answer; nil is not
}

// Provider is one Service Provider. Use New.
type Provider struct {
	API   *photosapi.Client
	Clock *oauthcore.Clock // what was learned of its clock

	settings Settings
	http     *http.Client
	wire     http.RoundTripper // below it, what sends a message as it is
}

// New makes one. Nobody is asked anything yet: the Service Provider may be down.
func New(s Settings) *Provider {
	if s.Log == nil {
		s.Log = slog.New(slog.DiscardHandler)
	}
	p := &Provider{settings: s, http: photosapi.HTTPClient()}
	base := p.http.Transport
	if s.Answered != nil {
		base = measured{base, s.Answered}
	}
	p.wire = unrepeated{base}
	p.http.Transport = named{p.wire}
	p.Clock = &oauthcore.Clock{Corrected: func(ahead time.Duration) {
		s.Log.Warn("the provider's clock is another one: corrected", "ahead", ahead.String())
	}}
	p.API = &photosapi.Client{
		Provider: s.URL.String(), Known: s.Known, Signed: p.client, Plain: p.http, Timeout: s.Timeout, Stall: s.Timeout,
	}
	return p
}

// DecidesAt is where Users are sent to decide, as far as that is known before anybody was asked.
func (p *Provider) DecidesAt() *url.URL {
	if known, err := url.Parse(p.settings.Known.AuthorizeURL); err == nil && known.Host != "" {
		return known
	}
	return p.settings.URL
}

// Endpoints are the three addresses of the dance, as they were set, or else as the Service Provider tells them: it is
// asked when somebody first needs to know.
func (p *Provider) Endpoints(ctx context.Context) (oauthcore.Endpoints, error) {
	found, err := p.API.Discover(ctx)
	return oauthcore.Endpoints{RequestToken: found.RequestTokenURL, Authorize: found.AuthorizeURL, AccessToken: found.AccessTokenURL}, err
}

// Consumer is the shop in its role in the dance, signing in this way. What the Service Provider does not offer is a *NotOffered.
func (p *Provider) Consumer(ctx context.Context, g orders.Signing) (*oauthcore.Consumer, error) {
	found, err := p.API.Discover(ctx)
	if err != nil {
		return nil, err
	}
	g = p.Complete(g)
	if err := offers(found, g); err != nil {
		return nil, err
	}
	c := p.consumer(g)
	c.Endpoints, err = p.Endpoints(ctx)
	return c, err
}

// consumer signs in this way; it knows no endpoints.
func (p *Provider) consumer(g orders.Signing) *oauthcore.Consumer {
	r := p.registration(g.Consumer)
	return &oauthcore.Consumer{
		Key: r.Key, Secret: r.Secret, PrivateKey: r.PrivateKey,
		Method: oauthcore.MethodByName(g.Method), Place: placeOf(g.Place),
		HTTPClient: p.http, Now: p.settings.Now, Nonce: p.settings.Nonce, Clock: p.Clock,
	}
}

// client signs with a Connection's token (OAuth Core 1.0a section 7). Requests for resources have no form to put the
// protocol parameters into: where a form was chosen, theirs travel in the header.
func (p *Provider) client(c orders.Connection) *http.Client {
	consumer := p.consumer(p.Complete(c.Signing))
	if consumer.Place == oauthcore.InBody {
		consumer.Place = oauthcore.InHeader
	}
	client := consumer.Client(oauthcore.AccessToken{Token: c.Credentials.Token, Secret: c.Credentials.Secret})
	client.Transport = &patient{base: client.Transport}
	return client
}

func (p *Provider) now() time.Time {
	if p.settings.Now != nil {
		return p.settings.Now()
	}
	return time.Now()
}
