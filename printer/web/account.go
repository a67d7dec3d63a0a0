package web

import (
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/printer/orders"
)

// account tells who the customer is here, and what is connected.
func (s *Server) account(c echo.Context) (err error) {
	page := AccountPage{Page: s.page(c, "account"), Customer: customer(c)}
	if page.Connection, err = s.connection(c); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "account", page)
}

// visitors are whom signing up and in are for: who is signed in signs out first,
// so that nothing of one account gets into another.
func (s *Server) visitors(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if customer(c).Account {
			session(c).Flash("info", "You are signed in. Sign out first to be somebody else.")
			return s.redirect(c, "/account")
		}
		return next(c)
	}
}

func (s *Server) signUpPage(c echo.Context) error {
	return s.render(c, http.StatusOK, "sign-up", SignPage{Page: s.page(c, "sign-up")})
}

func (s *Server) signInPage(c echo.Context) error {
	return s.render(c, http.StatusOK, "sign-in", SignPage{Page: s.page(c, "sign-in"), Demo: s.Demo})
}

// signUp opens an account of the shop's own. Who ordered before without one
// keeps everything.
func (s *Server) signUp(c echo.Context) error {
	if ok, _, err := webapp.Try(c, s.ByAddress, webapp.ClientKey(c)); err != nil {
		return err
	} else if !ok {
		return s.signAgain(c, http.StatusTooManyRequests, "sign-up", tooOften)
	}
	someone, err := s.someCustomer(c)
	if err != nil {
		return err
	}
	signed, err := s.Shop.SignUp(c.Request().Context(), someone.ID, c.FormValue("email"), c.FormValue("name"), c.FormValue("password"))
	var refusal *orders.Refusal
	switch {
	case errors.Is(err, orders.ErrTaken):
		return s.signAgain(c, http.StatusConflict, "sign-up", "This address has an account already. Sign in instead.")
	case errors.As(err, &refusal):
		return s.signAgain(c, http.StatusUnprocessableEntity, "sign-up", refusal.Sentence)
	case err != nil:
		return err
	}
	return s.welcome(c, signed, "Welcome, "+signed.Name+". Your account is ready.")
}

// signIn answers the same, after the same time, for an unknown address and a
// wrong password; orders sees to that.
func (s *Server) signIn(c echo.Context) error {
	email := c.FormValue("email")
	if may, err := s.mayTry(c, email); err != nil {
		return err
	} else if !may {
		return s.signAgain(c, http.StatusTooManyRequests, "sign-in", tooOften)
	}
	before := customer(c)
	signed, err := s.Shop.SignIn(c.Request().Context(), before.ID, email, c.FormValue("password"))
	if errors.Is(err, orders.ErrWrongPassword) {
		s.info(c, "sign-in refused")
		return s.signAgain(c, http.StatusUnauthorized, "sign-in", "This address and this password do not belong together. (Your photos password is not asked for here.)")
	}
	if err != nil {
		return err
	}
	if err := webapp.Forget(c, s.ByAccount, accountKey(email)); err != nil {
		return err
	}
	if !before.Account {
		if err := s.Inspector.Adopt(c.Request().Context(), before.ID, signed.ID); err != nil {
			return err
		}
	}
	return s.welcome(c, signed, "Welcome back, "+signed.Name+".")
}

// mayTry counts the tries of an address and of an account. The address comes
// first: who is refused by it must not go on naming accounts until the one that
// is being guessed at is forgotten.
func (s *Server) mayTry(c echo.Context, email string) (may bool, err error) {
	may, _, err = webapp.Try(c, s.ByAddress, webapp.ClientKey(c))
	if may && err == nil {
		may, _, err = webapp.Try(c, s.ByAccount, accountKey(email))
	}
	return may, err
}

func accountKey(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

const tooOften = "That was too often in a short time. Wait a minute and try again."

// signAgain shows the form once more, with what was typed except the password.
func (s *Server) signAgain(c echo.Context, status int, page, sentence string) error {
	return s.render(c, status, page, SignPage{Page: s.page(c, page), Email: c.FormValue("email"), Name: c.FormValue("name"), Error: sentence, Demo: s.Demo})
}

// welcome makes the session the customer's, under a new id.
func (s *Server) welcome(c echo.Context, signed orders.Customer, sentence string) error {
	if err := session(c).Renew(signed.ID); err != nil {
		return err
	}
	s.info(c, "signed in", "customer", signed.ID)
	session(c).Flash("success", sentence)
	return s.redirect(c, "/")
}

// signOut ends the session on the server.
func (s *Server) signOut(c echo.Context) error {
	if err := session(c).Destroy(); err != nil {
		return err
	}
	return s.redirect(c, "/")
}

// disconnect forgets the permission here and hands it back at photos. What is
// forgotten is forgotten, whether photos answers or not.
func (s *Server) disconnect(c echo.Context) error {
	err := s.Shop.Disconnect(c.Request().Context(), session(c).UserID())
	switch {
	case err != nil && !fromProvider(err):
		return err
	case err != nil:
		s.warn(c, "photos was not told of the disconnecting", err)
		session(c).Flash("warning", "We have forgotten the permission. Photos could not be told just now; end it there too, under connected apps.")
	default:
		session(c).Flash("success", "Disconnected. We have forgotten the permission and handed it back to photos.")
	}
	return s.redirect(c, "/account")
}
