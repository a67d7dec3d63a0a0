package webapp

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
)

func TestHeadersOnEveryAnswer(t *testing.T) {
	e := newEcho(t, Config{PublicURL: mustURL(t, "https://photos.example")})
	e.GET("/page", ok)
	e.GET("/panic", func(echo.Context) error { panic("oh") })
	for _, r := range []*http.Request{
		request("GET", "/page", ""), request("GET", "/healthz", ""), request("GET", "/nowhere", ""),
		request("POST", "/page", ""), request("GET", "/panic", ""), request("POST", "/page", "", "Sec-Fetch-Site", "cross-site"),
	} {
		answer := do(e, r)
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff",
			"Referrer-Policy":        "same-origin",
			"Cache-Control":          "private, no-store",
			"X-Frame-Options":        "DENY",

			"Cross-Origin-Resource-Policy": "same-origin",
			"Cross-Origin-Opener-Policy":   "same-origin",
			"Permissions-Policy":           "camera=(), microphone=(), geolocation=(), payment=()",

			"Strict-Transport-Security": "max-age=31536000",
			"Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; " +
				"frame-ancestors 'none'; form-action 'self'",
		} {
			if got := answer.Header.Get(name); got != want {
				t.Errorf("%s %s: %s is %q", r.Method, r.URL, name, got)
			}
		}
	}
	plain := do(newEcho(t, Config{}), request("GET", "/healthz", ""))
	if plain.Header.Get("Strict-Transport-Security") != "" {
		t.Error("HSTS over plain http")
	}
}

// A picture has what guards it, and nothing of what guards a page.
func TestHeadersOnPictures(t *testing.T) {
	e := newEcho(t, Config{})
	e.GET("/:kind", func(c echo.Context) error {
		return ServeFile(c, Content{Type: "image/" + c.Param("kind"), Body: strings.NewReader("picture")})
	})
	for kind, page := range map[string]bool{"jpeg": false, "png": false, "svg+xml": true} {
		h := do(e, request("GET", "/"+kind, "")).Header
		for _, fixed := range fixedHeaders {
			if h.Get(fixed.name) == "" {
				t.Errorf("%s lacks %s", kind, fixed.name)
			}
		}
		for _, fixed := range pageHeaders {
			if got := h.Get(fixed.name); (got != "") != page {
				t.Errorf("%s: %s is %q", kind, fixed.name, got)
			}
		}
	}
}

func TestAllowFormAction(t *testing.T) {
	for address, want := range map[string]string{
		"http://printer.example:8081/callback?x=1": "form-action 'self' http://printer.example:8081",
		"https://printer.example/":                 "form-action 'self' https://printer.example",
		"myprinter:/done":                          "form-action 'self' myprinter:",
		"http://[::1]:8081/":                       "form-action 'self' http:",
		"http://x;script-src */":                   "form-action 'self'",
		"oob":                                      "form-action 'self'",
		"":                                         "form-action 'self'",
	} {
		e := newEcho(t, Config{})
		e.GET("/consent", func(c echo.Context) error { AllowFormAction(c, address); return ok(c) })
		policy := do(e, request("GET", "/consent", "")).Header.Get("Content-Security-Policy")
		if !strings.HasSuffix(policy, "; "+want) {
			t.Errorf("%q: %s", address, policy)
		}
		if again := do(e, request("GET", "/nowhere", "")).Header.Get("Content-Security-Policy"); again != contentSecurityPolicy {
			t.Errorf("the next page has %s", again)
		}
	}
}

func TestHostIsNeverHeard(t *testing.T) {
	e := newEcho(t, Config{})
	e.GET("/where", func(c echo.Context) error { return c.String(200, c.Request().Host+" "+c.Scheme()) })
	r := request("GET", "/where", "", "X-Forwarded-Host", "evil.example", "X-Forwarded-Proto", "https", "Forwarded", "host=evil.example")
	r.Host = "evil.example"
	if got := text(t, do(e, r)); got != "photos.example http" {
		t.Errorf("the handler sees %q", got)
	}
}

func TestPathPrefix(t *testing.T) {
	e := newEcho(t, Config{PublicURL: mustURL(t, "https://example.com/my%20photos/")})
	e.GET("/a/:id", func(c echo.Context) error {
		return c.String(200, c.Param("id")+" "+c.Request().RequestURI)
	})
	e.GET("/", ok)
	for target, want := range map[string]string{
		"/my%20photos/a/1?b=2": "1 /my%20photos/a/1?b=2",
		"/my%20photos/a/x%2Fy": "x%2Fy /my%20photos/a/x%2Fy",
		"/my%20photos":         "ok",
		"/my%20photos/":        "ok",
		"/my%20photos/healthz": "ok\n",
		"/healthz":             "ok\n",
	} {
		answer := do(e, request("GET", target, ""))
		if got := text(t, answer); answer.StatusCode != 200 || got != want {
			t.Errorf("%s: %d %q, want %q", target, answer.StatusCode, got, want)
		}
	}
	for _, outside := range []string{"/a/1", "/", "/my%20photosx/a/1", "/other/a/1"} {
		if status := do(e, request("GET", outside, "")).StatusCode; status != 404 {
			t.Errorf("%s: %d, want 404", outside, status)
		}
	}
}

