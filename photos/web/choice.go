package web

import (
	"errors"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/gallery"
)

// choice is what a User has chosen on the consent page, to be shown again if something is wrong with it.
type choice struct {
	Albums   albumChoice
	Upload   bool
	Duration string // the Value of one of durations
}

// albumChoice is the part of a page where a User chooses albums: all, or some of them.
type albumChoice struct {
	All     bool
	Albums  []albumOption
	Problem string // what was wrong with the last try
}

type albumOption struct {
	albumCard
	ID      string
	Checked bool
}

// durations are how long a grant may last.
var durations = []duration{
	{"", "duration.ever", 0},
	{"hour", "duration.hour", time.Hour},
	{"day", "duration.day", 24 * time.Hour},
	{"month", "duration.month", 30 * 24 * time.Hour},
}

type duration struct {
	Value, Key string // Key: of its words in the catalogues
	length     time.Duration
}

// albumChoice offers a User's albums, with those of a permission ticked.
func (s *Server) albumChoice(c echo.Context, chosen []string) (albumChoice, error) {
	albums, err := s.Gallery.Albums(c.Request().Context(), s.viewer(c))
	offer := albumChoice{All: chosen == nil}
	for _, a := range albums {
		offer.Albums = append(offer.Albums, albumOption{s.card(a), a.ID, slices.Contains(chosen, a.ID)})
	}
	return offer, err
}

// albumsChosen reads the form: nil for all albums, else what was ticked. Who ticks some albums means those, even if she
// has left "all" above them as it was.
func albumsChosen(c echo.Context) []string {
	ticked := c.Request().PostForm["album"]
	if len(ticked) == 0 && field(c, "albums") != "some" {
		return nil
	}
	return append([]string{}, ticked...)
}

// chosen reads the User's choice, which can only be narrower than what was asked for. The second result is what is
// wrong with it, a sentence, if anything is.
func (s *Server) chosen(c echo.Context, q question) (g oauthcore.Grant, problem string, err error) {
	permission := gallery.Permission{Rights: q.rights}
	if field(c, "rights") == string(gallery.MayRead) {
		permission.Rights = []gallery.Right{gallery.MayRead}
	}
	permission.Albums, err = s.Gallery.OwnAlbums(c.Request().Context(), s.user(c).ID, albumsChosen(c))
	var refusal *gallery.Refusal
	if errors.As(err, &refusal) {
		return g, refusal.Sentence, nil
	}
	g = oauthcore.Grant{User: s.user(c).ID, Scope: permission.Scope()}
	i := slices.IndexFunc(durations, func(d duration) bool { return d.Value == field(c, "duration") })
	switch {
	case i < 0:
		return g, "Choose how long it may last.", err
	case durations[i].length > 0:
		g.Expires = s.now().Add(durations[i].length)
	}
	return g, "", err
}
