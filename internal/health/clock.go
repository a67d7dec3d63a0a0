package health

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// Clock compares this machine's clock with the one that all replicas share.
type Clock struct {
	Shared func(context.Context) (time.Time, error) // the clock of the database
	Now    func() time.Time                         // this machine's; nil: time.Now
	Log    *slog.Logger                             // nil: nothing is logged
	Told   func(ahead time.Duration)                // told of every comparison; may be nil

	mu  sync.Mutex
	off bool
}

// Tolerance is by how much a clock may be off.
const Tolerance = 2 * time.Second

// Look makes sure that the clock is right; it answers an [*Unfit] if it is not.
func (c *Clock) Look(ctx context.Context) error {
	ahead, within, err := c.compare(ctx)
	if err != nil {
		return err
	}
	if c.Told != nil {
		c.Told(ahead)
	}
	wrong := ahead.Abs()-within > Tolerance
	c.note(ctx, ahead, wrong)
	if !wrong {
		return nil
	}
	return &Unfit{fmt.Sprintf("This machine’s clock is %s the database’s. Set it right.", offBy(ahead))}
}

// compare tells by how much this machine is ahead, and how far from that the
// truth may be: the answer has travelled.
func (c *Clock) compare(ctx context.Context) (ahead, within time.Duration, err error) {
	began := time.Now()
	before := c.now()
	shared, err := c.Shared(ctx)
	if err != nil {
		return 0, 0, fmt.Errorf("asking the database for the time: %w", err)
	}
	took := time.Since(began)
	return before.Add(took / 2).Sub(shared), took / 2, nil
}

// note writes down when the clock goes wrong, and when it is right again.
func (c *Clock) note(ctx context.Context, ahead time.Duration, wrong bool) {
	c.mu.Lock()
	was := c.off
	c.off = wrong
	c.mu.Unlock()
	switch {
	case c.Log == nil:
	case wrong && !was:
		c.Log.ErrorContext(ctx, "this machine's clock is wrong: signed requests are refused here that others accept", "ahead", ahead.Round(time.Millisecond).String())
	case was && !wrong:
		c.Log.InfoContext(ctx, "this machine's clock is right again")
	}
}

// every is how often it is looked when nobody asks.
const every = 10 * time.Second

// Watch looks from time to time until ctx ends, so that a wrong clock is in the
// log although nobody asks.
func (c *Clock) Watch(ctx context.Context) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		_ = c.Look(ctx) // it is in the log; a database that is away is told elsewhere
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (c *Clock) now() time.Time {
	if c.Now != nil {
		return c.Now()
	}
	return time.Now()
}

// offBy is "5.2 s ahead of" or "5.2 s behind".
func offBy(ahead time.Duration) string {
	where := "ahead of"
	if ahead < 0 {
		where = "behind"
	}
	return fmt.Sprintf("%.1f s %s", ahead.Abs().Seconds(), where)
}
