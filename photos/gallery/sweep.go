package gallery

import (
	"context"
	"fmt"
	"time"
)

// Sweep removes stored originals and renditions that no photo points to: what a
// crash between the two steps of an upload or a deletion left behind. It is for
// the start, before anybody uploads. With [ErrForeign] it removes nothing:
// somebody has named the wrong database, or the wrong folder.
func (g *Gallery) Sweep(ctx context.Context) (removed int, err error) {
	g.keeping.Lock()
	defer g.keeping.Unlock()
	if err := g.Claim(ctx); err != nil {
		return 0, err
	}
	return g.sweep(ctx, 0)
}

// Claim ties the stored pictures to the Store, and removes what was on its way in
// when this process ended last. It is for the start where others upload.
func (g *Gallery) Claim(ctx context.Context) error {
	identity, err := g.Store.Identity(ctx)
	if err != nil {
		return err
	}
	if err := g.Blobs.Claim(ctx, identity); err != nil {
		return err
	}
	return g.Blobs.DiscardStaged(ctx)
}

// onItsWay is how long something may lie there before a row points to it, if
// another process is still writing that.
const onItsWay = time.Hour

// SweepShared does what [Gallery.Sweep] does while others upload, in this process
// and others: it leaves alone what is younger than an hour. One process sweeps at a
// time.
func (g *Gallery) SweepShared(ctx context.Context) (removed int, err error) {
	if g.Lock != nil {
		unlock, err := g.Lock(ctx, "sweep")
		if err != nil {
			return 0, fmt.Errorf("waiting to sweep: %w", err)
		}
		defer unlock()
	}
	return g.sweep(ctx, onItsWay)
}

// sweep goes through what is kept and what is wanted side by side, both in their
// order, so that it needs no memory for either.
func (g *Gallery) sweep(ctx context.Context, youngest time.Duration) (removed int, err error) {
	rows := &originals{g: g}
	err = g.Blobs.Each(ctx, func(sum string, age time.Duration) error {
		if age < youngest {
			return nil
		}
		if wanted, err := rows.have(ctx, sum); err != nil || wanted {
			return err
		}
		removed++
		return g.Blobs.Delete(ctx, sum)
	})
	return removed, err
}

// originals are the hashes that photos point to, in their order.
type originals struct {
	g     *Gallery
	batch []string // read, and not passed yet
	after string   // the last that was read
	end   bool
	asked string // for which have was called last
}

// first is the next of them, "" after the last. It stays the next until pass.
func (o *originals) first(ctx context.Context) (sum string, err error) {
	const batch = 500
	if len(o.batch) == 0 && !o.end {
		if o.batch, err = o.g.Store.Originals(ctx, o.after, batch); err != nil {
			return "", fmt.Errorf("listing originals: %w", err)
		}
		o.end = len(o.batch) < batch
	}
	if len(o.batch) == 0 {
		return "", nil
	}
	return o.batch[0], nil
}

func (o *originals) pass() { o.after, o.batch = o.batch[0], o.batch[1:] }

// have tells whether a hash is among them. Whoever asks in their order has each of
// them read once; for one that has been passed it begins anew.
func (o *originals) have(ctx context.Context, sum string) (bool, error) {
	if sum < o.asked {
		*o = originals{g: o.g}
	}
	o.asked = sum
	for {
		first, err := o.first(ctx)
		if err != nil || first == "" || first >= sum {
			return first == sum, err
		}
		o.pass()
	}
}
