package webapp

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
)

// Events is an open stream of server-sent events.
type Events struct {
	c       echo.Context
	control *http.ResponseController
	ctx     context.Context
}

// StreamEvents begins a text/event-stream answer. From here on there is no
// deadline but the one on each Send.
func StreamEvents(c echo.Context) (*Events, error) {
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, "text/event-stream")
	h.Set(echo.HeaderCacheControl, "no-store")
	h.Set("X-Accel-Buffering", "no")
	setDeadlines(c, time.Time{})
	ctx, cancel := context.WithCancel(c.Request().Context())
	stop := context.AfterFunc(drainingOf(ctx), cancel)
	context.AfterFunc(ctx, func() { stop() })
	e := &Events{c: c, control: http.NewResponseController(c.Response()), ctx: ctx}
	c.Response().WriteHeader(http.StatusOK)
	return e, e.control.Flush()
}

// Done is closed when the browser is gone or the program is asked to stop: the
// handler returns then, and the browser's EventSource comes back by itself.
func (e *Events) Done() <-chan struct{} { return e.ctx.Done() }

// Send sends one event; name "" is the default event "message".
func (e *Events) Send(name, data string) error { return e.write(frame(name, data)) }

func frame(name, data string) string {
	var b strings.Builder
	if name != "" {
		b.WriteString("event: " + oneLine.Replace(name) + "\n")
	}
	for line := range strings.SplitSeq(lines.Replace(data), "\n") {
		b.WriteString("data: " + line + "\n")
	}
	return b.String() + "\n"
}

// SendID is Send for an event with an id, and tells the browser how soon to
// come back after a cut; it then sends the id along as Last-Event-ID.
func (e *Events) SendID(id string, retry time.Duration, name, data string) error {
	head := fmt.Sprintf("id: %s\nretry: %d\n", oneLine.Replace(id), retry.Milliseconds())
	return e.write(head + frame(name, data))
}

// KeepAlive sends a comment, so that nobody between takes the line for dead.
func (e *Events) KeepAlive() error { return e.write(": still here\n\n") }

func (e *Events) write(s string) error {
	_ = e.control.SetWriteDeadline(time.Now().Add(sendTimeout))
	if _, err := e.c.Response().Write([]byte(s)); err != nil {
		return err
	}
	return e.control.Flush()
}

// sendTimeout is how long a browser may leave an event unread.
const sendTimeout = 15 * time.Second

var (
	lines   = strings.NewReplacer("\r\n", "\n", "\r", "\n")
	oneLine = strings.NewReplacer("\r", " ", "\n", " ")
)
