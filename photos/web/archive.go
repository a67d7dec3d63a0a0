package web

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/photos/gallery"
)

// downloadAlbum sends an album as a zip archive.
func (s *Server) downloadAlbum(c echo.Context) error { return s.sendZip(c, c.Param("album"), nil) }

// sendZip sends photos of an album, all of them if ids is nil. An archive is made to be passed on, so it leaves the place
// out where the User hides it from others.
func (s *Server) sendZip(c echo.Context, id string, ids []string) error {
	ctx, viewer := c.Request().Context(), s.viewer(c)
	album, err := s.Gallery.Album(ctx, viewer, id)
	if err != nil {
		return err
	}
	viewer.Other = true
	answer := webapp.NewStream(c, func(h http.Header) {
		h.Set("Content-Type", "application/zip")
		h.Set("Cache-Control", "private, no-store")
		h.Set("Content-Disposition", webapp.Saved(gallery.ArchiveName(album.Title)+".zip"))
	})
	if c.Request().Method == http.MethodHead {
		return c.NoContent(http.StatusOK)
	}
	err = s.Gallery.WriteZip(ctx, viewer, id, ids, answer)
	if err != nil && context.Cause(ctx) == nil {
		s.Log.WarnContext(c.Request().Context(), "an archive was not finished", "album", id, "error", err)
	}
	return answer.End(err)
}
