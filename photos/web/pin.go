package web

import (
	"github.com/labstack/echo/v4"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/templates"
)

// pinPage shows the verifier as a PIN, large and in groups, for the User to type into the Consumer (section 6.2.3).
type pinPage struct {
	templates.Page
	Consumer consumerView
	PIN      string
	Groups   []string
	Minutes  int // until it expires
}

// pin shows the PIN to the User who allowed the access and to nobody else. The PIN is in no address.
func (s *Server) pin(c echo.Context) error {
	t, err := s.decidedBy(c, c.QueryParam("oauth_token"))
	if err != nil {
		return err
	}
	if t.Callback != oauthcore.OutOfBand {
		return gallery.ErrNotFound
	}
	consumer, err := s.Provider.Store.Registration(c.Request().Context(), t.Consumer)
	if err != nil {
		return err
	}
	return s.show(c, "pin", &pinPage{
		Page: s.page(c, ""), Consumer: viewOf(consumer), PIN: t.Verifier, Groups: grouped(t.Verifier),
		Minutes: int(t.Expires.Sub(s.now()).Minutes()) + 1,
	})
}

// grouped cuts a PIN into pieces that are easy to keep in mind for the way from one screen to another.
func grouped(pin string) (groups []string) {
	const size = 4
	for len(pin) > size {
		groups, pin = append(groups, pin[:size]), pin[size:]
	}
	return append(groups, pin)
}
