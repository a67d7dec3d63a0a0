package webapp

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
)

// readAll answers how much it could read.
func readAll(c echo.Context) error {
	n, err := io.Copy(io.Discard, c.Request().Body)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, n)
}

func limited(t *testing.T) *echo.Echo {
	e := newEcho(t, Config{MaxBody: 1000})
	e.HTTPErrorHandler = func(err error, c echo.Context) {
		status, sentence := Status(err)
		c.String(status, sentence)
	}
	e.POST("/form", readAll)
	e.POST("/upload", readAll, Uploads(5000))
	return e
}

func TestBodiesAreLimited(t *testing.T) {
	e := limited(t)
	for _, c := range []struct {
		path       string
		size, want int
	}{{"/form", 1000, 200}, {"/form", 1001, 413}, {"/form", 0, 200}, {"/upload", 1001, 200}, {"/upload", 5000, 200}, {"/upload", 5001, 413}} {
		for _, announced := range []bool{true, false} {
			r := request("POST", c.path, strings.Repeat("x", c.size))
			if !announced {
				r.ContentLength = -1
			}
			if got := do(e, r).StatusCode; got != c.want {
				t.Errorf("%d bytes to %s (announced: %v): %d, want %d", c.size, c.path, announced, got, c.want)
			}
		}
	}
}

func TestWhatIsAnnouncedTooLargeIsNotRead(t *testing.T) {
	r := request("POST", "/upload", "")
	r.ContentLength = 5001
	r.Body = io.NopCloser(reader(func([]byte) (int, error) { t.Error("it was read"); return 0, io.EOF }))
	if got := do(limited(t), r).StatusCode; got != 413 {
		t.Errorf("%d, want 413", got)
	}
}

type reader func([]byte) (int, error)

func (r reader) Read(p []byte) (int, error) { return r(p) }
