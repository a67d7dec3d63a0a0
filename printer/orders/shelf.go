package orders

import (
	"context"
	"io"
	"os"
	"time"
)

// A Shelf is where finished print files lie. Its names are made by the shop. printer/shelf implements it, in a folder and
// in an S3 bucket.
type Shelf interface {
	// Put takes a whole file and tells its size; once it returns, the file lies there under that name, whatever happens,
	// and nowhere else. It closes f, also where it fails.
	Put(ctx context.Context, name string, f *os.File) (size int64, err error)
	// Open opens one; ErrNotFound.
	Open(ctx context.Context, name string) (io.ReadSeekCloser, error)
	// Size tells how many bytes there are; ErrNotFound.
	Size(ctx context.Context, name string) (int64, error)
	// Remove removes one; that it is not there is no error.
	Remove(ctx context.Context, name string) error
	// Older lists, some at a time, what was put there longer ago than that.
	Older(ctx context.Context, than time.Duration, each func(names []string) error) error
}

// ShelfDown says that the Shelf can neither take print files nor give them now.
type ShelfDown struct{ Err error }

func (d *ShelfDown) Error() string {
	return "print files cannot be put away or fetched: " + d.Err.Error()
}

// Unwrap gives what happened underneath.
func (d *ShelfDown) Unwrap() error { return d.Err }
