package webapp

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
)

func mustURL(t testing.TB, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// newEcho is New for a test: at http://photos.example unless cfg says otherwise.
func newEcho(t testing.TB, cfg Config) *echo.Echo {
	t.Helper()
	if cfg.PublicURL == nil {
		cfg.PublicURL = mustURL(t, "http://photos.example")
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	return New(cfg)
}

// request makes a request with headers given in pairs.
func request(method, target, body string, headers ...string) *http.Request {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

// form makes a POST of a form.
func form(target string, values url.Values, headers ...string) *http.Request {
	return request(http.MethodPost, target, values.Encode(), append(headers, "Content-Type", "application/x-www-form-urlencoded")...)
}

func do(h http.Handler, r *http.Request) *http.Response {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func text(t testing.TB, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func ok(c echo.Context) error { return c.String(http.StatusOK, "ok") }
