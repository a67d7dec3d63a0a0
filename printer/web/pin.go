package web

import (
	"encoding/base64"
	"net/http"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/printer/orders"
)

const pinKey = "pin"

// connectWithPIN begins without a callback (OAuth Core 1.0a section 6.1.1,
// oauth_callback=oob).
func (s *Server) connectWithPIN(c echo.Context, customer orders.Customer, next string) error {
	if _, err := s.begin(c, customer, orders.WayPIN, next); err != nil {
		return s.cannotBegin(c, err)
	}
	return s.redirect(c, "/connect/pin")
}

// pinPage has a button to photos, which opens beside it, and a field for the
// PIN. Who decides on another device finds there what to open and what to type:
// the Request Token, which is worth nothing without its secret, and is shown to
// the browser that asked for it alone.
func (s *Server) pinPage(c echo.Context) error {
	token := s.rememberedPIN(c)
	if token == "" {
		return s.redirect(c, "/")
	}
	page := PINPage{Page: s.page(c, "albums"), Token: token}
	ends, err := s.Provider.Endpoints(c.Request().Context())
	switch {
	case err == nil:
		page.Authorize, page.Address = ends.Authorize, decideAt(ends, token)
	case !fromProvider(err):
		return err
	}
	return s.render(c, http.StatusOK, "pin", page)
}

// openForPIN sends the browser to where the User decides (section 6.2.1).
func (s *Server) openForPIN(c echo.Context) error {
	token := s.rememberedPIN(c)
	if token == "" {
		return s.redirect(c, "/")
	}
	ends, err := s.Provider.Endpoints(c.Request().Context())
	if err != nil {
		return s.cannotBegin(c, err)
	}
	return c.Redirect(http.StatusSeeOther, decideAt(ends, token))
}

func decideAt(ends oauthcore.Endpoints, token string) string {
	consumer := oauthcore.Consumer{Endpoints: ends}
	return consumer.AuthorizeURL(oauthcore.RequestToken{Token: token})
}

// pin takes what the User typed and finishes as a callback would.
func (s *Server) pin(c echo.Context) error {
	verifier, token := oauthcore.NormalizePIN(c.FormValue("pin")), s.rememberedPIN(c)
	if verifier == "" {
		session(c).Flash("error", "Type the PIN that photos shows after you press Allow.")
		return s.redirect(c, "/connect/pin")
	}
	pending, err := s.take(c, orders.WayPIN, token)
	if err != nil {
		return s.unfinishedUnless(c, err, notBegunHere)
	}
	return s.finish(c, pending, withVerifier(pending, verifier))
}

// rememberPIN notes, sealed, which Request Token this browser's PIN is for.
func (s *Server) rememberPIN(c echo.Context, token string) {
	session(c).Set(pinKey, base64.StdEncoding.EncodeToString(s.Seal.Seal([]byte(token), pinKey)))
}

// rememberedPIN answers that Request Token, or "".
func (s *Server) rememberedPIN(c echo.Context) string {
	sealed, err := base64.StdEncoding.DecodeString(session(c).Get(pinKey))
	if err != nil || len(sealed) == 0 {
		return ""
	}
	token, err := s.Seal.Open(sealed, pinKey)
	if err != nil {
		return ""
	}
	return string(token)
}
