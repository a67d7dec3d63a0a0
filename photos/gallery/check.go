package gallery

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"
)

// Report is what [Gallery.Check] found.
type Report struct {
	Originals int      // how many were read
	Damaged   []string // SHA-256 of those whose bytes have changed
	Missing   []string // SHA-256 of those that are not there
	Orphans   []string // SHA-256 of what is kept although no photo points to it; the next start removes it
}

// Sound tells whether every original was whole.
func (r Report) Sound() bool { return len(r.Damaged)+len(r.Missing) == 0 }

// Check reads every original that a photo points to and compares it with its
// hash, and looks for those that no photo points to.
func (g *Gallery) Check(ctx context.Context) (Report, error) {
	orphans, err := g.everything(ctx)
	if err != nil {
		return Report{}, err
	}
	var report Report
	err = g.eachOriginal(ctx, func(sum string) error {
		report.Originals++
		delete(orphans, sum)
		switch err := g.Blobs.Verify(ctx, sum); {
		case errors.Is(err, ErrDamaged):
			report.Damaged = append(report.Damaged, sum)
		case errors.Is(err, ErrNotFound):
			return g.missing(ctx, sum, &report)
		case err != nil:
			return fmt.Errorf("reading original %s: %w", sum, err)
		}
		return nil
	})
	report.Orphans = slices.Sorted(maps.Keys(orphans))
	return report, err
}

// everything is what is kept, whoever points to it. It is looked through before
// the rows are: an upload that comes meanwhile writes its row last.
func (g *Gallery) everything(ctx context.Context) (map[string]bool, error) {
	kept := map[string]bool{}
	err := g.Blobs.Each(ctx, func(sum string, _ time.Duration) error { kept[sum] = true; return nil })
	return kept, err
}

// missing notes an original that is not there, unless its photo was deleted
// while this went on.
func (g *Gallery) missing(ctx context.Context, sum string, report *Report) error {
	still, err := g.Wanted(ctx, sum)
	switch {
	case err != nil:
		return err
	case still:
		report.Missing = append(report.Missing, sum)
	default:
		report.Originals--
	}
	return nil
}

// Wanted tells whether a photo points to an original.
func (g *Gallery) Wanted(ctx context.Context, sum string) (bool, error) {
	const digits = 16 // so many hashes differ in the last digit alone
	near, err := g.Store.Originals(ctx, sum[:len(sum)-1], digits)
	if err != nil {
		return false, fmt.Errorf("looking for the photo of original %s: %w", sum, err)
	}
	return slices.Contains(near, sum), nil
}

// eachOriginal calls f with the hash of every original that a photo points to.
func (g *Gallery) eachOriginal(ctx context.Context, f func(sum string) error) error {
	rows := &originals{g: g}
	for {
		sum, err := rows.first(ctx)
		if err != nil || sum == "" {
			return err
		}
		if err := f(sum); err != nil {
			return err
		}
		rows.pass()
	}
}
