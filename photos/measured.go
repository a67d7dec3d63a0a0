package photos

import (
	"context"
	"errors"
	"io"
	"time"

	"example.net/oauth1/internal/metrics"
	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/gallery"
)

// measuredNonces measures how nonces are used up.
type measuredNonces struct {
	oauthcore.SessionStore
	took *metrics.Timing
}

// UseNonce implements oauthcore.Store.
func (m measuredNonces) UseNonce(ctx context.Context, n oauthcore.Nonce) (bool, error) {
	began := time.Now()
	isFresh, err := m.SessionStore.UseNonce(ctx, n)
	outcome := replayed
	switch {
	case err != nil:
		outcome = metrics.Failed
	case isFresh:
		outcome = fresh
	}
	m.took.Took(time.Since(began), outcome)
	return isFresh, err
}

// What measuredBlobs measures.
const (
	blobStage, blobKeep, blobOpen, blobPut = "stage", "keep", "open", "put"
	blobDelete, blobVerify, blobAppend     = "delete", "verify", "append"
)

var blobOperations = []string{blobStage, blobKeep, blobOpen, blobPut, blobDelete, blobVerify, blobAppend}

// measuredBlobs measures how long pictures take to be opened, kept and removed; reading on is not measured.
type measuredBlobs struct {
	gallery.Blobs
	took *metrics.Timing
}

func (m measuredBlobs) since(began time.Time, operation string, err error) {
	outcome := metrics.Outcome(err)
	switch {
	case errors.Is(err, gallery.ErrNotFound):
		outcome = missing
	case errors.Is(err, gallery.ErrAway):
		outcome = away
	}
	m.took.Took(time.Since(began), operation, outcome)
}

// Stage implements gallery.Blobs.
func (m measuredBlobs) Stage(ctx context.Context, r io.Reader, limit int64) (gallery.Staged, error) {
	began := time.Now()
	staged, err := m.Blobs.Stage(ctx, r, limit)
	m.since(began, blobStage, err)
	if err != nil {
		return nil, err
	}
	return measuredStaged{staged, m}, nil
}

// Open implements gallery.Blobs.
func (m measuredBlobs) Open(ctx context.Context, sum string, size gallery.Size) (io.ReadSeekCloser, error) {
	began := time.Now()
	content, err := m.Blobs.Open(ctx, sum, size)
	m.since(began, blobOpen, err)
	return content, err
}

// PutRendition implements gallery.Blobs.
func (m measuredBlobs) PutRendition(ctx context.Context, sum string, size gallery.Size, jpeg []byte) error {
	began := time.Now()
	err := m.Blobs.PutRendition(ctx, sum, size, jpeg)
	m.since(began, blobPut, err)
	return err
}

// Delete implements gallery.Blobs.
func (m measuredBlobs) Delete(ctx context.Context, sum string) error {
	began := time.Now()
	err := m.Blobs.Delete(ctx, sum)
	m.since(began, blobDelete, err)
	return err
}

// Verify implements gallery.Blobs.
func (m measuredBlobs) Verify(ctx context.Context, sum string) error {
	began := time.Now()
	err := m.Blobs.Verify(ctx, sum)
	m.since(began, blobVerify, err)
	return err
}

// Append implements gallery.Pieces.
func (m measuredBlobs) Append(ctx context.Context, id string, offset int64, r io.Reader, limit int64) (int64, error) {
	began := time.Now()
	n, err := m.Blobs.Append(ctx, id, offset, r, limit)
	m.since(began, blobAppend, err)
	return n, err
}

// StageArrived implements gallery.Pieces.
func (m measuredBlobs) StageArrived(ctx context.Context, id string) (gallery.Staged, error) {
	staged, err := m.Blobs.StageArrived(ctx, id)
	if err != nil {
		return nil, err
	}
	return measuredStaged{staged, m}, nil
}

// measuredStaged is an original that may be kept.
type measuredStaged struct {
	gallery.Staged
	blobs measuredBlobs
}

// Keep implements gallery.Staged.
func (m measuredStaged) Keep() error {
	began := time.Now()
	err := m.Staged.Keep()
	m.blobs.since(began, blobKeep, err)
	return err
}
