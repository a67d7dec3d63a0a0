package gallery

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

// Picture is an open photo in one size.
type Picture struct {
	// Content is an *os.File, which the kernel sends without copying when it is
	// handed to http.ServeContent as it is, or lies in memory.
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
	p, err := g.find(ctx, v, id)
	if err == nil && size == Original {
		p, err = g.AsReceived(ctx, v, p)
	}
	if err != nil {
		return nil, err
	}
	content, err := g.open(ctx, p, size)
	if errors.Is(err, ErrNotFound) {
		err = g.explainAbsence(ctx, v, id)
	}
	if err != nil {
		return nil, fmt.Errorf("opening photo %s, %s: %w", p.ID, size, err)
	}
	pic := &Picture{Content: content, ContentType: "image/jpeg", ETag: p.ETag(size), Modified: p.Created, Photo: p}
	if size == Original {
		pic.ContentType = p.ContentType
	}
	pic.Bytes, err = content.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = content.Seek(0, io.SeekStart)
	}
	if err != nil {
		content.Close()
		return nil, fmt.Errorf("opening photo %s, %s: %w", p.ID, size, err)
	}
	return pic, nil
}

// explainAbsence says why there is nothing to open: the photo has been deleted
// meanwhile, or its original is lost.
func (g *Gallery) explainAbsence(ctx context.Context, v Viewer, id string) error {
	if _, err := g.Photo(ctx, v, id); err != nil {
		return err
	}
	return ErrDamaged
}

func (g *Gallery) open(ctx context.Context, p Photo, size Size) (io.ReadSeekCloser, error) {
	switch {
	case size != Original:
		return g.Renditions.Open(ctx, p.SHA256, size)
	case p.original != "":
		return g.openPlaceless(ctx, p)
	}
	return g.Blobs.Open(ctx, p.SHA256, size)
}

// ETag is the entity tag of a photo in one size, a strong one: both follow from
// the original's bytes. A page can answer a conditional request by it without
// opening anything.
func (p Photo) ETag(size Size) string {
	return `"` + p.SHA256[:min(32, len(p.SHA256))] + "-" + string(size) + `"`
}
