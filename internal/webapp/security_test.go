package webapp

import (
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
)

// A name of a megabyte is not kept as a key, and neither is the form that a short
// one was cut from.
func TestALongKeyIsNotKept(t *testing.T) {
	l := &Limiter{Burst: 1}
	long := strings.Repeat("x", 1<<20)
	for _, key := range []string{long + "a", long + "b", "jane"} {
		if ok, _ := l.Allow(key); !ok {
			t.Errorf("the first try for a key of %d bytes is refused", len(key))
		}
		if ok, _ := l.Allow(key); ok {
			t.Errorf("a key of %d bytes is not known again", len(key))
		}
	}
	for key := range l.byKey {
		if len(key) > keySize {
			t.Errorf("a key of %d bytes is kept", len(key))
		}
	}
	l.Forget(long + "a")
	if ok, _ := l.Allow(long + "a"); !ok {
		t.Error("a long key is not forgotten")
	}
}

// A page about an error may want what does not work: then there is one sentence.
func TestAnErrorWithoutAPageIsStillAnswered(t *testing.T) {
	var log strings.Builder
	e := newEcho(t, Config{Log: slog.New(slog.NewTextHandler(&log, nil))})
	e.HTTPErrorHandler = func(error, echo.Context) { panic(errors.New("SQL: no such table")) }
	answer := do(e, request(http.MethodGet, "/nowhere", ""))
	if body := text(t, answer); answer.StatusCode != http.StatusServiceUnavailable || strings.Contains(body, "SQL") || body == "" {
		t.Errorf("answered %d %q", answer.StatusCode, body)
	}
	if !strings.Contains(log.String(), "no such table") {
		t.Errorf("the log does not tell why: %s", &log)
	}
}

func TestShorten(t *testing.T) {
	for _, c := range []struct {
		text string
		most int
		want string
	}{{"jane", 4, "jane"}, {"janet", 4, "jane…"}, {"山道", 4, "山…"}, {"\x80\x80\x80", 2, "…"}} {
		if got := Shorten(c.text, c.most); got != c.want {
			t.Errorf("%q becomes %q, want %q", c.text, got, c.want)
		}
	}
}
