package web

import (
	"net/url"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/templates"
)

// albumPageSize is how many photos one page of an album shows. Their thumbs are loaded as they come into view.
const albumPageSize = 240

// albumPage is an album as a grid of its photos.
type albumPage struct {
	templates.Page
	ID         string
	Title      string
	PhotoCount int
	Wall       wall
	Lightbox   lightbox
	Place      gallery.PlaceRule
	Start      string // address of the beginning of the album, "" if this is it
	More       string // address of the photos after these, or ""
}

func (s *Server) album(c echo.Context) error {
	for _, mode := range []string{"select", "arrange"} {
		if c.QueryParam(mode) != "" {
			return s.editAlbum(c, mode)
		}
	}
	ctx, id := c.Request().Context(), c.Param("album")
	album, err := s.Gallery.Album(ctx, s.viewer(c), id)
	if err != nil {
		return err
	}
	after := c.QueryParam("after")
	photos, next, err := s.Gallery.Photos(ctx, s.viewer(c), id, after, albumPageSize)
	if err != nil {
		return err
	}
	from := 0
	if after != "" && len(photos) > 0 {
		if from, err = s.Gallery.Rank(ctx, s.viewer(c), photos[0].ID); err != nil {
			return err
		}
	}
	wall, err := s.wallOf(c, id, photos, from)
	if err != nil {
		return err
	}
	page := &albumPage{
		Page: s.page(c, "albums"), ID: id, Title: album.Title, PhotoCount: album.PhotoCount, Place: album.Place,
		Wall: wall, Lightbox: lightbox{wall.More, wall.Count, wall.Size, -1},
	}
	if after != "" {
		page.Start = s.base() + albumPath(id)
	}
	if next != "" {
		page.More = s.base() + albumPath(id) + "?after=" + url.QueryEscape(next)
	}
	return s.show(c, "album", page)
}

// pictures makes photos into items of a grid. Width and height go with them, so that the page never jumps.
func (s *Server) pictures(photos []gallery.Photo) []templates.Picture {
	pictures := make([]templates.Picture, len(photos))
	for i, p := range photos {
		pictures[i] = templates.Picture{
			ID: p.ID, Href: s.base() + photoPath(p.ID), Src: s.base() + picturePath(p.ID, gallery.Thumb),
			Alt: altText(p), Title: titleOf(p), Width: p.Width, Height: p.Height,
		}
	}
	return pictures
}

// titleOf names a photo for people: its title, or the name of its file.
func titleOf(p gallery.Photo) string {
	if p.Title != "" {
		return p.Title
	}
	return p.File
}

// altText says what is in a photo, as far as anybody has told us.
func altText(p gallery.Photo) string {
	if p.Alt != "" {
		return p.Alt
	}
	return "Photo " + titleOf(p)
}
