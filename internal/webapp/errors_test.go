package webapp

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/internal/sqldb"
)

// Whoever asks while the database is away is told to come back, and not that something is broken.
func TestADatabaseThatIsAwayIsAskedAgain(t *testing.T) {
	_, away := sqldb.Open(t.Context(), "postgres://photos:hush@127.0.0.1:1/photos?sslmode=disable")
	for name, test := range map[string]struct {
		err    error
		status int
		retry  string
	}{
		"away":       {fmt.Errorf("looking for a User: %w", away), http.StatusServiceUnavailable, RetryAfter},
		"unforeseen": {errors.New("a bug"), http.StatusInternalServerError, ""},
		"a refusal":  {echo.NewHTTPError(http.StatusForbidden), http.StatusForbidden, ""},
	} {
		t.Run(name, func(t *testing.T) {
			c := echo.New().NewContext(httptest.NewRequest(http.MethodGet, "/", nil), httptest.NewRecorder())
			status, sentence := Status(test.err)
			AskAgain(c, status)
			if retry := c.Response().Header().Get("Retry-After"); status != test.status || retry != test.retry {
				t.Errorf("%d, again after %q: %s", status, retry, sentence)
			}
			if strings.Contains(sentence, "hush") || strings.Contains(sentence, "127.0.0.1") {
				t.Errorf("everybody is told %q", sentence)
			}
		})
	}
}

// Who knows better when to come back is not overruled.
func TestAnEarlierRetryAfterStays(t *testing.T) {
	c := echo.New().NewContext(httptest.NewRequest(http.MethodGet, "/", nil), httptest.NewRecorder())
	c.Response().Header().Set("Retry-After", "60")
	if AskAgain(c, http.StatusServiceUnavailable); c.Response().Header().Get("Retry-After") != "60" {
		t.Error("it was replaced")
	}
}
