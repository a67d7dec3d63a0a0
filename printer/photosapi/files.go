package photosapi

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"example.net/oauth1/printer/orders"
)

// longest is what one file may take in all: somebody sending a byte now and then must not hold us for ever.
const longest = 30 * time.Minute

var errStalled = errors.New("nothing came for too long")

// OpenFile implements orders.Provider.
func (c *Client) OpenFile(ctx context.Context, conn orders.Connection, id string, size orders.Size) (io.ReadCloser, error) {
	address, err := c.address(ctx, url.Values{"size": {string(size)}}, "photos", id, "file")
	if err != nil {
		return nil, err
	}
	within, cancel := context.WithCancelCause(ctx)
	s := &stream{ctx: ctx, within: within, cancel: cancel, stall: c.stall()}
	s.silence = time.AfterFunc(s.stall, func() { cancel(errStalled) })
	s.end = time.AfterFunc(longest, func() { cancel(errStalled) })
	answer, err := c.open(within, c.signed(conn), address, "image/*")
	if err != nil {
		s.stop()
		return nil, ours(ctx, err)
	}
	s.body = answer.Body
	// A page of a proxy or a captive network is no original, however much it is a 200.
	kind := answer.Header.Get("Content-Type")
	if !strings.HasPrefix(kind, "image/") && kind != "application/octet-stream" {
		start := make([]byte, 80)
		n, _ := io.ReadFull(s, start)
		s.Close()
		return nil, notAnAnswer(answer.StatusCode, kind, start[:n], "it is no picture")
	}
	return s, nil
}

// stream is a body that may not fall silent. Its errors are the package's; a body that was cut short is one.
type stream struct {
	ctx, within  context.Context
	cancel       context.CancelCauseFunc
	body         io.ReadCloser
	stall        time.Duration
	silence, end *time.Timer
}

// Read implements io.Reader.
func (s *stream) Read(p []byte) (int, error) {
	n, err := s.body.Read(p)
	s.silence.Reset(s.stall)
	if err == nil || err == io.EOF {
		return n, err
	}
	if cause := context.Cause(s.within); cause != nil {
		err = cause
	}
	return n, ours(s.ctx, &ErrUnavailable{Err: err})
}

// Close implements io.Closer.
func (s *stream) Close() error {
	s.stop()
	return s.body.Close()
}

func (s *stream) stop() {
	s.silence.Stop()
	s.end.Stop()
	s.cancel(nil)
}

// Revoke implements orders.Provider: a POST signed with the token itself.
func (c *Client) Revoke(ctx context.Context, conn orders.Connection) error {
	d, err := c.Discover(ctx)
	if err != nil || d.RevokeURL == "" {
		return err
	}
	within, cancel := context.WithTimeout(ctx, c.timeout())
	defer cancel()
	request, err := http.NewRequestWithContext(within, http.MethodPost, d.RevokeURL, nil)
	if err != nil {
		return err
	}
	answer, err := c.send(c.signed(conn), request)
	if errors.Is(err, ErrRevoked) && !errors.Is(err, orders.ErrExpired) {
		return nil // that is what was wanted
	}
	if err != nil {
		return ours(ctx, err)
	}
	return answer.Body.Close()
}
