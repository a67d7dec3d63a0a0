package photosapi

import (
	"context"
	"io"
	"net/http"

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
	Realm            string   `json:"realm"`
}

// Client is the photo API of one Service Provider. It implements orders.Provider.
type Client struct {
	Provider string                                   // PRINTER_PROVIDER_URL, with a path prefix or without
	Signed   func(token, secret string) *http.Client // a client that signs with this Access Token
	Plain    *http.Client                             // for discovery; nil: HTTPClient()
}

var _ orders.Provider = (*Client)(nil)

// HTTPClient makes a plain http.Client with the limits a good Consumer keeps; put it under the signing one too.
func HTTPClient() *http.Client { panic("unfinished") }

// Discover reads the Service Provider's description once and remembers it; after a failure the next call tries again.
func (c *Client) Discover(ctx context.Context) (Discovery, error) { panic("unfinished") }

// Profile implements orders.Provider.
func (c *Client) Profile(ctx context.Context, conn orders.Connection) (orders.Profile, error) {
	panic("unfinished")
}

// Albums implements orders.Provider.
func (c *Client) Albums(ctx context.Context, conn orders.Connection) ([]orders.Album, error) {
	panic("unfinished")
}

// Album implements orders.Provider.
func (c *Client) Album(ctx context.Context, conn orders.Connection, id, after string) (orders.AlbumPage, error) {
	panic("unfinished")
}

// Photo implements orders.Provider.
func (c *Client) Photo(ctx context.Context, conn orders.Connection, id string) (orders.Photo, error) {
	panic("unfinished")
}

// OpenFile implements orders.Provider.
func (c *Client) OpenFile(ctx context.Context, conn orders.Connection, id string, size orders.Size) (io.ReadCloser, error) {
	panic("unfinished")
}

// Picture implements orders.Provider.
func (c *Client) Picture(ctx context.Context, conn orders.Connection, id string, size orders.Size) (orders.Picture, error) {
	panic("unfinished")
}

// Revoke implements orders.Provider.
func (c *Client) Revoke(ctx context.Context, conn orders.Connection) error { panic("unfinished") }
