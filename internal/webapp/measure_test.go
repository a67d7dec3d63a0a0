package webapp

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
)

// notes is a Meter that writes down what it is told.
type notes struct {
	underWay int
	answered []string
}

func (n *notes) Begun() { n.underWay++ }

func (n *notes) Answered(route, method string, status int, took time.Duration, live bool) {
	n.underWay--
	n.answered = append(n.answered, fmt.Sprint(method, " ", route, " ", status, " ", live))
	if took <= 0 {
		n.answered = append(n.answered, "no time has passed")
	}
}

// What is counted is the pattern of a route: nobody can make up another one.
func TestMeasure(t *testing.T) {
	meter := &notes{}
	e := newEcho(t, Config{Meter: meter, PublicURL: mustURL(t, "http://photos.example/below")})
	e.HTTPErrorHandler = func(err error, c echo.Context) { status, _ := Status(err); _ = c.NoContent(status) }
	e.GET("/albums/:album", ok)
	e.GET("/static/*", ok)
	e.GET("/broken", func(echo.Context) error { panic("oh") })
	e.GET("/cut", func(echo.Context) error { panic(http.ErrAbortHandler) })
	e.GET("/live", func(c echo.Context) error { _, err := StreamEvents(c); return err })
	for _, r := range []*http.Request{
		request("GET", "/below/albums/1?oauth_token=x", ""), request("GET", "/below/albums/2", ""), request("GET", "/below/static/css/a.css", ""),
		request("GET", "/below/albums", ""), request("GET", "/below/a1b2c3", ""), request("GET", "/elsewhere", ""),
		request("POST", "/below/albums/1", ""), request("BREW", "/below/albums/1", ""), request("GET", "/below/broken", ""),
		request("GET", "/below/live", ""), request("GET", "/healthz", ""),
		request("POST", "/below/albums/1", "", "Sec-Fetch-Site", "cross-site"),
	} {
		do(e, r)
	}
	func() {
		defer func() {
			if recover() != http.ErrAbortHandler {
				t.Error("the connection is not cut any more")
			}
		}()
		do(e, request("GET", "/below/cut", ""))
	}()
	want := []string{
		"GET /albums/:album 200 false", "GET /albums/:album 200 false", "GET /static/* 200 false",
		"GET  404 false", "GET  404 false", "GET  404 false",
		"POST /albums/:album 405 false", "BREW /albums/:album 405 false", "GET /broken 500 false",
		"GET /live 200 true", "GET /healthz 200 false",
		"POST  403 false", "GET /cut 0 false",
	}
	if !slices.Equal(meter.answered, want) {
		t.Errorf("told\n%q, want\n%q", meter.answered, want)
	}
	if meter.underWay != 0 {
		t.Errorf("%d requests are said to be under way", meter.underWay)
	}
}
