package printer_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"example.net/oauth1/printer"
)

// Jane connects, chooses, orders and downloads.
func TestJaneOrders(t *testing.T) {
	p := newServiceProvider(t)
	s := open(t, p, nil)
	jane := s.visit(t)
	jane.get("/").shows(200, "never", "Connect to photos", "play money")
	jane.connect(p, "jane").shows(200, "Vacation", "3 photos, private")
	album := jane.get("/albums/a1").shows(200, "Tick what you want", "Print all 3")
	if got := strings.Count(album.html, `src="/thumbs/p`); got != 3 {
		t.Errorf("the album shows %d thumbs of ours, want 3", got)
	}
	if strings.Contains(album.html, p.URL+"/api") {
		t.Error("the page hot-links photos")
	}
	order := jane.order("p1", "p3").shows(200, "Order", "€1.56", "Play money")
	jane.until(order.address.Path, "event: end")
	ready := jane.get(order.address.Path).shows(200, "Your print file is ready", "Download the PDF")
	pdf := jane.get(ready.address.Path + "/pdf")
	if pdf.status != 200 || !strings.HasPrefix(pdf.html, "%PDF-") || !strings.HasPrefix(pdf.header.Get("Content-Disposition"), "attachment") {
		t.Errorf("the PDF: status %d, %q, begins %.8q", pdf.status, pdf.header.Get("Content-Disposition"), pdf.html)
	}
	jane.get("/orders").shows(200, "Vacation", "2 photos", "Ready")
}

// No token, secret or verifier in any page, cookie, address or log.
func TestP60NothingSecretIsShown(t *testing.T) {
	p := newServiceProvider(t)
	s := open(t, p, nil)
	jane := s.visit(t)
	request := p.begun(t, jane)
	back := p.allow(t, "jane")
	var seen strings.Builder
	landed := jane.get(back)
	seen.WriteString(landed.address.String() + landed.html)
	order := jane.order("p1")
	jane.until(order.address.Path, "event: end")
	for _, path := range []string{"/", "/account", "/albums", "/albums/a1", "/orders", order.address.Path} {
		shown := jane.get(path)
		seen.WriteString(shown.html)
		for name, values := range shown.header {
			seen.WriteString(name + strings.Join(values, " "))
		}
	}
	home, _ := url.Parse(s.URL)
	for _, cookie := range jane.http.Jar.Cookies(home) {
		seen.WriteString(cookie.Value)
	}
	returned, _ := url.Parse(back)
	secrets := []string{request, returned.Query().Get("oauth_verifier"), demoSecret}
	for _, access := range p.given() {
		secrets = append(secrets, access.Token, access.Secret)
	}
	for _, secret := range secrets {
		if strings.Contains(seen.String(), secret) {
			t.Errorf("a page, a cookie or an address has %q in it", secret)
		}
		if strings.Contains(s.log.String(), secret) {
			t.Errorf("the log has %q in it", secret)
		}
	}
	if len(secrets) < 5 {
		t.Fatal("no Access Token was given")
	}
}

// P44: a PIN as people type it; a wrong one may be typed again.
func TestP44ConnectWithPIN(t *testing.T) {
	p := newServiceProvider(t)
	jane := open(t, p, nil).visit(t)
	form := jane.get("/account").submit("/connect", "how", "pin").shows(200, "Connect with a PIN")
	form.shows(200, "On another device", p.URL+"/oauth/authorize?oauth_token="+p.latest(t))
	issued, err := p.store.RequestToken(t.Context(), p.latest(t))
	if err != nil || strings.Contains(form.html, issued.Secret) {
		t.Errorf("the page has the Request Token's secret in it: %v", err)
	}
	opened := form.submit("/connect/pin/open")
	if want := p.URL + "/oauth/authorize?oauth_token=" + url.QueryEscape(p.latest(t)); opened.leadsTo != want {
		t.Errorf("the button leads to %q, want %q", opened.leadsTo, want)
	}
	pin := p.allow(t, "jane")
	form = form.submit("/connect/pin", "pin", "  ").shows(200, "Type the PIN")
	form = form.submit("/connect/pin", "pin", "WRONGPIN").shows(200, "not the PIN")
	typed := " " + strings.ToLower(pin[:4]) + " - " + pin[4:] + " "
	form.submit("/connect/pin", "pin", typed).shows(200, "Connected to photos as jane")
}

