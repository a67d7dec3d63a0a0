package web

import (
	"math"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/gate"
)

// pace refuses signed requests of an address that sends too many, before anything is computed for them. How often one
// Consumer may ask is looked at later, when it is sure who it is (package gate).
func (s *Server) pace(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if s.Pace == nil || !maySigned(c) {
			return next(c)
		}
		ok, wait := s.Pace.Allow(webapp.ClientKey(c))
		if ok {
			return next(c)
		}
		problem := gate.TooOften(wait)
		if s.Refused != nil { // and not the log: that would be work for everybody who asks too often
			s.Refused(problem.Code)
		}
		c.Set("problem", error(problem))
		if strings.HasSuffix(c.Path(), "/authorize") { // a User's browser
			c.Response().Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(problem.RetryAfter.Seconds()))))
			return problem
		}
		s.Provider.WriteProblem(c.Response(), c.Request(), problem)
		return nil
	}
}

// provider is the Service Provider as the Consumer of this request meets it: see [gate.Board].
func (s *Server) provider(c echo.Context) *oauthcore.ServiceProvider {
	if s.Faults == nil || s.Faults.Quiet() {
		return s.Provider
	}
	if known, ok := c.Get("provider").(*oauthcore.ServiceProvider); ok {
		return known
	}
	found := s.Provider
	if m, err := oauthcore.ParseMessage(c.Request(), s.Provider.Origin, s.Provider.Limits); err == nil {
		found = s.Faults.Provider(s.Provider, m.Get("oauth_consumer_key"))
	}
	c.Set("provider", found)
	return found
}
