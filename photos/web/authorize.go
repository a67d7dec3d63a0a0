package web

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/templates"
)

// The values of interactivity, the parameter that says how much a Consumer would like the User to be asked.
const (
	askLittle    = "minimal"      // not at all, if she has allowed the same before
	askWhoYouAre = "confirm_user" // first of all, who she is
)

// authorize is where a Consumer sends the User (OAuth Core 1.0a section 6.2.1). Its parameters only choose the token:
// an oauth_callback that stands here is ignored, since the callback was fixed and signed in section 6.1. The one-step
// flow, whose address is signed itself, goes on in approve.go.
func (s *Server) authorize(c echo.Context) error {
	token, how := c.QueryParam("oauth_token"), c.QueryParam("interactivity")
	if how != "" && how != askLittle && how != askWhoYouAre {
		return echo.NewHTTPError(http.StatusBadRequest, "The interactivity asked for is neither minimal nor confirm_user.")
	}
	switch {
	case isSignedAddress(c):
		return s.openApproval(c)
	case token == "":
		s.beginAuthorization(c, "", nil)
		return s.show(c, "token", &tokenPage{Page: s.page(c, "")})
	}
	pending, consumer, err := s.Provider.Pending(c.Request().Context(), token)
	s.beginAuthorization(c, token, s.extraOf(c, token))
	switch {
	case err != nil:
		return s.deadToken(c, token, err)
	case s.user(c) == nil:
		return s.toSignIn(c)
	case how == askWhoYouAre:
		return s.confirmUser(c, questionOf(pending, consumer), authorizePath(token))
	}
	q := questionOf(pending, consumer)
	if g, found := s.remembered(c, q); found && c.Request().Method == http.MethodGet { // a HEAD allows nothing
		return s.grant(c, token, g)
	}
	return s.consent(c, q)
}

// extraOf are the additional parameters that came with the call for a Request Token, dead or alive.
func (s *Server) extraOf(c echo.Context, token string) oauthcore.Params {
	t, err := s.Provider.Store.RequestToken(c.Request().Context(), token)
	if err != nil {
		return nil
	}
	return t.Extra
}

// tokenPage lets a User type the Request Token that a Consumer without a browser has shown her (section 6.2.1).
type tokenPage struct {
	templates.Page
}

// confirmPage asks who the User is before anything else, on a machine that several people use.
type confirmPage struct {
	templates.Page
	Consumer  consumerView
	Continue  string // the consent page
	OtherUser string // where to come back to after signing in as somebody else
}

func (s *Server) confirmUser(c echo.Context, q question, next string) error {
	return s.show(c, "confirm", &confirmPage{
		Page: s.page(c, ""), Consumer: viewOf(q.consumer), Continue: s.base() + next, OtherUser: next,
	})
}

// deadToken tells the User that this request cannot be answered any more, or never could. She is never redirected:
// nothing about the address is to be trusted. If the token was once real, there is a link to the Consumer's home page.
func (s *Server) deadToken(c echo.Context, token string, err error) error {
	var problem *oauthcore.Problem
	if !errors.As(err, &problem) {
		return err
	}
	page := &templates.Problem{Page: s.page(c, ""), Code: http.StatusGone, Title: s.say(c, "dead.title")}
	switch problem.Code {
	case oauthcore.TokenExpired:
		page.Text = s.say(c, "dead.expired")
	case oauthcore.TokenUsed:
		page.Text = s.say(c, "dead.used")
	case oauthcore.PermissionDenied:
		page.Text = s.say(c, "dead.denied")
	default:
		page.Code, page.Title = http.StatusNotFound, s.say(c, "dead.unknown_title")
		page.Text = s.say(c, "dead.unknown")
	}
	page.Href, page.Action = s.homeOf(c, token)
	return s.render(c, page.Code, "error", page)
}

// homeOf is the home page of the Consumer that a token was issued to, with the words of a link to it.
func (s *Server) homeOf(c echo.Context, token string) (href, action string) {
	ctx := c.Request().Context()
	t, err := s.Provider.Store.RequestToken(ctx, token)
	if err != nil {
		return s.base() + "/", s.say(c, "back.home")
	}
	consumer, err := s.Provider.Store.Registration(ctx, t.Consumer)
	if err != nil {
		consumer = &oauthcore.Registration{}
	}
	return s.homeOfConsumer(c, consumer)
}

func (s *Server) homeOfConsumer(c echo.Context, consumer *oauthcore.Registration) (href, action string) {
	if consumer.URL == "" {
		return s.base() + "/", s.say(c, "back.home")
	}
	return consumer.URL, s.say(c, "back.app", "App", consumer.Name)
}

// decidedBy finds a Request Token that this very User has authorized a moment ago: a second press of the button, or
// of the same button in another tab, shows the result of the first.
func (s *Server) decidedBy(c echo.Context, token string) (*oauthcore.IssuedRequestToken, error) {
	t, err := s.Provider.Store.RequestToken(c.Request().Context(), token)
	if errors.Is(err, oauthcore.ErrNotFound) {
		return nil, gallery.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	if t.State != oauthcore.StateAuthorized || t.Grant.User != s.user(c).ID || !s.now().Before(t.Expires) {
		return nil, gallery.ErrNotFound
	}
	return t, nil
}

func authorizePath(token string) string {
	return "/oauth/authorize?oauth_token=" + url.QueryEscape(token)
}