// The shop starts while photos is down, and finds it later.
func TestStartsWithoutProvider(t *testing.T) {
	p := newServiceProvider(t)
	p.misbehave("*", drop)
	jane := open(t, p, nil).visit(t)
	jane.get("/account").submit("/connect").shows(200, "Photos cannot be reached", "Try again")
	p.misbehave("*", nil)
	jane.connect(p, "jane")
}

// A provider without discovery is told by its three addresses.
func TestExplicitEndpoints(t *testing.T) {
	p := newServiceProvider(t)
	p.misbehave("/.well-known/oauth1", http.NotFound)
	s := open(t, p, func(c *printer.Config) {
		c.RequestTokenURL, c.AuthorizeURL, c.AccessTokenURL = p.URL+"/oauth/request_token", p.URL+"/oauth/authorize", p.URL+"/oauth/access_token"
	})
	s.visit(t).connect(p, "jane").shows(200, "Vacation")
}

// P57: who disconnects is forgotten here and at photos, and is not asked twice.
func TestP57Disconnect(t *testing.T) {
	p := newServiceProvider(t)
	jane := open(t, p, nil).visit(t)
	jane.connect(p, "jane")
	jane.get("/account").shows(200, "Connected as jane").submit("/disconnect").shows(200, "Disconnected", "Not connected")
	for _, access := range p.given() {
		if !access.Revoked {
			t.Error("the token still counts at photos")
		}
	}
	jane.get("/albums").shows(200, "Not connected yet")
}

// Disconnecting works while photos is down.
func TestDisconnectWithoutProvider(t *testing.T) {
	p := newServiceProvider(t)
	jane := open(t, p, nil).visit(t)
	jane.connect(p, "jane")
	p.misbehave("*", drop)
	jane.get("/account").submit("/disconnect").shows(200, "Photos could not be told", "Not connected")
	jane.get("/albums").shows(200, "Not connected yet")
}

// P56: the permission is withdrawn while an order is on its way; nothing is lost.
func TestP56RevokedMeanwhile(t *testing.T) {
	p := newServiceProvider(t)
	jane := open(t, p, nil).visit(t)
	jane.connect(p, "jane")
	p.misbehave("/api/photos/p2/file", func(w http.ResponseWriter, r *http.Request) {
		p.revokeAll()
		p.behave().ServeHTTP(w, r)
	})
	order := jane.order("p1", "p2")
	jane.until(order.address.Path, "Connect again")
	stopped := jane.get(order.address.Path).shows(200, "Connect again")
	p.misbehave("/api/photos/p2/file", nil)
	if away := stopped.submit("/connect"); !strings.HasPrefix(away.leadsTo, p.URL) {
		t.Fatalf("Connect again leads to %q", away.leadsTo)
	}
	back := jane.get(p.allow(t, "jane"))
	if back.address.Path != order.address.Path {
		t.Errorf("after connecting again she is at %s, want her order", back.address.Path)
	}
	jane.until(order.address.Path, "event: end")
	jane.get(order.address.Path).shows(200, "Your print file is ready")
}

// The connection ends between choosing and ordering; the choice is kept.
func TestDisconnectedWhileChoosing(t *testing.T) {
	p := newServiceProvider(t)
	jane := open(t, p, nil).visit(t)
	jane.connect(p, "jane")
	confirm := jane.choose("p1", "p2").shows(200, "Order 4 prints")
	jane.get("/account").submit("/disconnect").shows(200, "Disconnected")
	confirm.submit(confirm.orderAction()).shows(200, "What you chose is kept").submit("/connect")
	again := jane.get(p.allow(t, "jane")).shows(200, "Order 4 prints")
	order := again.submit(again.orderAction())
	jane.until(order.address.Path, "event: end")
}

// Photos is down during an order: it waits, and goes on by itself.
func TestWaitsForProvider(t *testing.T) {
	p := newServiceProvider(t)
	jane := open(t, p, nil).visit(t)
	jane.connect(p, "jane")
	confirm := jane.choose("p1")
	p.misbehave("*", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "3600")
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	order := confirm.submit(confirm.orderAction())
	jane.until(order.address.Path, "Waiting")
	waiting := jane.get(order.address.Path).shows(200, "Waiting", "Try now")
	p.misbehave("*", nil)
	waiting.submit(order.address.Path + "/resume")
	jane.until(order.address.Path, "event: end")
	jane.get(order.address.Path).shows(200, "Your print file is ready")
}

