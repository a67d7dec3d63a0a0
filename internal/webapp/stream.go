package webapp

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
)

// Stream is an answer of a length that nobody knows yet. It begins with its
// first byte, so that until then the answer can still be another. As long as
// something is taken of it, it has time.
type Stream struct {
	c       echo.Context
	begin   func(http.Header)
	control *http.ResponseController
	started bool
}

// NewStream makes an answer that begins by setting headers.
func NewStream(c echo.Context, begin func(http.Header)) *Stream {
	return &Stream{c: c, begin: begin, control: http.NewResponseController(c.Response())}
}

// Write implements io.Writer.
func (s *Stream) Write(b []byte) (int, error) {
	if !s.started {
		s.started = true
		s.begin(s.c.Response().Header())
		s.c.Response().WriteHeader(http.StatusOK)
	}
	_ = s.control.SetWriteDeadline(time.Now().Add(ioTimeout)) // a test's recorder has none
	return s.c.Response().Write(b)
}

// End ends the answer. If what was to be sent has failed on the way, the
// connection is cut: the other side must not take what it has for the whole.
func (s *Stream) End(err error) error {
	if err != nil && s.started {
		panic(http.ErrAbortHandler)
	}
	return err
}

// Saved is the Content-Disposition of a file to be saved under a name.
func Saved(name string) string { return disposition(Content{Filename: name, Attachment: true}) }
