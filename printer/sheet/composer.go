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
	d := begin(w, job)
	for _, p := range job.Prints {
		if err := d.Add(ctx, p); err != nil {
			return err
		}
	}
	return d.End(job.Title)
}

// Begin implements orders.Composer. A contact sheet has the title and the number of sheets on each.
func (Composer) Begin(w io.Writer, job orders.Job) (orders.Draft, bool) {
	if job.Paper.Layout == orders.LayoutContact {
		return nil, false
	}
	return begin(w, job), true
}

// draft implements orders.Draft.
type draft struct {
	pdf *Writer
	lay layouter
}

func begin(w io.Writer, job orders.Job) *draft {
	pdf := New(w, Document{Number: job.Number, Created: job.Created, Cut: job.Cut})
	return &draft{pdf, layoutOf(pdf, job)}
}

// Add implements orders.Draft.
func (d *draft) Add(ctx context.Context, p orders.Print) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	pic, err := d.pdf.add(p.Path)
	if err == nil {
		err = d.lay.put(pic, p)
	}
	if err != nil {
		return fmt.Errorf("putting %s on a page: %w", p.Path, err)
	}
	return nil
}

// End implements orders.Draft.
func (d *draft) End(title string) error {
	d.pdf.doc.Title = title
	if err := d.lay.end(); err != nil {
		return err
	}
	return d.pdf.Close()
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
