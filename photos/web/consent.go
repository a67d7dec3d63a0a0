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

// consentPage asks the User (OAuth Core 1.0a section 6.2.2): who wants to see what, and for how long. She may allow
// less than that: some albums, one right, a short time.
type consentPage struct {
	templates.Page
	Consumer  consumerView
	Action    string // where the form goes
	Token     string
	UserID    string // whom the page was shown to; nobody else may answer it
	Upload    bool   // whether the right to add photos is asked for, too
	Choice    choice
	Durations []duration
	Problem   string // what is wrong with the last try, if it is not about albums
	Returns   string // the host that the answer goes to, "" when a PIN is shown
	OtherUser string // where to come back to after signing in as somebody else
}

// consent shows the page with everything that was asked for chosen.
func (s *Server) consent(c echo.Context, q question) error {
	return s.consentWith(c, q, http.StatusOK, choice{Upload: true}, nil, "")
}

// consentAgain shows it as the User has filled it in, with what is wrong.
func (s *Server) consentAgain(c echo.Context, q question, problem string) error {
	chosen := choice{Upload: field(c, "rights") != string(gallery.MayRead), Duration: field(c, "duration")}
	return s.consentWith(c, q, http.StatusUnprocessableEntity, chosen, albumsChosen(c), problem)
}

func (s *Server) consentWith(c echo.Context, q question, status int, chosen choice, albums []string, problem string) (err error) {
	if chosen.Albums, err = s.albumChoice(c, albums); err != nil {
		return err
	}
	problem = s.sentence(c, problem)
	if albums != nil && len(albums) == 0 {
		chosen.Albums.Problem, problem = problem, ""
	}
	page := &consentPage{
		Page: s.page(c, ""), Consumer: viewOf(q.consumer), Action: s.base() + "/oauth/authorize", Token: q.token,
		UserID: s.user(c).ID, Upload: gallery.Permission{Rights: q.rights}.May(gallery.MayUpload),
		Choice: chosen, Durations: durations, Problem: problem, OtherUser: q.path,
	}
	if q.token == "" {
		page.Action = s.base() + q.path
	}
	if q.callback != oauthcore.OutOfBand {
		page.Returns = hostOf(q.callback)
		webapp.AllowFormAction(c, q.callback)
	}
	return s.render(c, status, "consent", page)
}

// decide takes the User's answer about a Request Token.
func (s *Server) decide(c echo.Context) error {
	token := field(c, "oauth_token")
	return s.answered(c, func() error { return s.allow(c, token) }, func() error { return s.deny(c, token) })
}

// answered goes the way that the User has chosen. Her answer counts only if it was she to whom the page was shown.
func (s *Server) answered(c echo.Context, allow, deny func() error) error {
	if field(c, "user_id") != s.user(c).ID {
		return echo.NewHTTPError(http.StatusForbidden,
			"Somebody else has signed in since this page was shown. Nothing was allowed; go back to the application and start again.")
	}
	switch field(c, "decision") {
	case "allow":
		return allow()
	case "deny":
		return deny()
	}
	return echo.NewHTTPError(http.StatusBadRequest, "The answer is neither allow nor deny.")
}

// allow authorizes the Request Token as far as the User wants (section 6.2.3).
func (s *Server) allow(c echo.Context, token string) error {
	pending, consumer, err := s.Provider.Pending(c.Request().Context(), token)
	if err != nil {
		return s.decidedBefore(c, token, err)
	}
	q := questionOf(pending, consumer)
	g, problem, err := s.chosen(c, q)
	switch {
	case err != nil:
		return err
	case problem != "":
		return s.consentAgain(c, q, problem)
	}
	return s.grant(c, token, g)
}

// grant authorizes the Request Token and sends the User back with the verifier.
func (s *Server) grant(c echo.Context, token string, g oauthcore.Grant) error {
	t, err := s.Provider.Authorize(c.Request().Context(), token, g)
	if err != nil {
		return s.decidedBefore(c, token, err)
	}
	s.Log.InfoContext(c.Request().Context(), "access allowed", "user", g.User, "consumer", t.Consumer, "scope", g.Scope)
	return s.sendBack(c, t)
}

// decidedBefore answers a second press of the button like the first, and tells everybody else why it is too late.
func (s *Server) decidedBefore(c echo.Context, token string, why error) error {
	t, err := s.decidedBy(c, token)
	if err != nil {
		return s.deadToken(c, token, why)
	}
	return s.sendBack(c, t)
}

func (s *Server) sendBack(c echo.Context, t *oauthcore.IssuedRequestToken) error {
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
	s.Log.InfoContext(c.Request().Context(), "access denied", "user", s.user(c).ID, "consumer", t.Consumer)
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

func hostOf(callback string) string {
	u, err := url.Parse(callback)
	if err != nil {
		return ""
	}
	return u.Host
}

// field is a field of the form that was posted; the query of the address does not count.
func field(c echo.Context, name string) string { return c.Request().PostFormValue(name) }
