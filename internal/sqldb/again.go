package sqldb

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// tries is how often a transaction is tried that keeps meeting others.
const tries = 40

// again calls f until it does not fail because of another transaction:
// serialization_failure or deadlock_detected. Those have changed nothing.
func again(ctx context.Context, f func() error) (err error) {
	for try := range tries {
		if err = f(); state(err) != "40001" && state(err) != "40P01" {
			return err
		}
		select {
		case <-time.After(rand.N(time.Millisecond << min(try, 6))):
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return err
}

// errSlow is a database that took too long.
var errSlow = errors.New("the database did not answer in time")

// limited is a context that ends when the database has had its time, but not
// with the caller's: what has begun comes to its end.
func limited(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(context.WithoutCancel(ctx), patience, errSlow)
}

// slow says so if that is why err is there.
func slow(ctx context.Context, err error) error {
	if err != nil && context.Cause(ctx) == errSlow {
		return fmt.Errorf("%w: %w", errSlow, err)
	}
	return err
}
