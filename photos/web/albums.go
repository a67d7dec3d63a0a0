package web

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/templates"
)

// albumsPage is the first page of a signed-in User.
type albumsPage struct {
	templates.Page
	Albums   []albumCard
	NewTitle string // of the album that was to be made
	Problem  string // why it was not
	Usage    gallery.Usage
	Arrange  bool // the page is for putting the albums in order
}

// albumCard is one album with its cover.
type albumCard struct {
	ID          string
	Href, Title string
	PhotoCount  int
	Cover       string // address of a thumb, "" for an empty album
}

func (s *Server) albums(c echo.Context) error { return s.albumsWith(c, http.StatusOK, "", "") }

func (s *Server) albumsWith(c echo.Context, status int, title, problem string) error {
	albums, err := s.Gallery.Albums(c.Request().Context(), s.viewer(c))
	if err != nil {
		return err
	}
	usage, err := s.Gallery.Usage(c.Request().Context(), s.user(c).ID)
	if err != nil {
		return err
	}
	page := &albumsPage{
		Page: s.page(c, "albums"), NewTitle: title, Problem: problem, Usage: usage,
		Arrange: c.QueryParam("arrange") != "" && len(albums) > 1,
	}
	for _, a := range albums {
		page.Albums = append(page.Albums, s.card(a))
	}
	return s.render(c, status, "albums", page)
}

func (s *Server) card(a gallery.Album) albumCard {
	card := albumCard{ID: a.ID, Href: s.base() + albumPath(a.ID), Title: a.Title, PhotoCount: a.PhotoCount}
	if a.Cover != "" {
		card.Cover = s.base() + picturePath(a.Cover, gallery.Thumb)
	}
	return card
}

func (s *Server) createAlbum(c echo.Context) error {
	title := field(c, "title")
	album, err := s.Gallery.CreateAlbum(c.Request().Context(), s.user(c).ID, title)
	var refusal *gallery.Refusal
	switch {
	case errors.As(err, &refusal):
		return s.albumsWith(c, http.StatusUnprocessableEntity, title, refusal.Sentence)
	case err != nil:
		return err
	}
	return s.redirect(c, albumPath(album.ID))
}

func (s *Server) renameAlbum(c echo.Context) error {
	id := c.Param("album")
	err := s.Gallery.RenameAlbum(c.Request().Context(), s.user(c).ID, id, field(c, "title"))
	var refusal *gallery.Refusal
	switch {
	case errors.As(err, &refusal):
		s.flash(c, "error", refusal.Sentence)
	case err != nil:
		return err
	}
	return s.redirect(c, albumPath(id))
}

func (s *Server) deleteAlbum(c echo.Context) error {
	ctx, id := c.Request().Context(), c.Param("album")
	album, err := s.Gallery.Album(ctx, s.viewer(c), id)
	if err != nil {
		return err
	}
	deletion, err := s.Gallery.DeleteAlbum(ctx, s.user(c).ID, id)
	if err != nil {
		return err
	}
	s.flashUndo(c, "The album “"+album.Title+"” is deleted, with the photos in it.", deletion)
	return s.redirect(c, "/albums")
}

func albumPath(id string) string { return "/albums/" + id }