// A double click orders once.
func TestDoubleClick(t *testing.T) {
	p := newServiceProvider(t)
	jane := open(t, p, nil).visit(t)
	jane.connect(p, "jane")
	basket := jane.get("/albums/a1").submit("/albums/a1", "all", "1").shows(200, "3 photos chosen")
	confirm := basket.submit("/basket")
	action := "/basket/order"
	paths := make(chan string)
	for range 2 {
		go func() { paths <- confirm.submit(action).address.Path }()
	}
	if first, second := <-paths, <-paths; first != second || !strings.HasPrefix(first, "/orders/") {
		t.Errorf("two clicks made %s and %s", first, second)
	}
	if again := confirm.submit(action); strings.Count(jane.get("/orders").html, `href="/orders/`) != 1 {
		t.Errorf("going back and clicking again made another order: %s", again.address.Path)
	}
}

// Prices and choices are computed by the shop, whatever a form says.
func TestChoicesAreChecked(t *testing.T) {
	p := newServiceProvider(t)
	jane := open(t, p, nil).visit(t)
	jane.connect(p, "jane")
	jane.get("/albums/a1").submit("/albums/a1").shows(200, "Tick at least one photo")
	jane.get("/albums/a1").submit("/albums/a1", "photo", "somebody-elses").shows(200, "Tick at least one photo")
	basket := jane.get("/albums/a1").submit("/albums/a1", "photo", "p1")
	const path = "/basket"
	basket.submit(path, "copies", "0").shows(200, "1 to 99 copies")
	basket.submit(path, "copies", "-3").shows(200, "1 to 99 copies")
	basket.submit(path, "copies", "many").shows(200, "1 to 99 copies")
	basket.submit(path, "paper", "gold").shows(200, "a paper that we have")
	basket.submit(path, "paper", "a4", "copies", "2", "then", "stay", "total", "1").shows(200, "2 prints, €4.58")
	jane.get("/basket/photos/NOSUCHPHOTO").shows(404, "Nothing here")
}

// Another customer's order, its events and its PDF are the same 404 as what never
// existed.
func TestOrdersArePrivate(t *testing.T) {
	p := newServiceProvider(t)
	s := open(t, p, nil)
	jane, sam := s.visit(t), s.visit(t)
	jane.connect(p, "jane")
	sam.connect(p, "sam")
	order := jane.order("p1").address.Path
	jane.until(order, "event: end")
	never := sam.get("/orders/NEVEREXISTED").shows(404, "Nothing here")
	for _, path := range []string{order, order + "/pdf", order + "/events"} {
		for name, somebody := range map[string]*browser{"sam": sam, "a stranger": s.visit(t)} {
			other := somebody.get(path)
			if other.status != 404 || name == "sam" && other.text() != never.text() {
				t.Errorf("%s at %s: status %d: %s", name, path, other.status, other.text())
			}
		}
	}
}

// The shop has accounts of its own; what was ordered without one is kept.
func TestAccounts(t *testing.T) {
	p := newServiceProvider(t)
	s := open(t, p, func(c *printer.Config) { c.Seed = "demo" })
	jane := s.visit(t)
	jane.connect(p, "jane")
	order := jane.order("p1").address.Path
	jane.get("/sign-up").submit("/sign-up", "email", "j@example.com", "name", "Jane", "password", "short").shows(422)
	jane.get("/sign-up").submit("/sign-up", "email", "j@example.com", "name", "Jane", "password", "correct horse").shows(200, "Welcome, Jane")
	jane.get(order).shows(200, "Order")
	jane.get("/sign-in").shows(200, "Sign out first")
	jane.get("/account").shows(200, "j@example.com", "Connected as jane").submit("/sign-out").shows(200, "Connect to photos")
	jane.get(order).shows(404, "Nothing here")

	elsewhere := s.visit(t)
	elsewhere.get("/sign-up").submit("/sign-up", "email", "j@example.com", "name", "Jane", "password", "correct horse").shows(409, "Sign in instead")
	wrong := elsewhere.get("/sign-in").submit("/sign-in", "email", "j@example.com", "password", "wrong horse").shows(401, "do not belong together")
	unknown := elsewhere.get("/sign-in").submit("/sign-in", "email", "nobody@example.com", "password", "wrong horse").shows(401, "do not belong together")
	if wrong.text() != unknown.text() {
		t.Error("an unknown address and a wrong password are told apart")
	}
	elsewhere.get("/sign-in").shows(200, "jane@printer.example")
	elsewhere.get("/sign-in").submit("/sign-in", "email", "j@example.com", "password", "correct horse").shows(200, "Welcome back")
	elsewhere.get(order).shows(200, "Order")
}

