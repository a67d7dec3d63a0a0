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

// Compose implements orders.Composer.
func (Composer) Compose(ctx context.Context, w io.Writer, job orders.Job) error {
	d := New(w, Document{Title: job.Title, Number: job.Number, Created: job.Created})
	for _, p := range job.Prints {
		if err := ctx.Err(); err != nil {
			return err
		}
		page := Page{Paper: job.Paper, Fit: p.Fit, Crop: p.Crop, Copies: p.Copies}
		if err := d.Add(p.Path, page); err != nil {
			return fmt.Errorf("putting %s on a page: %w", p.Path, err)
		}
	}
	return d.Close()
}
