package web

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/templates"
)

// The one-step flow ("Signed Approval URLs", an extension of spring 2009): the address that the User's browser opens is
// itself signed, and there is no Request Token. That address works once and for some minutes, so it leads at once to a
// page of our own, which belongs to this browser's session: Back and Reload work there.

// approval is what a session remembers of a signed address that was found right.
type approval struct {
	ID       string
	Consumer string // Consumer Key
	Callback string
	Perms    string
	Confirm  bool // whether the User is to be asked first who she is
	Expires  time.Time
	Denied   bool
	Ticket   string // the callback token that there will be once she has said yes, and never another
	Token    string // the same, once there is
}

const (
	approvalsKey     = "approvals" // in the session
	approvalLifetime = 15 * time.Minute
	maxApprovals     = 8 // in one session: whoever opens more loses the oldest
)

// openApproval checks a signed address and leads on to its page. Whatever is wrong with it is said on a page; nothing
// leads to the callback, which nobody has vouched for then.
func (s *Server) openApproval(c echo.Context) error {
	asked, err := s.provider(c).CheckApproval(c.Request())
	if err != nil {
		return s.deadLink(c, err)
	}
	a := approval{
		ID: rand.Text(), Consumer: asked.Consumer.Key, Callback: asked.Callback, Perms: permsOf(asked.Extra),
		Confirm: asked.Extra.Get("interactivity") == askWhoYouAre, Expires: s.now().Add(approvalLifetime), Ticket: s.newTicket(),
	}
	if err := s.remember(c, a); err != nil {
		return err
	}
	s.beginAuthorization(c, a.ID, asked.Extra)
	return s.redirect(c, approvePath(a.ID))
}

func approvePath(id string) string { return "/oauth/approve/" + id }

// approvals are those of this browser's session that can still be answered.
func (s *Server) approvals(c echo.Context) (alive []approval) {
	var list []approval
	_ = json.Unmarshal([]byte(s.Sessions.Get(c).Get(approvalsKey)), &list) // "" has none
	for _, a := range list {
		if s.now().Before(a.Expires) {
			alive = append(alive, a)
		}
	}
	return alive
}

// remember keeps an approval in the session, in the place of what it was before.
func (s *Server) remember(c echo.Context, a approval) error {
	list := []approval{a}
	for _, other := range s.approvals(c) {
		if other.ID != a.ID && len(list) < maxApprovals {
			list = append(list, other)
		}
	}
	text, err := json.Marshal(list)
	if err != nil {
		return err
	}
	session := s.Sessions.Get(c)
	session.Set(approvalsKey, string(text))
	return session.Save()
}

// approvalAt is the approval whose page is at an address of this site, nil if this browser has none there.
func (s *Server) approvalAt(c echo.Context, address string) *approval {
	path, _, _ := strings.Cut(address, "?")
	for _, a := range s.approvals(c) {
		if path == approvePath(a.ID) {
			return &a
		}
	}
	return nil
}

// approvalNamed finds the approval that the address names, and what is asked. In another browser there is none.
func (s *Server) approvalNamed(c echo.Context) (a approval, q question, err error) {
	found := s.approvalAt(c, approvePath(c.Param("approval")))
	if found == nil {
		return a, q, gallery.ErrNotFound
	}
	consumer, err := s.Provider.Store.Registration(c.Request().Context(), found.Consumer)
	if errors.Is(err, oauthcore.ErrNotFound) {
		return a, q, gallery.ErrNotFound
	}
	rights := rightsAsked(oauthcore.Params{{Name: "perms", Value: found.Perms}})
	return *found, question{consumer, found.Callback, rights, "", approvePath(found.ID)}, err
}

// approvePage asks the User, as often as she looks at it. She is always asked, also if she has allowed the same before:
// in this flow nothing but the Consumer's own secret stands between the answer and the photos.
func (s *Server) approvePage(c echo.Context) error {
	a, q, err := s.approvalNamed(c)
	switch {
	case err != nil:
		return s.noApproval(c, err)
	case a.Denied || a.Token != "":
		return s.over(c, q.consumer)
	case a.Confirm && c.QueryParam("continue") == "":
		return s.confirmUser(c, q, q.path+"?continue=1")
	}
	return s.consent(c, q)
}

// approve takes the User's answer.
func (s *Server) approve(c echo.Context) error {
	a, q, err := s.approvalNamed(c)
	switch {
	case err != nil:
		return s.noApproval(c, err)
	case a.Token != "" && field(c, "decision") == "allow":
		return s.approvedBefore(c, a, q)
	case a.Denied || a.Token != "":
		return s.over(c, q.consumer)
	}
	return s.answered(c, func() error { return s.approved(c, a, q) }, func() error { return s.disapproved(c, a, q) })
}

