package web

import (
	"cmp"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/internal/words"
	"example.net/oauth1/oauthcore"
	"example.net/oauth1/templates"
)

// A page speaks the first of these that there is a catalogue of:
//
//  1. the visitor's own choice, made on any page and kept in a cookie;
//  2. langpref of the address: "xx|pl|en" is a list in order of preference, unknown ones are skipped;
//  3. what the Consumer has asked for at the beginning of this authorization, as langpref of the address that it sent the
//     User to, or as xoauth_lang_pref with its call for a Request Token (OAuth Core 1.0a section 6.1.1, additional
//     parameters);
//  4. what the browser accepts;
//  5. English.

const languageCookie = "language"

// language is the code of the language of this request's page.
func (s *Server) language(c echo.Context) string {
	return cmp.Or(s.languageAsked(c), s.Words.First(s.authorization(c).Language), s.languageAccepted(c))
}

// languageAsked is what this very request asks for, and languageAccepted what a browser can do with: neither looks at
// the session.
func (s *Server) languageAsked(c echo.Context) string {
	chosen := ""
	if cookie, err := c.Cookie(languageCookie); err == nil {
		chosen = s.Words.First(cookie.Value)
	}
	return cmp.Or(chosen, s.Words.First(c.QueryParam("langpref")))
}

func (s *Server) languageAccepted(c echo.Context) string {
	return cmp.Or(s.Words.Accepted(c.Request().Header.Get("Accept-Language")), words.Default)
}

func (s *Server) speech(c echo.Context) *words.Speech { return s.Words.In(s.language(c)) }

// say says the sentence of a key. One that is not there is a mistake of ours, which a test finds; the page says the key.
func (s *Server) say(c echo.Context, key string, pairs ...any) string {
	said, err := s.speech(c).Say(key, pairs...)
	if err != nil {
		s.Log.ErrorContext(c.Request().Context(), "nothing to say", "error", err)
		return key
	}
	return said
}

// sentence says in the page's language what the domain or the frame of the program has said in English.
func (s *Server) sentence(c echo.Context, english string) string {
	return s.speech(c).Sentence(english)
}

// authorization is the one that this browser is in the middle of, as far as its language is concerned.
type authorization struct {
	Of       string // the Request Token or the approval; "" if the User is yet to type the token
	Language string // that the Consumer has asked for
	Until    time.Time
}

const (
	authorizationKey      = "authorization" // in the session
	authorizationLifetime = time.Hour
)

func (s *Server) authorization(c echo.Context) (a authorization) {
	_ = json.Unmarshal([]byte(s.Sessions.Get(c).Get(authorizationKey)), &a) // "" is none
	if !s.now().Before(a.Until) {
		return authorization{}
	}
	return a
}

// beginAuthorization keeps the language that a Consumer asks for, through sign-in and until the end. One that asks for
// none puts an end to what another one has asked for.
func (s *Server) beginAuthorization(c echo.Context, of string, extra oauthcore.Params) {
	before, asked := s.authorization(c), s.Words.First(c.QueryParam("langpref"))
	if asked == "" && before.Language != "" && (before.Of == of || before.Of == "") {
		asked = before.Language
	}
	a := authorization{of, cmp.Or(asked, s.Words.First(extra.Get("xoauth_lang_pref"))), s.now().Add(authorizationLifetime)}
	if a.Language == "" {
		s.Sessions.Get(c).Set(authorizationKey, "")
		return
	}
	text, _ := json.Marshal(a) // strings and a time: it cannot fail
	s.Sessions.Get(c).Set(authorizationKey, string(text))
}

// speak lets a page speak the visitor's language, and offers the others.
func (s *Server) speak(c echo.Context, p *templates.Page) {
	p.Words, p.Here = s.speech(c), s.here(c)
	if p.Here == "" {
		return
	}
	for _, l := range s.Words.Languages() {
		p.Languages = append(p.Languages, templates.Language{Code: l.Code, Name: l.Name})
	}
}

// here is the address to come back to after a language was chosen, "" if there is none. What a form was posted to is no
// page; and of where a Consumer has sent the User, only what chooses the page is repeated.
func (s *Server) here(c echo.Context) string {
	r := c.Request()
	if strings.HasSuffix(r.URL.Path, "/authorize") && r.Method != http.MethodPost {
		return authorizeAgain(c)
	}
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return r.URL.RequestURI()
	}
	switch r.URL.Path {
	case "/sign-in", "/sign-in/passkey":
		return withNext("/sign-in", localPath(field(c, "next")))
	case "/sign-up":
		return withNext("/sign-up", localPath(field(c, "next")))
	case "/connections/albums":
		return "/connections"
	}
	return s.returnAddress(c)
}

func authorizeAgain(c echo.Context) string {
	token, how := c.QueryParam("oauth_token"), c.QueryParam("interactivity")
	switch {
	case isSignedAddress(c):
		return "" // it works once
	case token == "":
		return "/oauth/authorize"
	case how == askWhoYouAre:
		return authorizePath(token) + "&interactivity=" + how
	}
	return authorizePath(token)
}

// chooseLanguage keeps the visitor's choice for a year and shows the page again. Where there is a path prefix, the
// cookie is good for the whole host all the same: its reader is a person, and so is its meaning.
func (s *Server) chooseLanguage(c echo.Context) error {
	code := s.Words.First(field(c, "language"))
	if code == "" {
		return echo.NewHTTPError(http.StatusBadRequest, "We do not speak this language yet.")
	}
	c.SetCookie(&http.Cookie{
		Name: languageCookie, Value: code, Path: "/", MaxAge: 365 * 24 * 60 * 60,
		HttpOnly: true, Secure: s.URL.Scheme == "https", SameSite: http.SameSiteLaxMode,
	})
	return s.redirect(c, localPath(field(c, "next")))
}
