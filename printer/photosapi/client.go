package photosapi

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"example.net/oauth1/printer/orders"
)

// What the API's answers are, in the words of the shop.
var (
	ErrRevoked  = orders.ErrRevoked
	ErrNotFound = orders.ErrNotFound
)

// The other errors of this package.
type (
	ErrUnavailable = orders.Unavailable
	ErrRefused     = orders.Refused
	ErrNotAnAnswer = orders.NotAnAnswer
)

// Client is the photo API of one Service Provider. It implements orders.Provider.
type Client struct {
	Provider string                               // PRINTER_PROVIDER_URL, with a path prefix or without
	Known    Discovery                            // configured by hand, for a provider without /.well-known/oauth1
	Signed   func(orders.Connection) *http.Client // a client that signs with this Connection's Access Token
	Plain    *http.Client                         // for discovery; nil: HTTPClient()

	// Watch makes a context whose requests are recorded for a customer; nil records nothing. What the Consumer asks in its
	// own name is nobody's, and never recorded.
	Watch func(ctx context.Context, customer string) context.Context

	Timeout time.Duration // of an answer that is read whole; 0: 15 s
	Stall   time.Duration // the longest silence while a file arrives; 0: 30 s

	mu       sync.Mutex
	found    *Discovery
	flights  singleflight.Group
	pictures cache
}

var _ orders.Provider = (*Client)(nil)

// HTTPClient makes a plain http.Client with the limits a good Consumer keeps; put it under the signing one too. It has
// no total timeout, since originals may take long: each call here sets its own.
func HTTPClient() *http.Client {
	return &http.Client{
		CheckRedirect: sameOrigin,
		Transport: &http.Transport{
			Proxy:                  http.ProxyFromEnvironment,
			DialContext:            (&net.Dialer{Timeout: 5 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
			ForceAttemptHTTP2:      true,
			MaxIdleConns:           64,
			MaxIdleConnsPerHost:    32, // an album page asks for many thumbs at once: keep their connections
			MaxConnsPerHost:        32,
			IdleConnTimeout:        90 * time.Second,
			TLSHandshakeTimeout:    10 * time.Second,
			ResponseHeaderTimeout:  20 * time.Second,
			ExpectContinueTimeout:  time.Second,
			MaxResponseHeaderBytes: 64 << 10,
		},
	}
}

// sameOrigin follows few redirects and none to another origin: that answer is then taken as it is, and is none.
func sameOrigin(r *http.Request, via []*http.Request) error {
	if len(via) > 3 || origin(r.URL) != origin(via[0].URL) {
		return http.ErrUseLastResponse
	}
	return nil
}

// origin is scheme, host and port, the default port spelled out.
func origin(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[strings.ToLower(u.Scheme)]
	}
	return strings.ToLower(u.Scheme + "://" + u.Hostname() + ":" + port)
}

func (c *Client) signed(conn orders.Connection) *http.Client {
	client := *c.Signed(conn)
	client.CheckRedirect = sameOrigin
	if c.Watch != nil && conn.Customer != "" {
		client.Transport = &watched{client.Transport, c.Watch, conn.Customer}
	}
	return &client
}

// watched records what a signing http.RoundTripper sends for a customer.
type watched struct {
	http.RoundTripper
	watch    func(context.Context, string) context.Context
	customer string
}

// RoundTrip implements http.RoundTripper.
func (w *watched) RoundTrip(r *http.Request) (*http.Response, error) {
	return w.RoundTripper.RoundTrip(r.WithContext(w.watch(r.Context(), w.customer)))
}

func (c *Client) plain() *http.Client {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.Plain == nil {
		c.Plain = HTTPClient()
	}
	return c.Plain
}

func (c *Client) timeout() time.Duration { return or(c.Timeout, 15*time.Second) }

func (c *Client) stall() time.Duration { return or(c.Stall, 30*time.Second) }

func or(d, otherwise time.Duration) time.Duration {
	if d > 0 {
		return d
	}
	return otherwise
}

// provider is the configured address, without a slash at its end.
func (c *Client) provider() (*url.URL, error) {
	u, err := url.Parse(strings.TrimSuffix(c.Provider, "/"))
	if err == nil && (u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
		err = errors.New("it has to begin with http:// or https:// and a host")
	}
	if err != nil {
		return nil, fmt.Errorf("the Service Provider's address %q: %w", c.Provider, err)
	}
	return u, nil
}
