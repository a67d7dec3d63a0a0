package webapp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/internal/requestid"
)

// NewLogger returns the log of a program: one line an event, quoted so that
// nothing in it can begin a line of its own, without secrets, and with the id of
// the request that it belongs to.
func NewLogger(w io.Writer, name string) *slog.Logger {
	log := slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{ReplaceAttr: Redact}))
	return requestid.Logger(log).With("app", name)
}

// requestLog writes one line for each request: the path, never the query, in
// which tokens and verifiers travel. Pictures and other files that went well
// are written at level Debug, and so is that all is well.
func requestLog(log *slog.Logger) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			began, path := time.Now(), c.Request().URL.Path
			err := next(c)
			if err != nil {
				answerError(c, log, err) // the answer is written now, so that its status is known
			}
			cleanUp(c.Request())
			level := levelOf(c.Response())
			if isProbe(path) && c.Response().Status < 400 {
				level = slog.LevelDebug
			}
			if errors.Is(err, context.Canceled) {
				level = slog.LevelInfo // whoever asked has gone
			}
			if !log.Enabled(c.Request().Context(), level) {
				return nil
			}
			attrs := []slog.Attr{
				slog.String("method", c.Request().Method), slog.String("path", path),
				slog.Int("status", c.Response().Status), slog.Int64("bytes", c.Response().Size),
				slog.Duration("took", time.Since(began).Round(time.Microsecond)),
				slog.String("from", c.RealIP()),
			}
			if err != nil {
				attrs = append(attrs, slog.String("err", err.Error()))
			}
			log.LogAttrs(c.Request().Context(), level, "request", attrs...)
			return nil
		}
	}
}

// answerError lets the web room make an answer of an error. Where that fails as
// well, since a page wants the session and the session wants the database, the
// answer is one plain sentence.
func answerError(c echo.Context, log *slog.Logger, err error) {
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		if p == http.ErrAbortHandler || c.Response().Committed {
			panic(p)
		}
		log.ErrorContext(c.Request().Context(), "no answer for an error", "err", p)
		c.String(http.StatusServiceUnavailable, "We cannot answer just now. Please try again.\n")
	}()
	c.Error(err)
}

func levelOf(r *echo.Response) slog.Level {
	switch {
	case r.Status >= 500:
		return slog.LevelError
	case r.Status < 400 && isFile(r.Header().Get(echo.HeaderContentType)), r.Status == http.StatusNotModified:
		return slog.LevelDebug
	}
	return slog.LevelInfo
}

func isFile(contentType string) bool {
	for _, start := range []string{"image/", "font/", "text/css", "text/javascript"} {
		if strings.HasPrefix(contentType, start) {
			return true
		}
	}
	return false
}

// cleanUp removes the temporary files of a parsed multipart form: net/http
// does it for the request it made, and ours is a copy with another context.
func cleanUp(r *http.Request) {
	if r.MultipartForm != nil {
		r.MultipartForm.RemoveAll()
	}
}

// recoverPanics turns a panic into a 500 and a line with the stack.
// http.ErrAbortHandler goes on up: it means to cut the connection.
func recoverPanics(log *slog.Logger) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) (err error) {
			defer func() {
				switch p := recover().(type) {
				case nil:
				case *echo.HTTPError: // an answer, thrown from a place that cannot return it
					err = p
				case error:
					if p == http.ErrAbortHandler {
						panic(p)
					}
					err = panicked(c, log, p)
				default:
					err = panicked(c, log, fmt.Errorf("%v", p))
				}
			}()
			return next(c)
		}
	}
}

func panicked(c echo.Context, log *slog.Logger, err error) error {
	log.ErrorContext(c.Request().Context(), "panic", "err", err, "stack", string(debug.Stack()))
	return fmt.Errorf("panic: %w", err)
}
