package photos

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/photos/moving"
)

// kept is what photos keeps, opened for a command that takes all of it somewhere, beside a photos that serves or without.
// No room is open above it, so nothing is brought up to date, tidied up or swept.
type kept struct {
	moving.Place
	closers []func() error
}

// openKept opens the database and the pictures. The key is for the caller to find.
func openKept(ctx context.Context, config Config, key [32]byte) (*kept, error) {
	k := &kept{Place: moving.Place{Key: key, Window: (&App{config: config}).window(), Now: config.Now}}
	db, err := sqldb.Open(ctx, config.databasePath())
	if err != nil {
		return nil, fmt.Errorf("opening the database: %w", err)
	}
	k.DB, k.closers = db, append(k.closers, db.Close)
	pictures, err := config.openPictures(ctx, nil)
	if err != nil {
		return nil, errors.Join(err, k.Close())
	}
	k.Blobs, k.closers = pictures, append(k.closers, pictures.Close)
	return k, nil
}

// Close closes what was opened, the last first.
func (k *kept) Close() (err error) {
	for _, f := range slices.Backward(k.closers) {
		err = errors.Join(err, f())
	}
	return err
}

// openExisting opens what must be there already, with its key.
func openExisting(ctx context.Context, config Config) (*kept, error) {
	if err := config.mustExist(); err != nil {
		return nil, err
	}
	key, found, err := webapp.FindSecretKey(config.Data, config.SecretKey)
	if err == nil && !found {
		err = fmt.Errorf("there is no secret key in %s: give it in PHOTOS_SECRET_KEY", config.Data)
	}
	if err != nil {
		return nil, err
	}
	return openKept(ctx, config, key)
}

// mustExist keeps a command that only looks from making an empty database.
func (c *Config) mustExist() error {
	where := c.databasePath()
	if isRemote(where) {
		return nil
	}
	if _, err := os.Stat(where); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no photos in %s: PHOTOS_DATA says where it is", c.Data)
	}
	return nil
}
