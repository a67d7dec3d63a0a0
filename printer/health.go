package printer

import (
	"context"
	"errors"
	"os"
	"time"

	"example.net/oauth1/internal/health"
	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/printer/orders"
	"example.net/oauth1/printer/store"
)

// checks are what must be so for requests to be sent here.
func (a *App) checks(memory *store.Store) *health.Checks {
	list := []health.Check{
		health.Reachable("database", "The database", a.db.Ping),
		health.Reachable("schema", "The database", sameSchema(memory)),
		health.Reachable("blobs", "The place where print files are kept", a.printsStand),
	}
	if a.db.Shared() {
		list = append(list, health.Reachable("clock", "The database’s clock", a.watchClock().Look))
	}
	return &health.Checks{List: list, Log: a.config.Log}
}

// sameSchema makes sure that no other version has changed the database.
func sameSchema(memory *store.Store) func(context.Context) error {
	return func(ctx context.Context) error {
		err := memory.Migrated(ctx)
		if errors.Is(err, sqldb.ErrOtherSchema) {
			return &health.Unfit{Sentence: "The database was brought up to date by another version of printer. Run that one here too."}
		}
		return err
	}
}

// printsStand looks for a print file that is not there, where they all are, and
// for the folder in which they are made.
func (a *App) printsStand(ctx context.Context) error {
	if _, err := os.Stat(a.config.Data); err != nil {
		return err
	}
	if _, err := a.shelf.Size(ctx, "none.pdf"); !errors.Is(err, orders.ErrNotFound) {
		return err
	}
	return nil
}

// watchClock compares this machine's clock with that of the database, until the
// App is closed.
func (a *App) watchClock() *health.Clock {
	clock := &health.Clock{Shared: a.db.Clock, Now: a.config.Now, Log: a.config.Log, Told: a.figures.onClock()}
	a.background(clock.Watch)
	return clock
}

// onClock is told by how much this machine's clock is ahead.
func (f *figures) onClock() func(time.Duration) {
	if f == nil {
		return nil
	}
	ahead := f.Gauge("clock_ahead_seconds", "By how much this machine’s clock is ahead of that of the database, which all replicas share.")
	return func(d time.Duration) { ahead.Set(d.Seconds()) }
}
