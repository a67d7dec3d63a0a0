package webapp

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/internal/session"
	"example.net/oauth1/internal/sqldb"
)

// store is the real one, with faults to switch on.
type store struct {
	sqldb.Sessions
	down error
}

func (s *store) LoadSession(ctx context.Context, id string) (session.Record, error) {
	if s.down != nil {
		return session.Record{}, s.down
	}
	return s.Sessions.LoadSession(ctx, id)
}

func (s *store) SaveSession(ctx context.Context, r session.Record) error {
	if s.down != nil {
		return s.down
	}
	return s.Sessions.SaveSession(ctx, r)
}

func (s *store) ChangeSession(ctx context.Context, id string, change func(session.Record) (session.Record, bool, error)) error {
	if s.down != nil {
		return s.down
	}
	return s.Sessions.ChangeSession(ctx, id, change)
}

func (s *store) rows(t *testing.T) (n int) {
	t.Helper()
	if err := s.DB.Read().QueryRow("SELECT count(*) FROM sessions").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func newStore(t *testing.T) *store {
	t.Helper()
	db, err := sqldb.Open(t.Context(), filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	_, err = db.Exec(t.Context(), `CREATE TABLE sessions (id TEXT PRIMARY KEY, user_id TEXT NOT NULL, data BLOB NOT NULL,
		created BIGINT NOT NULL, expires BIGINT NOT NULL)`)
	if err != nil {
		t.Fatal(err)
	}
	return &store{Sessions: sqldb.Sessions{DB: db}}
}

// site is a program with sessions: each path does one thing with the session.
type site struct {
	*echo.Echo
	sessions *Sessions
	store    *store
}

func newSite(t *testing.T) *site {
	t.Helper()
	return newSiteOn(t, newStore(t))
}

func newSiteOn(t *testing.T, rows *store) *site {
	t.Helper()
	s := &site{Echo: newEcho(t, Config{}), store: rows}
	s.sessions = NewSessions("photos", mustURL(t, "http://photos.example"), [32]byte{1}, s.store)
	s.on("/look", func(c echo.Context, known *Session) error { return nil })
	s.on("/set", func(c echo.Context, known *Session) error {
		for k, v := range c.QueryParams() {
			known.Set(k, v[0])
		}
		return nil
	})
	s.on("/in", func(c echo.Context, known *Session) error { return known.Renew(c.QueryParam("user")) })
	s.on("/out", func(c echo.Context, known *Session) error { return known.Destroy() })
	s.on("/csrf", func(c echo.Context, known *Session) error { return c.String(200, known.CSRF()) })
	return s
}

// on adds a path; unless the function answers, the answer is what the session holds.
func (s *site) on(path string, fn func(c echo.Context, known *Session) error) {
	s.GET(path, func(c echo.Context) error {
		known := s.sessions.Get(c)
		if err := fn(c, known); err != nil || c.Response().Committed {
			return err
		}
		return c.String(200, fmt.Sprintf("user=%s a=%s b=%s", known.UserID(), known.Get("a"), known.Get("b")))
	})
}

// browser keeps one cookie, as a browser does.
type browser struct {
	t      *testing.T
	site   *site
	cookie *http.Cookie
}

func (b *browser) send(r *http.Request) *http.Response {
	b.t.Helper()
	if b.cookie != nil {
		r.AddCookie(b.cookie)
	}
	answer := do(b.site, r)
	for _, c := range answer.Cookies() {
		b.cookie = c
		if c.MaxAge < 0 {
			b.cookie = nil
		}
	}
	return answer
}

func (b *browser) get(target string) string {
	b.t.Helper()
	return text(b.t, b.send(request("GET", target, "")))
}

func (b *browser) want(target, want string) {
	b.t.Helper()
	if got := b.get(target); got != want {
		b.t.Errorf("%s: %q, want %q", target, got, want)
	}
}

func TestASessionIsKept(t *testing.T) {
	s := newSite(t)
	jane, sam := &browser{t: t, site: s}, &browser{t: t, site: s}
	jane.want("/set?a=1", "user= a=1 b=")
	jane.want("/set?b=2", "user= a=1 b=2")
	jane.want("/set?a=", "user= a= b=2")
	jane.want("/look", "user= a= b=2")
	sam.want("/look", "user= a= b=")
	if n := s.store.rows(t); n != 1 {
		t.Errorf("%d rows, want jane's", n)
	}
}

func TestNothingToRememberCostsNothing(t *testing.T) {
	s := newSite(t)
	b := &browser{t: t, site: s}
	if b.get("/look"); b.cookie != nil {
		t.Error("a cookie for nothing")
	}
	if token := b.get("/csrf"); token == "" || b.cookie == nil {
		t.Error("a form without a session")
	}
	if n := s.store.rows(t); n != 0 {
		t.Errorf("%d rows for a browser that only looked at a form", n)
	}
}

func TestCookies(t *testing.T) {
	for address, want := range map[string]string{
		"http://photos.example":        "photos_session Path=/ HttpOnly SameSite=Lax",
		"https://photos.example":       "__Host-photos_session Path=/ HttpOnly SameSite=Lax Secure",
		"https://photos.example/":      "__Host-photos_session Path=/ HttpOnly SameSite=Lax Secure",
		"https://example.com/photos":   "photos_session Path=/photos/ HttpOnly SameSite=Lax Secure",
		"http://192.168.1.7:8080/pho/": "photos_session Path=/pho/ HttpOnly SameSite=Lax",
	} {
		s := newSite(t)
		s.sessions = NewSessions("photos", mustURL(t, address), [32]byte{1}, s.store)
		line := do(s, request("GET", "/set?a=1", "")).Header.Get("Set-Cookie")
		name, _, _ := strings.Cut(line, "=")
		got := name
		for part := range strings.SplitSeq(line, "; ") {
			if strings.HasPrefix(part, "Path") || strings.HasPrefix(part, "HttpOnly") || strings.HasPrefix(part, "SameSite") || part == "Secure" || strings.HasPrefix(part, "Domain") {
				got += " " + part
			}
		}
		if !sameWords(got, want) || name != s.sessions.CookieName() {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
}

func sameWords(a, b string) bool {
	for _, pair := range [][2]string{{a, b}, {b, a}} {
		for word := range strings.FieldsSeq(pair[0]) {
			if !strings.Contains(" "+pair[1]+" ", " "+word+" ") {
				return false
			}
		}
	}
	return true
}

func TestForgedAndForeignCookies(t *testing.T) {
	s := newSite(t)
	b := &browser{t: t, site: s}
	b.get("/in?user=jane")
	b.want("/look", "user=jane a= b=")
	mine := b.cookie.Value
	other := NewSessions("photos", mustURL(t, "http://photos.example"), [32]byte{2}, s.store)
	foreign, err := other.codec.Encode("photos_session", "some id")
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{"changed": "x" + mine[1:], "empty": "", "garbage": "%%%", "of another key": foreign} {
		answer := do(s, request("GET", "/look", "", "Cookie", "photos_session="+value))
		if got := text(t, answer); answer.StatusCode != 200 || got != "user= a= b=" {
			t.Errorf("%s: %d %q", name, answer.StatusCode, got)
		}
	}
	if got := text(t, do(s, request("GET", "/look", "", "Cookie", "printer_session="+mine))); got != "user= a= b=" {
		t.Errorf("under another name: %q", got)
	}
}

func TestSigningInMakesANewIDAndKillsTheOld(t *testing.T) {
	s := newSite(t)
	b := &browser{t: t, site: s}
	b.get("/set?a=1")
	before := *b.cookie
	b.want("/in?user=jane", "user=jane a=1 b=")
	if b.cookie.Value == before.Value {
		t.Fatal("the id stayed")
	}
	b.want("/look", "user=jane a=1 b=")
	planted := &browser{t: t, site: s, cookie: &before}
	planted.want("/look", "user= a= b=")
	if n := s.store.rows(t); n != 1 {
		t.Errorf("%d rows, want 1", n)
	}
}

func TestSignedOutIsDeadOnTheServer(t *testing.T) {
	s := newSite(t)
	b := &browser{t: t, site: s}
	b.get("/in?user=jane")
	stolen := *b.cookie
	b.want("/out", "user= a= b=")
	if b.cookie != nil {
		t.Error("the browser keeps the cookie")
	}
	thief := &browser{t: t, site: s, cookie: &stolen}
	thief.want("/look", "user= a= b=")
	thief.want("/set?a=1", "user= a=1 b=") // a session of its own, nobody's
	thief.want("/look", "user= a=1 b=")
}

func TestAFlashIsShownOnceEvenAfterSigningOut(t *testing.T) {
	s := newSite(t)
	s.on("/bye", func(c echo.Context, known *Session) error {
		if err := known.Destroy(); err != nil {
			return err
		}
		known.Flash("info", "Goodbye.")
		return c.Redirect(303, "/flash")
	})
	s.on("/flash", func(c echo.Context, known *Session) error { return c.String(200, fmt.Sprint(known.TakeFlashes())) })
	b := &browser{t: t, site: s}
	b.get("/in?user=jane")
	if set := b.send(request("GET", "/bye", "")).Header["Set-Cookie"]; len(set) != 1 {
		t.Errorf("%d cookies are set", len(set))
	}
	b.want("/flash", "[{info Goodbye. }]")
	b.want("/flash", "[]")
	b.want("/look", "user= a= b=")
}

func TestTwoTabsDoNotUndoEachOther(t *testing.T) {
	s := newSite(t)
	b := &browser{t: t, site: s}
	b.get("/in?user=jane")
	cookie := *b.cookie
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			do(s, request("GET", fmt.Sprintf("/set?k%d=v", i), "", "Cookie", cookie.Name+"="+cookie.Value))
		})
	}
	all.Wait()
	var lost []string
	s.on("/all", func(c echo.Context, known *Session) error {
		for i := range 20 {
			if key := fmt.Sprintf("k%d", i); known.Get(key) == "" {
				lost = append(lost, key)
			}
		}
		return nil
	})
	b.get("/all")
	if len(lost) > 0 {
		t.Errorf("lost %v", lost)
	}
}

func TestASlowRequestDoesNotReviveASignedOutSession(t *testing.T) {
	s := newSite(t)
	b := &browser{t: t, site: s}
	b.get("/in?user=jane")
	cookie := *b.cookie
	s.on("/slow", func(c echo.Context, known *Session) error {
		b.get("/out")
		known.Set("a", "late")
		return nil
	})
	do(s, request("GET", "/slow", "", "Cookie", cookie.Name+"="+cookie.Value))
	late := &browser{t: t, site: s, cookie: &cookie}
	late.want("/look", "user= a=late b=")
}

func TestWithoutTheDatabaseNobodyIsSignedOut(t *testing.T) {
	s := newSite(t)
	s.on("/go", func(c echo.Context, known *Session) error { known.Set("a", "1"); return c.Redirect(303, "/on") })
	b := &browser{t: t, site: s}
	b.get("/in?user=jane")
	before := b.cookie.Value
	s.store.down = errors.New("disk I/O error")
	if answer := b.send(request("GET", "/look", "")); answer.StatusCode != 503 {
		t.Errorf("%d, want 503", answer.StatusCode)
	}
	fresh := &browser{t: t, site: s}
	if answer := fresh.send(request("GET", "/go", "")); answer.StatusCode != 503 || answer.Header.Get("Location") != "" {
		t.Errorf("what could not be kept was answered %d to %s", answer.StatusCode, answer.Header.Get("Location"))
	}
	s.store.down = nil
	if b.want("/look", "user=jane a= b="); b.cookie.Value != before {
		t.Error("another cookie")
	}
}

func TestSessionsEndAndAreProlonged(t *testing.T) {
	s := newSite(t)
	now := time.Now()
	s.sessions.now = func() time.Time { return now }
	s.store.Now = s.sessions.now
	b := &browser{t: t, site: s}
	b.get("/in?user=jane")
	for range 10 { // used now and then, it lives on
		now = now.Add(sessionLifetime / 2)
		b.want("/look", "user=jane a= b=")
	}
	now = now.Add(sessionLifetime)
	b.want("/look", "user= a= b=")
}

func TestTheDatabaseOpensNoSession(t *testing.T) {
	s := newSite(t)
	b := &browser{t: t, site: s}
	b.get("/in?user=jane")
	var id string
	if err := s.store.DB.Read().QueryRow("SELECT id FROM sessions").Scan(&id); err != nil {
		t.Fatal(err)
	}
	stolen, err := s.sessions.codec.Encode("photos_session", id)
	if err != nil {
		t.Fatal(err)
	}
	thief := &browser{t: t, site: s, cookie: &http.Cookie{Name: "photos_session", Value: stolen}}
	thief.want("/look", "user= a= b=")
}

func TestCSRF(t *testing.T) {
	s := newSite(t)
	s.HTTPErrorHandler = func(err error, c echo.Context) { status, _ := Status(err); c.NoContent(status) }
	s.POST("/form", ok, s.sessions.RequireCSRF())
	s.GET("/form", ok, s.sessions.RequireCSRF())
	b, other := &browser{t: t, site: s}, &browser{t: t, site: s}
	token, again, foreign := b.get("/csrf"), b.get("/csrf"), other.get("/csrf")
	if token == again {
		t.Error("the token is not masked")
	}
	field := func(v string) url.Values { return url.Values{"name": {"x"}, CSRFField: {v}} }
	for _, c := range []struct {
		name string
		r    *http.Request
		want int
	}{
		{"own token", form("/form", field(token)), 200},
		{"own token, masked otherwise", form("/form", field(again)), 200},
		{"own token in the header", request("POST", "/form", "{}", "Content-Type", "application/json", CSRFHeader, token), 200},
		{"no token", form("/form", url.Values{"name": {"x"}}), 403},
		{"empty token", form("/form", field("")), 403},
		{"another browser's token", form("/form", field(foreign)), 403},
		{"own token cut short", form("/form", field(token[1:])), 403},
		{"own token in the address", form("/form?"+field(token).Encode(), url.Values{}), 403},
		{"a form that is none", request("POST", "/form", "%zz", "Content-Type", "application/x-www-form-urlencoded"), 400},
		{"a form too large", form("/form", field(strings.Repeat("x", 2<<20))), 413},
		{"reading", request("GET", "/form", ""), 200},
	} {
		if got := b.send(c.r).StatusCode; got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
	if got := (&browser{t: t, site: s}).send(form("/form", field(token))).StatusCode; got != 403 {
		t.Errorf("without a session: %d", got)
	}
	b.get("/in?user=jane")
	if got := b.send(form("/form", field(token))).StatusCode; got != 403 {
		t.Errorf("a token from before signing in: %d", got)
	}
}

func TestCSRFInAnUpload(t *testing.T) {
	s := newSite(t)
	s.POST("/upload", func(c echo.Context) error {
		parts, err := Multipart(c)
		if err != nil {
			return err
		}
		part, err := parts.NextPart()
		if err != nil {
			return err
		}
		return c.String(200, part.FormName()+" "+part.FileName())
	}, s.sessions.RequireCSRF(), Uploads(4<<20))
	b := &browser{t: t, site: s}
	token := b.get("/csrf")
	part := func(name, more, value string) string {
		return "--B\r\nContent-Disposition: form-data; name=\"" + name + "\"" + more + "\r\n\r\n" + value + "\r\n"
	}
	photo := part("photo", `; filename="vacation.jpg"`, strings.Repeat("x", 3<<20))
	for _, c := range []struct {
		name, body, header string
		want               int
	}{
		{"token first", part(CSRFField, "", token) + photo + "--B--\r\n", "", 200},
		{"token in the header", photo + "--B--\r\n", token, 200},
		{"token last", photo + part(CSRFField, "", token) + "--B--\r\n", "", 403},
		{"no token", photo + "--B--\r\n", "", 403},
		{"wrong token", part(CSRFField, "", "!"+token[1:]) + photo + "--B--\r\n", "", 403},
		{"endless token", part(CSRFField, "", token+strings.Repeat("x", 100)) + photo + "--B--\r\n", "", 403},
		{"no part", "--B--\r\n", "", 400},
	} {
		answer := b.send(request("POST", "/upload", c.body, "Content-Type", `multipart/form-data; boundary=B`, CSRFHeader, c.header))
		if got := text(t, answer); answer.StatusCode != c.want || c.want == 200 && got != "photo vacation.jpg" {
			t.Errorf("%s: %d %q", c.name, answer.StatusCode, got)
		}
	}
}
