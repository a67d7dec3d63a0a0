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
	chosen, err := s.inBasket(c)
	if err != nil {
		return err
	}
	for _, photo := range album.Photos {
		if chosen[photo.ID] {
			page.Chosen++
		}
		page.Photos = append(page.Photos, s.picture(photo))
	}
	return s.render(c, http.StatusOK, "album", page)
}

// inBasket are the photos that lie in the basket.
func (s *Server) inBasket(c echo.Context) (map[string]bool, error) {
	b, err := s.Shop.Basket(c.Request().Context(), session(c).UserID())
	chosen := map[string]bool{}
	for _, it := range b.Items {
		chosen[it.Photo] = true
	}
	return chosen, err
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

// choose puts the ticked photos, or with all=1 the whole album, into the basket. With then=more the customer goes on
// choosing in other albums.
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
	var chosen []orders.Photo
	for _, photo := range album.Photos {
		if ticked[photo.ID] || form.Get("all") != "" {
			chosen = append(chosen, photo)
		}
	}
	if len(chosen) == 0 {
		session(c).Flash("warning", "Tick at least one photo, or take the whole album.")
		return s.redirect(c, "/albums/"+url.PathEscape(album.ID))
	}
	added, err := s.Shop.AddToBasket(c.Request().Context(), session(c).UserID(), album.Album, chosen)
	if err != nil {
		return s.sayAndReturn(c, err, "/albums/"+url.PathEscape(album.ID))
	}
	session(c).Flash("success", addedSentence(added, len(chosen)-added))
	if form.Get("then") == "more" {
		return s.redirect(c, "/albums")
	}
	return s.redirect(c, "/basket")
}

// addedSentence says what went into the basket.
func addedSentence(added, known int) string {
	switch {
	case added == 0:
		return "All of these are in your basket already."
	case known == 0:
		return counted(added, "photo is", "photos are") + " in your basket now."
	}
	return counted(added, "photo is", "photos are") + " new in your basket; the others were there already."
}

// thumb is a small picture, fetched by the printer with the customer's token.
func (s *Server) thumb(c echo.Context) error { return s.show(c, orders.Thumb) }

// medium is a larger one, for the page that shows one photo alone.
func (s *Server) medium(c echo.Context) error { return s.show(c, orders.Medium) }

func (s *Server) show(c echo.Context, size orders.Size) error {
	picture, err := s.Shop.Picture(c.Request().Context(), session(c).UserID(), c.Param("photo"), size)
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
