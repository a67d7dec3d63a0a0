package web

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/gallery"
)

// The answers of the API. Ids are strings; lists carry the URL of what follows them, or null.
type (
	profileJSON struct {
		UserID     string `json:"user_id"`
		ScreenName string `json:"screen_name"`
		Name       string `json:"name"`
	}
	albumJSON struct {
		ID         string    `json:"id"`
		Title      string    `json:"title"`
		Private    bool      `json:"private"`
		PhotoCount int       `json:"photo_count"`
		Cover      string    `json:"cover,omitempty"` // the id of a photo
		CreatedAt  time.Time `json:"created_at"`
		URL        string    `json:"url"`
	}
	albumsJSON struct {
		Albums []albumJSON `json:"albums"`
		Next   *string     `json:"next"`
	}
	albumPhotosJSON struct {
		albumJSON
		Photos []photoJSON `json:"photos"`
		Next   *string     `json:"next"`
	}
	photoJSON struct {
		ID          string            `json:"id"`
		AlbumID     string            `json:"album_id"`
		File        string            `json:"file"`
		Title       string            `json:"title"`
		Alt         string            `json:"alt"`
		Caption     string            `json:"caption"`
		ContentType string            `json:"content_type"`
		Bytes       int64             `json:"bytes"`
		Width       int               `json:"width"`
		Height      int               `json:"height"`
		SHA256      string            `json:"sha256"`
		TakenAt     *time.Time        `json:"taken_at"`
		CreatedAt   time.Time         `json:"created_at"`
		URL         string            `json:"url"`
		Sizes       map[string]string `json:"sizes"`
	}
	tokenJSON struct {
		Rights    []gallery.Right `json:"rights"`
		Albums    []string        `json:"albums"` // null for all
		Consumer  string          `json:"consumer"`
		IssuedAt  time.Time       `json:"issued_at"`
		ExpiresAt *time.Time      `json:"expires_at"`
		// How long the User's permission lasts, where the token itself ends sooner and can be renewed.
		AuthorizationExpiresAt *time.Time `json:"authorization_expires_at"`
	}
	consumerJSON struct {
		ConsumerKey string `json:"consumer_key"`
		Name        string `json:"name"`
		Verified    bool   `json:"verified"`
		Message     string `json:"message"`
	}
	errorJSON struct {
		Error errorBody `json:"error"`
	}
	errorBody struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	}
)

// apiProfile says whose token this is.
func (s *Server) apiProfile(c echo.Context) error {
	user, err := s.Gallery.User(c.Request().Context(), grantee(c).User)
	if err != nil {
		return err
	}
	return answer(c, profileJSON{user.ID, user.ScreenName, user.Name})
}

// apiToken says what this token may do and until when.
func (s *Server) apiToken(c echo.Context) error {
	token := access(c).Token
	ends := token.Grant.Expires
	if !token.Expires.IsZero() {
		ends = token.Expires
	}
	return answer(c, tokenJSON{
		Rights: permission(c).Rights, Albums: grantee(c).Albums, Consumer: token.Consumer,
		IssuedAt: token.Issued.UTC(), ExpiresAt: orNull(ends), AuthorizationExpiresAt: orNull(token.Grant.Expires),
	})
}

// apiConsumer tells a Consumer that its key and its signature work: the first call that an integrator makes.
func (s *Server) apiConsumer(c echo.Context) error {
	consumer := c.Get("consumer").(*oauthcore.Registration)
	return answer(c, consumerJSON{consumer.Key, consumer.Name, consumer.Verified, "Your key and signature work."})
}

func (s *Server) apiAlbums(c echo.Context) error {
	page, err := pageAsked(c)
	if err != nil {
		return err
	}
	albums, err := s.Gallery.Albums(c.Request().Context(), grantee(c))
	if err != nil {
		return err
	}
	albums, next := page.cut(albums)
	list := albumsJSON{Albums: make([]albumJSON, len(albums)), Next: s.nextURL("/api/albums", page.limit, next)}
	for i, a := range albums {
		list.Albums[i] = s.albumJSON(a)
	}
	return answer(c, list)
}

