package web

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/internal/guide"
	"example.net/oauth1/internal/inspector"
	"example.net/oauth1/oauthcore"
	"example.net/oauth1/printer/orders"
	"example.net/oauth1/templates"
)

// guidedRoutes are the dance in step mode. They are there where the inspector is,
// which shows what they send.
func (s *Server) guidedRoutes() []route {
	if s.Inspector == nil || s.Words == nil {
		return nil
	}
	return []route{
		{get, guidedPath, s.guided},
		{post, "/guided/begin", s.guidedBegin}, {post, "/guided/answer", s.guidedAnswer},
		{post, "/guided/send", s.guidedSend}, {post, "/guided/stop", s.guidedStop},
		{post, "/guided/language", s.guidedLanguage},
		{get, "/guided/handout/:flow", s.guidedHandout},
		{get, "/guided/appendix-a", s.guidedAppendix},
	}
}

const (
	guidedPath = "/guided"
	guidedKey  = "guided" // in the session, sealed
)

// guidedDance is where a browser is in a guided dance. It holds what came back with
// the browser until its leg is sent, so it is sealed.
type guidedDance struct {
	Flow    string
	Leg     int
	Answer  int // to the question of this leg; 0 for none yet
	Began   time.Time
	Address string // where the User decides
	Token   string // that came back: the Request Token, or the state of the one-step flow
	Code    string // the verifier, or the callback token
}

// flow is the lesson; ok is false for one that is not there.
func (g *guidedDance) leg() (flow guide.Flow, leg *guide.Leg, ok bool) {
	flow, ok = guide.FlowNamed(g.Flow)
	if !ok || g.Leg > len(flow.Legs) {
		return flow, nil, false
	}
	if g.Leg < len(flow.Legs) {
		leg = &flow.Legs[g.Leg]
	}
	return flow, leg, true
}

// at tells whether the dance waits before a leg.
func (g *guidedDance) at(key string) bool {
	_, leg, ok := g.leg()
	return ok && leg != nil && leg.Key == key
}

// guidedOf is this browser's guided dance, or nil.
func (s *Server) guidedOf(c echo.Context) *guidedDance {
	if s.Inspector == nil {
		return nil
	}
	sealed, err := base64.StdEncoding.DecodeString(session(c).Get(guidedKey))
	if err != nil || len(sealed) == 0 {
		return nil
	}
	text, err := s.Seal.Open(sealed, guidedKey)
	if err != nil {
		return nil
	}
	var g guidedDance
	if json.Unmarshal(text, &g) != nil {
		return nil
	}
	if _, _, ok := g.leg(); !ok {
		return nil
	}
	return &g
}

func (s *Server) keepGuided(c echo.Context, g *guidedDance) {
	text, _ := json.Marshal(g)
	session(c).Set(guidedKey, base64.StdEncoding.EncodeToString(s.Seal.Seal(text, guidedKey)))
}

// next goes on to the following leg.
func (s *Server) nextLeg(c echo.Context, g *guidedDance) error {
	g.Leg, g.Answer = g.Leg+1, 0
	s.keepGuided(c, g)
	return s.redirect(c, guidedPath)
}

// guided shows the leg that is about to be sent, or else the choice of a way.
func (s *Server) guided(c echo.Context) error {
	g := s.guidedOf(c)
	if g == nil {
		return s.render(c, http.StatusOK, "guided", GuidedPage{Frame: s.guideFrame(c), Flows: guide.Flows()})
	}
	if err := s.exchanged(c, g); err != nil {
		return err
	}
	flow, leg, _ := g.leg()
	page := GuidedLegPage{Frame: s.guideFrame(c), Flow: flow, Leg: leg, Number: g.Leg + 1, Known: flow.Known(g.Leg), Answer: g.Answer}
	all, err := s.watched(c)
	if err != nil {
		return err
	}
	if len(all) > 0 && all[len(all)-1].Time().After(g.Began) {
		page.Rows = inspector.NewTimeline(all, inspector.Filter{}).Rows
	}
	return s.render(c, http.StatusOK, "guided-leg", page)
}

// exchanged moves a dance on whose Access Token has come meanwhile, in whatever
// way: a PIN may have been mistyped and typed again.
func (s *Server) exchanged(c echo.Context, g *guidedDance) error {
	if !g.at("exchange") && !g.at("callback-token") && !g.at("type-pin") {
		return nil
	}
	connection, err := s.connection(c)
	if err != nil || connection == nil || connection.Created.Before(g.Began) {
		return err
	}
	g.Leg, g.Answer, g.Token, g.Code = g.Leg+1, 0, "", ""
	s.keepGuided(c, g)
	return nil
}

func (s *Server) guidedBegin(c echo.Context) error {
	if _, ok := guide.FlowNamed(c.FormValue("flow")); !ok {
		return orders.ErrNotFound
	}
	if _, err := s.someCustomer(c); err != nil {
		return err
	}
	s.keepGuided(c, &guidedDance{Flow: c.FormValue("flow"), Began: s.now()})
	return s.redirect(c, guidedPath)
}

func (s *Server) guidedAnswer(c echo.Context) error {
	if g := s.guidedOf(c); g != nil {
		for i, value := range []string{"1", "2", "3"} {
			if c.FormValue("answer") == value {
				g.Answer = i + 1
			}
		}
		s.keepGuided(c, g)
	}
	return s.redirect(c, guidedPath+"#question")
}