// A form without the session's token, or from another site, changes nothing.
func TestForgedForms(t *testing.T) {
	p := newServiceProvider(t)
	s := open(t, p, nil)
	jane := s.visit(t)
	jane.connect(p, "jane")
	jane.post("/disconnect", url.Values{}).shows(403)
	jane.post("/disconnect", s.visit(t).get("/account").form("/connect")).shows(403)
	jane.get("/account").shows(200, "Connected as jane")
	r, err := http.NewRequest(http.MethodPost, s.URL+"/disconnect", strings.NewReader(jane.get("/account").form("/disconnect").Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	jane.do(r).shows(403)
	jane.get("/account").shows(200, "Connected as jane")
}

// Thumbs are fetched once with the token, kept, and shown to their owner only.
func TestThumbs(t *testing.T) {
	p := newServiceProvider(t)
	s := open(t, p, nil)
	jane := s.visit(t)
	jane.connect(p, "jane")
	first := jane.get("/thumbs/p1")
	if first.status != 200 || first.header.Get("Content-Type") != "image/jpeg" || !strings.HasPrefix(first.header.Get("Cache-Control"), "private") {
		t.Errorf("a thumb: status %d, %v", first.status, first.header)
	}
	before := p.asked.Load()
	if jane.get("/thumbs/p1"); p.asked.Load() != before {
		t.Error("the same thumb was fetched twice")
	}
	if other := s.visit(t).get("/thumbs/p1"); other.status != 404 {
		t.Errorf("a stranger sees the thumb: status %d", other.status)
	}
	if none := jane.get("/thumbs/p99"); none.status != 404 {
		t.Errorf("a picture that is not there: status %d", none.status)
	}
}

// An event stream resumes: who has seen the last state is told the end only.
func TestEventsResume(t *testing.T) {
	p := newServiceProvider(t)
	s := open(t, p, nil)
	jane := s.visit(t)
	jane.connect(p, "jane")
	order := jane.order("p1").address.Path
	events := jane.until(order, "event: end")
	if !strings.Contains(events, "retry: 2000") {
		t.Error("the stream does not say how soon to come back")
	}
	lines := strings.Split(events, "\n")
	id := ""
	for _, line := range lines {
		if after, is := strings.CutPrefix(line, "id: "); is {
			id = after
		}
	}
	r, err := http.NewRequest(http.MethodGet, s.URL+order+"/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Last-Event-ID", id)
	if again := jane.do(r); strings.Contains(again.html, "id: ") || !strings.Contains(again.html, "event: end") {
		t.Errorf("who has seen all is told: %q", again.html)
	}
}

// drop cuts the connection.
func drop(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

// Below a path prefix every link, form, redirect, cookie and callback has it.
func TestPathPrefix(t *testing.T) {
	p := newServiceProvider(t)
	jane := open(t, p, func(c *printer.Config) { c.URL += "/demo" }).visit(t)
	jane.get("/demo/").submit("/demo/connect")
	back := p.allow(t, "jane")
	if !strings.HasPrefix(back, jane.shop.URL+"/demo/callback?") {
		t.Errorf("the callback is %s", back)
	}
	album := jane.get(back).shows(200, "Vacation")
	if album.address.Path != "/demo/albums" {
		t.Errorf("she is at %s", album.address.Path)
	}
	basket := jane.get("/demo/albums/a1").submit("/demo/albums/a1", "photo", "p1").shows(200, "1 photo chosen")
	confirm := basket.submit("/demo/basket").shows(200, "Order 1 print")
	order := confirm.submit(confirm.orderAction()).address.Path
	jane.until(order, "event: end")
	ready := jane.get(order).shows(200, "Download the PDF")
	for _, link := range []string{`href="/demo` + strings.TrimPrefix(order, "/demo") + `/pdf"`, `href="/demo/thumbs/p1"`, `href="/demo/static/`} {
		if !strings.Contains(ready.html, link) {
			t.Errorf("the page has no %s", link)
		}
	}
	jane.get("/albums").shows(404)
}
