package web

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"os"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/photos/gallery"
)

// uploadJSON is the answer to several pictures at once. One that is refused does not stop the others.
type (
	uploadJSON struct {
		Photos  []photoJSON   `json:"photos"`
		Refused []refusedJSON `json:"refused,omitempty"`
	}
	refusedJSON struct {
		File    string `json:"file"`
		Message string `json:"message"`
	}
)

// apiUpload adds photos to an album: the picture itself as the body with its name in the query, or a multipart form with
// one or more parts called photo. What is new is answered 201, and what is there already 200.
//
// The signature has been checked by now, so a request that is refused costs no body: whoever waits for the status 100
// before sending it does not send it at all. It does not cover the body (OAuth Core 1.0a section 11.13) unless there
// is an oauth_body_hash.
func (s *Server) apiUpload(c echo.Context) error {
	album, err := s.Gallery.Album(c.Request().Context(), grantee(c), c.Param("album"))
	if err != nil {
		return err
	}
	kind, params, err := mime.ParseMediaType(c.Request().Header.Get("Content-Type"))
	if err == nil && kind == "multipart/form-data" {
		return s.uploadParts(c, album, params["boundary"])
	}
	photo, existed, err := s.uploadSigned(c, album, c.QueryParam("file"), c.Request().Body)
	if err != nil {
		return err
	}
	return s.answerPhoto(c, photo, !existed)
}

// uploadSigned adds a photo, and answers it as the Consumer would get it.
func (s *Server) uploadSigned(c echo.Context, album gallery.Album, file string, body io.Reader) (gallery.Photo, bool, error) {
	ctx := c.Request().Context()
	photo, existed, err := s.Gallery.Upload(ctx, album.Owner, album.ID, file, body)
	if err != nil {
		return photo, existed, err
	}
	photo, err = s.Gallery.AsReceived(ctx, grantee(c), photo)
	return photo, existed, err
}

func (s *Server) answerPhoto(c echo.Context, photo gallery.Photo, created bool) error {
	if !created {
		return answer(c, s.photoJSON(photo))
	}
	c.Response().Header().Set("Location", s.link("/api/photos/"+photo.ID))
	return answerWith(c, http.StatusCreated, s.photoJSON(photo))
}

// uploadParts takes the parts of a form, one after the other.
func (s *Server) uploadParts(c echo.Context, album gallery.Album, boundary string) error {
	body, err := wholeIfHashed(c)
	if err != nil {
		return err
	}
	defer body.Close()
	list, created, parts := uploadJSON{Photos: []photoJSON{}}, false, multipart.NewReader(body, boundary)
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return badParts(err)
		}
		if part.FormName() != "photo" {
			continue
		}
		photo, existed, err := s.uploadSigned(c, album, part.FileName(), part)
		var refusal *gallery.Refusal
		switch {
		case errors.As(err, &refusal):
			list.Refused = append(list.Refused, refusedJSON{part.FileName(), refusal.Sentence})
			continue
		case err != nil:
			return badParts(err)
		}
		list.Photos, created = append(list.Photos, s.photoJSON(photo)), created || !existed
	}
	return s.answerParts(c, list, created)
}

func (s *Server) answerParts(c echo.Context, list uploadJSON, created bool) error {
	status := http.StatusOK
	if created {
		status = http.StatusCreated
	}
	switch {
	case len(list.Photos) == 1 && list.Refused == nil:
		if created {
			c.Response().Header().Set("Location", list.Photos[0].URL)
		}
		return answerWith(c, status, list.Photos[0])
	case len(list.Photos) > 0:
		return answerWith(c, status, list)
	case list.Refused != nil:
		return echo.NewHTTPError(http.StatusUnprocessableEntity, list.Refused[0].Message)
	}
	return echo.NewHTTPError(http.StatusBadRequest, "There is no part called photo in this form.")
}

// badParts tells a form that breaks off from what is our own fault.
func badParts(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return echo.NewHTTPError(http.StatusBadRequest, "The multipart form breaks off, or its boundary is not the one of the Content-Type.").SetInternal(err)
	}
	return err
}

// wholeIfHashed is the body to read parts from. If it came with an oauth_body_hash, nothing of it may be believed before
// all of it has been compared, so it waits in a file meanwhile.
func wholeIfHashed(c echo.Context) (io.ReadCloser, error) {
	body := c.Request().Body
	if access(c).Message.Get("oauth_body_hash") == "" {
		return body, nil
	}
	file, err := os.CreateTemp("", "photos-upload-")
	if err != nil {
		return nil, err
	}
	spooled := spool{file}
	if _, err = io.Copy(file, body); err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		spooled.Close()
		return nil, err
	}
	return spooled, nil
}

// spool is a file that goes with its last reader.
type spool struct{ *os.File }

func (f spool) Close() error { return errors.Join(f.File.Close(), os.Remove(f.Name())) }
