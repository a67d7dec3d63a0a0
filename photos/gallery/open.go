package gallery

import (
	"context"
	"io"
	"time"
)

// Picture is an open photo in one size.
type Picture struct {
	// Content is an *os.File: handed to http.ServeContent as it is, the kernel
	// sends it without copying.
	Content     io.ReadSeekCloser
	ContentType string
	ETag        string // a strong one, in its quotes
	Modified    time.Time
	Bytes       int64
	Photo       Photo
}

// Close closes the Content.
func (p *Picture) Close() error { return p.Content.Close() }

// Open opens a photo that the Viewer may see. A rendition that is not made yet
// is made now, and waited for as long as ctx allows. It answers [ErrDamaged]
// for an original, and [ErrUnreadable] for a rendition, that cannot be served.
func (g *Gallery) Open(ctx context.Context, v Viewer, id string, size Size) (*Picture, error) {
	return nil, ErrNotFound
}
