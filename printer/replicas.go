package printer

import (
	"time"

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