func (s *Server) apiAlbum(c echo.Context) error {
	page, err := pageAsked(c)
	if err != nil {
		return err
	}
	ctx, id := c.Request().Context(), c.Param("album")
	album, err := s.Gallery.Album(ctx, grantee(c), id)
	if err != nil {
		return err
	}
	photos, next, err := s.Gallery.Photos(ctx, grantee(c), id, page.after, page.limit)
	if err != nil {
		return err
	}
	list := albumPhotosJSON{albumJSON: s.albumJSON(album), Photos: make([]photoJSON, len(photos))}
	list.Next = s.nextURL("/api/albums/"+album.ID, page.limit, next)
	for i, p := range photos {
		list.Photos[i] = s.photoJSON(p)
	}
	return answer(c, list)
}

func (s *Server) apiPhoto(c echo.Context) error {
	photo, err := s.Gallery.Photo(c.Request().Context(), grantee(c), c.Param("photo"))
	if err != nil {
		return err
	}
	return answer(c, s.photoJSON(photo))
}

func (s *Server) albumJSON(a gallery.Album) albumJSON {
	return albumJSON{a.ID, a.Title, a.Private, a.PhotoCount, a.Cover, a.Created.UTC(), s.link("/api/albums/" + a.ID)}
}

func (s *Server) photoJSON(p gallery.Photo) photoJSON {
	photoURL := s.link("/api/photos/" + p.ID)
	sizes := map[string]string{}
	for _, size := range []gallery.Size{gallery.Original, gallery.Large, gallery.Medium, gallery.Small, gallery.Thumb} {
		sizes[string(size)] = photoURL + "/file?size=" + string(size)
	}
	return photoJSON{
		ID: p.ID, AlbumID: p.Album, File: p.File, Title: titleOf(p), Alt: p.Alt, Caption: p.Caption, ContentType: p.ContentType,
		Bytes: p.Bytes, Width: p.Width, Height: p.Height, SHA256: p.SHA256,
		TakenAt: orNull(p.Taken), CreatedAt: p.Created.UTC(), URL: photoURL, Sizes: sizes,
	}
}

// listPage is which part of a list was asked for.
type listPage struct {
	after string // the id of the last item of the part before
	limit int
}

const defaultLimit, maxLimit = 100, 500

func pageAsked(c echo.Context) (listPage, error) {
	page := listPage{after: c.QueryParam("after"), limit: defaultLimit}
	if text := c.QueryParam("limit"); text != "" {
		limit, err := strconv.Atoi(text)
		if err != nil || limit < 1 || limit > maxLimit {
			return page, echo.NewHTTPError(http.StatusBadRequest, "The limit is a number from 1 to 500.")
		}
		page.limit = limit
	}
	return page, nil
}

// cut takes the part asked for out of a User's albums, and says after which one the next part begins.
func (p listPage) cut(albums []gallery.Album) (part []gallery.Album, next string) {
	for i, a := range albums {
		if a.ID == p.after {
			albums = albums[i+1:]
			break
		}
	}
	if len(albums) <= p.limit {
		return albums, ""
	}
	return albums[:p.limit], albums[p.limit-1].ID
}

func (s *Server) nextURL(path string, limit int, after string) *string {
	if after == "" {
		return nil
	}
	next := s.link(path) + "?" + url.Values{"after": {after}, "limit": {strconv.Itoa(limit)}}.Encode()
	return &next
}

func orNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

// answer writes what concerns one User and one Consumer only, so nobody in between may keep it.
func answer(c echo.Context, body any) error { return answerWith(c, http.StatusOK, body) }

func answerWith(c echo.Context, status int, body any) error {
	h := c.Response().Header()
	h.Set("Cache-Control", "private, no-store")
	h.Add("Vary", "Authorization")
	return c.JSON(status, body)
}

// apiError is how the API says that something did not work; the codes are words of our own.
func apiError(c echo.Context, status int, sentence string) error {
	c.Response().Header().Set("Cache-Control", "private, no-store")
	return c.JSON(status, errorJSON{errorBody{errorCode(status), sentence}})
}

func errorCode(status int) string {
	switch status {
	case http.StatusNotFound:
		return "not_found"
	case http.StatusUnauthorized:
		return "not_signed_in"
	case http.StatusForbidden:
		return "forbidden"
	case http.StatusMethodNotAllowed:
		return "method_not_allowed"
	case http.StatusRequestEntityTooLarge:
		return "too_large"
	case http.StatusConflict:
		return "conflict"
	case http.StatusServiceUnavailable:
		return "unavailable"
	case http.StatusInternalServerError:
		return "internal"
	}
	return "bad_request"
}
