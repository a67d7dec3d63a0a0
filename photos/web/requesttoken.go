package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/oauthcore"
)

// requestToken gives a Consumer a Request Token (OAuth Core 1.0a section 6.1; RFC 5849 section 2.1).
func (s *Server) requestToken(c echo.Context) error {
	token, err := s.provider(c).IssueRequestToken(c.Request())
	if err != nil {
		return err
	}
	oauthcore.WriteTokens(c.Response(), token.Answer())
	return nil
}

// onlyPost registers an endpoint for every method, and refuses all but POST (sections 6.1.1 and 6.3.1 recommend it).
func onlyPost(path string, handle echo.HandlerFunc) []route {
	routes := []route{{post, path, handle}}
	for _, method := range []string{
		http.MethodGet, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions,
	} {
		routes = append(routes, route{method, path, refuseMethod})
	}
	return routes
}

func refuseMethod(c echo.Context) error {
	c.Response().Header().Set("Allow", http.MethodPost)
	return c.String(http.StatusMethodNotAllowed, "Send a POST.\n")
}
