package objectstest

import (
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"sync"
	"testing"
)

// Line is a way to a store that can be cut, and that can spoil what travels.
type Line struct {
	Address string // of the same bucket, over this line

	t      testing.TB
	addr   string
	server *http.Server
	proxy  *httputil.ReverseProxy

	mu       sync.Mutex
	requests map[string]int
	fault    func(*http.Request) bool
	spoil    func(*http.Response)
}

// NewLine makes a line to the store of an address. It is open.
func NewLine(t testing.TB, address string) *Line {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	query := u.Query()
	store, err := url.Parse(query.Get("endpoint"))
	if err != nil {
		t.Fatal(err)
	}
	l := &Line{t: t, addr: "127.0.0.1:0", requests: map[string]int{}}
	l.proxy = &httputil.ReverseProxy{
		Rewrite:        func(r *httputil.ProxyRequest) { r.SetURL(store); r.Out.Host = r.In.Host }, // which is signed
		ModifyResponse: func(r *http.Response) error { l.answer(r); return nil },
		ErrorHandler:   func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
		FlushInterval:  -1,
	}
	l.Mend()
	query.Set("endpoint", "http://"+l.addr)
	u.RawQuery = query.Encode()
	l.Address = u.String()
	t.Cleanup(l.Cut)
	return l
}

// Cut cuts the line: nobody answers there, and what is on its way breaks off.
func (l *Line) Cut() {
	if err := l.server.Close(); err != nil {
		l.t.Errorf("cutting a line: %v", err)
	}
}

// Mend opens the line where it was.
func (l *Line) Mend() {
	l.t.Helper()
	listener, err := net.Listen("tcp", l.addr)
	if err != nil {
		l.t.Fatal(err)
	}
	l.addr = listener.Addr().String()
	l.server = &http.Server{Handler: l}
	go l.server.Serve(listener)
}

// Fail has each request that f picks broken off before it reaches the store; nil
// ends that.
func (l *Line) Fail(f func(*http.Request) bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.fault = f
}

// Spoil lets f change each answer on its way; nil ends that.
func (l *Line) Spoil(f func(*http.Response)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.spoil = f
}

// Requests is how many requests of a method have come by.
func (l *Line) Requests(method string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.requests[method]
}

// ServeHTTP passes a request on.
func (l *Line) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	l.requests[r.Method]++
	fails := l.fault != nil && l.fault(r)
	l.mu.Unlock()
	if fails {
		panic(http.ErrAbortHandler)
	}
	l.proxy.ServeHTTP(w, r)
}

func (l *Line) answer(r *http.Response) {
	l.mu.Lock()
	spoil := l.spoil
	l.mu.Unlock()
	if spoil != nil {
		spoil(r)
	}
}
