package web

import (
	"errors"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/photos/classroom"
	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/photos/requestlog"
	"example.net/oauth1/templates"
)

// joinPage is the form of a participant; without a workshop it asks for the code.
type joinPage struct {
	templates.Page
	Workshop *classroom.Workshop
	Samples  []Sample
	classroom.Join
	Code, Error string
}

// defaultCallback is where most samples of a Consumer listen.
const defaultCallback = "http://localhost:9000/"

// join asks for the code, or leads to the form.
func (s *Server) join(c echo.Context) error {
	p := &joinPage{Page: s.page(c, "developers"), Code: c.QueryParam("code")}
	if p.Code == "" {
		return s.show(c, "join", p)
	}
	w, err := s.joinable(c, p.Code)
	if errors.Is(err, gallery.ErrNotFound) {
		p.Error = "There is no workshop with this code. Ask whoever leads it."
		return s.render(c, http.StatusNotFound, "join", p)
	}
	if err != nil {
		return err
	}
	return s.redirect(c, "/join/"+w.Code)
}

// joinable finds a workshop by a code that may be a guess. A whole room may come from one address at once.
func (s *Server) joinable(c echo.Context, code string) (classroom.Workshop, error) {
	if ok, _, err := webapp.Try(c, s.ByCode, webapp.ClientKey(c)); err != nil {
		return classroom.Workshop{}, err
	} else if !ok {
		return classroom.Workshop{}, echo.NewHTTPError(http.StatusTooManyRequests, "Too many tries from your address. Wait a moment.")
	}
	return s.Classroom.Joinable(c.Request().Context(), code)
}

func (s *Server) joinPage(c echo.Context) error {
	return s.joinWith(c, http.StatusOK, classroom.Join{Callback: defaultCallback}, "")
}

func (s *Server) joinWith(c echo.Context, status int, j classroom.Join, problem string) error {
	w, err := s.joinable(c, c.Param("workshop"))
	if err != nil {
		return err
	}
	return s.render(c, status, "join", &joinPage{s.page(c, "developers"), &w, Samples(), j, "", problem})
}

// takeSeat registers the participant's Consumer and leads to her page.
func (s *Server) takeSeat(c echo.Context) error {
	j := classroom.Join{Name: field(c, "name"), Language: sampleByID(field(c, "language")).ID, Callback: field(c, "callback")}
	if _, err := s.joinable(c, c.Param("workshop")); err != nil {
		return err
	}
	seat, err := s.Classroom.Take(c.Request().Context(), c.Param("workshop"), j)
	if refusal, ok := errors.AsType[*gallery.Refusal](err); ok {
		return s.joinWith(c, http.StatusUnprocessableEntity, j, refusal.Sentence)
	}
	if err != nil {
		return err
	}
	return s.redirect(c, "/seats/"+seat.ID)
}

func sampleByID(id string) Sample {
	all := Samples()
	if i := slices.IndexFunc(all, func(p Sample) bool { return p.ID == id }); i >= 0 {
		return all[i]
	}
	return all[0]
}

// seatPage is a participant's own: key and secret, a program to begin with, and what photos saw of her messages.
type seatPage struct {
	templates.Page
	classroom.Seat
	classroom.Progress
	Secret, Link, Live string
	Endpoints          [][2]string // what each is called, and its address
	Steps              []string
	Sample             Sample
	Text               string
	Entries            []ownMessage
	People             []Account // whom a participant may be while she tries
}

// ownMessage is one of her messages, and the address of the workbench with it, or "".
type ownMessage struct {
	requestlog.Entry
	Workbench string
}

// entriesOnSeat is how many of the newest messages a participant sees.
const entriesOnSeat = 20

func (s *Server) seat(c echo.Context) error {
	ctx := c.Request().Context()
	seat, err := s.Classroom.Store.Seat(ctx, c.Param("seat"))
	if err != nil {
		return err
	}
	s.rememberSeat(c, seat) // for the exercises
	p := &seatPage{Page: s.page(c, "developers"), Seat: seat, Link: s.link(""), Steps: classroom.Steps[1:], Sample: sampleByID(seat.Language), People: s.Demo}
	p.Live = s.base() + "/seats/" + seat.ID + "/live"
	p.Endpoints = [][2]string{{"Request Token", s.link("/oauth/request_token")}, {"User Authorization", s.link("/oauth/authorize")}, {"Access Token", s.link("/oauth/access_token")}}
	if p.Secret, err = s.Classroom.Secret(ctx, seat); err != nil {
		return err
	}
	if p.Text, err = p.Sample.Text(s.link(""), seat.Consumer); err != nil {
		return err
	}
	if p.Progress, err = s.Classroom.Progress(ctx, seat); err != nil {
		return err
	}
	entries, err := s.Requests.Entries(ctx, seat.Consumer, requestlog.Filter{Limit: entriesOnSeat})
	if err != nil {
		return err
	}
	for _, e := range entries {
		p.Entries = append(p.Entries, ownMessage{e, s.workbenchOfEntry(&e)})
	}
	return s.show(c, "seat", p)
}

func (s *Server) liveSeat(c echo.Context) error {
	seat, err := s.Classroom.Store.Seat(c.Request().Context(), c.Param("seat"))
	if err != nil {
		return err
	}
	return s.liveNews(c, seat.Consumer)
}
