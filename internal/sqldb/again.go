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

// again calls f until it does not fail because of another transaction, which
// has changed nothing.
func again(ctx context.Context, met func(error) bool, f func() error) (err error) {
	for try := range tries {
		if err = f(); !met(err) {
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

// conflict is what one statement meets: serialization_failure or
// deadlock_detected.
func conflict(err error) bool { return state(err) == "40001" || state(err) == "40P01" }

// keyTaken is a conflict, or what PostgreSQL may say of one in its stead: a
// function that looks whether a key is free and then takes it finds it taken if
// another one was faster. When it looks again, it sees that. One that takes
// without a look is told in the end: let it be one statement, see [DB.Exec].
func keyTaken(err error) bool { return conflict(err) || IsUnique(err) }

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
