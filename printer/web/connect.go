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

// connect begins the dance, in the way that the pressed button stands for.
func (s *Server) connect(c echo.Context) error {
	customer, err := s.someCustomer(c)
	if err != nil {
		return err
	}
	next := localPath(c.FormValue("next"))
	switch way := orders.Way(c.FormValue("how")); way {
	case orders.WayPIN:
		return s.connectWithPIN(c, customer, next)
	case orders.WayOneStep, orders.WayPopup:
		return s.connectInOneStep(c, customer, way, next)
	}
	address, err := s.begin(c, customer, orders.WayRedirect, next)
	if err != nil {
		return s.cannotBegin(c, err)
	}
	return c.Redirect(http.StatusSeeOther, address)
}

// begin asks for a Request Token (OAuth Core 1.0a section 6.1.1), remembers it
// for this browser only (section 11.14) and answers where the User decides
// (6.2.1).
func (s *Server) begin(c echo.Context, customer orders.Customer, way orders.Way, next string) (string, error) {
	ctx, cancel := context.WithTimeout(c.Request().Context(), s.patience())
	defer cancel()
	pending := orders.PendingToken{
		Browser: s.browser(c, way), Customer: customer.ID, Return: next, Created: s.now(), Way: way,
	}
	consumer, err := s.consumerOf(ctx, customer, &pending)
	if err != nil {
		return "", err
	}
	watched, sent := s.watch(ctx)
	token, err := consumer.RequestToken(watched, s.callbackOf(way))
	if err != nil {
		return "", atProvider(err)
	}
	pending.Token, pending.Secret = token.Token, token.Secret
	if err := s.Shop.KeepRequestToken(ctx, pending); err != nil {
		return "", err
	}
	s.tellSent(c, way, s.now(), *sent)
	if way == orders.WayPIN {
		s.rememberPIN(c, token.Token)
	}
	return consumer.AuthorizeURL(token), nil
}

// consumerOf is the shop, signing as the customer has chosen; how that is goes
// into the record of the dance, whose end has to sign in the same way.
func (s *Server) consumerOf(ctx context.Context, customer orders.Customer, p *orders.PendingToken) (*oauthcore.Consumer, error) {
	choice, err := s.Shop.Signing(ctx, customer.ID)
	if err != nil {
		return nil, err
	}
	p.Signing = s.Provider.Complete(choice)
	return s.Provider.Consumer(ctx, p.Signing)
}

// callbackOf is the value of oauth_callback for a dance with a Request Token.
func (s *Server) callbackOf(way orders.Way) string {
	if way == orders.WayPIN {
		return oauthcore.OutOfBand
	}
	return s.link("/callback")
}

// browser is what ties a dance to this browser: a name that only this session on
// the server knows, and the kind of answer that is waited for. It outlives
// signing in, unlike the session's own id.
func (s *Server) browser(c echo.Context, way orders.Way) string {
	session := session(c)
	name := session.Get(browserKey)
	if name == "" {
		name = rand.Text()
		session.Set(browserKey, name)
	}
	if way == orders.WayPopup {
		way = orders.WayOneStep
	}
	return name + string(way)
}

const browserKey = "browser"

// patience is how long one step of the dance may take.
func (s *Server) patience() time.Duration {
	if s.Patience > 0 {
		return s.Patience
	}
	return 20 * time.Second
}

// cannotBegin says why there is no way to the Service Provider, on the page that
// has the Connect button.
func (s *Server) cannotBegin(c echo.Context, err error) error {
	if !fromProvider(err) {
		return err
	}
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
