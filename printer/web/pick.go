package web

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/printer/orders"
	"example.net/oauth1/templates"
)

// albums shows what the permission covers.
func (s *Server) albums(c echo.Context) error {
	page := AlbumsPage{Page: s.page(c, "pick")}
	var err error
	if page.Connection, err = s.connection(c); err != nil {
		return err
	}
	if page.Connection != nil {
		page.Albums, err = s.Shop.Albums(c.Request().Context(), session(c).UserID())
		if page.Trouble, err = s.inWords(c, err); err != nil {
			return err
		}
	}
	return s.render(c, http.StatusOK, "albums", page)
}

// album shows its photos, to choose from.
func (s *Server) album(c echo.Context) error {
	page := AlbumPage{Page: s.page(c, "pick")}
	album, err := s.wholeAlbum(c)
	if page.Trouble, err = s.inWords(c, err); err != nil {
		return err
	}
	page.Album, page.More = album.Album, album.Next != ""
	for _, photo := range album.Photos {
		page.Photos = append(page.Photos, s.picture(photo))
	}
	return s.render(c, http.StatusOK, "album", page)
}

// maxPages is how far a list is followed that does not end.
const maxPages = 100

// wholeAlbum reads an album page by page, as many photos as one order may have.
func (s *Server) wholeAlbum(c echo.Context) (orders.AlbumPage, error) {
	ctx, customer, id := c.Request().Context(), session(c).UserID(), c.Param("album")
	whole, err := s.Shop.Album(ctx, customer, id, "")
	for pages := 1; err == nil && whole.Next != "" && len(whole.Photos) < s.maxPhotos() && pages < maxPages; pages++ {
		var page orders.AlbumPage
		page, err = s.Shop.Album(ctx, customer, id, whole.Next)
		whole.Photos, whole.Next = append(whole.Photos, page.Photos...), page.Next
	}
	if most := s.maxPhotos(); len(whole.Photos) > most {
		whole.Photos, whole.Next = whole.Photos[:most], "more"
	}
	return whole, err
}

// picture is a photo as the page shows it: from the printer's own address, never
// hot-linked.
func (s *Server) picture(p orders.Photo) templates.Picture {
	title := cmp.Or(p.Title, p.File)
	return templates.Picture{ID: p.ID, Src: s.thumbURL(p.ID), Alt: cmp.Or(p.Alt, title), Title: title, Width: p.Width, Height: p.Height}
}

func (s *Server) thumbURL(photo string) string { return s.base() + "/thumbs/" + url.PathEscape(photo) }

// choose puts the ticked photos, or with all=1 the whole album, into a basket.
func (s *Server) choose(c echo.Context) error {
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	album, err := s.wholeAlbum(c)
	if err != nil {
		return s.sayAndReturn(c, err, "/albums")
	}
	ticked := map[string]bool{}
	for _, id := range form["photo"] {
		ticked[id] = true
	}
	choice := orders.Choice{Album: album.ID, AlbumTitle: album.Title, Key: orders.NewKey()}
	for _, photo := range album.Photos {
		if ticked[photo.ID] || form.Get("all") != "" {
			choice.Photos = append(choice.Photos, photo.ID)
		}
	}
	if len(choice.Photos) == 0 {
		session(c).Flash("warning", "Tick at least one photo, or take the whole album.")
		return s.redirect(c, "/albums/"+url.PathEscape(album.ID))
	}
	s.putBasket(c, choice)
	return s.redirect(c, "/basket/"+choice.Key)
}

// thumb is a small picture, fetched by the printer with the customer's token.
func (s *Server) thumb(c echo.Context) error {
	picture, err := s.Shop.Picture(c.Request().Context(), session(c).UserID(), c.Param("photo"), orders.Thumb)
	if err != nil {
		return s.noThumb(c, err)
	}
	h := c.Response().Header()
	h.Set("Cache-Control", "private, max-age=3600")
	h.Set("ETag", picture.ETag)
	if c.Request().Header.Get("If-None-Match") == picture.ETag {
		return c.NoContent(http.StatusNotModified)
	}
	return c.Blob(http.StatusOK, picture.ContentType, picture.Bytes)
}

// noThumb answers in a few plain words: nobody reads a page inside an <img>.
func (s *Server) noThumb(c echo.Context, err error) error {
	c.Response().Header().Set("Cache-Control", "no-store")
	if errors.Is(err, orders.ErrNotFound) || errors.Is(err, orders.ErrNotConnected) {
		return c.String(http.StatusNotFound, "There is no such picture.\n")
	}
	s.warn(c, "no thumb", err)
	return c.String(http.StatusBadGateway, "Photos does not give us this picture at the moment.\n")
}
