package web

import (
	"github.com/labstack/echo/v4"

	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/templates"
)

// connectionsPage lists the Consumers that may look at a User's photos, each with a button to end that.
type connectionsPage struct {
	templates.Page
	Connections []gallery.Connection
}

func (s *Server) connections(c echo.Context) error {
	list, err := s.Gallery.Connections(c.Request().Context(), s.user(c).ID)
	if err != nil {
		return err
	}
	return s.show(c, "connections", &connectionsPage{Page: s.page(c, "connections"), Connections: list})
}

// disconnect withdraws every Access Token that a Consumer holds for this User, at once (OAuth Core 1.0a section 6).
func (s *Server) disconnect(c echo.Context) error {
	ctx, key := c.Request().Context(), field(c, "consumer")
	list, err := s.Gallery.Connections(ctx, s.user(c).ID)
	if err != nil {
		return err
	}
	for _, connection := range list {
		if connection.Consumer == key {
			if err := s.Gallery.Disconnect(ctx, s.user(c).ID, key); err != nil {
				return err
			}
			s.Log.Info("access revoked", "user", s.user(c).ID, "consumer", key)
			s.flash(c, "success", connection.Name+" can no longer see your photos.")
			return s.redirect(c, "/connections")
		}
	}
	return gallery.ErrNotFound
}
