package web

import (
	"context"
	"crypto/rand"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/printer/orders"
)

// connect begins the dance: it obtains a Request Token (OAuth Core 1.0a section
// 6.1.1) and sends the browser to the Service Provider (6.2.1). With how=pin
// there is no callback: the customer brings back a PIN.
func (s *Server) connect(c echo.Context) error {
	customer, err := s.someCustomer(c)
	if err != nil {
		return err
	}
	next := localPath(c.FormValue("next"))
	if c.FormValue("how") == "pin" {
		return s.connectWithPIN(c, customer, next)
	}
	address, err := s.begin(c, customer, s.link("/callback"), next)
	if err != nil {
		return s.cannotBegin(c, err)
	}
	return c.Redirect(http.StatusSeeOther, address)
}

// begin asks for a Request Token, remembers it for this browser only (OAuth
// Core 1.0a section 11.14) and answers where the User decides.
func (s *Server) begin(c echo.Context, customer orders.Customer, callback, next string) (string, error) {
	ctx, cancel := context.WithTimeout(c.Request().Context(), patience)
	defer cancel()
	consumer, err := s.Consumer(ctx)
	if err != nil {
		return "", err
	}
	token, err := consumer.RequestToken(ctx, callback)
	if err != nil {
		return "", err
	}
	err = s.Shop.KeepRequestToken(ctx, orders.PendingToken{
		Browser: s.browser(c, callback), Customer: customer.ID, Return: next,
		Token: token.Token, Secret: token.Secret, Created: s.now(),
	})
	if err != nil {
		return "", err
	}
	if callback == oauthcore.OutOfBand {
		s.rememberPIN(c, token.Token)
	}
	return consumer.AuthorizeURL(token), nil
}

// browser is what ties a Request Token to this browser: a name that only this
// session on the server knows, and whether it travels with a callback. It
// outlives signing in, unlike the session's own id.
func (s *Server) browser(c echo.Context, callback string) string {
	session := session(c)
	name := session.Get(browserKey)
	if name == "" {
		name = rand.Text()
		session.Set(browserKey, name)
	}
	if callback == oauthcore.OutOfBand {
		return name + " " + oauthcore.OutOfBand
	}
	return name
}

const (
	browserKey = "browser"
	patience   = 20 * time.Second // for one step of the dance
)

// cannotBegin says why there is no way to the Service Provider, on the page that
// has the Connect button.
func (s *Server) cannotBegin(c echo.Context, err error) error {
	s.warn(c, "cannot connect", err)
	return s.unfinished(c, http.StatusOK, explain(err))
}

// localPath lets a form say where to go on, on this site only.
func localPath(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") {
		return ""
	}
	return path
}
