package photosapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"example.net/oauth1/printer/orders"
)

// Discovery is what /.well-known/oauth1 tells; every address is on the configured origin.
type Discovery struct {
	RequestTokenURL  string   `json:"request_token_url"`
	AuthorizeURL     string   `json:"authorize_url"`
	AccessTokenURL   string   `json:"access_token_url"`
	RevokeURL        string   `json:"revoke_url"`
	APIBase          string   `json:"api_base"`
	SignatureMethods []string `json:"signature_methods"`
	Placements       []string `json:"parameter_placements"`
	Realm            string   `json:"realm"`
}

// complete reports addresses enough for the dance (OAuth Core 1.0a section 4.1).
func (d Discovery) complete() bool {
	return d.RequestTokenURL != "" && d.AuthorizeURL != "" && d.AccessTokenURL != ""
}

// Discover reads the Service Provider's description once and remembers it; after a failure the next call tries again.
// Addresses configured by hand win, and when all three of the dance are, nothing is asked.
func (c *Client) Discover(ctx context.Context) (Discovery, error) {
	c.mu.Lock()
	found := c.found
	c.mu.Unlock()
	if found != nil {
		return *found, nil
	}
	answer, err := c.shared(ctx, "discovery", func(ctx context.Context) (any, error) { return c.discover(ctx) })
	if err != nil {
		return Discovery{}, err
	}
	d := answer.(Discovery)
	c.mu.Lock()
	c.found = &d
	c.mu.Unlock()
	return d, nil
}

func (c *Client) discover(ctx context.Context) (Discovery, error) {
	base, err := c.provider()
	if err != nil {
		return Discovery{}, err
	}
	d := c.Known
	if d.APIBase == "" {
		d.APIBase = base.String() + "/api"
	}
	if d.complete() {
		return d, nil
	}
	told, err := c.read(ctx, base)
	if err != nil {
		return Discovery{}, err
	}
	return merge(c.Known, told), nil
}

// read asks for the description and refuses addresses on another origin: what is sent there is signed.
func (c *Client) read(ctx context.Context, base *url.URL) (d Discovery, err error) {
	body, err := c.get(ctx, c.plain(), base.String()+"/.well-known/oauth1", "application/json", maxJSON)
	if errors.Is(err, ErrNotFound) {
		return d, &ErrNotAnAnswer{Status: http.StatusNotFound, Why: "there is no /.well-known/oauth1; its addresses have to be configured"}
	}
	if err != nil {
		return d, err
	}
	if err := json.Unmarshal(body, &d); err != nil {
		return d, notAnAnswer(http.StatusOK, "", body, "its description is no JSON")
	}
	if !d.complete() || d.APIBase == "" {
		return d, notAnAnswer(http.StatusOK, "", body, "its description lacks an address")
	}
	for _, address := range []string{d.RequestTokenURL, d.AuthorizeURL, d.AccessTokenURL, d.RevokeURL, d.APIBase} {
		if u, err := url.Parse(address); address != "" && (err != nil || origin(u) != origin(base)) {
			return d, notAnAnswer(http.StatusOK, "", body, fmt.Sprintf("its description leads to another host: %q", address))
		}
	}
	return d, nil
}

// merge lets what was configured by hand win.
func merge(known, told Discovery) Discovery {
	for _, pair := range [][2]*string{
		{&told.RequestTokenURL, &known.RequestTokenURL}, {&told.AuthorizeURL, &known.AuthorizeURL},
		{&told.AccessTokenURL, &known.AccessTokenURL}, {&told.RevokeURL, &known.RevokeURL},
		{&told.APIBase, &known.APIBase}, {&told.Realm, &known.Realm},
	} {
		if *pair[1] != "" {
			*pair[0] = *pair[1]
		}
	}
	return told
}

// address builds an address of the API from its base and our own path; ids are escaped to one segment each.
func (c *Client) address(ctx context.Context, query url.Values, segments ...string) (string, error) {
	d, err := c.Discover(ctx)
	if err != nil {
		return "", err
	}
	path := strings.TrimSuffix(d.APIBase, "/")
	for _, s := range segments {
		if s == "" || s == "." || s == ".." {
			return "", orders.ErrNotFound
		}
		path += "/" + url.PathEscape(s)
	}
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	return path, nil
}
