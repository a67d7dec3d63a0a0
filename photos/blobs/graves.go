package blobs

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"example.net/oauth1/internal/objects"
	"example.net/oauth1/photos/gallery"
)

// Two processes may be at the same bytes: one deletes them because no photo points to
// them any more, the other keeps them again for a new photo. They need not know of each
// other, since each leaves a sign before it looks:
//
//	deleting: dig a grave, ask whether a photo points to them, delete, close the grave
//	keeping:  put the bytes, write the photo's row, look for graves, look for the bytes
//
// If the row comes before the question, nothing is deleted. If it comes after, the grave
// is older than the look for graves, so the bytes are looked for when they have been
// deleted, and put once more.
const graves = "grave-"

// burial is how long one deletion may take. A grave that is older is nobody's.
const burial = time.Minute

// Delete implements [gallery.Blobs]. The original goes last, so that a crash in between
// leaves something to find the rest by.
func (b *Bucket) Delete(ctx context.Context, sum string) error {
	key, err := where(sum, gallery.Original)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, burial, fmt.Errorf("%w: deleting a picture took too long", gallery.ErrAway))
	defer cancel()
	grave := graves + sum + "-" + rand.Text()
	if err := b.objects.Put(ctx, grave, strings.NewReader(""), objects.Put{}); err != nil {
		return fmt.Errorf("deleting a picture: %w", ours(err))
	}
	if err := b.bury(ctx, sum, key); err != nil {
		return errors.Join(fmt.Errorf("deleting a picture: %w", err), ours(b.objects.Delete(ctx, grave)))
	}
	return ours(b.objects.Delete(ctx, grave))
}

func (b *Bucket) bury(ctx context.Context, sum, key string) error {
	if b.Wanted != nil {
		if wanted, err := b.Wanted(ctx, sum); err != nil || wanted {
			return err
		}
	}
	if err := b.DeleteRenditions(ctx, sum); err != nil {
		return err
	}
	b.seen.forget(sum)
	return ours(b.objects.Delete(ctx, key))
}

// untilBuried waits until nobody is deleting these bytes.
func (b *Bucket) untilBuried(ctx context.Context, sum string) error {
	again := time.NewTicker(100 * time.Millisecond)
	defer again.Stop()
	for {
		open, err := b.isOpen(ctx, graves+sum+"-")
		if err != nil || !open {
			return err
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

func (b *Bucket) isOpen(ctx context.Context, prefix string) (bool, error) {
	for info, err := range b.objects.List(ctx, prefix) {
		if err != nil {
			return false, ours(err)
		}
		if info.Age < burial {
			return true, nil
		}
	}
	return false, nil
}

// forgetGraves removes graves that a crash has left open.
func (b *Bucket) forgetGraves(ctx context.Context) error {
	for info, err := range b.objects.List(ctx, graves) {
		if err == nil && info.Age >= leftOver {
			err = b.objects.Delete(ctx, info.Key)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
