package web

import (
	"github.com/labstack/echo/v4"

	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/gallery"
)

// protectedPhoto is the specification's own example of a Protected Resource (OAuth Core 1.0a appendix A.5):
//
//	GET /photos?file=vacation.jpg&size=original
//
// file is the name of a photo among those that the token opens, size one of original, large, medium, small and thumb.
func (s *Server) protectedPhoto(c echo.Context) error {
	size, err := sizeAsked(c)
	if err != nil {
		return err
	}
	photo, err := s.Gallery.FindFile(c.Request().Context(), grantee(c), access(c).Message.Query.Get("file"))
	if err != nil {
		return err
	}
	return s.serveSigned(c, photo.ID, size)
}

// apiFile serves a photo by its id.
func (s *Server) apiFile(c echo.Context) error {
	size, err := sizeAsked(c)
	if err != nil {
		return err
	}
	return s.serveSigned(c, c.Param("photo"), size)
}

// sizeAsked reads the parameter size, which may be left out: A.1 calls it optional.
func sizeAsked(c echo.Context) (gallery.Size, error) {
	query := access(c).Message.Query
	if !query.Has("size") {
		return gallery.Original, nil
	}
	return sizeNamed(query.Get("size"))
}

// serveSigned sends a photo to a Consumer. A shared cache must not keep it, least of all under a URL that carries the
// signature itself (section 11.5).
func (s *Server) serveSigned(c echo.Context, id string, size gallery.Size) error {
	c.Response().Header().Set("Vary", "Authorization")
	return s.serve(c, grantee(c), id, size, webapp.Content{CacheControl: cacheControl(access(c).Message)})
}

func cacheControl(m *oauthcore.Message) string {
	if m.Header.Has("oauth_signature") {
		return "private, no-cache"
	}
	return "private, no-store"
}
