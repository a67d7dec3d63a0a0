package objects

import (
	"context"
	"net"
	"net/http"
	"time"
)

const (
	dialTimeout = 5 * time.Second
	// stalled is how long a connection may do nothing in the middle of a request. A
	// transfer as a whole may take as long as it wants.
	stalled = 20 * time.Second
)

// newClient is an HTTP client for one store. It follows no redirects: a request is signed for one host.
func newClient() *http.Client {
	dialer := &net.Dialer{Timeout: dialTimeout, KeepAlive: 15 * time.Second}
	return &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			Proxy: http.ProxyFromEnvironment,
			DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
				c, err := dialer.DialContext(ctx, network, addr)
				if err != nil {
					return nil, err
				}
				return &watched{c}, nil
			},
			TLSHandshakeTimeout:   2 * dialTimeout,
			MaxIdleConnsPerHost:   64,
			IdleConnTimeout:       stalled,
			DisableCompression:    true, // pictures do not get smaller
			ExpectContinueTimeout: time.Second,
		},
	}
}

// watched is a connection on which something has to happen now and then.
type watched struct{ net.Conn }

func (w *watched) Read(b []byte) (int, error) {
	if err := w.SetDeadline(time.Now().Add(stalled)); err != nil {
		return 0, err
	}
	return w.Conn.Read(b)
}

// Write also puts off the deadline of the Read that waits for the answer meanwhile.
func (w *watched) Write(b []byte) (int, error) {
	if err := w.SetDeadline(time.Now().Add(stalled)); err != nil {
		return 0, err
	}
	return w.Conn.Write(b)
}
