package web

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/tus/tusd/v2/pkg/handler"
	"golang.org/x/exp/slog"

	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/photos/gallery"
)

// openTus makes the handler of the protocol. Its addresses come from the public URL, never from the request.
func (s *Server) openTus() error {
	composer := handler.NewStoreComposer()
	composer.UseCore(pieces{s})
	composer.UseTerminater(pieces{s})
	s.locker = s.openLocker()
	composer.UseLocker(s.locker)
	var err error
	s.tus, err = handler.NewUnroutedHandler(handler.Config{
		StoreComposer: composer, BasePath: s.link("/uploads/"), DisableDownload: true,
		PreFinishResponseCallback: answerLast, Cors: &handler.CorsConfig{Disable: true},
		Logger:                           slog.New(silence{}), // requests are logged once, by webapp
		GracefulRequestCompletionTimeout: time.Second, NetworkTimeout: 30 * time.Second,
	})
	return err
}

// resumableRoutes are for scripts of a signed-in User: uploads in pieces, and what need not be uploaded.
func (s *Server) resumableRoutes() []route {
	return []route{
		{post, "/albums/:album/uploads", s.announce},
		{get, "/albums/:album/known", s.known},
		{http.MethodHead, "/uploads/:upload", s.speakTus((*handler.UnroutedHandler).HeadFile)},
		{http.MethodPatch, "/uploads/:upload", webapp.Uploads(gallery.DefaultMaxBytes)(s.append)},
		{http.MethodDelete, "/uploads/:upload", s.speakTus((*handler.UnroutedHandler).DelFile)},
	}
}

// announce begins an upload in pieces.
func (s *Server) announce(c echo.Context) error {
	if _, err := s.Gallery.Album(c.Request().Context(), s.viewer(c), c.Param("album")); err != nil {
		return err
	}
	return s.speakTus((*handler.UnroutedHandler).PostFile)(c)
}

// append takes a piece. If all of them are here already, since the answer to the last one was lost, it gives that answer
// once more, which tusd would not.
func (s *Server) append(c echo.Context) error {
	ctx, owner := c.Request().Context(), s.user(c).ID
	a, err := s.Gallery.Arrival(ctx, owner, c.Param("upload"))
	if err != nil {
		return err
	}
	if !a.Complete() || a.Bytes == 0 {
		return s.speakTus((*handler.UnroutedHandler).PatchFile)(c)
	}
	photo, existed, err := s.completeAgain(ctx, owner, a.ID)
	if err != nil {
		return err
	}
	c.Response().Header().Set("Tus-Resumable", "1.0.0")
	return answerScript(c, []uploaded{s.uploaded(photo, existed)})
}

// completeAgain does what the last piece did, when that request is over.
func (s *Server) completeAgain(ctx context.Context, owner, id string) (p gallery.Photo, existed bool, err error) {
	lock, err := s.locker.NewLock(id)
	if err == nil {
		err = lock.Lock(ctx, func() {})
	}
	if err != nil {
		return p, false, err
	}
	defer lock.Unlock()
	return s.Gallery.Complete(ctx, owner, id)
}

// speakTus hands a request to tusd, which finds the upload's id in the path.
func (s *Server) speakTus(method func(*handler.UnroutedHandler, http.ResponseWriter, *http.Request)) echo.HandlerFunc {
	return func(c echo.Context) error {
		t := &transfer{owner: s.user(c).ID, album: c.Param("album")}
		r := c.Request().WithContext(context.WithValue(c.Request().Context(), transferKey{}, t))
		path := *r.URL
		path.Path = "/" + c.Param("upload")
		r.URL = &path
		r.Header.Del("X-HTTP-Method-Override") // the route has been chosen
		h := c.Response().Header()
		h.Set("Cache-Control", "private, no-store")
		s.tus.Middleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			method(s.tus, w, r)
		})).ServeHTTP(webapp.Hurried(c), r)
		return nil
	}
}

// known tells which picture of an album has the bytes of a given hash, so that nobody sends it again.
func (s *Server) known(c echo.Context) error {
	ctx, album := c.Request().Context(), c.Param("album")
	if _, err := s.Gallery.Album(ctx, s.viewer(c), album); err != nil {
		return err
	}
	photo, err := s.Gallery.Known(ctx, s.user(c).ID, album, c.QueryParam("sha256"))
	c.Response().Header().Set("Cache-Control", "private, no-store")
	if errors.Is(err, gallery.ErrNotFound) {
		return c.JSON(http.StatusOK, map[string]any{"photo": nil})
	}
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, map[string]uploaded{"photo": s.uploaded(photo, true)})
}

// silence is a log that nobody reads.
type silence struct{ slog.Handler }

func (silence) Enabled(context.Context, slog.Level) bool { return false }

func (s silence) WithAttrs([]slog.Attr) slog.Handler { return s }

func (s silence) WithGroup(string) slog.Handler { return s }
