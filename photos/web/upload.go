package web

import (
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/photos/gallery"
)

// uploaded is one picture of an upload: what became of it, or why it was refused.
type uploaded struct {
	Title   string `json:"title"`
	Href    string `json:"href"`
	Src     string `json:"src"`
	Existed bool   `json:"existed"`

	refused string
}

// maxUpload is how much one form may send at once; a single picture may have gallery.DefaultMaxBytes.
const maxUpload = 1 << 30

// maxPictures is how many pictures one form may send, and maxSentences how many refusals are told one by one: a form
// of a gigabyte has room for millions of nothings.
const (
	maxPictures  = 2000
	maxSentences = 20
)

// upload takes any number of pictures into an album, each from a part named "photo". They go from the network to the
// gallery without being kept in memory. One that is refused does not stop the others.
func (s *Server) upload(c echo.Context) error {
	ctx, id := c.Request().Context(), c.Param("album")
	album, err := s.Gallery.Album(ctx, s.viewer(c), id)
	if err != nil {
		return err
	}
	parts, err := webapp.Multipart(c)
	if err != nil {
		return err
	}
	var results []uploaded
	for len(results) < maxPictures {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if part.FormName() != "photo" || part.FileName() == "" {
			continue
		}
		result, err := s.take(c, album.ID, part)
		if err != nil {
			return err
		}
		results = append(results, result)
	}
	return s.answerUpload(c, album, results)
}

// take keeps one picture.
func (s *Server) take(c echo.Context, album string, part *multipart.Part) (uploaded, error) {
	photo, existed, err := s.Gallery.Upload(c.Request().Context(), s.user(c).ID, album, part.FileName(), part)
	var refusal *gallery.Refusal
	if errors.As(err, &refusal) {
		return uploaded{Title: webapp.Shorten(part.FileName(), maxNamed), refused: refusal.Sentence}, nil
	}
	if err != nil {
		return uploaded{}, err
	}
	return s.uploaded(photo, existed), nil
}

func (s *Server) uploaded(photo gallery.Photo, existed bool) uploaded {
	return uploaded{
		Title: titleOf(photo), Existed: existed,
		Href: s.base() + photoPath(photo.ID), Src: s.base() + picturePath(photo.ID, gallery.Thumb),
	}
}

// answerUpload answers a script with JSON, and a plain form with the album and a sentence about every refusal.
func (s *Server) answerUpload(c echo.Context, album gallery.Album, results []uploaded) error {
	if wantsJSON(c) {
		return answerScript(c, results)
	}
	taken, refused := 0, 0
	for _, r := range results {
		if r.refused == "" {
			taken++
		} else if refused++; refused <= maxSentences {
			s.flash(c, "error", "“"+r.Title+"”: "+r.refused)
		}
	}
	if refused > maxSentences {
		s.flash(c, "error", fmt.Sprintf("%d more files were not taken.", refused-maxSentences))
	}
	if len(results) == maxPictures {
		s.flash(c, "warning", fmt.Sprintf("At most %d pictures are taken at once; send the others after these.", maxPictures))
	}
	switch {
	case len(results) == 0:
		s.flash(c, "warning", "No picture was chosen.")
	case taken == 1:
		s.flash(c, "success", "One picture is in “"+album.Title+"” now.")
	case taken > 1:
		s.flash(c, "success", fmt.Sprintf("%d pictures are in “%s” now.", taken, album.Title))
	}
	return s.redirect(c, albumPath(album.ID))
}

// answerScript answers upload.js, which sends one picture at a time.
func answerScript(c echo.Context, results []uploaded) error {
	switch {
	case len(results) == 0:
		return apiError(c, http.StatusBadRequest, "No picture was chosen.")
	case results[0].refused != "":
		return apiError(c, http.StatusUnprocessableEntity, results[0].refused)
	case results[0].Existed:
		return c.JSON(http.StatusOK, map[string]uploaded{"photo": results[0]})
	}
	return c.JSON(http.StatusCreated, map[string]uploaded{"photo": results[0]})
}
