package printer

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"example.net/oauth1/internal/seal"
	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/internal/webapp"
)

// tries lets somebody try something so often: one more time each, and so many
// times at once. Where several processes serve they count together.
func (a *App) tries(what string, every time.Duration, burst int) webapp.Tries {
	if a.db.Shared() {
		return &sqldb.Limit{DB: a.db, Name: what, Every: every, Burst: burst}
	}
	return &webapp.Limiter{Every: every, Burst: burst}
}

// join makes this process one of those that serve from a shared database, and takes
// its clock.
func (a *App) join(ctx context.Context) error {
	if !a.db.Shared() {
		return nil
	}
	if err := a.db.Join(ctx); err != nil || a.clock != nil {
		return err
	}
	return a.keepTime(ctx)
}

// sameKey refuses to serve with another key than the one that the database was
// first used with: nothing that is sealed in it could be opened.
func (a *App) sameKey(ctx context.Context) error {
	ours := seal.CheckValue(a.key)
	kept, err := a.db.Agree(ctx, "secret key", ours)
	if err == nil && kept != ours {
		err = errors.New("the database was first used with another secret key, and what is sealed in it cannot be opened with this one: set PRINTER_SECRET_KEY to that one, the same for every replica")
	}
	return err
}

// clockEvery is how often the database is asked for its clock.
const clockEvery = 10 * time.Second

// keepTime lets the shop go by the clock that all replicas have in common: an order
// that waits until a moment is due for all of them together.
func (a *App) keepTime(ctx context.Context) error {
	var ahead atomic.Int64
	look := func(ctx context.Context) error {
		asked := time.Now()
		theirs, err := a.db.Clock(ctx)
		if err == nil {
			ahead.Store(int64(theirs.Sub(asked.Add(time.Since(asked) / 2))))
		}
		return err
	}
	if err := look(ctx); err != nil {
		return err
	}
	a.clock = func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	a.background(func(ctx context.Context) {
		tick := time.NewTicker(clockEvery)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				_ = look(ctx) // the next one will tell, if this one fails
			}
		}
	})
	return nil
}

// background runs something until the App is closed.
func (a *App) background(run func(context.Context)) {
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); run(ctx) }()
	a.atClose(func() error { stop(); <-done; return nil })
}
