package web

import (
	"errors"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/gallery"
)

// problems lets a refusal of oauthcore leave as a problem report: status, WWW-Authenticate and body. Whatever else
// goes wrong on these routes is told as JSON, for a program reads it.
func (s *Server) problems(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.Set("machine", true)
		err := next(c)
		var problem *oauthcore.Problem
		if errors.As(err, &problem) {
			c.Set("problem", err)
			s.noteRefusal(c, problem)
			s.provider(c).WriteProblem(c.Response(), c.Request(), err)
			return nil
		}
		return err
	}
}

// noteRefusal writes a refusal down.
func (s *Server) noteRefusal(c echo.Context, p *oauthcore.Problem) {
	s.Log.InfoContext(c.Request().Context(), "refused", "problem", p.Code, "check", p.Check.Name, "from", c.RealIP())
	if s.Refused != nil {
		s.Refused(p.Code)
	}
}

// protect lets only correctly signed requests with a living Access Token through (OAuth Core 1.0a section 7). What it
// has found out about the caller is there for the handler as access(c).
func (s *Server) protect(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		access, err := s.provider(c).Authenticate(c.Request())
		if err != nil {
			return err
		}
		c.Set("caller", &caller{access, gallery.ParseScope(access.Token.Grant.Scope)})
		s.Gallery.Used(access.Token.Token, c.RealIP())
		return next(c)
	}
}

// protectConsumer lets a Consumer through that signs for itself alone, without a token.
func (s *Server) protectConsumer(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		consumer, err := s.provider(c).AuthenticateConsumer(c.Request())
		if err != nil {
			return err
		}
		c.Set("consumer", consumer)
		return next(c)
	}
}

// caller is who asks through a signed request, and what the User has allowed with its token.
type caller struct {
	access     *oauthcore.Access
	permission gallery.Permission
}

func callerOf(c echo.Context) *caller { return c.Get("caller").(*caller) }

func access(c echo.Context) *oauthcore.Access { return callerOf(c).access }

// grantee is who asks through a signed request: the User who gave the token, with no more than she allowed.
func grantee(c echo.Context) gallery.Viewer {
	return permission(c).Viewer(access(c).Token.Grant.User)
}

// permission is what the User has allowed with the token of a signed request.
func permission(c echo.Context) gallery.Permission { return callerOf(c).permission }

// requireRight refuses a token whose User has not allowed this much, before anything is read or looked up.
func requireRight(right gallery.Right) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if !permission(c).May(right) {
				return oauthcore.NewProblem(oauthcore.AdditionalAuthorizationRequired,
					"This token does not include the right to "+string(right)+". Ask for a Request Token with perms="+string(right)+", and the User will be asked.")
			}
			return next(c)
		}
	}
}
