package printer_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/printer"
)

// The headers of safety stand on every answer, whatever kind it is of.
func TestEveryAnswerIsGuarded(t *testing.T) {
	p := newServiceProvider(t)
	s := open(t, p, nil)
	jane := s.visit(t)
	jane.connect(p, "jane")
	order := jane.order("p1").address.Path
	jane.until(order, "event: end")
	answers := map[string]*page{
		"a forged form":           jane.post("/disconnect", url.Values{}),
		"a form that is too long": jane.post("/sign-in", url.Values{"x": {strings.Repeat("x", 2<<20)}}),
		"the field for the PIN":   s.visit(t).get("/").submit("/connect", "how", "pin").shows(http.StatusOK, "PIN"),
	}
	for _, path := range []string{"/", "/albums", "/albums/a1", "/thumbs/p1", "/thumbs/none", "/orders", order, order + "/pdf", order + "/events",
		"/account", "/callback?oauth_token=t&oauth_verifier=v", "/nothing/here", "/healthz", "/static/nothing.css"} {
		answers[path] = jane.get(path)
	}
	for what, p := range answers {
		policy := p.header.Get("Content-Security-Policy")
		for _, rule := range []string{"default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"} {
			if !strings.Contains(policy, rule) {
				t.Errorf("%s: the policy lacks %s: %q", what, rule, policy)
			}
		}
		if strings.Contains(policy, "unsafe") || p.header.Get("X-Content-Type-Options") != "nosniff" || p.header.Get("X-Frame-Options") != "DENY" ||
			!strings.Contains("same-origin no-referrer", p.header.Get("Referrer-Policy")) || p.header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: %v", what, p.header)
		}
		if control := p.header.Get("Cache-Control"); !strings.Contains(control, "no-store") && !strings.Contains(control, "private") && !strings.HasPrefix(what, "/static/") {
			t.Errorf("%s: may be cached by anybody: %q", what, control)
		}
	}
	if got := answers["a form that is too long"]; got.status != http.StatusRequestEntityTooLarge {
		t.Errorf("a form that is too long is answered %d", got.status)
	}
}

