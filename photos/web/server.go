package web

import (
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/tus/tusd/v2/pkg/handler"

	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/internal/words"
	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/classroom"
	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/photos/gate"
	"example.net/oauth1/photos/lessons"
	"example.net/oauth1/photos/registry"
	"example.net/oauth1/photos/requestlog"
	"example.net/oauth1/static"
	"example.net/oauth1/templates"
)

// Server is what the handlers stand on. Every field but Demo, Credits and Printer must be set.
type Server struct {
	Gallery   *gallery.Gallery
	Provider  *oauthcore.ServiceProvider
	Sessions  *webapp.Sessions
	Registry  *registry.Registry
	Requests  *requestlog.Log
	Classroom *classroom.Desk
	Words     *words.Catalogues
	Faults    *gate.Board
	URL       *url.URL // public base URL: the only source of scheme, authority and path prefix in a link
	Log       *slog.Logger
	Demo      []Account
	Credits   []Credit

	// Refused is told of every refusal by the rules of OAuth; nil is not.
	Refused func(oauthcore.Code)

	// Printer is the address of the demo's printer, for links from the lessons; "" where there is no demo.
	Printer string

	// How often somebody may try to sign in, by account and by address.
	ByAccount, ByAddress webapp.Tries

	// ByCode is how often codes of workshops may be tried from one address.
	ByCode webapp.Tries

	// Pace is how often signed requests may come from one address; nil means as often as they like.
	Pace *webapp.Limiter

	// Holders let one request at a time work on an upload in pieces; nil where one process serves.
	Holders Holders

	pages *templates.Set
	self  http.Handler  // photos itself, for the live examples of the lessons
	shelf lessons.Shelf // the sandboxes of the exercises
	tus   *handler.UnroutedHandler

	locker handler.Locker // of uploads in pieces
}

// Account is a demo account, shown on the sign-in page of a demo.
type Account struct{ ScreenName, Password string }

// Credit names the author of a demo photograph, as its licence asks, with a link to that.
type Credit struct{ Title, Author, Licence, Link, Changes string }

// Register parses the templates and puts every route of photos on e.
func (s *Server) Register(e *echo.Echo) error {
	pages, err := templates.Parse(templates.FS, "photos", static.Files)
	if err != nil {
		return err
	}
	s.pages, s.self = pages, e
	if err := s.openTus(); err != nil {
		return err
	}
	e.HTTPErrorHandler = s.fail
	e.Use(s.record, s.pace)
	for _, group := range s.routes() {
		for _, r := range group.routes {
			s.add(e, r, group.middleware)
		}
	}
	return nil
}

// add registers a route. A route that answers GET answers HEAD too: net/http leaves the body away.
func (s *Server) add(e *echo.Echo, r route, middleware []echo.MiddlewareFunc) {
	e.Add(r.method, r.path, r.handle, middleware...)
	if r.method == http.MethodGet {
		e.Add(http.MethodHead, r.path, r.handle, middleware...)
	}
}

// base is the path prefix of the public URL, without a slash at its end.
func (s *Server) base() string { return strings.TrimSuffix(s.URL.Path, "/") }

// link makes an absolute URL of a path of this program.
func (s *Server) link(path string) string { return strings.TrimSuffix(s.URL.String(), "/") + path }

// redirect sends a browser on to a path of this program, with a GET.
func (s *Server) redirect(c echo.Context, path string) error {
	return c.Redirect(http.StatusSeeOther, s.base()+path)
}

// now is the Service Provider's clock, so that a test sets one clock only.
func (s *Server) now() time.Time {
	if s.Provider.Now != nil {
		return s.Provider.Now()
	}
	return time.Now()
}
