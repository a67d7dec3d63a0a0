package webapp

import (
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
)

// serving runs the echo on a real connection, in the way Run does, and counts
// how often net/http hands a file to the kernel.
func serving(t testing.TB, e *echo.Echo) (url string, sent *atomic.Int64) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	sent = new(atomic.Int64)
	s := Server{Name: "test", Handler: e, Log: NewLogger(io.Discard, "test")}.httpServer(phases{t.Context(), t.Context()})
	go s.Serve(counting{l, sent})
	t.Cleanup(func() { s.Close() })
	return "http://" + l.Addr().String(), sent
}

type counting struct {
	net.Listener
	sent *atomic.Int64
}

func (l counting) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return countingConn{conn.(*net.TCPConn), l.sent}, nil
}

type countingConn struct {
	*net.TCPConn
	sent *atomic.Int64
}

// ReadFrom is how a *net.TCPConn comes to sendfile(2).
func (c countingConn) ReadFrom(src io.Reader) (int64, error) {
	if l, ok := src.(*io.LimitedReader); ok {
		if _, ok := l.R.(*os.File); ok {
			c.sent.Add(1)
		}
	}
	return c.TCPConn.ReadFrom(src)
}

// picture serves a file of the size.
func picture(t testing.TB, e *echo.Echo, size int, f Content) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "picture")
	if err := os.WriteFile(path, []byte(strings.Repeat("0123456789abcdef", size/16)), 0o600); err != nil {
		t.Fatal(err)
	}
	e.GET("/picture", func(c echo.Context) error {
		file, err := os.Open(path)
		if err != nil {
			return err
		}
		defer file.Close()
		f := f
		f.Body = file
		return ServeFile(c, f)
	})
}

func get(t testing.TB, url string, headers ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	return answer, text(t, answer)
}

func TestPicturesLeaveBySendfile(t *testing.T) {
	e := newEcho(t, Config{})
	var logged int64
	e.Use(func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error { err := next(c); logged = c.Response().Size; return err }
	})
	picture(t, e, 200_000, Content{Type: "image/jpeg", ETag: `"abc"`, Modified: time.Unix(1_700_000_000, 0)})
	url, sent := serving(t, e)
	answer, body := get(t, url+"/picture", "Accept-Encoding", "gzip")
	if len(body) != 200_000 || answer.Header.Get("Content-Type") != "image/jpeg" || answer.ContentLength != 200_000 {
		t.Errorf("got %d bytes, %v", len(body), answer.Header)
	}
	if sent.Load() != 1 {
		t.Errorf("the file was handed to the kernel %d times: it was copied through user memory", sent.Load())
	}
	if logged != 200_000 {
		t.Errorf("the log would say %d bytes", logged)
	}
	if got := answer.Header.Get("Cache-Control"); got != "private, no-cache" {
		t.Errorf("Cache-Control is %q", got)
	}
}

func TestConditionalAndRangeRequests(t *testing.T) {
	e := newEcho(t, Config{})
	picture(t, e, 1600, Content{Type: "image/jpeg", ETag: `"abc"`, Modified: time.Unix(1_700_000_000, 0), CacheControl: "private, max-age=60"})
	for _, c := range []struct {
		name, header, value string
		status              int
		body                string
	}{
		{"known tag", "If-None-Match", `"abc"`, 304, ""},
		{"other tag", "If-None-Match", `"old"`, 200, strings.Repeat("0123456789abcdef", 100)},
		{"part", "Range", "bytes=16-19", 206, "0123"},
		{"end", "Range", "bytes=-2", 206, "ef"},
		{"part beyond the end", "Range", "bytes=9999-", 416, "invalid range: failed to overlap\n"},
	} {
		answer := do(e, request("GET", "/picture", "", c.header, c.value))
		if got := text(t, answer); answer.StatusCode != c.status || got != c.body {
			t.Errorf("%s: %d with %d bytes", c.name, answer.StatusCode, len(got))
		}
		if c.status < 300 && (answer.Header.Get("ETag") != `"abc"` || answer.Header.Get("Cache-Control") != "private, max-age=60") {
			t.Errorf("%s: %v", c.name, answer.Header)
		}
	}
}

