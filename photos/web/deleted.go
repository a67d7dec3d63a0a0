package web

import (
	"github.com/labstack/echo/v4"

	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/templates"
)

// deletedPage lists what can still be taken back. It shows no picture: what is deleted is served to nobody.
type deletedPage struct {
	templates.Page
	Deletions []gallery.Deletion
	Usage     gallery.Usage
	Days      int // how long it can be taken back
}

func (s *Server) deleted(c echo.Context) error {
	ctx, user := c.Request().Context(), s.user(c).ID
	list, err := s.Gallery.Deletions(ctx, user)
	if err != nil {
		return err
	}
	usage, err := s.Gallery.Usage(ctx, user)
	if err != nil {
		return err
	}
	return s.show(c, "deleted", &deletedPage{s.page(c, "albums"), list, usage, int(gallery.KeepDeleted.Hours() / 24)})
}

// restore takes a deletion back and shows the album where the photos are again.
func (s *Server) restore(c echo.Context) error {
	album, err := s.Gallery.Restore(c.Request().Context(), s.user(c).ID, c.Param("deletion"))
	if err != nil {
		return err
	}
	s.flash(c, "success", "It is back, in “"+album.Title+"”.")
	return s.redirect(c, albumPath(album.ID))
}

func (s *Server) purge(c echo.Context) error {
	if err := s.Gallery.Purge(c.Request().Context(), s.user(c).ID, c.Param("deletion")); err != nil {
		return err
	}
	s.flash(c, "success", "It is deleted for good.")
	return s.redirect(c, "/deleted")
}

// flashUndo says what was deleted, with a button that takes it back.
func (s *Server) flashUndo(c echo.Context, text string, d gallery.Deletion) {
	s.Sessions.Get(c).FlashUndo(text, "/deleted/"+d.ID+"/restore")
}
