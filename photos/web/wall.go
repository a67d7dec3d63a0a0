package web

import (
	"bytes"
	"cmp"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/templates"
)

// stretchSize is how many photos of an album wall.js and lightbox.js ask for at once.
const stretchSize = 60

// wall is the photos of an album for whoever scrolls through them. The page brings the first of them; with the shapes
// of all, wall.js knows at once where each will be, and asks for a stretch when it comes near.
type wall struct {
	Tiles  []tile
	From   int    // how many photos stand before the first tile
	Count  int    // of the album
	Shapes string // a character for every photo of the album: see templates.Shape
	More   string // address of a stretch, without its from
	Size   int    // of a stretch
}

// lightbox is what lightbox.js must know to show the photos of an album. Index is the place of the page's own photo
// in it, -1 if the page has none.
type lightbox struct {
	More        string
	Count, Size int
	Index       int
}

// lightboxOf is the lightbox over the page of one photo.
func (s *Server) lightboxOf(c echo.Context, album gallery.Album, photo string) (lightbox, error) {
	index, err := s.Gallery.Rank(c.Request().Context(), s.viewer(c), photo)
	return lightbox{s.stretchAddress(album.ID), album.PhotoCount, stretchSize, index}, err
}

// stretchAddress is the address of a stretch of an album, up to the number that it begins at.
func (s *Server) stretchAddress(album string) string {
	return s.base() + albumPath(album) + "/stretch?from="
}

// srcset offers a photo in the sizes that a window may need.
func (s *Server) srcset(p gallery.Photo) string {
	var offers []string
	for _, size := range []gallery.Size{gallery.Small, gallery.Medium, gallery.Large} {
		width, _ := p.Fit(size)
		offers = append(offers, fmt.Sprintf("%s %dw", s.base()+picturePath(p.ID, size), width))
	}
	return strings.Join(offers, ", ")
}

// tile is one photo on the wall.
type tile struct {
	Href, Thumb, Small string // Small is for dense screens
	Alt, Title         string
	Width, Height      int
	Placeholder        gallery.Placeholder
	Broken             bool // it cannot be shown
	Lazy               bool // it is fetched when it comes near
}

// eagerTiles is a screenful.
const eagerTiles = 16

// wallOf is the wall of an album that begins with these photos.
func (s *Server) wallOf(c echo.Context, album string, photos []gallery.Photo, from int) (wall, error) {
	shapes, err := s.Gallery.Outline(c.Request().Context(), s.viewer(c), album)
	if err != nil {
		return wall{}, err
	}
	w := wall{Tiles: s.tiles(photos), From: from, Count: len(shapes), Shapes: shapeCodes(shapes), Size: stretchSize,
		More: s.stretchAddress(album)}
	for i := range w.Tiles {
		w.Tiles[i].Lazy = i >= eagerTiles
	}
	return w, nil
}

func shapeCodes(shapes []gallery.Shape) string {
	codes := make([]byte, len(shapes))
	for i, shape := range shapes {
		codes[i] = templates.Shape(shape.Width, shape.Height)
	}
	return string(codes)
}

func (s *Server) tiles(photos []gallery.Photo) []tile {
	tiles := make([]tile, len(photos))
	for i, p := range photos {
		tiles[i] = tile{
			Href: s.base() + photoPath(p.ID), Thumb: s.base() + picturePath(p.ID, gallery.Thumb),
			Small: s.base() + picturePath(p.ID, gallery.Small), Alt: altText(p), Title: titleOf(p),
			Width: p.Width, Height: p.Height, Placeholder: p.Placeholder, Broken: p.Unreadable, Lazy: true,
		}
	}
	return tiles
}

// stretch is a piece of an album's wall, for wall.js: the tiles alone, without a page around them.
func (s *Server) stretch(c echo.Context) error {
	from, err := strconv.Atoi(cmp.Or(c.QueryParam("from"), "0"))
	if err != nil || from < 0 {
		return echo.NewHTTPError(http.StatusBadRequest, "A stretch of an album begins at a number.")
	}
	photos, err := s.Gallery.Stretch(c.Request().Context(), s.viewer(c), c.Param("album"), from, stretchSize)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := s.pages.RenderBlock(&b, "album", "tiles", s.tiles(photos)); err != nil {
		return err
	}
	c.Response().Header().Set("Cache-Control", "private, no-store")
	return c.HTMLBlob(http.StatusOK, b.Bytes())
}
