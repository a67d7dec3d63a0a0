package blobs

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"

	"example.net/oauth1/internal/objects"
	"example.net/oauth1/photos/gallery"
)

// Open opens an original or a rendition. Of an original it asks the bucket only what
// it is; the bytes come when they are read, and are compared with the hash before the
// last of them is given away.
func (b *Bucket) Open(ctx context.Context, sum string, size gallery.Size) (io.ReadSeekCloser, error) {
	key, err := where(sum, size)
	if err != nil {
		return nil, err
	}
	if size != gallery.Original {
		return b.recent.open(rendition{sum, size}, func() (io.ReadSeekCloser, []byte, error) { return b.openRendition(ctx, key) })
	}
	info, err := b.objects.Head(ctx, key)
	if err != nil {
		return nil, ours(err)
	}
	if isOther(info.SHA256, sum) || isOther(info.Checksum, sum) {
		return nil, fmt.Errorf("%w: %s holds something else", gallery.ErrDamaged, key)
	}
	return &remote{ctx: ctx, bucket: b, info: info, sum: sum, seen: b.seen.remembers(sum, lookOf(info))}, nil
}

// isOther tells whether a hash, if it is known, is another one.
func isOther(known, sum string) bool { return known != "" && known != sum }

func lookOf(info objects.Info) look {
	return look{bytes: info.Bytes, modified: info.Modified, etag: info.ETag}
}

// maxWhole is the size up to which a rendition is read before it is given away:
// all but what is left of an original without its place.
const maxWhole = 4 << 20

// openRendition opens a rendition, and gives its content if it is small enough to be
// kept. A damaged one is taken for missing: it can be made again.
func (b *Bucket) openRendition(ctx context.Context, key string) (io.ReadSeekCloser, []byte, error) {
	o, err := b.objects.Get(ctx, key, objects.Want{})
	if err != nil {
		return nil, nil, ours(err)
	}
	if o.Bytes > maxWhole {
		return &remote{ctx: ctx, bucket: b, info: o.Info, sum: o.SHA256, body: o, hash: sha256.New()}, nil, nil
	}
	defer o.Close()
	content := make([]byte, o.Bytes)
	if _, err := io.ReadFull(o, content); err != nil && !errors.Is(err, io.EOF) {
		return nil, nil, ours(err)
	}
	if sumOfBytes(content) != o.SHA256 {
		b.warn(ctx, "a stored rendition is damaged and will be made again", "object", key)
		return nil, nil, fmt.Errorf("%w: %s is damaged", gallery.ErrNotFound, key)
	}
	if len(content) > maxSmall {
		return newMemory(content), nil, nil
	}
	return nil, content, nil
}