// No form is taken that was sent from elsewhere: another site, another port, a sandbox; signing in is no exception.
func TestFormsFromElsewhereAreRefused(t *testing.T) {
	s := open(t, newServiceProvider(t), func(c *printer.Config) { c.Seed = "demo" })
	for _, origin := range []map[string]string{
		{"Origin": "null"}, {"Origin": "http://evil.example"}, {"Origin": s.URL + "0"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
	} {
		visitor := s.visit(t)
		form := visitor.get("/sign-in").form("/sign-in")
		form.Set("email", "jane@printer.example")
		form.Set("password", "printer-demo")
		r, err := http.NewRequest(http.MethodPost, s.URL+"/sign-in", strings.NewReader(form.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for name, value := range origin {
			r.Header.Set(name, value)
		}
		visitor.do(r).shows(http.StatusForbidden)
		if strings.Contains(visitor.get("/account").text(), "jane@printer.example") {
			t.Errorf("%v signs a visitor in", origin)
		}
	}
}

// Who guesses at a password has a few tries, and then has to wait.
func TestGuessingIsLimited(t *testing.T) {
	s := open(t, newServiceProvider(t), func(c *printer.Config) { c.Seed = "demo" })
	thief := s.visit(t)
	for range 10 {
		thief.get("/sign-in").submit("/sign-in", "email", "jane@printer.example", "password", "a wrong one").shows(http.StatusUnauthorized)
	}
	thief.get("/sign-in").submit("/sign-in", "email", "JANE@printer.example ", "password", "printer-demo").shows(http.StatusTooManyRequests, "too often")
}

// A callback that nobody waits for leaves nothing behind: neither a session nor a cookie that means anything.
func TestACallbackOutOfNowhereLeavesNoTrace(t *testing.T) {
	data := t.TempDir()
	s := open(t, newServiceProvider(t), func(c *printer.Config) { c.Data = data })
	for i := range 3 {
		s.visit(t).get(fmt.Sprintf("/callback?oauth_token=t%d&oauth_verifier=v", i)).shows(http.StatusForbidden, "not for this browser")
		s.visit(t).get("/connect/pin")
	}
	db, err := sqldb.Open(t.Context(), filepath.Join(data, "printer.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var sessions, customers int
	if err := db.Read().QueryRowContext(t.Context(), "SELECT (SELECT COUNT(*) FROM sessions), (SELECT COUNT(*) FROM customers)").Scan(&sessions, &customers); err != nil {
		t.Fatal(err)
	}
	if sessions+customers != 0 {
		t.Errorf("%d sessions and %d customers are there", sessions, customers)
	}
}

// hostile are names that mean something in HTML, in JSON, in a header, in a PDF, in a table.
var hostile = []string{
	`<img src=x onerror=alert(1)>`, `"><svg onload=alert(1)>`, `</title><script>alert(1)</script>`, `) /JavaScript (app.alert(1)) endobj`,
	`=cmd|' /C calc'!A0`, "a\r\nSet-Cookie: evil=1\r\n\r\ndata: <b>", "gpj.\u202egnp.exe", strings.Repeat("<b>", 20_000),
}

// What the Service Provider tells is data: names become text, and no more of it than anybody reads.
func TestHostileNamesFromPhotosAreData(t *testing.T) {
	for _, name := range hostile {
		p := newServiceProvider(t)
		s := open(t, p, nil)
		jane := s.visit(t)
		jane.connect(p, "jane")
		album := map[string]any{"id": "a1", "title": name, "private": true, "photo_count": 1}
		photo := p.photo("p1")
		photo["title"], photo["alt"], photo["file"], photo["content_type"] = name, name, name, name
		p.misbehave("/api/albums", func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, map[string]any{"albums": []any{album}}) })
		p.misbehave("/api/photos/p1", func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, photo) })
		p.misbehave("/api/albums/a1", func(w http.ResponseWriter, _ *http.Request) {
			writeJSON(w, map[string]any{"id": "a1", "title": name, "photos": []any{photo}})
		})
		order := jane.order("p1").address.Path
		events := jane.until(order, "event: end")
		for _, path := range []string{"/albums", "/albums/a1", "/orders", order, order + "/pdf"} {
			shown := jane.get(path)
			if shown.status != http.StatusOK || shown.header.Get("Set-Cookie") != "" && strings.Contains(shown.header.Get("Set-Cookie"), "evil") {
				t.Errorf("%.40q: %s is answered %d", name, path, shown.status)
			}
			if strings.HasSuffix(path, "/pdf") {
				if strings.Contains(shown.html, "/JavaScript") {
					t.Errorf("%.40q is a command of the PDF", name)
				}
				continue
			}
			if len(shown.html) > 100<<10 {
				t.Errorf("%.40q: %s has %d bytes", name, path, len(shown.html))
			}
			checkMarkup(t, name, shown)
		}
		if strings.Contains(events, "<img src=x") || strings.Contains(events, "<script") || strings.Contains(events, "\ndata: <b>") {
			t.Errorf("%.40q comes out of the events: %s", name, events)
		}
	}
}

// checkMarkup fails if a name has become an element or an attribute.
func checkMarkup(t *testing.T, name string, p *page) {
	t.Helper()
	for n := range p.root.Descendants() {
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") {
				t.Errorf("%.40q: %s has %s=%q", name, p.address.Path, a.Key, a.Val)
			}
		}
		if n.Type == html.ElementNode && n.Data == "script" && attribute(n, "src") == "" {
			t.Errorf("%.40q: %s has a script of its own", name, p.address.Path)
		}
	}
}

// A Service Provider that answers for ever, or with a picture that is none, is met with a page and an end.
func TestAHostileProviderIsOutlived(t *testing.T) {
	p := newServiceProvider(t)
	jane := open(t, p, nil).visit(t)
	jane.connect(p, "jane")
	asked := 0
	p.misbehave("/api/albums/a1", func(w http.ResponseWriter, r *http.Request) {
		asked++
		writeJSON(w, map[string]any{"id": "a1", "title": "Endless", "photos": []any{}, "next": fmt.Sprintf("%s/api/albums/a1?after=%d", p.URL, asked)})
	})
	jane.get("/albums/a1").shows(http.StatusOK, "Endless")
	if asked > 200 {
		t.Errorf("a list without an end was followed %d times", asked)
	}
	p.misbehave("/api/photos/p1/file", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "image/svg+xml")
		fmt.Fprint(w, "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")
	})
	if thumb := jane.get("/thumbs/p1"); thumb.status != http.StatusBadGateway || strings.Contains(thumb.html, "svg") {
		t.Errorf("an SVG for a thumb is answered %d %s", thumb.status, thumb.html)
	}
	long, err := json.Marshal(map[string]any{"albums": []any{map[string]any{"id": strings.Repeat("a", 10_000), "title": "x"}}})
	if err != nil {
		t.Fatal(err)
	}
	p.misbehave("/api/albums", func(w http.ResponseWriter, _ *http.Request) { w.Write(long) })
	jane.get("/albums").shows(http.StatusOK, "did not answer as expected")
}

// Without its database the shop says so, to signed-in and unknown browsers alike, on any address.
func TestWithoutTheDatabaseThereIsAPage(t *testing.T) {
	p := newServiceProvider(t)
	s := open(t, p, nil)
	jane := s.visit(t)
	jane.connect(p, "jane")
	if err := s.app.Close(); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/", "/albums", "/nothing/here", "/callback?oauth_token=t&oauth_verifier=v"} {
		jane.get(path).shows(http.StatusServiceUnavailable, "One moment", "try again")
	}
}
