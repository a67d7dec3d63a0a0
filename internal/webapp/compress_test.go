package webapp

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
)

func TestCompression(t *testing.T) {
	page := strings.Repeat("<p>All work and no play.</p>", 200)
	e := newEcho(t, Config{})
	e.HTTPErrorHandler = func(err error, c echo.Context) { c.HTML(418, page) }
	e.GET("/page", func(c echo.Context) error { return c.HTML(200, page) })
	e.HEAD("/page", func(c echo.Context) error { return c.HTML(200, page) })
	e.GET("/small", func(c echo.Context) error { return c.HTML(200, "<p>Hi") })
	e.GET("/empty", func(c echo.Context) error { return c.HTML(200, "") })
	e.GET("/picture", func(c echo.Context) error { return c.Blob(200, "image/jpeg", []byte(page)) })
	e.GET("/packed", func(c echo.Context) error {
		c.Response().Header().Set("Content-Encoding", "br")
		return c.HTML(200, page)
	})
	for _, c := range []struct {
		name, method, path, accept string
		status                     int
		zipped                     bool
		body                       string
	}{
		{"page", "GET", "/page", "gzip, br", 200, true, page},
		{"page for whoever takes anything", "GET", "/page", "*;q=0.5", 200, true, page},
		{"page for whoever does not take it", "GET", "/page", "br", 200, false, page},
		{"page for whoever refuses it", "GET", "/page", "br, gzip;q=0.0", 200, false, page},
		{"page for an old program", "GET", "/page", "", 200, false, page},
		{"small page", "GET", "/small", "gzip", 200, false, "<p>Hi"},
		{"empty page", "GET", "/empty", "gzip", 200, false, ""},
		{"picture", "GET", "/picture", "gzip", 200, false, page},
		{"what is packed already", "GET", "/packed", "gzip", 200, false, page},
		{"error page", "GET", "/nowhere", "gzip", 418, true, page},
	} {
		answer := do(e, request(c.method, c.path, "", "Accept-Encoding", c.accept))
		var body io.Reader = answer.Body
		if zipped := answer.Header.Get("Content-Encoding") == "gzip"; zipped != c.zipped || answer.StatusCode != c.status {
			t.Errorf("%s: %d, gzip: %v", c.name, answer.StatusCode, zipped)
			continue
		}
		if c.zipped {
			z, err := gzip.NewReader(body)
			if err != nil {
				t.Fatal(err)
			}
			body = z
		}
		if got, err := io.ReadAll(body); err != nil || string(got) != c.body {
			t.Errorf("%s: %d bytes, %v", c.name, len(got), err)
		}
		if c.path == "/page" && answer.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s: a cache is not told that there are two forms", c.name)
		}
	}
	if head := do(e, request("HEAD", "/page", "", "Accept-Encoding", "gzip")); head.Header.Get("Content-Encoding") != "" {
		t.Error("HEAD promises gzip without having a body")
	}
}

func TestFlushedPiecesArriveAtOnce(t *testing.T) {
	e := newEcho(t, Config{})
	e.GET("/", func(c echo.Context) error {
		c.Response().Header().Set("Content-Type", "text/html")
		c.Response().WriteHeader(http.StatusOK)
		c.Response().Write([]byte("first"))
		c.Response().Flush()
		return nil
	})
	if got := text(t, do(e, request("GET", "/", "", "Accept-Encoding", "gzip"))); got != "first" {
		t.Errorf("%q", got)
	}
}
