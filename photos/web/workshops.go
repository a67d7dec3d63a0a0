package web

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/photos/classroom"
	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/templates"
)

// workshopsPage is where a leader opens a workshop.
type workshopsPage struct {
	templates.Page
	Workshops   []classroom.Workshop
	Name, Error string
}

func (s *Server) workshops(c echo.Context) error {
	return s.workshopsWith(c, http.StatusOK, "", "")
}

func (s *Server) workshopsWith(c echo.Context, status int, name, problem string) error {
	list, err := s.Classroom.Store.Workshops(c.Request().Context(), s.user(c).ID)
	if err != nil {
		return err
	}
	return s.render(c, status, "workshops", &workshopsPage{s.page(c, "developers"), list, name, problem})
}

func (s *Server) openWorkshop(c echo.Context) error {
	w, err := s.Classroom.Open(c.Request().Context(), s.user(c).ID, field(c, "name"))
	if refusal, ok := errors.AsType[*gallery.Refusal](err); ok {
		return s.workshopsWith(c, http.StatusUnprocessableEntity, field(c, "name"), refusal.Sentence)
	}
	if err != nil {
		return err
	}
	return s.redirect(c, "/workshops/"+w.Code)
}

// workshopPage is the leader's screen.
type workshopPage struct {
	templates.Page
	classroom.Workshop
	Address string // where participants join
	Alone   bool   // that address leads to this machine and no other
	QR      qrCode
	Rows    []classroom.Row
	Steps   []string
	Live    string
}

// Arrived counts the participants who have come to the end.
func (p *workshopPage) Arrived() (n int) {
	for _, row := range p.Rows {
		if row.Step == classroom.HasPhoto {
			n++
		}
	}
	return n
}

func (s *Server) workshop(c echo.Context) error {
	ctx := c.Request().Context()
	w, err := s.Classroom.Own(ctx, s.user(c).ID, c.Param("workshop"))
	if err != nil {
		return err
	}
	p := &workshopPage{Page: s.page(c, "developers"), Workshop: w, Address: s.link("/join/" + w.Code), Alone: webapp.IsLoopback(s.URL.Hostname()), Steps: classroom.Steps[1:]}
	p.Live = s.base() + "/workshops/" + w.Code + "/live"
	if p.Rows, err = s.Classroom.Rows(ctx, w); err != nil {
		return err
	}
	if p.QR, err = makeQR(p.Address); err != nil {
		return err
	}
	return s.show(c, "workshop", p)
}

// liveWorkshop says whenever something has happened that the leader's screen may show.
func (s *Server) liveWorkshop(c echo.Context) error {
	if _, err := s.Classroom.Own(c.Request().Context(), s.user(c).ID, c.Param("workshop")); err != nil {
		return err
	}
	return s.liveNews(c, "")
}

// liveNews tells a page to look again whenever a Consumer, or any if it is empty, was heard of. It says so at the
// beginning too, so that nothing is missed between the page and its stream.
func (s *Server) liveNews(c echo.Context, consumer string) error {
	news := s.Requests.Follow(c.Request().Context(), consumer)
	stream, err := webapp.StreamEvents(c)
	if err != nil {
		return nil // the browser has left already
	}
	if stream.Send("", "") == nil {
		follow(stream, news)
	}
	return nil
}

func (s *Server) resetWorkshop(c echo.Context) error {
	if err := s.Classroom.Reset(c.Request().Context(), s.user(c).ID, c.Param("workshop")); err != nil {
		return err
	}
	s.Sessions.Get(c).Flash("success", "Every seat is free, and all keys and tokens of this workshop are gone.")
	return s.redirect(c, "/workshops/"+classroom.NormalizeCode(c.Param("workshop")))
}

func (s *Server) endWorkshop(c echo.Context) error {
	if err := s.Classroom.End(c.Request().Context(), s.user(c).ID, c.Param("workshop")); err != nil {
		return err
	}
	s.Sessions.Get(c).Flash("success", "The workshop is over, and what it has left behind is gone.")
	return s.redirect(c, "/workshops")
}
