package e2e

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"example.net/oauth1/e2e/browser"
	"example.net/oauth1/photos"
	"example.net/oauth1/printer"
)

// house is both programs in this process, where a test may plant what they make
// and stand between them.
type house struct {
	t               *testing.T
	photos, printer string // their addresses
	photosLog       *photos.App
	dir             string
}

// plans are what a test changes about the programs. Between stands before photos.
type plans struct {
	photos  func(*photos.Config)
	printer func(*printer.Config)
	between func(http.Handler) http.Handler
}

// build opens both programs with the demo data.
func build(t *testing.T, p plans) *house {
	t.Helper()
	quiet := slog.New(slog.DiscardHandler)
	h := &house{t: t, dir: t.TempDir()}
	provider, consumer := h.listen(), h.listen()
	h.photos, h.printer = "http://"+provider.Addr().String(), "http://"+consumer.Addr().String()
	asked := photos.Config{URL: h.photos, Data: filepath.Join(h.dir, "photos"), Seed: "demo", PrinterURL: h.printer, Log: quiet}
	if p.photos != nil {
		p.photos(&asked)
	}
	served, err := photos.New(t.Context(), asked)
	if err != nil {
		t.Fatal(err)
	}
	h.photosLog = served
	handler := served.Handler
	if p.between != nil {
		handler = p.between(handler)
	}
	h.serve(provider, handler, served)
	shop := printer.Config{URL: h.printer, Data: filepath.Join(h.dir, "printer"), Seed: "demo", ProviderURL: h.photos,
		ConsumerKey: consumerKey, SignatureMethod: "HMAC-SHA1", Log: quiet}
	if p.printer != nil {
		p.printer(&shop)
	}
	shopApp, err := printer.New(t.Context(), shop)
	if err != nil {
		t.Fatal(err)
	}
	h.serve(consumer, shopApp.Handler, shopApp)
	return h
}

func (h *house) listen() net.Listener {
	h.t.Helper()
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		h.t.Fatal(err)
	}
	return l
}

// serve serves until the test ends, and then closes the program.
func (h *house) serve(l net.Listener, handler http.Handler, program io.Closer) {
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	over := make(chan struct{})
	go func() { defer close(over); _ = server.Serve(l) }()
	h.t.Cleanup(func() {
		_ = server.Close() // whoever still follows a stream is cut off
		<-over
		if err := program.Close(); err != nil {
			h.t.Error(err)
		}
	})
}

// visitor opens a browser that may ask both programs and nobody else.
func (h *house) visitor() *browser.Page {
	h.t.Helper()
	var hosts []string
	for _, address := range []string{h.photos, h.printer} {
		u, err := url.Parse(address)
		if err != nil {
			h.t.Fatal(err)
		}
		hosts = append(hosts, u.Host)
	}
	return browser.Open(h.t, hosts)
}

// signIn signs a User of the demo in at photos.
func (h *house) signIn(p *browser.Page, screenName string) {
	h.t.Helper()
	p.Fill("Screen name", screenName)
	p.Fill("Password", "photos-demo")
	p.Press("Sign in")
}

// get asks for an address with the cookies of a browser, and answers the text.
func (h *house) get(p *browser.Page, address string) (status int, text string) {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.t.Context(), 2*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, "GET", address, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, cookie := range p.Cookies() {
		r.AddCookie(cookie)
	}
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		h.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, _ := io.ReadAll(answer.Body) // a stream ends with the patience of ctx
	return answer.StatusCode, string(body)
}

// stored is everything that the printer keeps on disk.
func (h *house) stored() string {
	h.t.Helper()
	var all []byte
	err := filepath.WalkDir(filepath.Join(h.dir, "printer"), func(path string, entry os.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(path)
		all = append(all, text...)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return string(all)
}
