package gallery

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
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
	err := g.Blobs.Each(ctx, func(sum string) error { kept[sum] = true; return nil })
	return kept, err
}

// missing notes an original that is not there, unless its photo was deleted
// while this went on.
func (g *Gallery) missing(ctx context.Context, sum string, report *Report) error {
	const digits = 16 // so many hashes differ in the last digit alone
	still, err := g.Store.Originals(ctx, sum[:len(sum)-1], digits)
	switch {
	case err != nil:
		return fmt.Errorf("looking for the photo of original %s: %w", sum, err)
	case slices.Contains(still, sum):
		report.Missing = append(report.Missing, sum)
	default:
		report.Originals--
	}
	return nil
}

// Sweep removes stored originals and renditions that no photo points to: what a
// crash between the two steps of an upload or a deletion left behind. It is for
// the start, before anybody uploads. With [ErrForeign] it removes nothing:
// somebody has named the wrong database, or the wrong folder.
func (g *Gallery) Sweep(ctx context.Context) (removed int, err error) {
	g.keeping.Lock()
	defer g.keeping.Unlock()
	identity, err := g.Store.Identity(ctx)
	if err != nil {
		return 0, err
	}
	if err := g.Blobs.Claim(ctx, identity); err != nil {
		return 0, err
	}
	if err := g.Blobs.DiscardStaged(ctx); err != nil {
		return 0, err
	}
	wanted := map[string]bool{}
	err = g.eachOriginal(ctx, func(sum string) error { wanted[sum] = true; return nil })
	if err != nil {
		return 0, err
	}
	err = g.Blobs.Each(ctx, func(sum string) error {
		if wanted[sum] {
			return nil
		}
		removed++
		return g.Blobs.Delete(ctx, sum)
	})
	return removed, err
}

// eachOriginal calls f with the hash of every original that a photo points to.
func (g *Gallery) eachOriginal(ctx context.Context, f func(sum string) error) error {
	const batch = 500
	for after := ""; ; {
		sums, err := g.Store.Originals(ctx, after, batch)
		if err != nil {
			return fmt.Errorf("listing originals: %w", err)
		}
		for _, sum := range sums {
			if err := f(sum); err != nil {
				return err
			}
		}
		if len(sums) < batch {
			return nil
		}
		after = sums[len(sums)-1]
	}
}
