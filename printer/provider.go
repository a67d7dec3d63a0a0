package printer

import (
	"context"
	"net/http"
	"net/url"

	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/oauthcore"
	"example.net/oauth1/printer/photosapi"
)

// provider is the Service Provider of the configuration: the Consumer that
// speaks to it, and its API.
type provider struct {
	consumer  oauthcore.Consumer // without endpoints, until they are known
	decidesAt *url.URL           // where customers are sent to decide, as far as it is known before anybody was asked
	api       *photosapi.Client
}

func newProvider(cfg *Config) (*provider, error) {
	consumer, err := cfg.consumer()
	if err != nil {
		return nil, err
	}
	known, err := cfg.endpoints()
	if err != nil {
		return nil, err
	}
	base, err := webapp.PublicURL("PRINTER_PROVIDER_URL", cfg.ProviderURL)
	if err != nil {
		return nil, err
	}
	consumer.HTTPClient = photosapi.HTTPClient()
	p := &provider{consumer: *consumer, decidesAt: base}
	if known.AuthorizeURL != "" {
		p.decidesAt, _ = url.Parse(known.AuthorizeURL) // endpoints has made sure that it can be
	}
	p.api = &photosapi.Client{Provider: base.String(), Known: known, Signed: p.signed, Plain: consumer.HTTPClient}
	return p, nil
}

// Consumer knows the endpoints as they were set, or else as the Service Provider
// tells them, which is asked when somebody first needs to know: the printer
// starts while photos is down.
func (p *provider) Consumer(ctx context.Context) (*oauthcore.Consumer, error) {
	found, err := p.api.Discover(ctx)
	if err != nil {
		return nil, err
	}
	consumer := p.consumer
	consumer.Endpoints = oauthcore.Endpoints{RequestToken: found.RequestTokenURL, Authorize: found.AuthorizeURL, AccessToken: found.AccessTokenURL}
	return &consumer, nil
}

// signed is the API's way to sign (OAuth Core 1.0a section 7).
func (p *provider) signed(token, secret string) *http.Client {
	return p.consumer.Client(oauthcore.AccessToken{Token: token, Secret: secret})
}
