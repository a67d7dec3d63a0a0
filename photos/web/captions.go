package web

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/templates"
)

// captionsSize is how many photos are described on one page.
const captionsSize = 50

// captionsPage holds the texts of several photos of an album, to be written one after the other.
type captionsPage struct {
	templates.Page
	ID, Title string
	Items     []captionItem
	Next      string // address of the photos after these, or ""
	Action    string // address of this page: the form goes to where it came from
}

// captionItem is a photo with its texts, and what is wrong with them.
type captionItem struct {
	templates.Picture
	gallery.Description
	File    string
	Problem string
}

func captionsPath(album string) string { return albumPath(album) + "/captions" }

func (s *Server) captionsPage(c echo.Context) error { return s.captions(c, http.StatusOK, nil) }

// captions shows the photos that the address names, or all of the album, page by page.
func (s *Server) captions(c echo.Context, status int, problems map[string]captionItem) error {
	ctx, id := c.Request().Context(), c.Param("album")
	album, err := s.Gallery.Album(ctx, s.viewer(c), id)
	if err != nil {
		return err
	}
	photos, next, err := s.toDescribe(c, id)
	if err != nil {
		return err
	}
	page := &captionsPage{Page: s.page(c, "albums"), ID: id, Title: album.Title, Action: s.base() + captionsPath(id)}
	if query := c.QueryParams().Encode(); query != "" {
		page.Action += "?" + query
	}
	if next != "" {
		page.Next = s.base() + captionsPath(id) + "?after=" + url.QueryEscape(next)
	}
	for i, picture := range s.pictures(photos) {
		item := captionItem{picture, descriptionOf(photos[i]), photos[i].File, ""}
		if wrong, ok := problems[picture.ID]; ok {
			item.Description, item.Problem = wrong.Description, wrong.Problem
		}
		page.Items = append(page.Items, item)
	}
	return s.render(c, status, "captions", page)
}

func descriptionOf(p gallery.Photo) gallery.Description {
	return gallery.Description{Title: p.Title, Alt: p.Alt, Caption: p.Caption}
}

// toDescribe finds the photos of a page.
func (s *Server) toDescribe(c echo.Context, album string) (photos []gallery.Photo, next string, err error) {
	ids := c.QueryParams()["photo"]
	if len(ids) == 0 {
		return s.Gallery.Photos(c.Request().Context(), s.viewer(c), album, c.QueryParam("after"), captionsSize)
	}
	for _, id := range ids[:min(len(ids), captionsSize)] {
		photo, err := s.Gallery.Photo(c.Request().Context(), s.viewer(c), id)
		switch {
		case err == nil && photo.Album == album:
			photos = append(photos, photo)
		case err != nil && !errors.Is(err, gallery.ErrNotFound): // one that is gone meanwhile is left out
			return nil, "", err
		}
	}
	return photos, "", nil
}

// setCaptions keeps what is right, and shows the page again if anything is not.
func (s *Server) setCaptions(c echo.Context) error {
	ctx, id := c.Request().Context(), c.Param("album")
	if _, err := s.Gallery.Album(ctx, s.viewer(c), id); err != nil {
		return err
	}
	ids, problems, changed := c.Request().PostForm["photo"], map[string]captionItem{}, 0
	for _, photo := range ids[:min(len(ids), captionsSize)] {
		d := gallery.Description{Title: field(c, "title-"+photo), Alt: field(c, "alt-"+photo), Caption: field(c, "caption-"+photo)}
		err := s.Gallery.DescribePhoto(ctx, s.user(c).ID, photo, d)
		switch refusal, ok := errors.AsType[*gallery.Refusal](err); {
		case ok:
			problems[photo] = captionItem{Description: d, Problem: refusal.Sentence}
		case err != nil:
			return err
		default:
			changed++
		}
	}
	if len(problems) > 0 {
		return s.captions(c, http.StatusUnprocessableEntity, problems)
	}
	s.flash(c, "success", "The texts of "+photosIn(changed)+" are kept.")
	return s.redirect(c, albumPath(id))
}

// describe changes the texts of one photo.
func (s *Server) describe(c echo.Context) error {
	id := c.Param("photo")
	err := s.Gallery.DescribePhoto(c.Request().Context(), s.user(c).ID, id,
		gallery.Description{Title: field(c, "title"), Alt: field(c, "alt"), Caption: field(c, "caption")})
	if refusal, ok := errors.AsType[*gallery.Refusal](err); ok {
		s.flash(c, "error", refusal.Sentence)
	} else if err != nil {
		return err
	}
	return s.redirect(c, photoPath(id))
}
