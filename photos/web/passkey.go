package web

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/photos/gallery"
)

// passkeyRoutes let a visitor sign in with a passkey: a question, and the answer to it.
func (s *Server) passkeyRoutes() []route {
	return []route{
		{post, "/sign-in/passkey/options", s.passkeyToSignIn}, {post, "/sign-in/passkey", s.signInWithPasskey},
	}
}

// The challenges that this browser was given. Each is taken out of the session by the first answer, right or wrong.
const (
	challengeToCreate = "passkey to create"
	challengeToSignIn = "passkey to sign in"
)

func (s *Server) hasPasskeys() bool { return s.Gallery.RelyingParty != nil }

// passkeyToSignIn asks for a signature. The question is the same for everybody: the answer will say who it is.
func (s *Server) passkeyToSignIn(c echo.Context) error {
	if !s.hasPasskeys() {
		return gallery.ErrNotFound
	}
	if ok, _, err := webapp.Try(c, s.ByAddress, webapp.ClientKey(c)); err != nil {
		return err
	} else if !ok {
		return apiError(c, http.StatusTooManyRequests, s.sentence(c, tooOften))
	}
	challenge, err := s.Gallery.AskPasskey()
	if err != nil {
		return err
	}
	return s.ask(c, challengeToSignIn, challenge)
}

// ask keeps a challenge in the session and gives the browser its options.
func (s *Server) ask(c echo.Context, key string, challenge gallery.Challenge) error {
	s.Sessions.Get(c).Set(key, challenge.State)
	return c.JSONBlob(http.StatusOK, challenge.Options)
}

// signInWithPasskey takes the answer. An unknown passkey, a wrong signature and an old challenge are answered alike.
func (s *Server) signInWithPasskey(c echo.Context) error {
	if !s.hasPasskeys() {
		return gallery.ErrNotFound
	}
	state, err := s.Sessions.Get(c).Take(challengeToSignIn)
	if err != nil {
		return err
	}
	user, err := s.Gallery.SignInWithPasskey(c.Request().Context(), state, field(c, "answer"))
	if errors.Is(err, gallery.ErrPasskey) {
		s.Log.WarnContext(c.Request().Context(), "sign-in refused", "user", user.ID, "why", err.Error(), "from", c.RealIP())
		if err := s.note(c, user.ScreenName, gallery.ByPasskey, false); err != nil {
			return err
		}
		return s.signInAgain(c, http.StatusUnauthorized, "This passkey is not accepted here. Try once more, or sign in with your password.")
	}
	if err != nil {
		return err
	}
	return s.begin(c, user, gallery.ByPasskey, localPath(field(c, "next")))
}

// passkeyToCreate asks for a new key, once the User has given her password again.
func (s *Server) passkeyToCreate(c echo.Context) error {
	if !s.hasPasskeys() {
		return gallery.ErrNotFound
	}
	user := *s.user(c)
	if may, err := s.mayTry(c, user.ScreenName); err != nil {
		return err
	} else if !may {
		return apiError(c, http.StatusTooManyRequests, s.sentence(c, tooOften))
	}
	challenge, err := s.Gallery.NewPasskey(c.Request().Context(), user, field(c, "name"), field(c, "password"))
	refusal, refused := errors.AsType[*gallery.Refusal](err)
	switch {
	case errors.Is(err, gallery.ErrWrongPassword):
		s.Log.WarnContext(c.Request().Context(), "password refused", "user", user.ID, "from", c.RealIP())
		return apiError(c, http.StatusForbidden, s.sentence(c, wrongPassword))
	case refused:
		return apiError(c, http.StatusUnprocessableEntity, s.sentence(c, refusal.Sentence))
	case err != nil:
		return err
	}
	if err := webapp.Forget(c, s.ByAccount, user.ScreenName); err != nil {
		return err
	}
	return s.ask(c, challengeToCreate, challenge)
}

// addPasskey keeps the key that was made. That the password was given is in the challenge: nobody gets one without.
func (s *Server) addPasskey(c echo.Context) error {
	if !s.hasPasskeys() {
		return gallery.ErrNotFound
	}
	user := *s.user(c)
	state, err := s.Sessions.Get(c).Take(challengeToCreate)
	if err != nil {
		return err
	}
	p, err := s.Gallery.AddPasskey(c.Request().Context(), user, field(c, "name"), state, field(c, "answer"))
	refusal, refused := errors.AsType[*gallery.Refusal](err)
	switch {
	case refused:
		return s.accountAgain(c, http.StatusUnprocessableEntity, "passkey", refusal.Sentence)
	case errors.Is(err, gallery.ErrPasskey):
		s.Log.WarnContext(c.Request().Context(), "passkey refused", "user", user.ID, "why", err.Error(), "from", c.RealIP())
		return s.accountAgain(c, http.StatusUnprocessableEntity, "passkey", "This passkey is not accepted, so nothing was added. Try once more.")
	case err != nil:
		return err
	}
	s.Log.InfoContext(c.Request().Context(), "passkey added", "user", user.ID, "from", c.RealIP())
	s.flash(c, "success", s.say(c, "account.passkey_is_added", "Name", p.Name))
	return s.redirect(c, "/account")
}

// removePasskey makes a passkey worthless. The password still opens the account.
func (s *Server) removePasskey(c echo.Context) error {
	user := s.user(c).ID
	if err := s.Gallery.RemovePasskey(c.Request().Context(), user, field(c, "passkey")); err != nil {
		return err
	}
	s.Log.InfoContext(c.Request().Context(), "passkey removed", "user", user, "from", c.RealIP())
	s.flash(c, "success", s.say(c, "account.passkey_removed"))
	return s.redirect(c, "/account")
}
