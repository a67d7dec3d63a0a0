package webapp

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
)

// An answer that breaks off must not look whole; one that has not begun can
// still be another.
func TestAStreamThatFailsIsCut(t *testing.T) {
	e := New(Config{Name: "photos", PublicURL: &url.URL{Scheme: "http", Host: "localhost"}, Log: slog.New(slog.DiscardHandler)})
	failed := errors.New("the disk is gone")
	send := func(pieces int, err error) echo.HandlerFunc {
		return func(c echo.Context) error {
			s := NewStream(c, func(h http.Header) { h.Set("Content-Disposition", Saved("ä.zip")) })
			for range pieces {
				if _, err := io.WriteString(s, strings.Repeat("x", 100_000)); err != nil {
					return s.End(err)
				}
			}
			return s.End(err)
		}
	}
	e.GET("/whole", send(3, nil))
	e.GET("/broken", send(3, failed))
	e.GET("/never", send(0, failed))
	server := httptest.NewServer(e)
	defer server.Close()
	for path, want := range map[string]struct {
		status int
		broken bool
	}{"/whole": {200, false}, "/broken": {200, true}, "/never": {500, false}} {
		r, err := http.NewRequest(http.MethodGet, server.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = "localhost"
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if answer.StatusCode != want.status || (err != nil) != want.broken {
			t.Errorf("%s is answered %d with %d bytes, %v", path, answer.StatusCode, len(body), err)
		}
		if begun := answer.Header.Get("Content-Disposition") != ""; begun != (path != "/never") {
			t.Errorf("%s: has it begun? %v", path, begun)
		}
	}
}
