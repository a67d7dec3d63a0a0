package web

import (
	"net/http"
	"path"
	"strings"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/templates"
)

// photoPage is one photo, as large as the window lets it be.
type photoPage struct {
	templates.Page
	ID            string
	Title         string
	Src, Alt      string
	Srcset        string
	Lightbox      lightbox
	Width, Height int // of the picture on the page; the browser scales it
	Album         link
	Prev, Next    string // addresses of the neighbours, "" at the ends
	Photo         gallery.Photo
	Details       gallery.Details
	ShowPlace     bool   // the User has asked for the place
	Map           string // address of a map of it
}

func (s *Server) photo(c echo.Context) error {
	ctx := c.Request().Context()
	photo, err := s.Gallery.Photo(ctx, s.viewer(c), c.Param("photo"))
	if err != nil {
		return err
	}
	album, err := s.Gallery.Album(ctx, s.viewer(c), photo.Album)
	if err != nil {
		return err
	}
	prev, next, err := s.Gallery.Neighbours(ctx, s.viewer(c), photo.ID)
	if err != nil {
		return err
	}
	width, height := photo.Fit(gallery.Large)
	page := &photoPage{
		Page: s.page(c, "albums"), ID: photo.ID, Title: titleOf(photo), Photo: photo,
		Src: s.base() + picturePath(photo.ID, gallery.Large), Alt: altText(photo), Width: width, Height: height,
		Album: link{s.base() + albumPath(album.ID), album.Title},
	}
	page.Srcset = s.srcset(photo)
	if err := s.addDetails(c, page); err != nil {
		return err
	}
	if page.Lightbox, err = s.lightboxOf(c, album, photo.ID); err != nil {
		return err
	}
	page.Prev, page.Next = s.photoLink(prev), s.photoLink(next)
	return s.show(c, "photo", page)
}

func (s *Server) photoLink(id string) string {
	if id == "" {
		return ""
	}
	return s.base() + photoPath(id)
}

func (s *Server) deletePhoto(c echo.Context) error {
	ctx := c.Request().Context()
	photo, err := s.Gallery.Photo(ctx, s.viewer(c), c.Param("photo"))
	if err != nil {
		return err
	}
	deletion, err := s.Gallery.DeletePhoto(ctx, s.user(c).ID, photo.ID)
	if err != nil {
		return err
	}
	s.flashUndo(c, "The photo “"+titleOf(photo)+"” is deleted.", deletion)
	return s.redirect(c, albumPath(photo.Album))
}

// picture serves a photo in one of its sizes to the User it belongs to. What is behind such an address never changes,
// so her browser may keep it for good; Vary: Cookie sees to it that the browser's next user is asked again.
func (s *Server) picture(c echo.Context) error {
	size, err := sizeNamed(c.Param("size"))
	if err != nil {
		return gallery.ErrNotFound
	}
	c.Response().Header().Set("Vary", "Cookie")
	return s.serve(c, s.viewer(c), c.Param("photo"), size, webapp.Content{
		CacheControl: "private, max-age=31536000, immutable",
	})
}

// download gives the original back, byte for byte, under the name it came with.
func (s *Server) download(c echo.Context) error {
	return s.serve(c, s.viewer(c), c.Param("photo"), gallery.Original, webapp.Content{Attachment: true})
}

// serve opens a photo for a viewer and sends it, whole or in part or not at all, as the conditions of the request say.
func (s *Server) serve(c echo.Context, v gallery.Viewer, id string, size gallery.Size, content webapp.Content) error {
	picture, err := s.Gallery.Open(c.Request().Context(), v, id, size)
	if err != nil {
		return err
	}
	defer picture.Close()
	content.Body, content.Type, content.Modified = picture.Content, picture.ContentType, picture.Modified
	content.ETag, content.Filename = picture.ETag, fileName(picture.Photo.File, size)
	return webapp.ServeFile(c, content)
}

// fileName is the name under which a size of a photo is saved: a rendition is a JPEG, whatever the original was.
func fileName(file string, size gallery.Size) string {
	if size == gallery.Original {
		return file
	}
	return strings.TrimSuffix(file, path.Ext(file)) + "-" + string(size) + ".jpg"
}

// sizeNamed reads the name of a size.
func sizeNamed(name string) (gallery.Size, error) {
	if size, ok := gallery.ParseSize(name); ok {
		return size, nil
	}
	return "", echo.NewHTTPError(http.StatusBadRequest, "The size is one of original, large, medium, small and thumb.")
}

func photoPath(id string) string { return "/photos/" + id }

func picturePath(id string, size gallery.Size) string { return photoPath(id) + "/" + string(size) }
