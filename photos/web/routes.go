package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/static"
)

type route struct {
	method, path string
	handle       echo.HandlerFunc
}

// group is a set of routes that know their caller in the same way.
type group struct {
	routes     []route
	middleware []echo.MiddlewareFunc
}

const get, post = http.MethodGet, http.MethodPost

// routes is the map of the program. The groups differ in how they know who is calling.
func (s *Server) routes() []group {
	return []group{
		{s.visitorRoutes(), []echo.MiddlewareFunc{s.Sessions.RequireCSRF()}},
		{s.learnRoutes(), []echo.MiddlewareFunc{s.Sessions.RequireCSRF()}},
		{s.passkeyRoutes(), []echo.MiddlewareFunc{s.Sessions.RequireCSRF()}},
		{s.userRoutes(), []echo.MiddlewareFunc{s.requireUser, s.Sessions.RequireCSRF()}},
		{s.workshopRoutes(), []echo.MiddlewareFunc{s.requireUser, s.Sessions.RequireCSRF()}},
		{s.developerRoutes(), []echo.MiddlewareFunc{s.requireUser, s.Sessions.RequireCSRF()}},
		{s.resumableRoutes(), []echo.MiddlewareFunc{s.requireUser, s.Sessions.RequireCSRF()}},
		{s.organiseRoutes(), []echo.MiddlewareFunc{s.requireUser, s.Sessions.RequireCSRF()}},
		{s.inspectorRoutes(), []echo.MiddlewareFunc{s.requireUser, s.Sessions.RequireCSRF()}},
		{s.accountRoutes(), []echo.MiddlewareFunc{s.requireUser, s.Sessions.RequireCSRF()}},
		{s.tokenRoutes(), []echo.MiddlewareFunc{s.problems}},
		{s.consumerRoutes(), []echo.MiddlewareFunc{s.problems, s.protectConsumer}},
		{s.signedRoutes(), []echo.MiddlewareFunc{s.problems, s.protect}},
		{s.openRoutes(), nil},
	}
}

// visitorRoutes are pages that work signed in or not.
func (s *Server) visitorRoutes() []route {
	return []route{
		{get, "/", s.home},
		{get, "/sign-up", s.signUpPage}, {post, "/sign-up", s.signUp},
		{get, "/sign-in", s.signInPage}, {post, "/sign-in", s.signIn},
		{post, "/sign-out", s.signOut},
		{post, "/language", s.chooseLanguage},
		{get, "/oauth/authorize", s.authorize}, {get, "/authorize", s.authorize},
		{get, "/developers", s.developers}, {get, "/developers/api", s.apiDocs}, {get, "/developers/samples", s.samples},
		{get, "/developers/try", s.tryPage}, {post, "/developers/try", s.try},
		{get, "/join", s.join}, {get, "/join/:workshop", s.joinPage}, {post, "/join/:workshop", s.takeSeat},
		{get, "/seats/:seat", s.seat}, {get, "/seats/:seat/live", s.liveSeat},
		{get, "/lab", s.lab}, {get, "/lab/:attack", s.attackPage}, {post, "/lab/:attack", s.attack},
		{get, "/workbench", s.workbenchPage}, {post, "/workbench", s.workbench},
		{get, "/credits", s.credits},
	}
}

// workshopRoutes are those of a leader.
func (s *Server) workshopRoutes() []route {
	return []route{
		{get, "/workshops", s.workshops}, {post, "/workshops", s.openWorkshop},
		{get, "/workshops/:workshop", s.workshop}, {get, "/workshops/:workshop/live", s.liveWorkshop},
		{post, "/workshops/:workshop/reset", s.resetWorkshop}, {post, "/workshops/:workshop/end", s.endWorkshop},
	}
}

// userRoutes are pages of a signed-in User; anybody else is sent to sign in first.
func (s *Server) userRoutes() []route {
	return []route{
		{get, "/albums", s.albums}, {post, "/albums", s.createAlbum},
		{get, "/albums/:album", s.album}, {get, "/albums/:album/stretch", s.stretch},
		{post, "/albums/:album/photos", webapp.Uploads(maxUpload)(s.upload)},
		{post, "/albums/:album/rename", s.renameAlbum},
		{post, "/albums/:album/delete", s.deleteAlbum},
		{get, "/photos/:photo", s.photo},
		{get, "/photos/:photo/download", s.download},
		{get, "/photos/:photo/:size", s.picture},
		{post, "/photos/:photo/delete", s.deletePhoto},
		{get, "/connections", s.connections}, {post, "/connections/albums", s.changeGrant},
		{post, "/connections/revoke", s.disconnect}, {post, "/connections/revoke-all", s.disconnectAll},
		{post, "/oauth/authorize", s.decide}, {post, "/authorize", s.decide},
		{get, "/oauth/approve/:approval", s.approvePage}, {post, "/oauth/approve/:approval", s.approve},
		{get, "/oauth/pin", s.pin},
	}
}

// tokenRoutes are the endpoints of the dance, registered for every method, so that they can refuse in their own way.
func (s *Server) tokenRoutes() (routes []route) {
	for path, handle := range endpoints(s) {
		routes = append(routes, onlyPost(path, handle)...)
	}
	return routes
}

// endpoints are the addresses that a Consumer posts to (OAuth Core 1.0a section 4.1), each with the names that Core's
// Appendix A and RFC 5849 section 1.2 give it. What is signed is the path as it was asked for.
func endpoints(s *Server) map[string]echo.HandlerFunc {
	return map[string]echo.HandlerFunc{
		"/oauth/request_token": s.requestToken, "/request_token": s.requestToken, "/initiate": s.requestToken,
		"/oauth/access_token": s.accessToken, "/access_token": s.accessToken, "/token": s.accessToken,
		"/oauth/revoke": s.revoke,
	}
}

// signedRoutes are the Protected Resources (OAuth Core 1.0a section 7).
func (s *Server) signedRoutes() []route {
	return []route{
		{get, "/photos", s.protectedPhoto}, {get, "/photo", s.protectedPhoto},
		{get, "/api/user/profile", s.apiProfile},
		{get, "/api/token", s.apiToken},
		{get, "/api/albums", s.apiAlbums},
		{get, "/api/albums/:album", s.apiAlbum},
		{post, "/api/albums/:album/photos", requireRight(gallery.MayUpload)(webapp.Uploads(maxUpload)(s.apiUpload))},
		{get, "/api/photos/:photo", s.apiPhoto},
		{get, "/api/photos/:photo/file", s.apiFile},
	}
}

// consumerRoutes are signed by a Consumer alone, without a token.
func (s *Server) consumerRoutes() []route {
	return []route{
		{get, "/api/consumer", s.apiConsumer},
		{get, "/api/consumer/requests", s.apiRequests},
		{get, "/api/echo", s.apiEcho}, {post, "/api/echo", s.apiEcho},
	}
}

// openRoutes know nobody and need not.
func (s *Server) openRoutes() []route {
	return []route{
		{get, "/.well-known/oauth1", s.discovery},
		{get, "/oauth/time", s.clock},
		{get, "/api/openapi.json", s.openAPI},
		{get, "/favicon.ico", s.favicon},
		{get, "/static/*", echo.WrapHandler(static.Handler())},
	}
}

// Machine lists the endpoints that programs call with a signature and without a cookie, for the cross-origin check.
func Machine() (patterns []string) {
	for path := range endpoints(nil) {
		patterns = append(patterns, post+" "+path)
	}
	return append(patterns, post+" /api/albums/{album}/photos", post+" /api/echo")
}
