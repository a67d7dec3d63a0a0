package web

import (
	"cmp"
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/templates"
)

// awayFor is how many seconds to wait for pictures that are out of reach.
const awayFor = "10"

// nothingHere is said of another User's things exactly as of what never existed.
const nothingHere = "There is nothing here, or it is not yours to see."

// fail is the one place where an error becomes a page or a JSON body. The signed routes have turned refusals of
// oauthcore into problem reports already (problems, in protect.go).
func (s *Server) fail(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	status, sentence := s.explain(err)
	if errors.Is(err, gallery.ErrAway) {
		c.Response().Header().Set("Retry-After", awayFor)
	}
	webapp.AskAgain(c, status)
	if isMachine(c) {
		err = apiError(c, status, sentence)
	} else {
		err = s.errorPage(c, status, sentence)
	}
	if err != nil {
		c.Logger().Error(err)
	}
}

// explain finds the status of an error, and a sentence for the person who meets it. What the program did not foresee
// is told to the log only.
func (s *Server) explain(err error) (status int, sentence string) {
	var refusal *gallery.Refusal
	var problem *oauthcore.Problem
	switch {
	case errors.Is(err, gallery.ErrAway):
		return http.StatusServiceUnavailable, "The pictures are out of reach at the moment. None of them is lost. Please try again in a minute."
	case errors.Is(err, gallery.ErrNotFound):
		return http.StatusNotFound, nothingHere
	case errors.Is(err, gallery.ErrOffset):
		return http.StatusConflict, "Another piece of this upload has come meanwhile. Ask how many bytes are here, and go on from there."
	case errors.Is(err, gallery.ErrUnreadable):
		return http.StatusUnprocessableEntity, "No smaller picture can be made of this file, because its picture data is faulty. The original can still be downloaded."
	case errors.Is(err, gallery.ErrPlace):
		return http.StatusUnprocessableEntity, "The owner of this picture gives it without the place where it was taken, and that cannot be removed from this file. Its smaller sizes can be had."
	case errors.Is(err, gallery.ErrDamaged):
		return http.StatusInternalServerError, "The stored original is damaged, so it is not served. This has been written down."
	case errors.As(err, &refusal):
		return http.StatusUnprocessableEntity, refusal.Sentence
	case errors.As(err, &problem):
		return problem.Status, problem.Advice
	}
	status, sentence = webapp.Status(err)
	if status == http.StatusNotFound {
		sentence = nothingHere
	}
	return status, sentence
}

// errorPage shows a sentence, and the way back to somewhere that works. When the fault is ours, the page does without
// the session, which may be what does not work.
func (s *Server) errorPage(c echo.Context, status int, sentence string) error {
	speech, reference := s.Words.In(cmp.Or(s.languageAsked(c), s.languageAccepted(c))), ""
	frame := templates.Page{App: "photos", Base: s.base(), Theme: theme(c), Words: speech}
	if status < http.StatusInternalServerError {
		frame, speech = s.page(c, ""), s.speech(c)
		frame.Languages = nil // nothing is said here that is worth coming back to
	} else {
		reference, _ = speech.Say("error.reference", "ID", webapp.RequestID(c.Request().Context()))
	}
	title, _ := speech.Say(titleFor(status))
	home, _ := speech.Say("back.home")
	return s.render(c, status, "error", &templates.Problem{
		Page: frame, Code: status, Title: title, Text: speech.Sentence(sentence),
		Href: s.base() + "/", Action: home, Reference: reference,
	})
}

// titleFor is the key of what an error page is called.
func titleFor(status int) string {
	switch status {
	case http.StatusNotFound:
		return "error.not_found"
	case http.StatusForbidden:
		return "error.forbidden"
	case http.StatusTooManyRequests:
		return "error.slower"
	case http.StatusInternalServerError, http.StatusServiceUnavailable:
		return "error.ours"
	}
	return "error.other"
}

// isMachine tells whether a program reads the answer: on every signed route, where there is no route by the path, and on
// a page's own route if a script of the page says so.
func isMachine(c echo.Context) bool {
	machine, _ := c.Get("machine").(bool)
	return machine || strings.HasPrefix(c.Request().URL.Path, "/api/") || wantsJSON(c)
}

// wantsJSON tells a script's request from a browser's own, which never asks for JSON.
func wantsJSON(c echo.Context) bool {
	return strings.Contains(c.Request().Header.Get("Accept"), "application/json")
}
