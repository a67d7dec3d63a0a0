package web

import (
	"cmp"
	"strings"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/requestlog"
)

// record watches every request that may be signed, for the log that its Consumer's developer reads. It stands around
// everything that could refuse a request, and changes nothing.
func (s *Server) record(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		if s.Requests == nil || !maySigned(c) && !mayDecide(c) {
			return next(c)
		}
		ctx, done := s.Requests.Watch(r.Context(), s.about(c))
		if host := webapp.SentHost(ctx); host != "" {
			ctx = oauthcore.WithSentHost(ctx, host)
		}
		c.SetRequest(r.WithContext(ctx))
		err := next(c)
		status, told := c.Response().Status, err
		if problem, ok := c.Get("problem").(error); ok {
			told = problem
		} else if err != nil {
			status, _ = s.explain(err)
		}
		done(status, c.Response().Header(), told)
		return err
	}
}

func (s *Server) about(c echo.Context) requestlog.About {
	r := c.Request()
	about := requestlog.About{RequestID: webapp.RequestID(r.Context()), Method: r.Method, Path: s.base() + r.URL.Path}
	if maySigned(c) {
		about.Authorization, about.Query = r.Header.Get("Authorization"), r.URL.RawQuery
		about.Target, about.Host, about.Header = r.RequestURI, cmp.Or(webapp.SentHost(r.Context()), r.Host), r.Header
	} else if strings.HasPrefix(c.Path(), approvals) {
		about.Path = s.base() + approvals // the rest of it names what only this browser knows
	}
	return about
}

const approvals = "/oauth/approve"

// mayDecide tells whether a User may decide about a Consumer with this request. The log then has what she decided, and
// nothing of the request itself.
func mayDecide(c echo.Context) bool {
	path := c.Path()
	return path == "/oauth/authorize" || path == "/authorize" || strings.HasPrefix(path, approvals)
}

// maySigned tells whether a request could carry a signature: it has an OAuth header, parameters of the protocol in its
// query, or a form for a program's address.
func maySigned(c echo.Context) bool {
	r := c.Request()
	if scheme := r.Header.Get("Authorization"); len(scheme) >= 5 && strings.EqualFold(scheme[:5], "OAuth") {
		return true
	}
	if strings.Contains(r.URL.RawQuery, "oauth_signature") {
		return true
	}
	isForm := strings.HasPrefix(strings.ToLower(r.Header.Get(echo.HeaderContentType)), echo.MIMEApplicationForm)
	return isForm && (strings.HasPrefix(r.URL.Path, "/api/") || isEndpoint[r.URL.Path])
}

// isEndpoint holds the addresses that a Consumer posts to.
var isEndpoint = func() map[string]bool {
	paths := map[string]bool{}
	for path := range endpoints(nil) {
		paths[path] = true
	}
	return paths
}()
