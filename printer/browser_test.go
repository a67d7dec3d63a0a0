package printer_test

import (
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"go.uber.org/goleak"
	"golang.org/x/net/html"

	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/printer"
)

// TestMain makes sure that a closed printer leaves nothing running.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// shop is a printer that runs over HTTP with a real database.
type shop struct {
	URL string
	app *printer.App
	log *strings.Builder

	config printer.Config
}

// open starts a printer that is registered with a Service Provider. change may be
// nil.
func open(t *testing.T, p *serviceProvider, change func(*printer.Config)) *shop {
	t.Helper()
	s := &shop{log: &strings.Builder{}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.app.Handler.ServeHTTP(w, r) }))
	s.URL = server.URL
	p.register(s.URL + "/")
	config := printer.Config{
		URL: s.URL, Data: t.TempDir(), ProviderURL: p.URL, ConsumerKey: demoKey, SignatureMethod: "HMAC-SHA1",
		Log: webapp.NewLogger(s.log, "printer"),
	}
	if change != nil {
		change(&config)
	}
	app, err := printer.New(context.Background(), config)
	if err != nil {
		server.Close()
		t.Fatal(err)
	}
	s.app, s.config = app, config
	t.Cleanup(func() {
		server.Close()
		if err := s.app.Close(); err != nil {
			t.Error(err)
		}
		if t.Failed() {
			t.Log(s.log)
		}
	})
	return s
}

// restart closes the printer and opens it again, at the same address.
func (s *shop) restart(t *testing.T, change func(*printer.Config)) {
	t.Helper()
	if err := s.app.Close(); err != nil {
		t.Fatal(err)
	}
	change(&s.config)
	app, err := printer.New(context.Background(), s.config)
	if err != nil {
		t.Fatal(err)
	}
	s.app = app
}

// browser is somebody at the shop, without JavaScript: it keeps cookies, follows
// redirects within the shop, and fills in the forms it sees.
type browser struct {
	t    *testing.T
	shop *shop
	http http.Client
}

func (s *shop) visit(t *testing.T) *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{t: t, shop: s}
	b.http = http.Client{Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if !strings.HasPrefix(r.URL.String(), s.URL+"/") {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	return b
}

// page is what the browser shows.
type page struct {
	b       *browser
	status  int
	address *url.URL
	leadsTo string // where a redirect out of the shop leads
	header  http.Header
	html    string
	root    *html.Node
}

func (b *browser) get(address string) *page {
	b.t.Helper()
	if strings.HasPrefix(address, "/") {
		address = b.shop.URL + address
	}
	r, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.do(r)
}

func (b *browser) post(path string, form url.Values) *page {
	b.t.Helper()
	r, err := http.NewRequest(http.MethodPost, b.shop.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(r)
}

func (b *browser) do(r *http.Request) *page {
	b.t.Helper()
	answer, err := b.http.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	p := &page{b: b, status: answer.StatusCode, address: answer.Request.URL, leadsTo: answer.Header.Get("Location"), header: answer.Header, html: string(body)}
	if p.root, err = html.Parse(strings.NewReader(p.html)); err != nil {
		b.t.Fatal(err)
	}
	return p
}

// form is the inputs of the form that leads to a path, as they stand on the page.
func (p *page) form(action string) url.Values {
	p.b.t.Helper()
	for n := range p.root.Descendants() {
		if n.Data != "form" || attribute(n, "action") != action {
			continue
		}
		values := url.Values{}
		for input := range n.Descendants() {
			kind := attribute(input, "type")
			choice := kind == "checkbox" || kind == "radio"
			if input.Data == "input" && (!choice || has(input, "checked")) {
				values.Add(attribute(input, "name"), attribute(input, "value"))
			}
		}
		return values
	}
	p.b.t.Fatalf("the page %s has no form to %s:\n%s", p.address.Path, action, p.text())
	return nil
}

// submit sends a form of the page with some fields filled in: name, value, …
func (p *page) submit(action string, fields ...string) *page {
	p.b.t.Helper()
	values := p.form(action)
	for i := 0; i < len(fields); i += 2 {
		values.Del(fields[i])
	}
	for i := 0; i < len(fields); i += 2 {
		values.Add(fields[i], fields[i+1])
	}
	return p.b.post(action, values)
}

// text is what a person reads, in one line.
func (p *page) text() string {
	var b strings.Builder
	for n := range p.root.Descendants() {
		if n.Type == html.TextNode && n.Parent.Data != "script" && n.Parent.Data != "title" {
			b.WriteString(n.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// shows fails the test unless the page has this status and these words.
func (p *page) shows(status int, words ...string) *page {
	p.b.t.Helper()
	if p.status != status {
		p.b.t.Errorf("%s: status %d, want %d: %s", p.address.Path, p.status, status, p.text())
	}
	for _, word := range words {
		if !strings.Contains(p.text(), word) {
			p.b.t.Errorf("%s does not say %q: %s", p.address.Path, word, p.text())
		}
	}
	return p
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

// connect is Jane's whole dance; she comes back to the albums.
func (b *browser) connect(p *serviceProvider, user string) *page {
	b.t.Helper()
	b.begin(p)
	return b.get(p.allow(b.t, user)).shows(http.StatusOK, "Connected to photos as "+user)
}

// begin presses Connect and stops at the Service Provider's door.
func (b *browser) begin(p *serviceProvider) *page {
	b.t.Helper()
	away := b.get("/").submit("/connect")
	if want := p.URL + "/oauth/authorize?oauth_token="; !strings.HasPrefix(away.leadsTo, want) {
		b.t.Fatalf("Connect leads to %q, want %s… : %s", away.leadsTo, want, away.text())
	}
	return away
}

// order chooses pictures and orders them; it answers the order's page.
func (b *browser) order(photos ...string) *page {
	b.t.Helper()
	confirm := b.choose(photos...)
	return confirm.submit(confirm.orderAction())
}

// choose goes as far as the page with the Order button.
func (b *browser) choose(photos ...string) *page {
	b.t.Helper()
	fields := []string{}
	for _, id := range photos {
		fields = append(fields, "photo", id)
	}
	basket := b.get("/albums/a1").submit("/albums/a1", fields...)
	return basket.submit("/basket", "paper", "13x18", "finish", "matte", "copies", "2")
}

// orderAction is where the Order button of a confirmation leads.
func (p *page) orderAction() string { return strings.TrimSuffix(p.address.Path, "/confirm") + "/order" }

// until reads the order's events until one of its blocks has the words.
func (b *browser) until(order string, words string) string {
	b.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, b.shop.URL+order+"/events", nil)
	if err != nil {
		b.t.Fatal(err)
	}
	answer, err := b.http.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer answer.Body.Close()
	seen, buffer := "", make([]byte, 4096)
	for !strings.Contains(seen, words) {
		n, err := answer.Body.Read(buffer)
		seen += string(buffer[:n])
		if err != nil && !strings.Contains(seen, words) {
			b.t.Fatalf("the events ended before %q: %v\n%s", words, err, seen)
		}
	}
	return seen
}
