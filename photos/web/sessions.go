package web

import (
	"github.com/labstack/echo/v4"

	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/templates"
)

// What a session remembers of its sign-in, for the list of sessions.
const (
	sessionBrowser = "browser"
	sessionAddress = "address"
	sessionHow     = "how"
)

// note adds a try to sign in to the history of the User of that screen name. For an unknown one it costs the same.
func (s *Server) note(c echo.Context, screenName string, how gallery.How, accepted bool) error {
	return s.Gallery.NoteSignIn(c.Request().Context(), screenName, gallery.SignIn{
		How: how, Address: c.RealIP(), Browser: browserOf(c), Accepted: accepted,
	})
}

// begin makes the browser's session the User's, and goes on to where she was going.
func (s *Server) begin(c echo.Context, user gallery.User, how gallery.How, next string) error {
	if err := s.note(c, user.ScreenName, how, true); err != nil {
		return err
	}
	session := s.Sessions.Get(c)
	session.Set(sessionBrowser, browserOf(c))
	session.Set(sessionAddress, c.RealIP())
	session.Set(sessionHow, string(how))
	if err := session.Renew(user.ID); err != nil {
		return err
	}
	s.Log.InfoContext(c.Request().Context(), "signed in", "user", user.ID, "how", string(how), "from", c.RealIP())
	return s.redirect(c, next)
}

// endSession signs out one browser of the User, which may be this one.
func (s *Server) endSession(c echo.Context) error {
	session := s.Sessions.Get(c)
	if err := s.Sessions.SignOutOther(c.Request().Context(), session, field(c, "session")); err != nil {
		return err
	}
	s.flash(c, "success", s.say(c, "account.session_ended"))
	return s.redirect(c, "/account")
}

// endSessions signs the User out everywhere, here too.
func (s *Server) endSessions(c echo.Context) error {
	session, user := s.Sessions.Get(c), s.user(c).ID
	if err := s.Sessions.SignOutElsewhere(c.Request().Context(), session); err != nil {
		return err
	}
	if err := session.Destroy(); err != nil {
		return err
	}
	s.Log.InfoContext(c.Request().Context(), "signed out everywhere", "user", user, "from", c.RealIP())
	s.flash(c, "success", s.say(c, "account.everywhere_done"))
	return s.redirect(c, "/sign-in")
}

// signInsPage is the whole history of sign-ins, as far as it is kept.
type signInsPage struct {
	templates.Page
	SignIns []gallery.SignIn
}

func (s *Server) signIns(c echo.Context) error {
	list, err := s.Gallery.SignIns(c.Request().Context(), s.user(c).ID)
	if err != nil {
		return err
	}
	return s.show(c, "signins", &signInsPage{Page: s.page(c, "account"), SignIns: list})
}
