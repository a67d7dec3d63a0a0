package webapp

import (
	"io"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"
)

// inMemory is content that can be written in one piece, as bytes.Reader can.
type inMemory interface {
	io.WriterTo
	Len() int
}

// asksForAll tells whether a request is the usual one: a GET without conditions
// (RFC 9110 section 13.1) and without a range (section 14.2).
func asksForAll(r *http.Request) bool {
	for _, name := range [...]string{"Range", "If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since"} {
		if _, asked := r.Header[name]; asked {
			return false
		}
	}
	return r.Method == http.MethodGet
}

// sendAll answers such a request, its header and the content together, as
// http.ServeContent does in more steps. It does not offer ranges: what lies in
// memory is small.
func sendAll(c echo.Context, f Content, content inMemory) error {
	size, h := content.Len(), c.Response().Header()
	h["Content-Length"] = []string{strconv.Itoa(size)}
	if !f.Modified.IsZero() {
		h["Last-Modified"] = []string{f.Modified.UTC().Format(http.TimeFormat)}
	}
	allowTime(c, int64(size))
	conn := connOf(c.Request().Context())
	conn.hold()
	c.Response().WriteHeader(http.StatusOK)
	_, _ = content.WriteTo(c.Response()) // whoever asked may have gone
	_ = conn.release()
	return nil
}
