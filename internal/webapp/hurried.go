package webapp

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
)

const deadlineKey = "webapp.deadline"

// Hurried is the answer of a request for code that sets deadlines of its own: it
// may set earlier ones than the request has been given, and no later ones. So a
// connection that hangs ends soon, and one that trickles ends too.
func Hurried(c echo.Context) http.ResponseWriter {
	until, ok := c.Get(deadlineKey).(time.Time)
	if !ok {
		until = time.Now().Add(ioTimeout)
	}
	return &hurried{c.Response(), http.NewResponseController(c.Response()), until}
}

type hurried struct {
	http.ResponseWriter
	control *http.ResponseController
	until   time.Time
}

// SetReadDeadline implements what [http.ResponseController] looks for.
func (h *hurried) SetReadDeadline(t time.Time) error { return h.control.SetReadDeadline(h.clip(t)) }

// SetWriteDeadline implements what [http.ResponseController] looks for.
func (h *hurried) SetWriteDeadline(t time.Time) error {
	return h.control.SetWriteDeadline(h.clip(t).Add(ioTimeout)) // there must be time to say that time is up
}

func (h *hurried) clip(t time.Time) time.Time {
	if t.After(h.until) {
		return h.until
	}
	return t
}