func (s *Server) guidedStop(c echo.Context) error {
	session(c).Set(guidedKey, "")
	return s.redirect(c, guidedPath)
}

// guidedSend really sends what the page has announced.
func (s *Server) guidedSend(c echo.Context) error {
	g := s.guidedOf(c)
	if g == nil {
		return s.redirect(c, guidedPath)
	}
	customer, err := s.someCustomer(c)
	if err != nil {
		return err
	}
	_, leg, _ := g.leg()
	if leg == nil {
		return s.redirect(c, guidedPath)
	}
	switch leg.Key {
	case "ask", "ask-oob":
		return s.guidedAsk(c, g, customer)
	case "sign":
		return s.connectInOneStep(c, customer, orders.WayOneStep, guidedPath)
	case "send":
		return c.Redirect(http.StatusSeeOther, g.Address)
	case "show-pin":
		return s.guidedShow(c, g)
	case "exchange", "callback-token":
		return s.guidedExchange(c, g)
	case "type-pin":
		return s.pin(c)
	}
	if _, err := s.Shop.Albums(s.Inspector.Watch(c.Request().Context(), func() string { return customer.ID }), customer.ID); err != nil {
		return s.sayAndReturn(c, err, guidedPath)
	}
	return s.nextLeg(c, g)
}

// guidedAsk asks for a Request Token (OAuth Core 1.0a section 6.1.1).
func (s *Server) guidedAsk(c echo.Context, g *guidedDance, customer orders.Customer) error {
	way := orders.WayRedirect
	if g.Flow == "pin" {
		way = orders.WayPIN
	}
	address, err := s.begin(c, customer, way, guidedPath)
	if err != nil {
		return s.cannotBegin(c, err)
	}
	g.Address = address
	return s.nextLeg(c, g)
}

// guidedShow opens photos in another tab; the guide goes on in this one.
func (s *Server) guidedShow(c echo.Context, g *guidedDance) error {
	if c.FormValue("shown") != "" {
		return s.nextLeg(c, g)
	}
	return c.Redirect(http.StatusSeeOther, g.Address)
}

// paused tells whether a guided dance stops here, and keeps what the browser has
// brought back until its leg is sent.
func (s *Server) paused(c echo.Context, p orders.PendingToken, token, code string) (bool, error) {
	g := s.guidedOf(c)
	if g == nil || p.Return != guidedPath || !g.at("send") && !g.at("sign") {
		return false, nil
	}
	if err := s.Shop.KeepRequestToken(c.Request().Context(), p); err != nil {
		return true, err
	}
	g.Token, g.Code = token, code
	return true, s.nextLeg(c, g)
}

// guidedExchange exchanges what came back (OAuth Core 1.0a section 6.3).
func (s *Server) guidedExchange(c echo.Context, g *guidedDance) error {
	way := orders.WayRedirect
	if g.at("callback-token") {
		way = orders.WayOneStep
	}
	pending, err := s.take(c, way, g.Token)
	if err != nil {
		return s.unfinishedUnless(c, err, notBegunHere)
	}
	if way == orders.WayRedirect {
		return s.finish(c, pending, withVerifier(pending, g.Code))
	}
	return s.finish(c, pending, func(ctx context.Context, consumer *oauthcore.Consumer) (oauthcore.AccessToken, oauthcore.Params, error) {
		return consumer.ExchangeCallbackToken(ctx, g.Code)
	})
}

// guideFrame is the frame of a page that speaks the language of the guide.
func (s *Server) guideFrame(c echo.Context) Frame {
	p := s.page(c, "guided")
	code := session(c).Get(languageKey)
	if code == "" {
		code = s.Words.Accepted(c.Request().Header.Get("Accept-Language"))
	}
	f := Frame{Page: p, G: s.Words.In(code)}
	for _, l := range s.Words.Languages() {
		f.Spoken = append(f.Spoken, templates.Language{Code: l.Code, Name: l.Name})
	}
	return f
}

const languageKey = "guide language"

// guidedLanguage remembers the language of the guide.
func (s *Server) guidedLanguage(c echo.Context) error {
	if _, err := s.someCustomer(c); err != nil { // a session to remember it in
		return err
	}
	session(c).Set(languageKey, s.Words.First(c.FormValue("language")))
	return s.redirect(c, nextOr(localPath(c.FormValue("next")), guidedPath))
}

// guidedHandout is a whole flow on paper.
func (s *Server) guidedHandout(c echo.Context) error {
	flow, ok := guide.FlowNamed(c.Param("flow"))
	if !ok {
		return orders.ErrNotFound
	}
	page := GuidedHandoutPage{Frame: s.guideFrame(c), Flow: flow}
	for i := range flow.Legs {
		page.Known = append(page.Known, flow.Known(i))
	}
	page.Last = flow.Known(len(flow.Legs))
	return s.render(c, http.StatusOK, "guided-handout", page)
}

// guidedAppendix replays Appendix A of OAuth Core 1.0a.
func (s *Server) guidedAppendix(c echo.Context) error {
	replays, err := guide.Appendix(c.Request().Context())
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "guided-appendix", GuidedAppendixPage{Frame: s.guideFrame(c), Sections: replays})
}
