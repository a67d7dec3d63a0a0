package photos

import (
	"cmp"
	"context"
	"log/slog"
	"time"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/photos/gate"
)

// openBoard reads the switches of the sandbox. Where several processes serve, they hold at all of them.
func (a *App) openBoard(ctx context.Context) (err error) {
	if a.Faults, err = gate.OpenBoard(ctx, a.Store); err != nil {
		return err
	}
	if a.db.Shared() {
		a.Faults.Share(a.db, func(err error) { a.log().Warn("the sandbox cannot reach the other processes", "error", err) })
		a.atClose(a.Faults.Close)
	}
	return nil
}

func (a *App) log() *slog.Logger { return cmp.Or(a.config.Log, slog.Default()) }

// tries lets somebody try something so often: one more time each, and so many times at once. Where several processes
// serve they count together.
func (a *App) tries(what string, every time.Duration, burst int) webapp.Tries {
	if a.db.Shared() {
		return &sqldb.Limit{DB: a.db, Name: what, Every: every, Burst: burst}
	}
	return &webapp.Limiter{Every: every, Burst: burst}
}
