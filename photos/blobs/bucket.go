package blobs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path"
	"strings"
	"time"

	"example.net/oauth1/internal/objects"
	"example.net/oauth1/photos/gallery"
)

// Bucket keeps pictures in a bucket of a store that speaks S3, under the names that
// they have in a [Folder]. Several processes can keep pictures in the same one.
type Bucket struct {
	// Wanted tells whether a photo points to an original. It is asked before one is
	// deleted; nil means that nobody else may have come to want it.
	Wanted func(ctx context.Context, sum string) (bool, error)
	Log    *slog.Logger // hears of what is damaged; nil means silence

	objects *objects.Bucket
	scratch scratch
	seen    seen
	recent  recent
}

var _ gallery.Blobs = (*Bucket)(nil)

// OpenBucket opens the bucket of an address (s3://bucket?endpoint=…&region=…), which
// must be there. dir is a folder of this machine and this process alone, for what is
// on its way.
func OpenBucket(ctx context.Context, address, dir string) (*Bucket, error) {
	s, err := openScratch(dir)
	if err != nil {
		return nil, err
	}
	b, err := objects.Open(ctx, address)
	if err != nil {
		return nil, err
	}
	return &Bucket{objects: b, scratch: s}, nil
}

// Close lets go of the bucket.
func (b *Bucket) Close() error { return b.objects.Close() }

// ours makes an error of the store one of the gallery's. What the store does not
// let us do is out of reach as well: whoever runs it can mend that.
func ours(err error) error {
	switch {
	case errors.Is(err, objects.ErrNotFound):
		return fmt.Errorf("%w: %w", gallery.ErrNotFound, err)
	case errors.Is(err, objects.ErrAway), errors.Is(err, objects.ErrRefused), errors.Is(err, objects.ErrNoBucket):
		return fmt.Errorf("%w: %w", gallery.ErrAway, err)
	case errors.Is(err, objects.ErrDamaged):
		return fmt.Errorf("%w: %w", gallery.ErrDamaged, err)
	}
	return err
}

// PutRendition keeps a rendition, with its own hash beside it.
func (b *Bucket) PutRendition(ctx context.Context, sum string, size gallery.Size, jpeg []byte) error {
	key, err := where(sum, size)
	if err != nil {
		return err
	}
	name := rendition{sum, size}
	_, version := b.recent.look(name)
	if err := b.objects.Put(ctx, key, bytes.NewReader(jpeg), objects.Put{}); err != nil {
		b.recent.forget(name)
		return fmt.Errorf("keeping a rendition: %w", ours(err))
	}
	b.recent.renew(name, jpeg, version)
	return nil
}

// DeleteRenditions removes the renditions of an original.
func (b *Bucket) DeleteRenditions(ctx context.Context, sum string) error {
	var keys []string
	for _, size := range append([]gallery.Size{gallery.Placeless}, gallery.RenditionSizes...) {
		key, err := where(sum, size)
		if err != nil {
			return err
		}
		keys = append(keys, key)
		defer b.recent.forget(rendition{sum, size})
	}
	return ours(b.objects.Delete(ctx, keys...))
}

// Verify reads an original and compares it with its hash.
func (b *Bucket) Verify(ctx context.Context, sum string) error {
	key, err := where(sum, gallery.Original)
	if err != nil {
		return err
	}
	o, err := b.objects.Get(ctx, key, objects.Want{})
	if err != nil {
		return ours(err)
	}
	defer o.Close()
	return ours(matches(sum, o))
}

// Each implements [gallery.Blobs].
func (b *Bucket) Each(ctx context.Context, f func(sum string, age time.Duration) error) error {
	for _, dir := range []string{originals, renditions} {
		for info, err := range b.objects.List(ctx, dir+"/") {
			if err != nil {
				return fmt.Errorf("looking through the bucket of pictures: %w", ours(err))
			}
			sum, ok := sumOfName(path.Base(info.Key))
			if !ok {
				continue
			}
			if err := f(sum, info.Age); err != nil {
				return err
			}
		}
	}
	return nil
}

// Claim ties the bucket to a database, if it is tied to none yet.
func (b *Bucket) Claim(ctx context.Context, identity string) error {
	err := b.isOwner(ctx, identity)
	if errors.Is(err, objects.ErrNotFound) {
		err = b.objects.Put(ctx, identityFile, strings.NewReader(identity), objects.Put{Absent: true})
	}
	if errors.Is(err, objects.ErrExists) { // somebody was faster
		err = b.isOwner(ctx, identity)
	}
	if err != nil {
		return fmt.Errorf("claiming the bucket of pictures: %w", ours(err))
	}
	return nil
}

func (b *Bucket) isOwner(ctx context.Context, identity string) error {
	o, err := b.objects.Get(ctx, identityFile, objects.Want{})
	if err != nil {
		return err
	}
	defer o.Close()
	owner, err := io.ReadAll(io.LimitReader(o, 1<<10))
	if err == nil && string(owner) != identity {
		err = gallery.ErrForeign
	}
	return err
}

// leftOver is how old something is that nobody is at work on any more.
const leftOver = time.Hour

// DiscardStaged implements [gallery.Blobs]. In the bucket others may be at work:
// there only what is old is removed.
func (b *Bucket) DiscardStaged(ctx context.Context) error {
	if err := b.scratch.discard(); err != nil {
		return err
	}
	return ours(errors.Join(b.objects.Tidy(ctx, leftOver), b.forgetGraves(ctx)))
}

// Clear removes everything that was ever kept, and the claim.
func (b *Bucket) Clear(ctx context.Context) error {
	const atOnce = 1000
	for _, prefix := range []string{originals + "/", renditions + "/", arriving + "/", graves, identityFile} {
		var keys []string
		for info, err := range b.objects.List(ctx, prefix) {
			if err != nil {
				return ours(err)
			}
			if keys = append(keys, info.Key); len(keys) == atOnce {
				if err := b.objects.Delete(ctx, keys...); err != nil {
					return ours(err)
				}
				keys = keys[:0]
			}
		}
		if err := b.objects.Delete(ctx, keys...); err != nil {
			return ours(err)
		}
	}
	return nil
}

func (b *Bucket) warn(ctx context.Context, what string, args ...any) {
	if b.Log != nil {
		b.Log.WarnContext(ctx, what, args...)
	}
}
