package webapp

import (
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"
)

// Meter is told of every request.
type Meter interface {
	// Begun says that a request has come.
	Begun()
	// Answered says what it was answered, after Begun. The route is the pattern of
	// the route, "" if there was none. The status is 0 if the connection was cut.
	// live means server-sent events.
	Answered(route, method string, status int, took time.Duration, live bool)
}

// measure tells a Meter of what passes. It stands around the log, which writes
// the error pages.
func measure(e *echo.Echo, meter Meter) echo.MiddlewareFunc {
	patterns := sync.OnceValue(func() map[string]bool { return patternsOf(e) })
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			began, cut := time.Now(), true // a connection that is cut is a panic
			meter.Begun()
			defer func() {
				route, status := c.Path(), c.Response().Status
				if !patterns()[route] {
					route = "" // a path that somebody has made up
				}
				if cut {
					status = 0
				}
				meter.Answered(route, c.Request().Method, status, time.Since(began), isLive(c.Response().Header()))
			}()
			err := next(c)
			cut = false
			return err
		}
	}
}

// patternsOf are the routes of a program, which are there when it is asked for
// the first time.
func patternsOf(e *echo.Echo) map[string]bool {
	known := map[string]bool{}
	for _, r := range e.Routes() {
		known[r.Path] = true
	}
	return known
}

func isLive(h http.Header) bool {
	return strings.HasPrefix(h.Get(echo.HeaderContentType), "text/event-stream")
}
