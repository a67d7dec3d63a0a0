package printer

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"

	"example.net/oauth1/internal/objects"
	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/printer/moving"
	"example.net/oauth1/printer/shelf"
)

// kept is what the shop keeps, opened for a command that takes all of it somewhere, beside a shop that serves or without.
type kept struct {
	moving.Place
	closers []func() error
}

// openKept opens the database and the shelf. The key is for the caller to find.
func openKept(ctx context.Context, cfg *Config, key [32]byte) (*kept, error) {
	k := &kept{Place: moving.Place{Key: key, Dir: filepath.Join(cfg.printsPath(), "moving"), Now: cfg.Now}}
	db, err := sqldb.Open(ctx, cfg.databasePath())
	if err != nil {
		return nil, err
	}
	k.DB, k.closers = db, append(k.closers, db.Close)
	if err := k.openShelf(ctx, cfg); err != nil {
		return nil, errors.Join(err, k.Close())
	}
	return k, nil
}

func (k *kept) openShelf(ctx context.Context, cfg *Config) error {
	if !objects.IsAddress(cfg.Blobs) {
		folder := shelf.Folder(cfg.blobsPath())
		k.Shelf = folder
		return folder.Make()
	}
	bucket, err := shelf.OpenBucket(ctx, cfg.Blobs)
	if err != nil {
		return fmt.Errorf("PRINTER_BLOBS: %w", err)
	}
	k.Shelf, k.closers = bucket, append(k.closers, bucket.Close)
	return nil
}

// Close closes what was opened, the last first.
func (k *kept) Close() error {
	err := os.Remove(k.Dir) // fails if there is none, or something in it
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	for _, f := range slices.Backward(k.closers) {
		err = errors.Join(err, f())
	}
	return err
}

// mustExist keeps a command that only looks from making an empty database.
func (c *Config) mustExist() error {
	where := c.databasePath()
	if isRemote(where) {
		return nil
	}
	if _, err := os.Stat(where); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no shop in %s: PRINTER_DATABASE says where it is", c.Data)
	}
	return nil
}

// keepKey leaves the key where the shop looks for it when it is given none.
func (c *Config) keepKey(key [32]byte) error {
	_, found, err := webapp.FindSecretKey(c.Data, c.SecretKey)
	if err != nil || found {
		return err
	}
	return webapp.KeepSecretKey(c.Data, key)
}

// isRemote tells an address from a file.
func isRemote(where string) bool { u, err := url.Parse(where); return err == nil && u.Host != "" }

// shownPlace is where something is kept, as it can be printed.
func shownPlace(where string) string {
	u, err := url.Parse(where)
	switch {
	case objects.IsAddress(where):
		return objects.Redact(where)
	case err == nil && u.Host != "":
		return u.Scheme + "://" + u.Host + u.Path
	}
	return where
}
