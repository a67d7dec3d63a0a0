package photos_test

import (
	"bytes"
	"context"
	"encoding/json"
	"image"
	"image/gif"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/photos"
)

// The headers of safety stand on every answer, whatever kind it is of.
func TestEveryAnswerIsGuarded(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	album := jane.album("Vacation", file{"one.jpg", picture(1)})
	photo := jane.get(album).links("/photos/")[0]
	access := jane.connect()
	answers := map[string]*page{
		"a wrong method": jane.do(jane.request(http.MethodDelete, "/albums", nil)),
		"a forged form":  jane.post("/albums", url.Values{"title": {"Mine"}}),
		"a signed call":  s.call(access, http.MethodGet, "/api/albums"),
		"a signed file":  s.call(access, http.MethodGet, "/photos?file=one.jpg&size=thumb"),
		"the tokens":     jane.do(jane.request(http.MethodPost, "/oauth/request_token", nil)),
		"the PIN":        jane.decide(jane.consent(s.requestToken("oob")), "allow").wants(http.StatusOK, "PIN"),
	}
	for _, path := range []string{"/", "/albums", album, photo, photo + "/thumb", photo + "/original", photo + "/download", "/nothing/here",
		"/api/albums", "/oauth/time", "/.well-known/oauth1", "/static/nothing.css", "/healthz", "/oauth/authorize?oauth_token=none"} {
		answers[path] = jane.get(path)
	}
	for what, p := range answers {
		guarded(t, what, p)
	}
}

// guarded fails if an answer lacks one of the headers of safety.
func guarded(t *testing.T, what string, p *page) {
	t.Helper()
	policy := p.header.Get("Content-Security-Policy")
	for _, rule := range []string{"default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"} {
		if !strings.Contains(policy, rule) {
			t.Errorf("%s: the policy lacks %s: %q", what, rule, policy)
		}
	}
	if strings.Contains(policy, "unsafe") {
		t.Errorf("%s: the policy is %q", what, policy)
	}
	if p.header.Get("X-Content-Type-Options") != "nosniff" || p.header.Get("X-Frame-Options") != "DENY" ||
		p.header.Get("Referrer-Policy") != "same-origin" || p.header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("%s: %v", what, p.header)
	}
	public := strings.HasPrefix(what, "/static/") || what == "/.well-known/oauth1" || what == "/api/openapi.json" || what == "/favicon.ico"
	if control := p.header.Get("Cache-Control"); !public && !strings.Contains(control, "no-store") && !strings.Contains(control, "private") {
		t.Errorf("%s: may be cached by anybody: %q", what, control)
	}
}

