package web

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"github.com/labstack/echo/v4"
	"github.com/tus/tusd/v2/pkg/handler"

	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/photos/gallery"
)

// A picture can come in pieces, by the tus protocol 1.0 (https://tus.io/protocols/resumable-upload), so that a
// connection that breaks costs only what was on its way. tusd speaks the protocol; what is here is its data store, over
// the gallery: each upload has an owner, and nobody else finds it.
//
// The answer to the last piece has a body that the protocol does not ask for: what became of the picture, as the plain
// form is answered.

// transfer is what a request of the protocol is about. It travels in the context.
type transfer struct {
	owner, album string
	taken        *uploaded // once the last piece has come
	existed      bool
}

type transferKey struct{}

func transferOf(ctx context.Context) *transfer { return ctx.Value(transferKey{}).(*transfer) }

// pieces implements handler.DataStore.
type pieces struct{ *Server }

// NewUpload implements handler.DataStore.
func (p pieces) NewUpload(ctx context.Context, info handler.FileInfo) (handler.Upload, error) {
	t := transferOf(ctx)
	a, err := p.Gallery.Announce(ctx, t.owner, t.album, info.MetaData["filename"], info.MetaData["sha256"], info.Size)
	if err != nil {
		return nil, p.refuse(ctx, err)
	}
	return &inPieces{p.Server, a}, nil
}

// GetUpload implements handler.DataStore.
func (p pieces) GetUpload(ctx context.Context, id string) (handler.Upload, error) {
	a, err := p.Gallery.Arrival(ctx, transferOf(ctx).owner, id)
	if err != nil {
		return nil, p.refuse(ctx, err)
	}
	return &inPieces{p.Server, a}, nil
}

// AsTerminatableUpload implements handler.TerminaterDataStore.
func (pieces) AsTerminatableUpload(u handler.Upload) handler.TerminatableUpload { return u.(*inPieces) }

// refuse makes an error one that tusd answers with our words; of others it would tell everything.
func (s *Server) refuse(ctx context.Context, err error) error {
	status, sentence := s.explain(err)
	if status >= http.StatusInternalServerError {
		s.Log.ErrorContext(ctx, "upload", "error", err)
	}
	header := handler.HTTPHeader{"Content-Type": echo.MIMEApplicationJSON}
	switch {
	case errors.Is(err, gallery.ErrAway):
		header["Retry-After"] = awayFor
	case status == http.StatusServiceUnavailable:
		header["Retry-After"] = webapp.RetryAfter
	}
	body, _ := json.Marshal(errorJSON{errorBody{errorCode(status), sentence}}) // strings cannot fail
	return handler.Error{ErrorCode: errorCode(status), Message: sentence, HTTPResponse: handler.HTTPResponse{
		StatusCode: status, Body: string(body), Header: header,
	}}
}

// inPieces is one upload. It implements handler.Upload and handler.TerminatableUpload.
type inPieces struct {
	*Server
	gallery.Arrival
}

// GetInfo implements handler.Upload.
func (p *inPieces) GetInfo(context.Context) (handler.FileInfo, error) {
	return handler.FileInfo{ID: p.ID, Size: p.Bytes, Offset: p.Arrived}, nil
}

// WriteChunk implements handler.Upload.
func (p *inPieces) WriteChunk(ctx context.Context, offset int64, src io.Reader) (int64, error) {
	n, err := p.Gallery.Append(ctx, p.Arrival, offset, src)
	if err != nil {
		err = p.refuse(ctx, err)
	}
	return n, err
}

// FinishUpload implements handler.Upload.
func (p *inPieces) FinishUpload(ctx context.Context) error {
	photo, existed, err := p.Gallery.Complete(ctx, p.Owner, p.ID)
	if err != nil {
		return p.refuse(ctx, err)
	}
	t, taken := transferOf(ctx), p.uploaded(photo, existed)
	t.taken, t.existed = &taken, existed
	return nil
}

// GetReader implements handler.Upload. Pictures leave by other addresses.
func (p *inPieces) GetReader(context.Context) (io.ReadCloser, error) {
	return nil, handler.ErrNotImplemented
}

// Terminate implements handler.TerminatableUpload.
func (p *inPieces) Terminate(ctx context.Context) error {
	if err := p.Gallery.Abandon(ctx, p.Owner, p.ID); err != nil {
		return p.refuse(ctx, err)
	}
	return nil
}

// answerLast tells what became of a picture, when its last piece is answered.
func answerLast(event handler.HookEvent) (handler.HTTPResponse, error) {
	t := transferOf(event.Context)
	if t.taken == nil {
		return handler.HTTPResponse{}, errors.New("an upload ended without a photo")
	}
	body, err := json.Marshal(map[string]*uploaded{"photo": t.taken})
	status := http.StatusCreated
	if t.existed {
		status = http.StatusOK
	}
	return handler.HTTPResponse{StatusCode: status, Body: string(body), Header: handler.HTTPHeader{"Content-Type": echo.MIMEApplicationJSON}}, err
}
