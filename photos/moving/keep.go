package moving

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"example.net/oauth1/internal/archive"
	"example.net/oauth1/photos/gallery"
)

// atOnce is how many pictures are on their way at a time.
const atOnce = 8

// keeper keeps originals that come one after the other.
type keeper struct {
	blobs gallery.Blobs
	there map[string]bool // from before
	group *errgroup.Group

	mu    sync.Mutex
	count int
	bytes int64
}

// newKeeper finds out what is there already. Its context ends with the first
// failure.
func newKeeper(ctx context.Context, blobs gallery.Blobs) (*keeper, context.Context, error) {
	k := &keeper{blobs: blobs, there: map[string]bool{}}
	if err := blobs.Each(ctx, func(sum string, _ time.Duration) error { k.there[sum] = true; return nil }); err != nil {
		return nil, nil, err
	}
	k.group, ctx = errgroup.WithContext(ctx)
	k.group.SetLimit(atOnce)
	return k, ctx, nil
}

// taker is take for [archive.Reader.Files].
func (k *keeper) taker(ctx context.Context) func(sum string, size int64, content io.Reader) error {
	return func(sum string, size int64, content io.Reader) error { return k.take(ctx, sum, size, content) }
}

// take reads an original, which must have this hash, and keeps it meanwhile.
func (k *keeper) take(ctx context.Context, sum string, size int64, content io.Reader) error {
	if k.there[sum] && k.blobs.Verify(ctx, sum) == nil {
		k.note(size)
		return nil
	}
	staged, err := k.blobs.Stage(ctx, content, size)
	if err != nil {
		if errors.Is(err, gallery.ErrTooLarge) {
			err = archive.ErrChanged
		}
		return fmt.Errorf("writing original %s: %w", sum, err)
	}
	if staged.SHA256() != sum || staged.Bytes() != size {
		return errors.Join(fmt.Errorf("original %s: %w", sum, archive.ErrChanged), staged.Close())
	}
	k.group.Go(func() error {
		if err := errors.Join(staged.Keep(), staged.Close()); err != nil {
			return fmt.Errorf("keeping original %s: %w", sum, err)
		}
		k.note(size)
		return nil
	})
	return nil
}

func (k *keeper) note(size int64) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.count++
	k.bytes += size
}
