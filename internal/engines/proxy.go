package engines

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"sync/atomic"
)

// Proxy sends every request to the next of its replicas, whoever sends it. A
// replica that takes no connection is passed over; whether one that has taken
// the request has done anything nobody knows, so that request is answered 502.
type Proxy struct {
	replicas []string // host:port
	turn     atomic.Uint64
	reverse  httputil.ReverseProxy
	inner    http.Transport
}

// NewProxy is a proxy for replicas at these addresses.
func NewProxy(replicas ...string) *Proxy {
	p := &Proxy{replicas: replicas, inner: http.Transport{MaxIdleConnsPerHost: 256, DisableCompression: true}}
	p.reverse = httputil.ReverseProxy{
		Transport: p, FlushInterval: -1,
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetXForwarded()
			r.Out.URL.Scheme, r.Out.URL.Host, r.Out.Host = "http", r.In.Host, r.In.Host
		},
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, err error) {
			http.Error(w, "bad gateway: "+err.Error(), http.StatusBadGateway)
		},
	}
	return p
}

// ServeHTTP answers with what a replica answers.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) { p.reverse.ServeHTTP(w, r) }

// RoundTrip asks the next replica that takes a connection.
func (p *Proxy) RoundTrip(r *http.Request) (answer *http.Response, err error) {
	body := r.Body
	if body != nil {
		defer func() { _ = body.Close() }()
	}
	first := p.turn.Add(1)
	for i := range uint64(len(p.replicas)) {
		try := r.Clone(r.Context())
		try.URL.Host = p.replicas[(first+i)%uint64(len(p.replicas))]
		if body != nil {
			try.Body = io.NopCloser(body) // it is not over when a replica takes no connection
		}
		if answer, err = p.inner.RoundTrip(try); !refused(err) {
			break
		}
	}
	return answer, err
}

// refused tells whether nothing was sent.
func refused(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}
