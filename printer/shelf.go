package printer

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"path/filepath"

	"example.net/oauth1/internal/objects"
	"example.net/oauth1/printer/orders"
	"example.net/oauth1/printer/shelf"
)

// openShelf opens the place where finished print files lie. A store that is away is
// no reason not to serve: orders wait for it.
func (a *App) openShelf(ctx context.Context) error {
	var down *orders.ShelfDown
	switch {
	case objects.IsAddress(a.config.Blobs):
		bucket, err := shelf.OpenBucket(ctx, a.config.Blobs)
		if errors.As(err, &down) {
			a.config.Log.Warn("print files cannot be put away yet; orders wait", "error", err)
		} else if err != nil {
			return fmt.Errorf("PRINTER_BLOBS: %w", err)
		}
		a.shelf = bucket
		a.atClose(bucket.Close)
	case a.db.Shared() && !filepath.IsAbs(a.config.Blobs):
		return errors.New("several replicas may serve from this database, and each has to find the print files that another one has made: set PRINTER_BLOBS to s3://…, or to the absolute path of a folder that all of them reach")
	default:
		folder := shelf.Folder(a.config.blobsPath())
		if err := folder.Make(); err != nil {
			return err
		}
		a.shelf = folder
	}
	return nil
}

// sameShelf refuses to serve with another shelf than the other replicas have.
func (a *App) sameShelf(ctx context.Context) error {
	if !a.db.Shared() {
		return nil
	}
	found, err := a.shelf.Mark(ctx, rand.Text())
	var down *orders.ShelfDown
	if errors.As(err, &down) {
		return nil // what cannot be reached cannot be compared
	}
	if err != nil {
		return fmt.Errorf("PRINTER_BLOBS: marking it as this shop's: %w", err)
	}
	kept, err := a.db.Agree(ctx, "shelf", found)
	if err == nil && kept != found {
		err = errors.New("PRINTER_BLOBS is not the place where the other replicas of this database put print files, or the file .shelf was not moved there with them: give all replicas the same")
	}
	return err
}
