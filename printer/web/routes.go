package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/static"
)

type route struct {
	method, path string
	handle       echo.HandlerFunc
}

// get is a page, which HEAD may ask about too. once is one that uses something up
// or does not end, so only GET will do.
const (
	get  = http.MethodGet + " and " + http.MethodHead
	once = http.MethodGet
	post = http.MethodPost
)

// routes is the map of the program. All of them know the customer by the
// session cookie, and every form carries a CSRF token.
func (s *Server) routes() []route {
	return []route{
		{get, "/", s.home},
		{get, "/sign-up", s.visitors(s.signUpPage)}, {post, "/sign-up", s.visitors(s.signUp)},
		{get, "/sign-in", s.visitors(s.signInPage)}, {post, "/sign-in", s.visitors(s.signIn)},
		{post, "/sign-out", s.signOut},
		{get, "/account", s.account},

		{get, "/connect", s.ways}, {post, "/connect", s.seldom(s.connect)}, // OAuth Core 1.0a sections 6.1 and 6.2.1
		{once, "/callback", s.callback},                 // 6.2.3 and 6.3
		{once, "/callback/one-step", s.oneStepCallback}, // signed approval URLs
		{get, "/settings", s.settingsPage}, {post, "/settings", s.settings},
		{get, "/connect/pin", s.pinPage}, {post, "/connect/pin", s.pin},
		{post, "/connect/pin/open", s.openForPIN},
		{post, "/disconnect", s.disconnect},

		{get, "/albums", s.albums},
		{get, "/albums/:album", s.album}, {post, "/albums/:album", s.choose},
		{get, "/thumbs/:photo", s.thumb}, {get, "/pictures/:photo", s.medium},
		{get, "/basket", s.basket}, {post, "/basket", s.changeBasket},
		{get, "/basket/photos/:item", s.crop}, {post, "/basket/photos/:item", s.keepCrop},
		{get, "/basket/confirm", s.confirm}, {post, "/basket/order", s.place},

		{get, "/orders", s.orders},
		{get, "/orders/:order", s.order},
		{once, "/orders/:order/events", s.events},
		{get, "/orders/:order/pdf", s.pdf},
		{post, "/orders/:order/resume", s.resume},
		{post, "/orders/:order/print", s.print},
		{post, "/orders/:order/again", s.again}, {post, "/orders/:order/basket", s.basketAgain},
		{post, "/orders/:order/cancel", s.cancel},
	}
}

// register puts every route on e.
func (s *Server) register(e *echo.Echo) {
	e.HTTPErrorHandler = s.fail
	e.RouteNotFound("/*", s.nowhere, s.withSession)
	e.Match([]string{http.MethodGet, http.MethodHead}, "/static/*", echo.WrapHandler(static.Handler()))
	for _, r := range slices.Concat(s.routes(), s.inspectorRoutes(), s.guidedRoutes()) {
		e.Match(strings.Split(r.method, " and "), r.path, r.handle, s.withSession, s.recorded, s.Sessions.RequireCSRF())
	}
}
