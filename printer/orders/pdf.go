package orders

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// The shop's folder, where it works:
//
//	originals/<order>/<photo>   verified originals, until the PDF stands
//	prints/<order>.pdf.part     print files that are being made (draft.go lets them grow while photos still come)
//
// Names are made here, never taken from outside. Finished print files lie on the Shelf, which may be prints/ too.
func (s *Shop) originals(order string) string { return filepath.Join(s.Dir, "originals", order) }

func (s *Shop) original(order, photo string) string {
	sum := sha256.Sum256([]byte(photo))
	return filepath.Join(s.originals(order), hex.EncodeToString(sum[:16]))
}

func (s *Shop) half(order string) string { return filepath.Join(s.Dir, "prints", order+".pdf.part") }

// OpenPDF opens the print file of a ready order of the customer's own; ErrNotFound otherwise.
func (s *Shop) OpenPDF(ctx context.Context, customer, id string) (*PDF, error) {
	o, err := s.Order(ctx, customer, id)
	if err != nil {
		return nil, err
	}
	if o.State != Ready && o.State != Printing && o.State != Printed {
		return nil, ErrNotFound
	}
	f, err := s.Shelf.Open(ctx, o.PDF)
	if errors.Is(err, ErrNotFound) {
		err = errors.New("it is not there")
	}
	if err != nil {
		return nil, fmt.Errorf("opening the print file of order %s: %w", o.ID, err)
	}
	return &PDF{
		ReadSeekCloser: f, Name: "order-" + o.Number + ".pdf", Modified: o.Updated, Bytes: o.Bytes, ETag: `"` + o.ID + `"`,
	}, nil
}

// pdfName is what the print file is called that is made of an order now. Under a lease that is a name of its own: a worker
// that has lost its lease, and does not know yet, must not touch what the next one makes.
func (o Order) pdfName() string {
	if o.Lease != "" {
		return o.ID + "-" + o.Lease + ".pdf"
	}
	return o.ID + ".pdf"
}

// putAway puts a whole print file on the Shelf; nothing of it is left here.
func (s *Shop) putAway(ctx context.Context, o *Order, f *os.File) error {
	size, err := s.Shelf.Put(ctx, o.pdfName(), f)
	if err != nil {
		return errors.Join(err, remove(f.Name()))
	}
	o.PDF, o.Bytes = o.pdfName(), size
	return nil
}

// takeOff removes print files from the Shelf that nobody needs, also after the work on their order has ended. What cannot be
// removed now is found by sweep.
func (s *Shop) takeOff(ctx context.Context, names ...string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	for _, name := range names {
		if name == "" {
			continue
		}
		if err := s.Shelf.Remove(ctx, name); err != nil {
			s.log().WarnContext(ctx, "removing a print file", "name", name, "error", err)
		}
	}
}
