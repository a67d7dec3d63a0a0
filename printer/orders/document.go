package orders

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// document gives the whole print file of an order, on this machine: a Shelf that falls silent must not leave half of it at
// the printer. The caller closes it.
func (w *printing) document(ctx context.Context) (io.ReadCloser, error) {
	far, err := w.Shelf.Open(ctx, w.o.PDF)
	if err != nil {
		return nil, outOfReach(err)
	}
	if near, ok := far.(*os.File); ok {
		return near, nil
	}
	defer far.Close()
	near, err := os.CreateTemp(filepath.Join(w.Dir, "prints"), "*.part")
	if err != nil {
		return nil, err
	}
	n, err := io.Copy(near, far)
	if err == nil && n != w.o.Bytes {
		err = fmt.Errorf("%d bytes came of %d", n, w.o.Bytes)
	}
	if err == nil {
		_, err = near.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(outOfReach(err), near.Close(), os.Remove(near.Name()))
	}
	return passing{near}, nil
}

// passing is a file that is gone when it is closed.
type passing struct{ *os.File }

func (p passing) Close() error { return errors.Join(p.File.Close(), os.Remove(p.Name())) }

// outOfReach is what customers read while a print file cannot be fetched for the printer, of which nothing has been asked yet.
func outOfReach(err error) error {
	return &PressDown{Sentence: "We cannot get at your print file at the moment.", Err: err, Untouched: true}
}
