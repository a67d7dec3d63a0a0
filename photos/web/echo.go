package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/photos/requestlog"
)

// echoJSON tells a Consumer how its request arrived: to be laid beside what it meant to send.
type echoJSON struct {
	Message    string             `json:"message"`
	Method     string             `json:"method"`
	URL        string             `json:"url"`
	Parameters []requestlog.Param `json:"parameters"`
	BaseString string             `json:"base_string"`
	Checks     []requestlog.Check `json:"checks"`
	RequestID  string             `json:"request_id"`
}

// apiEcho answers what was understood of a request that a Consumer has signed for itself, without a token. One that is
// refused is in the request log with the same.
func (s *Server) apiEcho(c echo.Context) error {
	e, _ := requestlog.Seen(c.Request().Context())
	c.Response().Header().Set("Cache-Control", "private, no-store")
	return c.JSON(http.StatusOK, echoJSON{
		"Your key and signature work. This is how your request arrived.", e.Method, e.URL, e.Parameters, e.BaseString, e.Checks, e.RequestID,
	})
}
