package web

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/templates"
)

// accountRoutes are the pages on which a User looks after her account.
func (s *Server) accountRoutes() []route {
	return []route{
		{get, "/account", s.account},
		{post, "/account/name", s.rename},
		{post, "/account/password", s.changePassword},
		{post, "/account/delete", s.deleteAccount},
		{get, "/account/sign-ins", s.signIns},
		{post, "/account/sessions/end", s.endSession}, {post, "/account/sessions/end-all", s.endSessions},
		{post, "/account/passkeys/options", s.passkeyToCreate},
		{post, "/account/passkeys", s.addPasskey}, {post, "/account/passkeys/remove", s.removePasskey},
	}
}

// accountPage shows a User what belongs to her account, and what was done in its name.
type accountPage struct {
	templates.Page
	Account     gallery.User
	Usage       gallery.Usage
	HasPasskeys bool // whether browsers make passkeys for this site
	Passkeys    []gallery.Passkey
	Browser     string // this one: a name for its passkey
	Sessions    []webapp.Live
	SignIns     []gallery.SignIn // the latest
	More        bool             // there are more of them
	Errors      map[string]string
	Deleting    bool // the form that deletes the account stands open
}

// latestSignIns is how many sign-ins the account page shows.
const latestSignIns = 8

func (s *Server) account(c echo.Context) error { return s.accountAgain(c, http.StatusOK, "", "") }

// accountAgain shows the page with a sentence beside the field that it is about.
func (s *Server) accountAgain(c echo.Context, status int, field, problem string) error {
	ctx, user := c.Request().Context(), *s.user(c)
	passkeys, err := s.Gallery.Passkeys(ctx, user.ID)
	if err != nil {
		return err
	}
	live, err := s.Sessions.Live(ctx, s.Sessions.Get(c))
	if err != nil {
		return err
	}
	signIns, err := s.Gallery.SignIns(ctx, user.ID)
	if err != nil {
		return err
	}
	usage, err := s.Gallery.Usage(ctx, user.ID)
	if err != nil {
		return err
	}
	return s.render(c, status, "account", &accountPage{
		Page: s.page(c, "account"), Account: user, Usage: usage, HasPasskeys: s.hasPasskeys(), Passkeys: passkeys, Browser: browserOf(c),
		Sessions: live, SignIns: signIns[:min(len(signIns), latestSignIns)], More: len(signIns) > latestSignIns,
		Errors: map[string]string{field: s.sentence(c, problem)}, Deleting: field == "delete" || field == "delete-password",
	})
}

// rename changes what the User is called. Her screen name stays: others know her by it.
func (s *Server) rename(c echo.Context) error {
	err := s.Gallery.Rename(c.Request().Context(), s.user(c).ID, field(c, "name"))
	if refusal, ok := errors.AsType[*gallery.Refusal](err); ok {
		return s.accountAgain(c, http.StatusUnprocessableEntity, "name", refusal.Sentence)
	}
	if err != nil {
		return err
	}
	s.flash(c, "success", s.say(c, "account.renamed"))
	return s.redirect(c, "/account")
}

// changePassword asks for the old password, since a browser may have been left alone, and signs out everywhere else,
// since the old password may have been stolen.
func (s *Server) changePassword(c echo.Context) error {
	ctx, user, session := c.Request().Context(), *s.user(c), s.Sessions.Get(c)
	done, err := s.withPassword(c, "old", func() error {
		return s.Gallery.ChangePassword(ctx, user, field(c, "old"), field(c, "new"))
	}, "new")
	if done || err != nil {
		return err
	}
	if err := s.Sessions.SignOutElsewhere(ctx, session); err != nil {
		return err
	}
	if err := session.Renew(user.ID); err != nil {
		return err
	}
	s.Log.InfoContext(c.Request().Context(), "password changed", "user", user.ID, "from", c.RealIP())
	s.flash(c, "success", s.say(c, "account.password_changed"))
	return s.redirect(c, "/account")
}

// deleteAccount ends everything at once: pictures, what Consumers were allowed, sessions, and the User herself.
func (s *Server) deleteAccount(c echo.Context) error {
	user, session := *s.user(c), s.Sessions.Get(c)
	done, err := s.withPassword(c, "delete-password", func() error {
		return s.Gallery.DeleteUser(c.Request().Context(), user, field(c, "screen_name"), field(c, "password"))
	}, "delete")
	if done || err != nil {
		return err
	}
	s.Log.InfoContext(c.Request().Context(), "account deleted", "user", user.ID, "from", c.RealIP())
	if err := session.Destroy(); err != nil {
		return err
	}
	s.flash(c, "success", s.say(c, "account.deleted", "ScreenName", user.ScreenName))
	return s.redirect(c, "/")
}

// withPassword does what needs the User's password, which may be tried as seldom as at the sign-in. What is wrong is
// shown beside the field of the password or, if the User can mend it elsewhere, beside the other one; then it is done.
func (s *Server) withPassword(c echo.Context, passwordField string, do func() error, otherField string) (done bool, err error) {
	account := s.user(c).ScreenName
	if may, err := s.mayTry(c, account); err != nil {
		return true, err
	} else if !may {
		return true, s.accountAgain(c, http.StatusTooManyRequests, passwordField, tooOften)
	}
	err = do()
	if errors.Is(err, gallery.ErrWrongPassword) {
		s.Log.WarnContext(c.Request().Context(), "password refused", "user", s.user(c).ID, "from", c.RealIP())
		return true, s.accountAgain(c, http.StatusUnauthorized, passwordField, wrongPassword)
	}
	if err := webapp.Forget(c, s.ByAccount, account); err != nil {
		return true, err
	}
	if refusal, ok := errors.AsType[*gallery.Refusal](err); ok {
		return true, s.accountAgain(c, http.StatusUnprocessableEntity, otherField, refusal.Sentence)
	}
	return false, err
}

const wrongPassword = "This is not your password."
