package webapp

import (
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

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
	if err := l.Forget(t.Context(), long+"a"); err != nil {
		t.Fatal(err)
	}
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

// Where a length stands beside chunks, two readers may see two requests: the
// second is not heard here.
func TestNothingIsSmuggledBehindChunks(t *testing.T) {
	e := newEcho(t, Config{})
	e.POST("/form", ok)
	url, _ := start(t, Server{Handler: e})
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(10 * time.Second))
	const head = "POST /form HTTP/1.1\r\nHost: photos.example\r\n"
	if _, err := io.WriteString(conn, head+"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"+head+"Content-Length: 0\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	answers, err := io.ReadAll(conn)
	if err != nil || strings.Count(string(answers), "HTTP/1.1 ") != 1 {
		t.Errorf("answered %s, %v", answers, err)
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
