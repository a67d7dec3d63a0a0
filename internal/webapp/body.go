package webapp

import (
	"io"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
)

const (
	defaultMaxBody = 1 << 20  // a form or a JSON document
	minRate        = 64 << 10 // bytes a second: the slowest line that is worth waiting for
)

// body counts what is read from a request and stops at the limit.
type body struct {
	io.ReadCloser
	left, limit int64
}

// Read implements io.Reader; beyond the limit it returns *http.MaxBytesError,
// which Status answers with 413.
func (b *body) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.ReadCloser.Read(p)
	if int64(n) <= b.left {
		b.left -= int64(n)
		return n, err
	}
	n, b.left = int(b.left), 0
	return n, &http.MaxBytesError{Limit: b.limit}
}

const bodyKey = "webapp.body"

// limitBody puts the default limit on every request.
func limitBody(limit int64) echo.MiddlewareFunc {
	if limit == 0 {
		limit = defaultMaxBody
	}
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			r := c.Request()
			if len(r.TransferEncoding) > 0 {
				// A length may have stood beside the chunks; net/http does not tell. Nothing
				// that follows on this connection is believed (RFC 9112 section 6.1).
				c.Response().Header().Set(echo.HeaderConnection, "close")
			}
			if r.Body != nil && r.Body != http.NoBody {
				b := &body{ReadCloser: r.Body, left: limit, limit: limit}
				r.Body = b
				c.Set(bodyKey, b)
			}
			return next(c)
		}
	}
}

// Uploads raises the limit for a route, and gives a slow line the time it
// needs for that much. What is announced as larger is refused unread.
func Uploads(limit int64) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			length := c.Request().ContentLength
			if length > limit {
				return &http.MaxBytesError{Limit: limit}
			}
			if length < 0 {
				length = limit
			}
			if b, ok := c.Get(bodyKey).(*body); ok {
				b.left += limit - b.limit
				b.limit = limit
			}
			extendDeadlines(c, length)
			return next(c)
		}
	}
}

// extendDeadlines allows the time that size bytes take at the lowest rate.
func extendDeadlines(c echo.Context, size int64) {
	until := time.Now().Add(ioTimeout + time.Duration(size/minRate)*time.Second)
	c.Set(deadlineKey, until)
	setDeadlines(c, until)
}

// allowTime extends the deadlines of an answer that is so large that a slow line
// needs much of the time there is.
func allowTime(c echo.Context, size int64) {
	if size > 16*minRate {
		extendDeadlines(c, size)
	}
}

func setDeadlines(c echo.Context, until time.Time) {
	control := http.NewResponseController(c.Response())
	// Not supported by a test's recorder, which has no deadlines to extend.
	_ = control.SetReadDeadline(until)
	_ = control.SetWriteDeadline(until)
}
