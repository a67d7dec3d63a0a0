package web

import (
	"errors"
	"fmt"
	"net/url"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/photos/gallery"
)

// maxChosen is how many photos one form may choose: more than any page shows.
const maxChosen = 5000

// selection does to the chosen photos of an album what the button says that was pressed.
func (s *Server) selection(c echo.Context) error {
	album := c.Param("album")
	if _, err := s.Gallery.Album(c.Request().Context(), s.viewer(c), album); err != nil {
		return err
	}
	photos := c.Request().PostForm["photo"]
	back := editPath(album, "select", field(c, "after"))
	switch {
	case len(photos) == 0:
		s.flash(c, "warning", "No photo is chosen. Tick the ones that you mean.")
		return s.redirect(c, back)
	case len(photos) > maxChosen:
		photos = photos[:maxChosen]
	}
	err := s.withChosen(c, album, photos, back)
	if refusal, ok := errors.AsType[*gallery.Refusal](err); ok {
		s.flash(c, "error", refusal.Sentence)
		return s.redirect(c, back)
	}
	return err
}

func (s *Server) withChosen(c echo.Context, album string, photos []string, back string) error {
	ctx, user := c.Request().Context(), s.user(c).ID
	switch action := field(c, "action"); action {
	case "move", "copy":
		return s.toAlbum(c, action, album, photos)
	case "zip":
		return s.sendZip(c, album, photos)
	case "captions":
		return s.redirect(c, captionsPath(album)+"?"+url.Values{"photo": photos[:min(len(photos), captionsSize)]}.Encode())
	case gallery.First, gallery.Last:
		if err := s.Gallery.ReorderPhotos(ctx, user, album, photos, action); err != nil {
			return err
		}
		s.flash(c, "success", counted(len(photos))+" moved to the "+map[string]string{gallery.First: "beginning", gallery.Last: "end"}[action]+".")
		return s.redirect(c, editPath(album, "select", ""))
	case "cover":
		if len(photos) > 1 {
			return &gallery.Refusal{Sentence: "An album has one cover. Tick a single photo."}
		}
		if err := s.Gallery.SetCover(ctx, user, album, photos[0]); err != nil {
			return err
		}
		s.flash(c, "success", "This album has a new cover.")
		return s.redirect(c, back)
	case "delete":
		deletion, err := s.Gallery.DeletePhotos(ctx, user, album, photos)
		if err != nil {
			return err
		}
		s.flashUndo(c, counted(deletion.Photos)+" deleted.", deletion)
		return s.redirect(c, albumPath(album))
	}
	return &gallery.Refusal{Sentence: "Choose what shall be done with the photos."}
}

// toAlbum moves or copies photos to another album, which is made first if it has a name only.
func (s *Server) toAlbum(c echo.Context, action, from string, photos []string) error {
	ctx, user, to := c.Request().Context(), s.user(c).ID, field(c, "to")
	if title := field(c, "title"); title != "" {
		made, err := s.Gallery.CreateAlbum(ctx, user, title)
		if err != nil {
			return err
		}
		to = made.ID
	} else if to == "" {
		return &gallery.Refusal{Sentence: "Choose the album where the photos shall go, or name a new one."}
	}
	target, err := s.Gallery.Album(ctx, s.viewer(c), to)
	if err != nil {
		return err
	}
	do, done := s.Gallery.MovePhotos, "moved"
	if action == "copy" {
		do, done = s.Gallery.CopyPhotos, "copied"
	}
	n, err := do(ctx, user, from, to, photos)
	if err != nil {
		return err
	}
	s.flash(c, "success", fmt.Sprintf("%s %s to “%s”.", counted(n), done, target.Title))
	if n < len(photos) {
		s.flash(c, "info", photosIn(len(photos)-n)+" stayed here, because “"+target.Title+"” has the same already.")
	}
	return s.redirect(c, albumPath(from))
}

// counted is a number of photos at the beginning of a sentence.
func counted(n int) string {
	switch n {
	case 0:
		return "No photo was"
	case 1:
		return "1 photo was"
	}
	return photosIn(n) + " were"
}

func photosIn(n int) string {
	if n == 1 {
		return "1 photo"
	}
	return fmt.Sprintf("%d photos", n)
}
