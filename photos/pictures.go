package photos

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"time"

	"example.net/oauth1/internal/objects"
	"example.net/oauth1/photos/blobs"
	"example.net/oauth1/photos/gallery"
)

// pictures is where pictures are kept.
type pictures interface {
	gallery.Blobs
	io.Closer
}

// inBucket tells whether that is a bucket, and not a folder.
func (c *Config) inBucket() bool { return objects.IsAddress(c.Blobs) }

// scratchPath is where pictures lie on their way to a bucket, or from it.
func (c *Config) scratchPath() string { return filepath.Join(c.Data, "scratch") }

// openPictures opens the folder or the bucket in PHOTOS_BLOBS. wanted tells whether a photo points to an original; a
// bucket asks it before it deletes one, since another process may have come to need it.
func (c *Config) openPictures(ctx context.Context, wanted func(ctx context.Context, sum string) (bool, error)) (pictures, error) {
	if !c.inBucket() {
		folder, err := blobs.Open(c.blobsPath())
		if err != nil {
			return nil, fmt.Errorf("opening the image folder: %w", err)
		}
		return folder, nil
	}
	bucket, err := blobs.OpenBucket(ctx, c.Blobs, c.scratchPath())
	if err != nil {
		return nil, fmt.Errorf("PHOTOS_BLOBS: %w", err)
	}
	bucket.Wanted, bucket.Log = wanted, c.Log
	return bucket, nil
}

// openBlobs opens them for this App. Its Gallery answers what is wanted as soon as there is one.
func (a *App) openBlobs(ctx context.Context) (gallery.Blobs, error) {
	kept, err := a.config.openPictures(ctx, func(ctx context.Context, sum string) (bool, error) { return a.Gallery.Wanted(ctx, sum) })
	if err != nil {
		return nil, err
	}
	a.atClose(kept.Close)
	return kept, nil
}

// sweep removes what no photo points to: in a folder now, before anybody uploads; in a bucket, which others may share,
// from time to time.
func (a *App) sweep(ctx context.Context) error {
	if a.config.keepOrphans {
		return nil
	}
	if a.Gallery.Shared {
		if err := a.Gallery.Claim(ctx); err != nil {
			return fmt.Errorf("PHOTOS_BLOBS: %w", err)
		}
		a.sweepFromTimeToTime()
		return nil
	}
	return a.sweepFolder(ctx)
}

// sweepFolder leaves a folder alone that others might be writing to: no other photos serves from the database, and none
// loads its demo.
func (a *App) sweepFolder(ctx context.Context) error {
	if a.db.Shared() {
		unlock, err := a.db.Lock(ctx, "seed")
		if err != nil {
			return fmt.Errorf("waiting for another photos that starts: %w", err)
		}
		defer unlock()
		if a.db.Peers() > 1 {
			return nil
		}
	}
	if _, err := a.Gallery.Sweep(ctx); err != nil {
		return fmt.Errorf("sweeping the image folder: %w", err)
	}
	return nil
}

const (
	firstSweep = 10 * time.Minute // after the start, and as much again by chance: not all at once
	sweepEvery = 24 * time.Hour
)

func (a *App) sweepFromTimeToTime() {
	ctx, stop := context.WithCancel(context.Background())
	var sweeping sync.WaitGroup
	sweeping.Go(func() {
		next := time.NewTimer(firstSweep + rand.N(firstSweep))
		defer next.Stop()
		for {
			select {
			case <-next.C:
			case <-ctx.Done():
				return
			}
			removed, err := a.Gallery.SweepShared(ctx)
			a.swept(ctx, removed, err)
			next.Reset(sweepEvery)
		}
	})
	a.atClose(func() error { stop(); sweeping.Wait(); return nil })
}

func (a *App) swept(ctx context.Context, removed int, err error) {
	switch log := a.config.Log; {
	case log == nil || ctx.Err() != nil:
	case err != nil:
		log.Warn("sweeping the bucket of pictures", "removed", removed, "error", err)
	case removed > 0:
		log.Info("swept the bucket of pictures", "removed", removed)
	}
}

// deletePictures deletes everything that is kept.
func (c *Config) deletePictures(ctx context.Context) error {
	if !c.inBucket() {
		return os.RemoveAll(c.blobsPath())
	}
	bucket, err := blobs.OpenBucket(ctx, c.Blobs, c.scratchPath())
	if err != nil {
		return fmt.Errorf("PHOTOS_BLOBS: %w", err)
	}
	return errors.Join(bucket.Clear(ctx), bucket.Close(), os.RemoveAll(c.scratchPath()))
}
