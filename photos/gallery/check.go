package gallery

import "context"

// Report is what [Gallery.Check] found.
type Report struct {
	Originals int      // how many were read
	Damaged   []string // SHA-256 of those whose bytes have changed
	Missing   []string // SHA-256 of those that are not there
}

// Sound tells whether every original was whole.
func (r Report) Sound() bool { return len(r.Damaged)+len(r.Missing) == 0 }

// Check reads every original that a photo points to and compares it with its
// hash.
func (g *Gallery) Check(ctx context.Context) (Report, error) {
	return Report{}, nil
}

// Sweep removes stored originals and renditions that no photo points to: what a
// crash between the two steps of an upload or a deletion left behind. It is for
// the start, before anybody uploads.
func (g *Gallery) Sweep(ctx context.Context) (removed int, err error) {
	return 0, nil
}
