package web

import (
	"log/slog"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/internal/inspector"
	"example.net/oauth1/internal/seal"
	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/internal/words"
	"example.net/oauth1/printer/orders"
	"example.net/oauth1/printer/provider"
	"example.net/oauth1/static"
	"example.net/oauth1/templates"
)

// Server is what the handlers stand on. Every field but Demo,
// Now and Patience must be set.
type Server struct {
	Shop     *orders.Shop
	Provider *provider.Provider // customers are sent there to decide
	Sessions *webapp.Sessions
	Seal     *seal.Sealer // for what a session may not keep in the clear
	URL      *url.URL     // public base URL: the only source of scheme, authority and path prefix in a link
	Log      *slog.Logger
	Demo     []Account
	Now      func() time.Time // nil: the clock
	Patience time.Duration    // with one step of the dance; 0: 20 s

	// Inspector records the dance and shows it; nil does neither. Everyone lets
	// anybody see the messages of all customers, which is for the demo on one's own
	// machine alone.
	Inspector *inspector.Recorder
	Everyone  bool
	Words     *words.Catalogues // of the guided dance

	// How often somebody may try to sign in, by account and by address.
	ByAccount, ByAddress webapp.Tries
	Connects             webapp.Tries // how often somebody may begin to connect, by customer and by address

	pages   *templates.Set
	streams streams
}

// Account is a demo account, shown on the sign-in page of a demo.
type Account struct{ Email, Password string }

// Register parses the templates and puts every route of the printer on e.
func (s *Server) Register(e *echo.Echo) (err error) {
	if s.pages, err = templates.Parse(templates.FS, "printer", static.Files); err != nil {
		return err
	}
	s.register(e)
	return nil
}

// base is the path prefix of the public URL, without a slash at its end.
func (s *Server) base() string { return strings.TrimSuffix(s.URL.Path, "/") }

// link makes an absolute URL of a path of this program.
func (s *Server) link(path string) string { return strings.TrimSuffix(s.URL.String(), "/") + path }

// maxPhotos is how many photos one order may have.
func (s *Server) maxPhotos() int {
	if s.Shop.MaxPhotos > 0 {
		return s.Shop.MaxPhotos
	}
	return 500
}

func (s *Server) now() time.Time {
	if s.Now != nil {
		return s.Now()
	}
	return time.Now()
}
