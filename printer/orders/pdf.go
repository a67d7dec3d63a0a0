package orders

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
)

// The shop's folder:
//
//	originals/<order>/<photo>   verified originals, until the PDF stands
//	prints/<order>.pdf          finished print files
//
// Names are made here, never taken from outside. Files are written as *.part and renamed when whole; that of a
// print file grows while its photos still come (draft.go).
func (s *Shop) originals(order string) string { return filepath.Join(s.Dir, "originals", order) }

func (s *Shop) original(order, photo string) string {
	sum := sha256.Sum256([]byte(photo))
	return filepath.Join(s.originals(order), hex.EncodeToString(sum[:16]))
}

func (s *Shop) pdf(order string) string { return filepath.Join(s.Dir, "prints", order+".pdf") }

// OpenPDF opens the print file of a ready order of the customer's own; ErrNotFound otherwise.
func (s *Shop) OpenPDF(ctx context.Context, customer, id string) (*PDF, error) {
	o, err := s.Order(ctx, customer, id)
	if err != nil {
		return nil, err
	}
	if o.State != Ready && o.State != Printing && o.State != Printed {
		return nil, ErrNotFound
	}
	f, err := os.Open(s.pdf(o.ID))
	if err != nil {
		return nil, fmt.Errorf("opening the print file of order %s: %w", o.ID, err)
	}
	return &PDF{
		File: f, Name: "order-" + o.Number + ".pdf", Modified: o.Updated, Bytes: o.Bytes, ETag: `"` + o.ID + `"`,
	}, nil
}

// keep makes a file that was written under a temporary name last, whatever happens next: its bytes, then its name.
func keep(f *os.File, path string) error {
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

func syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
