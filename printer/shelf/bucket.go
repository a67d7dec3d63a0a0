package shelf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"example.net/oauth1/internal/objects"
	"example.net/oauth1/printer/orders"
)

// Bucket is a shelf in a bucket of a store that speaks S3. A store that is away is an *orders.ShelfDown.
type Bucket struct{ bucket *objects.Bucket }

var _ orders.Shelf = (*Bucket)(nil)

// OpenBucket finds a bucket. One that cannot be reached at the moment is an *orders.ShelfDown, and will do later; another
// error says what is wrong with the address, the credentials or the bucket.
func OpenBucket(ctx context.Context, address string) (*Bucket, error) {
	b, err := objects.Open(ctx, address)
	if errors.Is(err, objects.ErrAway) {
		return &Bucket{b}, &orders.ShelfDown{Err: err}
	}
	if err != nil {
		return nil, fmt.Errorf("the shelf for print files: %w", err)
	}
	return &Bucket{b}, nil
}

// Close lets go of idle connections.
func (b *Bucket) Close() error { return b.bucket.Close() }

const folder = "prints/"

// far says which errors are the store's, for a while.
func far(ctx context.Context, err error) error {
	switch {
	case err == nil || ctx.Err() != nil:
		return err
	case errors.Is(err, objects.ErrNotFound):
		return errors.Join(orders.ErrNotFound, err)
	}
	return &orders.ShelfDown{Err: err}
}

// Put implements orders.Shelf.
func (b *Bucket) Put(ctx context.Context, name string, f *os.File) (int64, error) {
	defer f.Close()
	size, err := f.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return 0, err
	}
	if err := b.bucket.Put(ctx, folder+name, f, objects.Put{ContentType: "application/pdf"}); err != nil {
		return 0, far(ctx, err)
	}
	return size, errors.Join(f.Close(), os.Remove(f.Name()))
}

// Open implements orders.Shelf. Nothing travels but what is read.
func (b *Bucket) Open(ctx context.Context, name string) (io.ReadSeekCloser, error) {
	info, err := b.bucket.Head(ctx, folder+name)
	if err != nil {
		return nil, far(ctx, err)
	}
	return &reader{ctx: ctx, bucket: b.bucket, info: info}, nil
}

// Size implements orders.Shelf.
func (b *Bucket) Size(ctx context.Context, name string) (int64, error) {
	info, err := b.bucket.Head(ctx, folder+name)
	return info.Bytes, far(ctx, err)
}

// Remove implements orders.Shelf.
func (b *Bucket) Remove(ctx context.Context, name string) error {
	return far(ctx, b.bucket.Delete(ctx, folder+name))
}

// Older implements orders.Shelf, by the clock of the store.
func (b *Bucket) Older(ctx context.Context, than time.Duration, each func([]string) error) error {
	var names []string
	for info, err := range b.bucket.List(ctx, folder) {
		if err != nil {
			return far(ctx, err)
		}
		if name := strings.TrimPrefix(info.Key, folder); info.Age > than && isPDF(name) {
			names = append(names, name)
		}
		if len(names) == some {
			if err := each(names); err != nil {
				return err
			}
			names = nil
		}
	}
	return each(names)
}

// Mark implements Shelf.
func (b *Bucket) Mark(ctx context.Context, fresh string) (string, error) {
	err := b.bucket.Put(ctx, folder+mark, strings.NewReader(fresh), objects.Put{ContentType: "text/plain", Absent: true})
	if err != nil && !errors.Is(err, objects.ErrExists) {
		return "", far(ctx, err)
	}
	object, err := b.bucket.Get(ctx, folder+mark, objects.Want{})
	if err != nil {
		return "", far(ctx, err)
	}
	defer object.Close()
	text, err := io.ReadAll(object)
	return string(bytes.TrimSpace(text)), far(ctx, err)
}

// reader reads an object from wherever it is wanted.
type reader struct {
	ctx    context.Context
	bucket *objects.Bucket
	info   objects.Info
	at     int64
	object *objects.Object // that is being read, from at; or nil
}

// Read implements io.Reader.
func (r *reader) Read(p []byte) (n int, err error) {
	if r.at >= r.info.Bytes {
		return 0, io.EOF
	}
	if r.object == nil {
		if r.object, err = r.bucket.Get(r.ctx, r.info.Key, objects.Want{From: r.at, ETag: r.info.ETag}); err != nil {
			r.object = nil
			return 0, far(r.ctx, err)
		}
	}
	n, err = r.object.Read(p)
	if r.at += int64(n); err != nil && err != io.EOF {
		err = far(r.ctx, err)
	}
	return n, err
}

// Seek implements io.Seeker.
func (r *reader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += r.at
	case io.SeekEnd:
		offset += r.info.Bytes
	}
	if offset < 0 {
		return 0, errors.New("seeking before the beginning of a print file")
	}
	if offset == r.at {
		return offset, nil
	}
	r.at = offset
	return offset, r.Close()
}

// Close implements io.Closer.
func (r *reader) Close() error {
	object := r.object
	if r.object = nil; object == nil {
		return nil
	}
	return object.Close()
}
