package webapp

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
)

// healthz answers 200 "ok" when the program lives and can do its work.
func healthz(ready func(context.Context) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		ctx, cancel := context.WithTimeout(c.Request().Context(), 3*time.Second)
		defer cancel()
		if ready != nil {
			if err := ready(ctx); err != nil {
				return c.String(http.StatusServiceUnavailable, "not ready\n")
			}
		}
		return c.String(http.StatusOK, "ok\n")
	}
}

// readyz answers 200 "ok" when requests may be sent here, and otherwise 503 and
// why not, a sentence a line. It says so as soon as the program is asked to
// stop, while it still takes requests. ?exclude=NAME leaves a check out, for a
// proxy that would rather have most of the pages than none.
func readyz(wrong func(ctx context.Context, without ...string) []string) echo.HandlerFunc {
	return func(c echo.Context) error {
		ctx := c.Request().Context()
		var sentences []string
		if stoppingOf(ctx).Err() != nil {
			sentences = append(sentences, "stopping: This program is about to end.")
		} else if wrong != nil {
			sentences = wrong(ctx, c.QueryParams()["exclude"]...)
		}
		if len(sentences) > 0 {
			return c.String(http.StatusServiceUnavailable, "not ready\n"+strings.Join(sentences, "\n")+"\n")
		}
		return c.String(http.StatusOK, "ok\n")
	}
}

// isProbe tells the addresses that are asked all the time, by those who watch
// over the program. They are the same whatever the path prefix.
func isProbe(path string) bool { return path == "/healthz" || path == "/readyz" }