func TestWhatLiesInMemoryIsServedLikeAFile(t *testing.T) {
	e, content := newEcho(t, Config{}), strings.Repeat("0123456789abcdef", 2000)
	var logged int64
	modified := time.Unix(1_700_000_000, 0)
	serve := func(c echo.Context) error {
		err := ServeFile(c, Content{Type: "image/jpeg", ETag: `"abc"`, Modified: modified, Body: strings.NewReader(content)})
		logged = c.Response().Size
		return err
	}
	e.GET("/picture", serve)
	e.HEAD("/picture", serve)
	for _, c := range []struct {
		header, value string
		status        int
		body          string
	}{
		{"Accept-Encoding", "gzip", 200, content},
		{"Range", "bytes=16-19", 206, "0123"},
		{"Range", "bytes=31998-", 206, "ef"},
		{"If-None-Match", `"abc"`, 304, ""},
		{"If-Modified-Since", date(modified), 304, ""},
		{"If-Match", `"old"`, 412, ""},
		{"If-Unmodified-Since", date(modified.Add(-time.Hour)), 412, ""},
	} {
		answer := do(e, request("GET", "/picture", "", c.header, c.value))
		body := text(t, answer)
		if answer.StatusCode != c.status || body != c.body || c.status < 300 && answer.ContentLength != int64(len(c.body)) {
			t.Errorf("%s %s: %d, %d bytes, %v", c.header, c.value, answer.StatusCode, len(body), answer.Header)
		}
		if logged != int64(len(c.body)) {
			t.Errorf("%s %s: the log would say %d bytes", c.header, c.value, logged)
		}
		if got := answer.Header.Get("Last-Modified"); c.status < 300 && got != date(modified) {
			t.Errorf("%s %s: it is of %q", c.header, c.value, got)
		}
	}
	if head := do(e, request("HEAD", "/picture", "")); text(t, head) != "" || head.Header.Get("Content-Length") != strconv.Itoa(len(content)) {
		t.Errorf("HEAD: %v", head.Header)
	}
}

func date(t time.Time) string { return t.UTC().Format(http.TimeFormat) }

func TestNamesForSaving(t *testing.T) {
	for name, want := range map[string]string{
		"vacation.jpg":             `attachment; filename=vacation.jpg`,
		"my photo.jpg":             `attachment; filename="my photo.jpg"`,
		"zażółć.jpg":               `attachment; filename*=utf-8''za%C5%BC%C3%B3%C5%82%C4%87.jpg`,
		"../../etc\\passwd":        `attachment; filename=.._.._etc_passwd`,
		"a\r\nSet-Cookie: x=1.jpg": `attachment; filename="a__Set-Cookie: x=1.jpg"`,
		`quote".jpg`:               `attachment; filename="quote\".jpg"`,
		"":                         `attachment`,
	} {
		if got := disposition(Content{Filename: name, Attachment: true}); got != want {
			t.Errorf("%q: %s, want %s", name, got, want)
		}
	}
}

func TestLargeHeadersAreRefused(t *testing.T) {
	e := newEcho(t, Config{})
	url, _ := serving(t, e)
	if answer, _ := get(t, url+"/healthz", "X-Large", strings.Repeat("x", 30_000)); answer.StatusCode != 431 {
		t.Errorf("%d, want 431", answer.StatusCode)
	}
	if answer, _ := get(t, url+"/healthz?"+strings.Repeat("x", 8_000)); answer.StatusCode != 200 {
		t.Errorf("%d: a long signed address is refused", answer.StatusCode)
	}
}

func BenchmarkPicture(b *testing.B) {
	for _, size := range []int{20_000, 200_000} {
		b.Run(strconv.Itoa(size/1000)+" KB", func(b *testing.B) {
			e := newEcho(b, Config{})
			picture(b, e, size, Content{Type: "image/jpeg", ETag: `"abc"`})
			url, _ := serving(b, e)
			b.SetBytes(int64(size))
			for b.Loop() {
				answer, err := http.Get(url + "/picture")
				if err != nil {
					b.Fatal(err)
				}
				io.Copy(io.Discard, answer.Body)
				answer.Body.Close()
			}
		})
	}
}
