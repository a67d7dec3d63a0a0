package gallery

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// tidying is what a Gallery does beside requests.
type tidying struct {
	once sync.Once
	wake chan struct{}
}

func (t *tidying) woken() chan struct{} {
	t.once.Do(func() { t.wake = make(chan struct{}, 1) })
	return t.wake
}

func (t *tidying) nudge() {
	select {
	case t.woken() <- struct{}{}:
	default: // somebody is about to wake up
	}
}

// tidyEvery is how often there is a look at what is overdue.
const tidyEvery = time.Hour

// Tidy makes deletions final when their time has come, ends uploads that nobody
// goes on with, and looks at originals whose place is hidden before anybody asks
// for them. It returns when ctx ends;
// failed hears what did not work.
func (g *Gallery) Tidy(ctx context.Context, failed func(error)) {
	tick := time.NewTicker(tidyEvery)
	defer tick.Stop()
	tidy := g.tidy
	for {
		if err := tidy(ctx); err != nil && ctx.Err() == nil {
			failed(err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			tidy = g.tidy
		case <-g.tidying.woken():
			if g.Shared { // to look through what all have sent, after each upload, would cost too much
				tidy = g.lookAhead
			}
		}
	}
}

func (g *Gallery) tidy(ctx context.Context) error {
	if _, err := g.PurgeOverdue(ctx); err != nil {
		return err
	}
	if err := g.Store.ForgetPlaceless(ctx); err != nil {
		return err
	}
	if _, err := g.ForgetArrivals(ctx); err != nil {
		return err
	}
	return g.lookAhead(ctx)
}

// lookAhead removes the place from originals that others may ask for.
func (g *Gallery) lookAhead(ctx context.Context) error {
	const batch = 100
	for after := ""; ; {
		photos, err := g.Store.Unlooked(ctx, after, batch)
		if err != nil {
			return fmt.Errorf("looking for places that are hidden: %w", err)
		}
		for _, p := range photos {
			if _, err := g.placeless(ctx, p); err != nil && !isLost(err) {
				return err
			}
			after = p.SHA256
		}
		if len(photos) < batch {
			return nil
		}
	}
}
