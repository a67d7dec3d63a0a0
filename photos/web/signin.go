package web

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/templates"
)

// signInPage asks who you are. In a demo it also says whom you may be.
type signInPage struct {
	templates.Page
	For        string // name of the Consumer that has sent the visitor, if one has
	ScreenName string
	Problem    string // what was wrong with the last try
	Next       string // where to go on afterwards, on this site
	Host       string // of this site, so that a User can tell it from one that looks like it (section 11.8)
	Passkeys   bool   // whether this site can have them
	Demo       []Account
}

// signInPage shows the form, unless there is nobody to ask.
func (s *Server) signInPage(c echo.Context) error {
	next := localPath(c.QueryParam("next"))
	if s.user(c) != nil {
		return s.redirect(c, next)
	}
	return s.show(c, "signin", &signInPage{
		Page: s.page(c, "sign-in"), For: s.asking(c, next), Next: next, Host: s.URL.Host, Passkeys: s.hasPasskeys(), Demo: s.Demo,
	})
}

// signIn begins a session under a new id. The answer is the same for an unknown User and for a wrong password, and
// takes the same time: gallery sees to that.
func (s *Server) signIn(c echo.Context) error {
	name, next := field(c, "screen_name"), localPath(field(c, "next"))
	if may, err := s.mayTry(c, strings.ToLower(name)); err != nil {
		return err
	} else if !may {
		return s.signInAgain(c, http.StatusTooManyRequests, tooOften)
	}
	user, err := s.Gallery.SignIn(c.Request().Context(), name, field(c, "password"))
	switch {
	case errors.Is(err, gallery.ErrWrongPassword):
		s.Log.WarnContext(c.Request().Context(), "sign-in refused", "screen_name", webapp.Shorten(name, maxNamed), "from", c.RealIP())
		if err := s.note(c, name, gallery.ByPassword, false); err != nil {
			return err
		}
		return s.signInAgain(c, http.StatusUnauthorized, "This name and this password do not belong together.")
	case err != nil:
		return err
	}
	if err := webapp.Forget(c, s.ByAccount, strings.ToLower(name)); err != nil {
		return err
	}
	return s.begin(c, user, gallery.ByPassword, next)
}

// maxNamed is how much of a name that somebody sends is repeated in the log or on a page.
const maxNamed = 60

const tooOften = "That was too often in a short time. Wait a minute and try again."

// mayTry limits how often a password may be tried from an address, and for an account. The address comes first: who is
// refused by it must not go on naming accounts until the one that is being guessed at is forgotten.
func (s *Server) mayTry(c echo.Context, account string) (may bool, err error) {
	may, wait, err := webapp.Try(c, s.ByAddress, webapp.ClientKey(c))
	if may && err == nil {
		may, wait, err = webapp.Try(c, s.ByAccount, account)
	}
	if !may && err == nil {
		c.Response().Header().Set("Retry-After", strconv.Itoa(int(wait.Seconds())+1))
	}
	return may, err
}

func (s *Server) signInAgain(c echo.Context, status int, problem string) error {
	next := localPath(field(c, "next"))
	return s.render(c, status, "signin", &signInPage{
		Page: s.page(c, "sign-in"), For: s.asking(c, next), ScreenName: field(c, "screen_name"),
		Problem: s.sentence(c, problem), Next: next, Host: s.URL.Host, Passkeys: s.hasPasskeys(), Demo: s.Demo,
	})
}

// asking is the name of the Consumer that has sent the visitor here to decide, "" if none has. It lets the form of the
// page end at that Consumer's callback: signing in may lead on to an authorization that need not be asked for again, and
// browsers hold the whole chain of redirects against the policy of the page that it began on.
func (s *Server) asking(c echo.Context, next string) string {
	u, err := url.Parse(next)
	if err != nil {
		return ""
	}
	if a := s.approvalAt(c, next); a != nil {
		return s.nameOf(c, a.Consumer)
	}
	if !strings.HasSuffix(u.Path, "/authorize") {
		return ""
	}
	t, consumer, err := s.Provider.Pending(c.Request().Context(), u.Query().Get("oauth_token"))
	if err != nil {
		return ""
	}
	if t.Callback != oauthcore.OutOfBand {
		webapp.AllowFormAction(c, t.Callback)
	}
	return consumer.Name
}

// nameOf is the name of a Consumer, "" if there is none.
func (s *Server) nameOf(c echo.Context, key string) string {
	consumer, err := s.Provider.Store.Registration(c.Request().Context(), key)
	if err != nil {
		return ""
	}
	return consumer.Name
}

// signOut ends the session on the server. With next it goes on there, for whoever wants to be somebody else.
func (s *Server) signOut(c echo.Context) error {
	next := field(c, "next")
	asked, language := s.approvalAt(c, next), s.Sessions.Get(c).Get(authorizationKey)
	if err := s.Sessions.Get(c).Destroy(); err != nil {
		return err
	}
	if next == "" {
		return s.redirect(c, "/")
	}
	s.Sessions.Get(c).Set(authorizationKey, language)
	if asked != nil {
		if err := s.remember(c, *asked); err != nil {
			return err
		}
	}
	return s.redirect(c, withNext("/sign-in", localPath(next)))
}

// toSignIn sends a visitor to sign in and, after that, to the same request with nothing lost. A form that was posted
// cannot be repeated that way; it leads back to the page it stood on.
func (s *Server) toSignIn(c echo.Context) error {
	return s.redirect(c, withNext("/sign-in", s.returnAddress(c)))
}

// withNext is the address of a page that leads on to next.
func withNext(path, next string) string { return path + "?next=" + url.QueryEscape(next) }

func (s *Server) returnAddress(c echo.Context) string {
	r := c.Request()
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return r.URL.RequestURI()
	}
	if strings.Contains(r.URL.Path, approvePath("")) {
		return r.URL.Path
	}
	if strings.HasSuffix(r.URL.Path, "/authorize") {
		return authorizePath(field(c, "oauth_token"))
	}
	return "/albums"
}

// localPath lets a return address pass only if it is a path of this site; anything else becomes the first page. What a
// browser would read as another host ("//host", "/\host", with control characters in between) is no path.
func localPath(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil ||
		!strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\t\r\n") {
		return "/albums"
	}
	return next
}
