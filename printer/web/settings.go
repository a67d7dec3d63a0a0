package web

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/printer/orders"
	"example.net/oauth1/printer/provider"
	"example.net/oauth1/templates"
)

// SettingsPage is how this customer's messages are signed.
type SettingsPage struct {
	templates.Page
	Methods, Places []SigningOffer
	Connected       *ConnectionFacts // how the connection that there is goes on to sign
	Error           string
}

// SigningOffer is one choice.
type SigningOffer struct {
	Value, Title, Text string
	Chosen             bool
}

var methodTexts = map[string]string{
	"HMAC-SHA1":   "what the specification names: a hash keyed with two shared secrets",
	"HMAC-SHA256": "the same with a hash of today",
	"HMAC-SHA512": "the same with a longer one",
	"RSA-SHA1":    "a private key that only the shop has; no shared secret",
	"RSA-SHA256":  "the same with a hash of today",
	"RSA-SHA512":  "the same with a longer one",
}

var placeTexts = map[string][2]string{
	"header": {"In the header", "called Authorization, as the specification prefers"},
	"body":   {"In the form body", "of token requests; a request for a picture has no form, so it uses the header"},
	"query":  {"In the query", "of every address, where they end up in logs; for a provider that reads nothing else"},
}

// settingsPage shows the choices.
func (s *Server) settingsPage(c echo.Context) error {
	choice, err := s.Shop.Signing(c.Request().Context(), customer(c).ID)
	if err != nil {
		return err
	}
	return s.showSettings(c, http.StatusOK, s.Provider.Complete(choice), "")
}

func (s *Server) showSettings(c echo.Context, status int, now orders.Signing, wrong string) error {
	page := SettingsPage{Page: s.page(c, "account"), Error: wrong}
	for _, name := range s.Provider.Methods() {
		page.Methods = append(page.Methods, SigningOffer{name, name, methodTexts[name], name == now.Method})
	}
	for _, name := range provider.Places() {
		page.Places = append(page.Places, SigningOffer{name, placeTexts[name][0], placeTexts[name][1], name == now.Place})
	}
	connection, err := s.connection(c)
	if err != nil {
		return err
	}
	if connection != nil {
		page.Connected = s.connectionFacts(*connection)
	}
	return s.render(c, status, "settings", page)
}

// settings keeps a choice that the shop can sign with and the Service Provider
// takes, as far as it tells.
func (s *Server) settings(c echo.Context) error {
	choice := orders.Signing{Method: c.FormValue("method"), Place: c.FormValue("place")}
	if !slices.Contains(s.Provider.Methods(), choice.Method) || !slices.Contains(provider.Places(), choice.Place) {
		return s.showSettings(c, http.StatusUnprocessableEntity, s.Provider.Complete(choice), "Choose one of the methods and one of the places below.")
	}
	choice = s.Provider.Complete(choice)
	_, err := s.Provider.Consumer(c.Request().Context(), choice)
	var not *provider.NotOffered
	switch {
	case errors.As(err, &not):
		return s.showSettings(c, http.StatusUnprocessableEntity, choice, notOffered(not).Text+" Choose one of these; nothing was changed.")
	case err != nil && !fromProvider(err):
		return err
	}
	customer, err := s.someCustomer(c)
	if err != nil {
		return err
	}
	if err := s.Shop.ChooseSigning(c.Request().Context(), customer.ID, choice); err != nil {
		return err
	}
	session(c).Flash("success", "Kept. Your next connection signs with "+choice.Method+", its parameters in the "+choice.Place+".")
	return s.redirect(c, "/connect")
}

// notOffered says what the Service Provider takes instead.
func notOffered(n *provider.NotOffered) trouble {
	return trouble{"Photos does not take that",
		"Photos does not offer " + n.What + ". It offers " + strings.Join(n.Offered, ", ") + ".",
		"Choose another one in the settings of your connection, then connect again."}
}
