package web

import (
	"bytes"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/templates"
)

// link is an address with its words.
type link struct{ Href, Text string }

// requireUser sends a visitor to sign in and, after that, back to the page that was asked for.
func (s *Server) requireUser(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		switch {
		case s.user(c) != nil:
			return next(c)
		case wantsJSON(c):
			return apiError(c, http.StatusUnauthorized, "You are no longer signed in. Reload the page, sign in, and try again.")
		}
		return s.toSignIn(c)
	}
}

// user is whoever is signed in in this browser, or nil. She is looked up once for each request. If that fails, the
// request ends: a signed-in User must not be taken for a stranger.
func (s *Server) user(c echo.Context) *gallery.User {
	if known, ok := c.Get("user").(*gallery.User); ok {
		return known
	}
	var found *gallery.User
	if id := s.Sessions.Get(c).UserID(); id != "" {
		user, err := s.Gallery.User(c.Request().Context(), id)
		switch {
		case err == nil:
			found = &user
		case !errors.Is(err, gallery.ErrNotFound):
			panic(echo.NewHTTPError(http.StatusServiceUnavailable, "We cannot look you up just now. Please try again.").SetInternal(err))
		}
	}
	c.Set("user", found)
	return found
}

// viewer is the signed-in User as gallery asks for it: on her own pages she sees all that is hers.
func (s *Server) viewer(c echo.Context) gallery.Viewer { return gallery.Viewer{User: s.user(c).ID} }

// page fills in what the frame around every page shows.
func (s *Server) page(c echo.Context, nav string) templates.Page {
	session := s.Sessions.Get(c)
	p := templates.Page{App: "photos", Base: s.base(), Nav: nav, CSRF: session.CSRF(), Theme: theme(c)}
	s.speak(c, &p)
	if user := s.user(c); user != nil {
		p.User = &templates.User{ScreenName: user.ScreenName, Name: user.Name}
	}
	if c.Request().Header.Get("X-Part") == "live" {
		return p // live.js takes one region of it: what is said here would be lost
	}
	for _, flash := range session.TakeFlashes() {
		p.Flashes = append(p.Flashes, templates.Flash{Kind: flash.Kind, Text: flash.Text, Undo: flash.Undo})
	}
	return p
}

// theme is the visitor's choice of light or dark, if she made one.
func theme(c echo.Context) string {
	cookie, err := c.Cookie("theme")
	if err != nil || (cookie.Value != "light" && cookie.Value != "dark") {
		return ""
	}
	return cookie.Value
}

// flash keeps a sentence for the next page.
func (s *Server) flash(c echo.Context, kind, text string) { s.Sessions.Get(c).Flash(kind, text) }

// render writes a page. It is somebody's own, so no cache in between may keep it.
func (s *Server) render(c echo.Context, status int, name string, data any) error {
	var b bytes.Buffer
	if err := s.pages.Render(&b, name, data); err != nil {
		return err
	}
	c.Response().Header().Set("Cache-Control", "private, no-store")
	c.Response().Header().Add("Vary", "Accept-Language, Cookie")
	return c.HTMLBlob(status, b.Bytes())
}

func (s *Server) show(c echo.Context, name string, data any) error {
	return s.render(c, http.StatusOK, name, data)
}
