package web

import (
	"bytes"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/printer/orders"
	"example.net/oauth1/templates"
)

const (
	sessionKey  = "session"
	customerKey = "customer"
)

// withSession finds the session of this browser and its customer.
func (s *Server) withSession(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		session := s.Sessions.Get(c)
		c.Set(sessionKey, session)
		if id := session.UserID(); id != "" {
			customer, err := s.Shop.Customer(c.Request().Context(), id)
			if err != nil && !errors.Is(err, orders.ErrNotFound) {
				return err
			}
			c.Set(customerKey, customer)
		}
		return next(c)
	}
}

// session is this browser's.
func session(c echo.Context) *webapp.Session { return c.Get(sessionKey).(*webapp.Session) }

// customer is this browser's, or nobody yet.
func customer(c echo.Context) orders.Customer {
	customer, _ := c.Get(customerKey).(orders.Customer)
	return customer
}

// someCustomer makes an anonymous customer of a browser that has none yet: the
// shop works without an account.
func (s *Server) someCustomer(c echo.Context) (orders.Customer, error) {
	if now := customer(c); now.ID != "" {
		return now, nil
	}
	made, err := s.Shop.NewCustomer(c.Request().Context())
	if err != nil {
		return made, err
	}
	if err := session(c).Renew(made.ID); err != nil {
		return made, err
	}
	c.Set(customerKey, made)
	return made, nil
}

// connection is the customer's live one, or nil.
func (s *Server) connection(c echo.Context) (*orders.Connection, error) {
	id := session(c).UserID()
	if id == "" {
		return nil, nil
	}
	connection, err := s.Shop.Connection(c.Request().Context(), id)
	if errors.Is(err, orders.ErrNotConnected) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &connection, nil
}

// page fills in what the frame around every page shows, and says once what the
// session had to say. A script that fetches a page takes a part of it (live.js), so
// nothing is said to it that nobody would see.
func (s *Server) page(c echo.Context, nav string) templates.Page {
	p := s.frame(c, nav)
	if c.Request().Header.Get("X-Part") == "live" {
		return p
	}
	if id := session(c).UserID(); id != "" {
		n, err := s.Shop.BasketSize(c.Request().Context(), id)
		if err != nil { // the page itself will say that the database fails
			s.warn(c, "no count of the basket", err)
		}
		p.Basket = n
	}
	for _, flash := range session(c).TakeFlashes() {
		p.Flashes = append(p.Flashes, templates.Flash{Kind: flash.Kind, Text: flash.Text})
	}
	return p
}

// frame is the page without what is said once.
func (s *Server) frame(c echo.Context, nav string) templates.Page {
	p := templates.Page{App: "printer", Base: s.base(), Nav: nav, Theme: theme(c), CSRF: session(c).CSRF(), Inspector: s.Inspector != nil}
	if now := customer(c); now.Account {
		p.User = &templates.User{ScreenName: now.Email, Name: now.Name}
	}
	return p
}

// theme is the visitor's choice of colours, kept by theme.js.
func theme(c echo.Context) string {
	cookie, err := c.Cookie("theme")
	if err != nil || (cookie.Value != "light" && cookie.Value != "dark") {
		return ""
	}
	return cookie.Value
}

// render answers with a page, which is this customer's alone. Its forms may lead
// to the Service Provider: Connect does, by a redirect.
func (s *Server) render(c echo.Context, status int, name string, data any) error {
	var page bytes.Buffer
	if err := s.pages.Render(&page, name, data); err != nil {
		return err
	}
	c.Response().Header().Set("Cache-Control", "private, no-store")
	webapp.AllowFormAction(c, s.Provider.DecidesAt().String())
	return c.HTMLBlob(status, page.Bytes())
}

// redirect sends the browser to a page of ours.
func (s *Server) redirect(c echo.Context, path string) error {
	return c.Redirect(http.StatusSeeOther, s.base()+path)
}
