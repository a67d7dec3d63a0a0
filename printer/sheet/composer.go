package sheet

import (
	"context"
	"fmt"
	"io"

	"example.net/oauth1/printer/orders"
)

// Composer implements orders.Composer.
type Composer struct{}

var _ orders.Composer = Composer{}

// Check implements orders.Composer: the file is a picture that Compose will print, whole to its end.
func (Composer) Check(ctx context.Context, path string) error {
	p, err := open(path)
	if err != nil {
		return err
	}
	defer p.Close()
	return p.verify()
}

// layouter puts prints on pages, one after the other.
type layouter interface {
	put(d shown, p orders.Print) error
	end() error // the last page, where it is not full
}

// Compose implements orders.Composer.
func (Composer) Compose(ctx context.Context, w io.Writer, job orders.Job) error {
	d := New(w, Document{Title: job.Title, Number: job.Number, Created: job.Created, Cut: job.Cut})
	lay := layoutOf(d, job)
	for _, p := range job.Prints {
		if err := ctx.Err(); err != nil {
			return err
		}
		pic, err := d.add(p.Path)
		if err == nil {
			err = lay.put(pic, p)
		}
		if err != nil {
			return fmt.Errorf("putting %s on a page: %w", p.Path, err)
		}
	}
	if err := lay.end(); err != nil {
		return err
	}
	return d.Close()
}

func layoutOf(d *Writer, job orders.Job) layouter {
	switch {
	case job.Paper.Layout == orders.LayoutContact:
		return newContact(d, job)
	case job.Paper.Layout == orders.LayoutWallet:
		return newWallet(d, job.Paper)
	case job.Sheet != orders.Extent{}:
		return newImposed(d, job.Paper, job.Sheet)
	}
	return &single{d, job.Paper}
}

// single puts each print on a page of its own, which is turned to match it.
type single struct {
	*Writer
	paper orders.Paper
}

func (s *single) put(d shown, p orders.Print) error {
	f := orders.Frame(d.size, extent(s.paper), s.paper.BleedMM, p.Fit, p.Crop)
	c := &canvas{boxes: boxesOf(f.Paper, s.paper.BleedMM)}
	c.place(d, c.trim, p, s.paper.BleedMM)
	if s.paper.BleedMM > 0 {
		c.cropMarks()
	}
	return s.Writer.put(c, p.Copies)
}

func (s *single) end() error { return nil }

func extent(p orders.Paper) orders.Extent { return orders.Extent{W: p.WidthMM, H: p.HeightMM} }
