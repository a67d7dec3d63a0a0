package sqldb_test

import (
	"testing"

	"example.net/oauth1/internal/sqldb/sqldbtest"
)

// A process that was cut off must hear of it: what it kept in memory may be out
// of date.
func TestABrokenLineIsToldAndMended(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		if e.Name == "sqlite" {
			return // there is no line
		}
		where := e.Where(t)
		db := sqldbtest.Open(t, where)
		ready, lost := make(chan string, 100), make(chan bool, 100)
		db.Listen("ready", func(p string) { ready <- p }, func() { lost <- true })
		untilHeard(t, db, ready)
		_, err := sqldbtest.Open(t, where).Read().Exec(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
			WHERE datname = current_database() AND query LIKE 'LISTEN%'`)
		if err != nil {
			t.Fatal(err)
		}
		wait(t, lost)
		for len(ready) > 0 {
			<-ready
		}
		untilHeard(t, db, ready)
	})
}
