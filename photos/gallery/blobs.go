package gallery

import (
	"context"
	"io"
	"time"
)

// Blobs keeps originals and their renditions, each under the SHA-256 of the
// original. A name that a User gave never gets here. Where they are kept may be
// out of reach: then each answers [ErrAway], having done nothing or all of it.
type Blobs interface {
	// Stage reads a whole original, keeps it aside and hashes it. Reading more
	// than limit bytes is [ErrTooLarge].
	Stage(ctx context.Context, r io.Reader, limit int64) (Staged, error)
	// Open opens an original or a rendition; [ErrNotFound] if it is not there,
	// [ErrDamaged] if it is an original whose bytes have changed.
	Open(ctx context.Context, sum string, size Size) (io.ReadSeekCloser, error)
	// PutRendition keeps a rendition, whole or not at all.
	PutRendition(ctx context.Context, sum string, size Size, jpeg []byte) error
	// Delete removes an original and its renditions. Where [Gallery.Shared] holds,
	// it leaves them if a photo has come to point to them.
	Delete(ctx context.Context, sum string) error
	// DeleteRenditions removes only the renditions.
	DeleteRenditions(ctx context.Context, sum string) error
	// Verify reads an original and compares it with its hash, as Open does
	// only when the file looks different from last time.
	Verify(ctx context.Context, sum string) error
	// Claim ties what is kept here to the Store of this identity, or answers
	// [ErrForeign] if it is another's.
	Claim(ctx context.Context, identity string) error
	// DiscardStaged removes what was staged and never kept. Nothing may be on its
	// way in while it runs.
	DiscardStaged(ctx context.Context) error
	Pieces
	// Each calls f with the hash of everything that is kept, originals and then
	// renditions, each in the order of their hashes, and how long ago it was put
	// there; f may delete it.
	Each(ctx context.Context, f func(sum string, age time.Duration) error) error
}

// Staged is an original that has arrived but is not kept yet.
type Staged interface {
	io.ReadSeeker
	SHA256() string
	Bytes() int64
	// Keep makes it durable under its hash.
	Keep() error
	// Confirm is called when a row points to what was kept, and makes sure that it
	// is still there: another process may have deleted these bytes just before.
	Confirm() error
	// Close removes what was not kept. It is called in any case.
	Close() error
}

// Renditions looks into originals and makes smaller pictures of them.
type Renditions interface {
	// Inspect finds out what a picture is without decoding its pixels, or answers
	// a [*Refusal].
	Inspect(r io.ReadSeeker) (Info, error)
	// Wake tells that there is a new photo without renditions.
	Wake()
	// Open opens a rendition, and makes it first if there is none.
	Open(ctx context.Context, sum string, size Size) (io.ReadSeekCloser, error)
}

// Info is what a picture says about itself.
type Info struct {
	ContentType   string
	Width, Height int       // as displayed, upright
	Taken         time.Time // zero if it does not tell
}
