package web

import (
	"errors"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/templates"
)

// connectionsPage says who has the User's photos: each Consumer with what it may do, since when and until when, how much
// it uses that, and the buttons to change or end it.
type connectionsPage struct {
	templates.Page
	Connections []connectionView
}

type connectionView struct {
	gallery.Connection
	Grants []grantView
}

// grantView is one permission of a Consumer.
type grantView struct {
	gallery.Grant
	Upload bool
	Titles []string // of the albums it opens; empty for all of them, or where none is left
	Gone   bool     // whether none of its albums is left
	Choice albumChoice
	Open   bool // whether the form to change it is shown
}

func (s *Server) connections(c echo.Context) error { return s.connectionsWith(c, "", "") }

// connectionsWith shows the page with the form of one grant open, and what is wrong in it.
func (s *Server) connectionsWith(c echo.Context, grantID, problem string) error {
	list, err := s.Gallery.Connections(c.Request().Context(), s.user(c).ID)
	if err != nil {
		return err
	}
	page := &connectionsPage{Page: s.page(c, "connections")}
	for _, connection := range list {
		view := connectionView{Connection: connection}
		for _, grant := range connection.Grants {
			v, err := s.grantView(c, grant)
			if err != nil {
				return err
			}
			if grant.ID() == grantID {
				v.Open, v.Choice.Problem = true, s.sentence(c, problem)
			}
			view.Grants = append(view.Grants, v)
		}
		page.Connections = append(page.Connections, view)
	}
	return s.show(c, "connections", page)
}

func (s *Server) grantView(c echo.Context, grant gallery.Grant) (grantView, error) {
	permission := grant.Permission()
	offer, err := s.albumChoice(c, permission.Albums)
	v := grantView{Grant: grant, Upload: permission.May(gallery.MayUpload), Choice: offer}
	for _, a := range offer.Albums {
		if a.Checked {
			v.Titles = append(v.Titles, a.Title)
		}
	}
	v.Gone = !offer.All && v.Titles == nil
	return v, err
}

// changeGrant opens other albums to the living tokens of a grant, at once.
func (s *Server) changeGrant(c echo.Context) error {
	connection, grant, err := s.grantNamed(c)
	if err != nil {
		return s.changedMeanwhile(c, err)
	}
	albums := albumsChosen(c)
	if field(c, "albums") == "all" { // here the ticks may be those of before
		albums = nil
	}
	err = s.Gallery.ChangeGrant(c.Request().Context(), s.user(c).ID, connection.Consumer, grant, albums)
	var refusal *gallery.Refusal
	switch {
	case errors.As(err, &refusal):
		return s.connectionsWith(c, grant.ID(), refusal.Sentence)
	case err != nil:
		return s.changedMeanwhile(c, err)
	}
	s.Log.InfoContext(c.Request().Context(), "grant changed", "user", s.user(c).ID, "consumer", connection.Consumer)
	s.flash(c, "success", s.say(c, "connections.changed", "App", connection.Name))
	return s.redirect(c, "/connections")
}

// disconnect withdraws the tokens that a Consumer holds for this User, at once (OAuth Core 1.0a section 6): those of one
// grant, if the form names one, or all of them.
func (s *Server) disconnect(c echo.Context) error {
	if field(c, "grant") != "" {
		return s.endGrant(c)
	}
	connection, err := s.Gallery.Connection(c.Request().Context(), s.user(c).ID, field(c, "consumer"))
	if err != nil {
		return err
	}
	if err := s.Gallery.Disconnect(c.Request().Context(), s.user(c).ID, connection.Consumer); err != nil {
		return err
	}
	s.Log.InfoContext(c.Request().Context(), "access revoked", "user", s.user(c).ID, "consumer", connection.Consumer)
	s.flash(c, "success", s.say(c, "connections.revoked", "App", connection.Name))
	return s.redirect(c, "/connections")
}

func (s *Server) endGrant(c echo.Context) error {
	connection, grant, err := s.grantNamed(c)
	if err == nil {
		err = s.Gallery.EndGrant(c.Request().Context(), s.user(c).ID, connection.Consumer, grant)
	}
	if err != nil {
		return s.changedMeanwhile(c, err)
	}
	s.Log.InfoContext(c.Request().Context(), "grant revoked", "user", s.user(c).ID, "consumer", connection.Consumer)
	s.flash(c, "success", s.say(c, "connections.ended", "App", connection.Name))
	return s.redirect(c, "/connections")
}

// disconnectAll withdraws every token that anybody holds for this User.
func (s *Server) disconnectAll(c echo.Context) error {
	if err := s.Gallery.DisconnectAll(c.Request().Context(), s.user(c).ID); err != nil {
		return err
	}
	s.Log.InfoContext(c.Request().Context(), "all access revoked", "user", s.user(c).ID)
	s.flash(c, "success", s.say(c, "connections.all_revoked"))
	return s.redirect(c, "/connections")
}

// grantNamed finds the grant that a form is about, among those of the User.
func (s *Server) grantNamed(c echo.Context) (connection gallery.Connection, grant gallery.Grant, err error) {
	connection, err = s.Gallery.Connection(c.Request().Context(), s.user(c).ID, field(c, "consumer"))
	if err == nil {
		grant, err = connection.Grant(field(c, "grant"))
	}
	return connection, grant, err
}

// changedMeanwhile shows the page anew to whoever acts on one that is out of date.
func (s *Server) changedMeanwhile(c echo.Context, err error) error {
	if !errors.Is(err, gallery.ErrNotFound) {
		return err
	}
	s.flash(c, "info", s.say(c, "connections.meanwhile"))
	return s.redirect(c, "/connections")
}
