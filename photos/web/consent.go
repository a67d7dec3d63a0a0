package web

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/templates"
)

// scopeRead is the right to look at all of a User's photos: the Scope of every Grant so far.
const scopeRead = "read"

// consumerView is a Consumer as a User is shown it.
type consumerView struct {
	Name, Description, URL string
	Host                   string // of its home page: easier to judge than a whole address
	Verified               bool
}

func viewOf(r *oauthcore.Registration) consumerView {
	v := consumerView{Name: r.Name, Description: r.Description, URL: r.URL, Verified: r.Verified}
	if u, err := url.Parse(r.URL); err == nil {
		v.Host = u.Host
	}
	return v
}

// consentPage asks the User (OAuth Core 1.0a section 6.2.2): who wants to see what, and for how long.
type consentPage struct {
	templates.Page
	Consumer  consumerView
	Token     string
	UserID    string // whom the page was shown to; nobody else may answer it
	Albums    []albumCard
	Returns   string // the host that the answer goes to, "" when a PIN is shown
	OtherUser string // where to come back to after signing in as somebody else
}

func (s *Server) consent(c echo.Context, t *oauthcore.IssuedRequestToken, consumer *oauthcore.Registration) error {
	albums, err := s.Gallery.Albums(c.Request().Context(), s.viewer(c))
	if err != nil {
		return err
	}
	page := &consentPage{
		Page: s.page(c, ""), Consumer: viewOf(consumer), Token: t.Token, UserID: s.user(c).ID,
		OtherUser: authorizePath(t.Token),
	}
	for _, a := range albums {
		page.Albums = append(page.Albums, s.card(a))
	}
	if t.Callback != oauthcore.OutOfBand {
		page.Returns = hostOf(t.Callback)
		webapp.AllowFormAction(c, t.Callback)
	}
	return s.show(c, "consent", page)
}

// decide takes the User's answer. It counts only from the User to whom the page was shown.
func (s *Server) decide(c echo.Context) error {
	token := field(c, "oauth_token")
	if field(c, "user_id") != s.user(c).ID {
		return echo.NewHTTPError(http.StatusForbidden,
			"Somebody else has signed in since this page was shown. Nothing was allowed; go back to the application and start again.")
	}
	switch field(c, "decision") {
	case "allow":
		return s.allow(c, token)
	case "deny":
		return s.deny(c, token)
	}
	return echo.NewHTTPError(http.StatusBadRequest, "The answer is neither allow nor deny.")
}

// allow authorizes the Request Token and sends the User back with the verifier (section 6.2.3).
func (s *Server) allow(c echo.Context, token string) error {
	t, err := s.Provider.Authorize(c.Request().Context(), token, oauthcore.Grant{User: s.user(c).ID, Scope: scopeRead})
	if err != nil {
		before, notBefore := s.decidedBy(c, token)
		if notBefore != nil {
			return s.deadToken(c, token, err)
		}
		t = before
	}
	s.Log.Info("access allowed", "user", s.user(c).ID, "consumer", t.Consumer)
	if t.Callback == oauthcore.OutOfBand {
		return s.redirect(c, "/oauth/pin?oauth_token="+url.QueryEscape(t.Token))
	}
	return c.Redirect(http.StatusSeeOther, t.ReturnURL())
}

// deny kills the Request Token and tells the Consumer so.
func (s *Server) deny(c echo.Context, token string) error {
	t, err := s.Provider.Deny(c.Request().Context(), token, s.user(c).ID)
	if err != nil {
		return s.deadToken(c, token, err)
	}
	s.Log.Info("access denied", "user", s.user(c).ID, "consumer", t.Consumer)
	if t.Callback != oauthcore.OutOfBand {
		return c.Redirect(http.StatusSeeOther, t.ReturnURL())
	}
	page := &deniedPage{Page: s.page(c, "")}
	page.Href, page.Action = s.homeOf(c, token)
	return s.show(c, "denied", page)
}

// deniedPage ends a denial that has no callback to go to.
type deniedPage struct {
	templates.Page
	Href, Action string // the way back to the Consumer
}

// pinPage shows the verifier as a PIN, large and in groups, for the User to type into the Consumer (section 6.2.3).
type pinPage struct {
	templates.Page
	Consumer consumerView
	PIN      string
	Groups   []string
	Minutes  int // until it expires
}

// pin shows the PIN to the User who allowed the access and to nobody else. The PIN is in no address.
func (s *Server) pin(c echo.Context) error {
	t, err := s.decidedBy(c, c.QueryParam("oauth_token"))
	if err != nil {
		return err
	}
	if t.Callback != oauthcore.OutOfBand {
		return gallery.ErrNotFound
	}
	consumer, err := s.Provider.Store.Registration(c.Request().Context(), t.Consumer)
	if err != nil {
		return err
	}
	return s.show(c, "pin", &pinPage{
		Page: s.page(c, ""), Consumer: viewOf(consumer), PIN: t.Verifier, Groups: grouped(t.Verifier),
		Minutes: int(t.Expires.Sub(s.now()).Minutes()) + 1,
	})
}

// grouped cuts a PIN into pieces that are easy to keep in mind for the way from one screen to another.
func grouped(pin string) (groups []string) {
	const size = 4
	for len(pin) > size {
		groups, pin = append(groups, pin[:size]), pin[size:]
	}
	return append(groups, pin)
}

func hostOf(callback string) string {
	u, err := url.Parse(callback)
	if err != nil {
		return ""
	}
	return u.Host
}

// field is a field of the form that was posted; the query of the address does not count.
func field(c echo.Context, name string) string { return c.Request().PostFormValue(name) }
