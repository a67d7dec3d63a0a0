package web

import (
	"net/url"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/templates"
)

// searchSize is how many photos one page of results shows.
const searchSize = 120

// searchPage is what was found among a User's own photos.
type searchPage struct {
	templates.Page
	Query       string
	Albums      []albumCard
	Photos      []templates.Picture
	Start, More string // addresses of the first page and of the next one, "" where there is none
}

func (s *Server) search(c echo.Context) error {
	ctx, user := c.Request().Context(), s.user(c).ID
	query, after := c.QueryParam("q"), c.QueryParam("after")
	photos, next, err := s.Gallery.Search(ctx, user, query, after, searchSize)
	if err != nil {
		return err
	}
	page := &searchPage{Page: s.page(c, "albums"), Query: query, Photos: s.pictures(photos)}
	if after != "" {
		page.Start = s.base() + "/search?q=" + url.QueryEscape(query)
	} else {
		albums, err := s.Gallery.SearchAlbums(ctx, user, query)
		if err != nil {
			return err
		}
		for _, a := range albums {
			page.Albums = append(page.Albums, s.card(a))
		}
	}
	if next != "" {
		page.More = s.base() + "/search?" + url.Values{"q": {query}, "after": {next}}.Encode()
	}
	return s.show(c, "search", page)
}
