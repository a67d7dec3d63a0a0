package photos

import (
	"context"
	"errors"
	"sync"
	"time"

	"example.net/oauth1/internal/health"
	"example.net/oauth1/internal/sqldb"
)

// checks are what must be so for requests to be sent here.
func (a *App) checks(ctx context.Context) (*health.Checks, error) {
	identity, err := a.Store.Identity(ctx)
	if err != nil {
		return nil, err
	}
	list := []health.Check{
		health.Reachable("database", "The database", a.Store.Ready),
		health.Reachable("schema", "The database", a.sameSchema),
		health.Reachable("blobs", "The place where pictures are kept", func(ctx context.Context) error { return a.Gallery.Blobs.Claim(ctx, identity) }),
	}
	if a.db.Shared() {
		list = append(list, health.Reachable("clock", "The database’s clock", a.watchClock().Look))
	}
	return &health.Checks{List: list, Log: a.config.Log}, nil
}

// sameSchema makes sure that no other version has changed the database.
func (a *App) sameSchema(ctx context.Context) error {
	err := a.Store.Migrated(ctx)
	if errors.Is(err, sqldb.ErrOtherSchema) {
		return &health.Unfit{Sentence: "The database was brought up to date by another version of photos. Run that one here too."}
	}
	return err
}

// watchClock compares this machine's clock with that of the database, until the App is closed.
func (a *App) watchClock() *health.Clock {
	clock := &health.Clock{Shared: a.db.Clock, Now: a.config.Now, Log: a.config.Log, Told: a.figures.onClock()}
	a.background(clock.Watch)
	return clock
}

// background does something beside the requests, until the App is closed.
func (a *App) background(do func(context.Context)) {
	ctx, stop := context.WithCancel(context.Background())
	var doing sync.WaitGroup
	doing.Go(func() { do(ctx) })
	a.atClose(func() error { stop(); doing.Wait(); return nil })
}

// onClock is told by how much this machine's clock is ahead.
func (f *figures) onClock() func(time.Duration) {
	if f == nil {
		return nil
	}
	ahead := f.Gauge("clock_ahead_seconds", "By how much this machine’s clock is ahead of that of the database, which all replicas share.")
	return func(d time.Duration) { ahead.Set(d.Seconds()) }
}
