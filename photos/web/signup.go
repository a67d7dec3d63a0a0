package web

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/templates"
)

// signUpPage asks for a name and a password.
type signUpPage struct {
	templates.Page
	ScreenName, Name string
	Problem          string
	Next             string
}

func (s *Server) signUpPage(c echo.Context) error {
	return s.show(c, "signup", &signUpPage{Page: s.page(c, "sign-up"), Next: localPath(c.QueryParam("next"))})
}

// signUp makes a User and signs her in. It counts as a try to sign in, since it costs as much.
func (s *Server) signUp(c echo.Context) error {
	if ok, _, err := webapp.Try(c, s.ByAddress, webapp.ClientKey(c)); err != nil {
		return err
	} else if !ok {
		return s.signUpAgain(c, http.StatusTooManyRequests, tooOften)
	}
	user, err := s.Gallery.SignUp(c.Request().Context(), field(c, "screen_name"), field(c, "name"), field(c, "password"))
	var refusal *gallery.Refusal
	switch {
	case errors.Is(err, gallery.ErrTaken):
		return s.signUpAgain(c, http.StatusConflict, "This screen name is taken. Choose another one.")
	case errors.As(err, &refusal):
		return s.signUpAgain(c, http.StatusUnprocessableEntity, refusal.Sentence)
	case err != nil:
		return err
	}
	return s.begin(c, user, gallery.BySignUp, localPath(field(c, "next")))
}

func (s *Server) signUpAgain(c echo.Context, status int, problem string) error {
	return s.render(c, status, "signup", &signUpPage{
		Page: s.page(c, "sign-up"), ScreenName: field(c, "screen_name"), Name: field(c, "name"),
		Problem: s.sentence(c, problem), Next: localPath(field(c, "next")),
	})
}
