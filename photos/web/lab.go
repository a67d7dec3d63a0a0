package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/internal/inspector"
	"example.net/oauth1/lab"
	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/templates"
)

// labPage lists the attacks that can be watched. They are played in the lab, against programs of its own; nothing here
// can be switched into a weak mode.
type labPage struct {
	templates.Page
	Attacks []*lab.Attack
}

func (s *Server) lab(c echo.Context) error {
	return s.show(c, "lab", &labPage{s.page(c, "developers"), lab.Attacks()})
}

// attackPage is one attack, and what came of it if it was played.
type attackPage struct {
	templates.Page
	*lab.Attack
	Number         int
	Previous, Next *lab.Attack
	Outcome        *lab.Outcome
}

// travelled is a message of the lab as the inspector opens one.
type travelled struct {
	lab.Message
	Base inspector.BaseString
}

// Travelled are the messages of the play.
func (p *attackPage) Travelled() (list []travelled) {
	for _, m := range p.Outcome.Messages {
		list = append(list, travelled{m, inspector.TakeApart(m.BaseString)})
	}
	return list
}

func (s *Server) attackPage(c echo.Context) error {
	p, err := s.newAttackPage(c)
	if err != nil {
		return err
	}
	return s.show(c, "attack", p)
}

// attack plays it, without the rule or with it.
func (s *Server) attack(c echo.Context) error {
	p, err := s.newAttackPage(c)
	if err != nil {
		return err
	}
	rule := field(c, "rule")
	if rule != "on" && rule != "off" {
		return echo.NewHTTPError(http.StatusBadRequest, "The rule is “on” or “off”.")
	}
	if p.Outcome = lab.Play(p.Attack, rule == "on"); p.Outcome.Failed != nil {
		return p.Outcome.Failed
	}
	return s.show(c, "attack", p)
}

func (s *Server) newAttackPage(c echo.Context) (*attackPage, error) {
	p := &attackPage{Page: s.page(c, "developers")}
	all := lab.Attacks()
	for i, a := range all {
		if a.ID == c.Param("attack") {
			p.Attack, p.Number = a, i+1
			if i > 0 {
				p.Previous = all[i-1]
			}
			if i+1 < len(all) {
				p.Next = all[i+1]
			}
			return p, nil
		}
	}
	return nil, gallery.ErrNotFound
}
