package printer

import (
	"errors"
	"fmt"
	"net/url"

	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/printer/photosapi"
	"example.net/oauth1/printer/provider"
)

// newProvider is the Service Provider of the configuration.
func newProvider(cfg *Config, answered func(provider.Answered)) (*provider.Provider, error) {
	registrations, err := cfg.registrations()
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
	return provider.New(provider.Settings{
		URL: base, Known: known, Registrations: registrations, Method: cfg.SignatureMethod,
		Now: cfg.Now, Nonce: cfg.Nonce, Timeout: cfg.Patience, Log: cfg.Log, Answered: answered,
	}), nil
}

// endpoints are what was set by hand: all three of the dance, or none for discovery, and where the API begins.
func (c *Config) endpoints() (known photosapi.Discovery, err error) {
	given := 0
	for _, set := range []struct{ name, address string }{
		{"PRINTER_REQUEST_TOKEN_URL", c.RequestTokenURL}, {"PRINTER_AUTHORIZE_URL", c.AuthorizeURL},
		{"PRINTER_ACCESS_TOKEN_URL", c.AccessTokenURL}, {"PRINTER_API_URL", c.APIURL},
	} {
		if set.address == "" {
			continue
		}
		if set.name != "PRINTER_API_URL" {
			given++
		}
		if u, err := url.Parse(set.address); err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
			return known, fmt.Errorf("%s %q is no absolute http or https address", set.name, set.address)
		}
	}
	if given != 0 && given != 3 {
		return known, errors.New("set all three of PRINTER_REQUEST_TOKEN_URL, PRINTER_AUTHORIZE_URL and PRINTER_ACCESS_TOKEN_URL, or none of them")
	}
	return photosapi.Discovery{
		RequestTokenURL: c.RequestTokenURL, AuthorizeURL: c.AuthorizeURL, AccessTokenURL: c.AccessTokenURL, APIBase: c.APIURL,
	}, nil
}
