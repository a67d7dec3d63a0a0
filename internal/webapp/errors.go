package webapp

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/internal/sqldb"
)

// RetryAfter is how many seconds to wait after an answer 503 that does not say it better.
const RetryAfter = "5"

// AskAgain says in an answer 503 when to ask again.
func AskAgain(c echo.Context, status int) {
	if h := c.Response().Header(); status == http.StatusServiceUnavailable && h.Get("Retry-After") == "" {
		h.Set("Retry-After", RetryAfter)
	}
}

// Status says how an error is answered: the status, and a sentence that may be
// shown to anybody. The sentence of an unexpected error says nothing about it.
func Status(err error) (status int, sentence string) {
	if e, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return http.StatusRequestEntityTooLarge, fmt.Sprintf("That is too large: at most %d MB can be sent at once.", max(1, e.Limit>>20))
	}
	if e, ok := errors.AsType[*echo.HTTPError](err); ok {
		return e.Code, sentenceOf(e)
	}
	if sqldb.IsAway(err) {
		return http.StatusServiceUnavailable, "The database cannot be reached at the moment. Please try again in a few seconds."
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return http.StatusServiceUnavailable, "That took too long. Please try again."
	}
	return http.StatusInternalServerError, "Something went wrong on our side. Please try again."
}

func sentenceOf(e *echo.HTTPError) string {
	if s, ok := e.Message.(string); ok && s != http.StatusText(e.Code) {
		return s
	}
	switch e.Code {
	case http.StatusNotFound:
		return "There is nothing here."
	case http.StatusMethodNotAllowed:
		return "That cannot be done here."
	}
	return http.StatusText(e.Code) + "."
}