// No form is taken that was sent from elsewhere: another site, another port, a sandbox. Signing in and up are no
// exception, even with the token of the attacker's own browser.
func TestFormsFromElsewhereAreRefused(t *testing.T) {
	s := open(t, nil)
	s.browser().signUp("jane")
	for _, origin := range []map[string]string{
		{"Origin": "null"}, {"Origin": "http://evil.example"}, {"Origin": s.root + "0"}, {"Sec-Fetch-Site": "cross-site"},
		{"Sec-Fetch-Site": "same-site"}, {"Origin": "null", "X-Forwarded-Host": "null", "X-HTTP-Method-Override": "GET"},
	} {
		for _, path := range []string{"/sign-in", "/sign-up"} {
			visitor := s.browser()
			fields := visitor.get(path).form(path).fields
			fields.Set("screen_name", "jane")
			fields.Set("password", password)
			r := visitor.request(http.MethodPost, path, strings.NewReader(fields.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			for name, value := range origin {
				r.Header.Set(name, value)
			}
			visitor.do(r).wants(http.StatusForbidden)
			if visitor.get("/").wants(http.StatusOK); visitor.get("/albums").url.Path != "/sign-in" {
				t.Errorf("%v signs a visitor in by %s", origin, path)
			}
		}
	}
}

// Nothing changes by a GET, whatever method its headers or its query claim.
func TestNothingChangesByGET(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	album := jane.album("Vacation", file{"one.jpg", picture(1)})
	photo := jane.get(album).links("/photos/")[0]
	fields := jane.get("/albums").form("/sign-out").fields
	fields.Set("_method", "POST")
	for _, path := range []string{"/sign-out", "/albums", album + "/delete", album + "/rename", photo + "/delete", "/connections/revoke"} {
		r := jane.request(http.MethodGet, path+"?"+fields.Encode(), nil)
		for _, name := range []string{"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"} {
			r.Header.Set(name, http.MethodPost)
		}
		jane.do(r)
	}
	jane.get(photo).wants(http.StatusOK)
	jane.get(album).wants(http.StatusOK, "Vacation", "1 photo")
}

// A HEAD, which a mail scanner may send, never allows anything: not even what a GET may, which a User who has allowed
// the same before need not be asked about.
func TestAHEADAllowsNothing(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	jane.connect()
	token := s.requestToken(callback)
	jane.do(jane.request(http.MethodHead, "/oauth/authorize?interactivity=minimal&oauth_token="+token.Token, nil)).wants(http.StatusOK)
	if t1, err := s.Store.RequestToken(context.Background(), token.Token); err != nil || t1.State != "issued" {
		t.Errorf("the token is %v %v", t1.State, err)
	}
}

// A form may hold any number of nothings, with names as long as it likes. They cost one page.
func TestAFormOfManyNothingsIsBounded(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	album := jane.album("Vacation")
	files := make([]file, 5000)
	for i := range files {
		files[i] = file{strings.Repeat("n", 300) + ".jpg", nil}
	}
	p := jane.upload(jane.get(album), files...).wants(http.StatusOK, "more files were not taken", "at once")
	if len(p.body) > 64<<10 {
		t.Errorf("the page about it has %d bytes", len(p.body))
	}
}

// A name of a megabyte does not get into the log as it is.
func TestLongNamesStayOutOfTheLog(t *testing.T) {
	var log lines
	s := open(t, func(c *photos.Config) { c.Log = webapp.NewLogger(&log, "photos") })
	s.browser().trySignIn(strings.Repeat("j", 500_000), password).wants(http.StatusUnauthorized)
	if n := len(log.String()); n > 10_000 || !strings.Contains(log.String(), "sign-in refused") {
		t.Errorf("the log has %d bytes", n)
	}
}

// hostile are names that mean something in HTML, in JSON, in a header, in a shell, in a path, in a table.
var hostile = []string{
	`<img src=x onerror=alert(1)>`, `"><svg onload=alert(1)>`, `' autofocus onfocus='alert(1)`, `</title><script>alert(1)</script>`,
	`{{.CSRF}} ${7*7} <%= 7 %>`, `=cmd|' /C calc'!A0`, `javascript:alert(1)`, `"quoted" 'and' \back\ slash`, `snow☃man 山道 + 100% &amp;`,
	"a\r\nSet-Cookie: evil=1\r\n\r\n<b>", "gpj.\u202egnp.exe", `","user_id":"1`,
}

// Names are data wherever they come out: as text of a page, as a string of JSON, inside one header.
func TestHostileNamesAreData(t *testing.T) {
	s := open(t, nil)
	jane := s.browser()
	jane.submit(jane.get("/sign-up"), "/sign-up", url.Values{"screen_name": {"jane"}, "name": {hostile[0]}, "password": {password}}).wants(http.StatusOK)
	access := jane.connect()
	for i, name := range hostile {
		album := jane.album(name, file{name + ".jpg", picture(i)})
		photo := jane.get(album).links("/photos/")[0]
		for _, path := range []string{"/albums", album, photo, "/oauth/authorize?oauth_token=" + s.requestToken("oob").Token} {
			checkMarkup(t, name, jane.get(path))
		}
		for _, path := range []string{"/api" + album, "/api" + photo, "/api/albums", "/api/user/profile"} {
			if p := s.call(access, http.MethodGet, path); !json.Valid([]byte(p.body)) || strings.ContainsAny(p.body, "<>") {
				t.Errorf("%q: %s is answered %s", name, path, p.body)
			}
		}
		download := jane.get(photo + "/download")
		if _, _, err := mime.ParseMediaType(download.header.Get("Content-Disposition")); err != nil || download.header.Get("Set-Cookie") != "" {
			t.Errorf("%q: Content-Disposition: %s, %v", name, download.header.Get("Content-Disposition"), err)
		}
	}
}

// checkMarkup fails if a name has become an element or an attribute.
func checkMarkup(t *testing.T, name string, p *page) {
	t.Helper()
	for n := range p.doc.Descendants() {
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || (a.Key == "href" || a.Key == "src") && strings.HasPrefix(strings.ToLower(a.Val), "javascript:") {
				t.Errorf("%q: %s has %s=%q", name, p.url.Path, a.Key, a.Val)
			}
		}
		if n.Type == html.ElementNode && n.Data == "script" && attr(n, "src") == "" {
			t.Errorf("%q: %s has a script of its own", name, p.url.Path)
		}
	}
}

// A file that is a picture and something else as well leaves as the picture that it is, and as nothing else.
func TestAPolyglotIsOnlyAPicture(t *testing.T) {
	jane := open(t, nil).browser().signUp("jane")
	var b bytes.Buffer
	if err := gif.Encode(&b, image.NewGray(image.Rect(0, 0, 4, 4)), nil); err != nil {
		t.Fatal(err)
	}
	script := append(b.Bytes(), "=1;alert(1)//<html><script>alert(1)</script>"...)
	page := append([]byte("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'>"), b.Bytes()...)
	album := jane.album("Vacation")
	p := jane.upload(jane.get(album), file{"x.html", script}, file{"x.svg", page}, file{"x.gif", []byte("<html>")}).wants(http.StatusOK, "x.svg", "One picture")
	photo := p.links("/photos/")[0]
	for path, kind := range map[string]string{"/original": "image/gif", "/download": "image/gif", "/large": "image/jpeg"} {
		answer := jane.get(photo + path).wants(http.StatusOK)
		if answer.header.Get("Content-Type") != kind || answer.header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s leaves as %s", path, answer.header.Get("Content-Type"))
		}
		if path == "/large" && strings.Contains(answer.body, "alert") {
			t.Error("a rendition has what stood behind the picture")
		}
	}
}

// What is answered to a mistake tells nothing of the inside.
func TestRefusalsTellNothingInside(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	album := jane.album("Vacation", file{"one.jpg", picture(1)})
	access := jane.connect()
	var answers []*page
	for _, path := range []string{album + "?after='", album + "?after=1-", "/photos/%00/thumb", "/photos/'%20OR%201=1--", "/api/albums?limit=x",
		"/photos?file=%00", "/api/albums/a%2F..%2Fb", "/oauth/authorize?oauth_token=%00'\"", "/oauth/pin?oauth_token='", "/connections/revoke"} {
		answers = append(answers, jane.get(path), s.call(access, http.MethodGet, path))
	}
	for _, p := range answers {
		for _, word := range []string{"SQL", "goroutine", ".go:", "panic", "sqlite", "runtime error", "/tmp/", access.Secret} {
			if strings.Contains(p.body, word) {
				t.Errorf("%s is answered %d with %q in it: %.300s", p.url, p.status, word, p.body)
			}
		}
		if p.status >= 500 {
			t.Errorf("%s is answered %d", p.url, p.status)
		}
	}
}