func TestCrossOriginFormsAreRefused(t *testing.T) {
	e := newEcho(t, Config{Machine: []string{"POST /oauth/request_token"}})
	for _, path := range []string{"/form", "/oauth/request_token", "/oauth/request_token/"} {
		e.Any(path, ok)
	}
	for _, c := range []struct {
		name, method, path string
		want               int
		headers            []string
	}{
		{"own form", "POST", "/form", 200, []string{"Sec-Fetch-Site", "same-origin"}},
		{"typed by the user", "POST", "/form", 200, []string{"Sec-Fetch-Site", "none"}},
		{"program without a browser", "POST", "/form", 200, nil},
		{"own form, old browser", "POST", "/form", 200, []string{"Origin", "http://photos.example"}},
		{"another site", "POST", "/form", 403, []string{"Sec-Fetch-Site", "cross-site"}},
		{"another port", "POST", "/form", 403, []string{"Sec-Fetch-Site", "same-site"}},
		{"another site, old browser", "POST", "/form", 403, []string{"Origin", "http://evil.example"}},
		{"null origin", "POST", "/form", 403, []string{"Origin", "null"}},
		{"another site's link", "GET", "/form", 200, []string{"Sec-Fetch-Site", "cross-site"}},
		{"machine endpoint", "POST", "/oauth/request_token", 200, []string{"Sec-Fetch-Site", "cross-site"}},
		{"machine endpoint, other method", "PUT", "/oauth/request_token", 403, []string{"Sec-Fetch-Site", "cross-site"}},
		{"beside a machine endpoint", "POST", "/oauth/request_token/", 403, []string{"Sec-Fetch-Site", "cross-site"}},
	} {
		r := request(c.method, c.path, "", c.headers...)
		r.Host = "evil.example" // must not help: an Origin is held against the public URL
		if got := do(e, r).StatusCode; got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}

func TestHealthz(t *testing.T) {
	var broken error
	e := newEcho(t, Config{Ready: func(context.Context) error { return broken }})
	if answer := do(e, request("GET", "/healthz", "")); answer.StatusCode != 200 || text(t, answer) != "ok\n" {
		t.Error("not ready")
	}
	broken = errors.New("the database at /secret/path is gone")
	if answer := do(e, request("GET", "/healthz", "")); answer.StatusCode != 503 || strings.Contains(text(t, answer), "secret") {
		t.Errorf("%d", answer.StatusCode)
	}
}

func TestClientAddress(t *testing.T) {
	for _, c := range []struct{ trusted, want string }{
		{"", "192.0.2.1"},
		{"192.0.2.0/24", "203.0.113.9"},
		{"10.0.0.0/8", "192.0.2.1"},
	} {
		var cfg Config
		if c.trusted != "" {
			cfg.TrustedProxies = []netip.Prefix{netip.MustParsePrefix(c.trusted)}
		}
		e := newEcho(t, cfg)
		e.GET("/ip", func(c echo.Context) error { return c.String(200, c.RealIP()) })
		r := request("GET", "/ip", "", "X-Forwarded-For", "198.51.100.1, 203.0.113.9", "X-Real-Ip", "198.51.100.2")
		if got := text(t, do(e, r)); got != c.want {
			t.Errorf("trusting %q: %s, want %s", c.trusted, got, c.want)
		}
	}
}

func TestOneLineARequest(t *testing.T) {
	var log bytes.Buffer
	e := newEcho(t, Config{Log: NewLogger(&log, "photos")})
	e.GET("/a/:x", func(c echo.Context) error { return errors.New("broken\nlevel=INFO msg=forged") })
	e.GET("/panic", func(c echo.Context) error { panic("oh") })
	do(e, request("GET", "/a/%0Alevel=INFO?oauth_token=s3cret", "", "X-Request-ID", "from-the-printer", "Authorization", "OAuth s3cret", "Cookie", "s3cret"))
	line := log.String()
	if strings.Count(line, "\n") != 1 {
		t.Errorf("not one line:\n%s", line)
	}
	for _, want := range []string{"app=photos", "method=GET", "status=500", "id=from-the-printer", "from=192.0.2.1"} {
		if !strings.Contains(line, want) {
			t.Errorf("no %s in %s", want, line)
		}
	}
	if strings.Contains(line, "s3cret") {
		t.Errorf("a secret in the log: %s", line)
	}
	log.Reset()
	answer := do(e, request("GET", "/panic", "", "X-Request-ID", "x\r\nforged"))
	if answer.StatusCode != 500 || strings.Contains(text(t, answer), "oh") {
		t.Errorf("a panic was answered %d", answer.StatusCode)
	}
	if id := answer.Header.Get("X-Request-Id"); len(id) != 16 || !strings.Contains(log.String(), "stack=") {
		t.Errorf("id %q, log %s", id, &log)
	}
}

func TestStatusTellsNothingInside(t *testing.T) {
	for _, c := range []struct {
		err  error
		want int
	}{
		{errors.New("SQL near /var/lib"), 500},
		{echo.ErrNotFound, 404},
		{&http.MaxBytesError{Limit: 20 << 20}, 413},
		{context.Canceled, 503},
		{echo.NewHTTPError(403, "A sentence."), 403},
	} {
		status, sentence := Status(c.err)
		if status != c.want || strings.Contains(sentence, "SQL") || !strings.HasSuffix(sentence, ".") {
			t.Errorf("%v: %d %q", c.err, status, sentence)
		}
	}
}
