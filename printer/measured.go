package printer

import (
	"context"
	"errors"
	"io"
	"os"
	"time"

	"example.net/oauth1/internal/metrics"
	"example.net/oauth1/printer/orders"
	"example.net/oauth1/printer/shelf"
)

// What measuredShelf measures, and how it may end.
const (
	shelfPut, shelfOpen, shelfSize, shelfRemove = "put", "open", "size", "remove"
	missing, away                               = "missing", "away"
)

// measuredShelf measures how long print files take to be put away, opened, looked for and removed; reading on is not
// measured.
type measuredShelf struct {
	shelf.Shelf
	took *metrics.Timing
}

// ofShelf is a shelf that is measured, if anything is.
func (f *figures) ofShelf(s shelf.Shelf) shelf.Shelf {
	if f == nil {
		return s
	}
	return measuredShelf{s, f.shelf}
}

func (m measuredShelf) since(began time.Time, operation string, err error) {
	outcome := metrics.Outcome(err)
	var down *orders.ShelfDown
	switch {
	case errors.Is(err, orders.ErrNotFound):
		outcome = missing
	case errors.As(err, &down):
		outcome = away
	}
	m.took.Took(time.Since(began), operation, outcome)
}

// Put implements orders.Shelf.
func (m measuredShelf) Put(ctx context.Context, name string, f *os.File) (int64, error) {
	began := time.Now()
	size, err := m.Shelf.Put(ctx, name, f)
	m.since(began, shelfPut, err)
	return size, err
}

// Open implements orders.Shelf.
func (m measuredShelf) Open(ctx context.Context, name string) (io.ReadSeekCloser, error) {
	began := time.Now()
	f, err := m.Shelf.Open(ctx, name)
	m.since(began, shelfOpen, err)
	return f, err
}

// Size implements orders.Shelf.
func (m measuredShelf) Size(ctx context.Context, name string) (int64, error) {
	began := time.Now()
	size, err := m.Shelf.Size(ctx, name)
	m.since(began, shelfSize, err)
	return size, err
}

// Remove implements orders.Shelf.
func (m measuredShelf) Remove(ctx context.Context, name string) error {
	began := time.Now()
	err := m.Shelf.Remove(ctx, name)
	m.since(began, shelfRemove, err)
	return err
}