// approved makes the callback token and sends the User back with it.
func (s *Server) approved(c echo.Context, a approval, q question) error {
	g, problem, err := s.chosen(c, q)
	switch {
	case err != nil:
		return err
	case problem != "":
		return s.consentAgain(c, q, problem)
	}
	t, err := s.issue(c, a, g)
	switch {
	case errors.Is(err, oauthcore.ErrConflict): // by a press at the same moment
		return c.Redirect(http.StatusSeeOther, (&oauthcore.IssuedRequestToken{
			RequestToken: oauthcore.RequestToken{Token: a.Ticket}, Callback: a.Callback, State: oauthcore.StateAuthorized}).ReturnURL())
	case err != nil:
		return s.deadLink(c, err)
	}
	a.Token = t.Token
	if err := s.remember(c, a); err != nil {
		return err
	}
	s.Log.InfoContext(c.Request().Context(), "access allowed", "user", g.User, "consumer", t.Consumer, "scope", g.Scope)
	return c.Redirect(http.StatusSeeOther, t.ReturnURL())
}

// issue makes the callback token of an approval. Its name is known beforehand and there is one of each name, so of two
// presses at the same moment one makes it (11.14: an approval counts once).
func (s *Server) issue(c echo.Context, a approval, g oauthcore.Grant) (*oauthcore.IssuedRequestToken, error) {
	sp := *s.Provider
	sp.NewToken = func() string { return a.Ticket }
	return sp.IssueCallbackToken(c.Request().Context(), a.Consumer, a.Callback, g)
}

func (s *Server) newTicket() string {
	if s.Provider.NewToken != nil {
		return s.Provider.NewToken()
	}
	return oauthcore.NewSecret()
}

// approvedBefore answers a second press of the button like the first.
func (s *Server) approvedBefore(c echo.Context, a approval, q question) error {
	t, err := s.decidedBy(c, a.Token)
	if err != nil {
		return s.over(c, q.consumer)
	}
	return c.Redirect(http.StatusSeeOther, t.ReturnURL())
}

// disapproved tells the Consumer so. There is no token to name.
func (s *Server) disapproved(c echo.Context, a approval, q question) error {
	a.Denied = true
	if err := s.remember(c, a); err != nil {
		return err
	}
	s.Log.InfoContext(c.Request().Context(), "access denied", "user", s.user(c).ID, "consumer", a.Consumer)
	denied := oauthcore.Approval{Consumer: q.consumer, Callback: a.Callback}
	return c.Redirect(http.StatusSeeOther, denied.DeniedURL())
}

// over says that the User has answered already.
func (s *Server) over(c echo.Context, consumer *oauthcore.Registration) error {
	page := &templates.Problem{Page: s.page(c, ""), Code: http.StatusGone, Title: s.say(c, "dead.title"),
		Text: s.say(c, "dead.answered")}
	page.Href, page.Action = s.homeOfConsumer(c, consumer)
	return s.render(c, page.Code, "error", page)
}

// noApproval is said where this browser has no such approval: it is another browser, or too late.
func (s *Server) noApproval(c echo.Context, err error) error {
	if !errors.Is(err, gallery.ErrNotFound) {
		return err
	}
	page := s.page(c, "")
	page.Languages = nil // nothing here tells one address from another
	return s.render(c, http.StatusNotFound, "error", &templates.Problem{
		Page: page, Code: http.StatusNotFound, Title: s.say(c, "dead.unknown_title"),
		Text: s.say(c, "dead.elsewhere"),
		Href: s.base() + "/", Action: s.say(c, "back.home"),
	})
}

// deadLink tells the User why a signed address does not work. The link back is to the home page that the Consumer has
// registered, never to what the address says.
func (s *Server) deadLink(c echo.Context, err error) error {
	var problem *oauthcore.Problem
	if !errors.As(err, &problem) {
		return err
	}
	s.noteRefusal(c, problem)
	page := &templates.Problem{Page: s.page(c, ""), Code: problem.Status, Title: s.say(c, "link.title")}
	switch problem.Code {
	case oauthcore.NonceUsed:
		page.Code, page.Title = http.StatusGone, s.say(c, "link.used_title")
		page.Text = s.say(c, "link.used")
	case oauthcore.TimestampRefused:
		page.Code, page.Title = http.StatusGone, s.say(c, "link.expired_title")
		page.Text = s.say(c, "link.expired")
	default:
		page.Text = s.say(c, "link.wrong", "Code", string(problem.Code))
	}
	consumer, err := s.Provider.Store.Registration(c.Request().Context(), c.QueryParam("oauth_consumer_key"))
	if err != nil {
		consumer = &oauthcore.Registration{}
	}
	page.Href, page.Action = s.homeOfConsumer(c, consumer)
	return s.render(c, page.Code, "error", page)
}

// isSignedAddress tells the one-step flow from the other: a signature, and no token.
func isSignedAddress(c echo.Context) bool {
	query := c.QueryParams()
	return query.Has("oauth_signature") && query.Get("oauth_token") == ""
}
