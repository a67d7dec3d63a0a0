package web

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/templates"
)

// editPage is a page of an album on which its photos are chosen or put in order.
type editPage struct {
	templates.Page
	ID, Title   string
	PhotoCount  int
	Photos      []templates.Picture
	Start, More string          // addresses of the beginning and of what follows, "" where there is none
	Here        string          // path of this part of the page, to come back to
	Albums      []gallery.Album // the others, to move photos to
}

// editAlbum shows an album to work on it: mode is "select" or "arrange".
func (s *Server) editAlbum(c echo.Context, mode string) error {
	ctx, id, after := c.Request().Context(), c.Param("album"), c.QueryParam("after")
	album, err := s.Gallery.Album(ctx, s.viewer(c), id)
	if err != nil {
		return err
	}
	photos, next, err := s.Gallery.Photos(ctx, s.viewer(c), id, after, albumPageSize)
	if err != nil {
		return err
	}
	albums, err := s.Gallery.Albums(ctx, s.viewer(c))
	if err != nil {
		return err
	}
	page := &editPage{
		Page: s.page(c, "albums"), ID: id, Title: album.Title, PhotoCount: album.PhotoCount, Photos: s.pictures(photos),
		Here: editPath(id, mode, after), Albums: others(albums, id),
	}
	if after != "" {
		page.Start = s.base() + editPath(id, mode, "")
	}
	if next != "" {
		page.More = s.base() + editPath(id, mode, next)
	}
	return s.show(c, mode, page)
}

func editPath(album, mode, after string) string {
	query := url.Values{mode: {"1"}}
	if after != "" {
		query.Set("after", after)
	}
	return albumPath(album) + "?" + query.Encode()
}

func others(albums []gallery.Album, id string) (list []gallery.Album) {
	for _, a := range albums {
		if a.ID != id {
			list = append(list, a)
		}
	}
	return list
}

// whereTo reads which item shall go where: a script names both, a button without one is called by where and has the item
// as its value.
func whereTo(c echo.Context) (id, where string) {
	for _, where := range []string{gallery.First, gallery.Earlier, gallery.Later, gallery.Last} {
		if id := field(c, where); id != "" {
			return id, where
		}
	}
	return field(c, "id"), field(c, "where")
}

func (s *Server) reorderPhotos(c echo.Context) error {
	ctx, user, album := c.Request().Context(), s.user(c).ID, c.Param("album")
	id, where := whereTo(c)
	var err error
	if by := field(c, "sort"); by != "" {
		err = s.Gallery.SortPhotos(ctx, user, album, by)
	} else {
		err = s.Gallery.ReorderPhotos(ctx, user, album, []string{id}, where)
	}
	if err != nil {
		return err
	}
	return s.reordered(c, editPath(album, "arrange", field(c, "after")), id)
}

func (s *Server) reorderAlbums(c echo.Context) error {
	id, where := whereTo(c)
	if err := s.Gallery.ReorderAlbum(c.Request().Context(), s.user(c).ID, id, where); err != nil {
		return err
	}
	return s.reordered(c, "/albums?arrange=1", id)
}

// reordered goes back to where the item is now.
func (s *Server) reordered(c echo.Context, path, id string) error {
	if wantsJSON(c) {
		return c.NoContent(http.StatusNoContent)
	}
	if id != "" {
		path += "#item-" + url.PathEscape(id)
	}
	return s.redirect(c, path)
}

// setCover chooses the photo on the front of an album.
func (s *Server) setCover(c echo.Context) error {
	album, photo := c.Param("album"), field(c, "photo")
	if err := s.Gallery.SetCover(c.Request().Context(), s.user(c).ID, album, photo); err != nil {
		return err
	}
	s.flash(c, "success", "This photo is the cover of its album now.")
	return s.redirect(c, photoPath(photo))
}

// setPlaceRule says for one album whether others get originals with the place.
func (s *Server) setPlaceRule(c echo.Context) error {
	album := c.Param("album")
	if err := s.Gallery.SetPlaceRule(c.Request().Context(), s.user(c).ID, album, gallery.PlaceRule(field(c, "place"))); err != nil {
		return err
	}
	s.flash(c, "success", "What others receive of this album is changed.")
	return s.redirect(c, albumPath(album))
}

// hidePlace says it for all albums.
func (s *Server) hidePlace(c echo.Context) error {
	hide := field(c, "hide") != ""
	if err := s.Gallery.HidePlace(c.Request().Context(), s.user(c).ID, hide); err != nil {
		return err
	}
	said := "account.place_shown"
	if hide {
		said = "account.place_hidden"
	}
	s.flash(c, "success", s.say(c, said))
	return s.redirect(c, "/account")
}
