package web

import (
	"github.com/labstack/echo/v4"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/gate"
	"example.net/oauth1/static"
	"example.net/oauth1/templates"
)

// homePage says what this is, to somebody who is not signed in.
type homePage struct {
	templates.Page
	Demo []Account
}

// home is the front page; for a signed-in User that is her albums.
func (s *Server) home(c echo.Context) error {
	if s.user(c) != nil {
		return s.albums(c)
	}
	return s.show(c, "home", &homePage{Page: s.page(c, ""), Demo: s.Demo})
}

// favicon is asked for by browsers that show an answer without a page around it, a refusal for example.
func (s *Server) favicon(c echo.Context) error {
	return s.redirect(c, static.URL("icons/favicon-photos.svg"))
}

// developersPage holds what an integrator must know (OAuth Core 1.0a section 4.2): the URLs, their methods, the
// signature methods, every further parameter, and what each refusal means.
type developersPage struct {
	templates.Page
	facts
	Origin     oauthcore.Origin
	Secure     bool   // whether the public URL is https
	EncodedURL string // of the first call, as it stands in a base string
	Codes      []oauthcore.CodeInfo
	Switches   []gate.Switch // of the sandbox
}

func (s *Server) developers(c echo.Context) error {
	return s.show(c, "developers", &developersPage{
		Page: s.page(c, ""), facts: s.facts(), Origin: s.Provider.Origin, Secure: s.Provider.Origin.Secure(),
		EncodedURL: oauthcore.Encode(s.link("/api/consumer")), Codes: oauthcore.Codes(), Switches: gate.Switches,
	})
}

// creditsPage thanks the authors of the demo photographs, as their licences ask.
type creditsPage struct {
	templates.Page
	Credits []Credit
}

func (s *Server) credits(c echo.Context) error {
	return s.show(c, "credits", &creditsPage{Page: s.page(c, ""), Credits: s.Credits})
}
