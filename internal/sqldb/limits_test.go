package sqldb_test

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/internal/sqldb/sqldbtest"
)

const limitsTable = `CREATE TABLE limits (id TEXT PRIMARY KEY, back BIGINT NOT NULL)`

// Two processes, and fifty tries at the same moment: the limit lets through what it says, and not one more.
func TestALimitIsExactOverProcesses(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		where := e.Where(t)
		limits := []*sqldb.Limit{}
		for range 2 {
			limits = append(limits, &sqldb.Limit{DB: sqldbtest.Open(t, where), Name: "account", Every: time.Hour, Burst: 7})
		}
		migrate(t, limits[0].DB, limitsTable)
		var passed atomic.Int64
		var wait sync.WaitGroup
		for i := range 50 {
			wait.Go(func() {
				ok, again, err := limits[i%2].Try(t.Context(), "jane")
				if err != nil || ok != (again == 0) || again > time.Hour {
					t.Errorf("%v, again in %s, %v", ok, again, err)
				}
				if ok {
					passed.Add(1)
				}
			})
		}
		wait.Wait()
		if passed.Load() != 7 {
			t.Errorf("%d of 7 were let through", passed.Load())
		}
	})
}

// later lets time pass for the rows.
func later(t *testing.T, db *sqldb.DB, d time.Duration) {
	t.Helper()
	if _, err := db.Exec(t.Context(), `UPDATE limits SET back = back - $1`, d.Microseconds()); err != nil {
		t.Fatal(err)
	}
}

func TestTriesComeBack(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		db := e.New(t)
		migrate(t, db, limitsTable)
		l := &sqldb.Limit{DB: db, Name: "account", Every: time.Hour, Burst: 3}
		other := &sqldb.Limit{DB: db, Name: "address", Every: time.Hour, Burst: 1}
		try := func(l *sqldb.Limit, key string, want bool) (wait time.Duration) {
			t.Helper()
			ok, wait, err := l.Try(t.Context(), key)
			if err != nil || ok != want {
				t.Errorf("%.20q: %v, want %v, %v", key, ok, want, err)
			}
			return wait
		}
		for _, want := range []bool{true, true, true, false, false} {
			try(l, "jane", want)
		}
		if wait := try(l, "jane", false); wait < 50*time.Minute || wait > time.Hour {
			t.Errorf("wait %s: refused tries must not make the wait longer", wait)
		}
		try(l, "sam", true)
		try(other, "jane", true)
		try(other, "jane", false)
		later(t, db, 59*time.Minute)
		try(l, "jane", false)
		later(t, db, time.Minute)
		try(l, "jane", true)
		try(l, "jane", false)
		later(t, db, 1000*time.Hour)
		for _, want := range []bool{true, true, true, false} {
			try(l, "jane", want)
		}
		if err := l.Forget(t.Context(), "jane"); err != nil {
			t.Fatal(err)
		}
		for _, want := range []bool{true, true, true, false} {
			try(l, "jane", want)
		}
		for _, hostile := range []string{"", "\x00", "\xff\xfe", strings.Repeat("x", 1<<20)} {
			try(other, hostile, true)
			try(other, hostile, false)
		}
	})
}

func TestRowsOfALimitThatSayNothingAreDeleted(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		db := e.New(t)
		migrate(t, db, limitsTable)
		l := &sqldb.Limit{DB: db, Name: "account", Every: time.Hour, Burst: 3}
		for _, key := range []string{"jane", "sam"} {
			if _, _, err := l.Try(t.Context(), key); err != nil {
				t.Fatal(err)
			}
		}
		later(t, db, time.Hour)
		fresh := &sqldb.Limit{DB: db, Name: "account", Every: time.Hour, Burst: 3} // another process, or a minute later
		if _, _, err := fresh.Try(t.Context(), "anna"); err != nil {
			t.Fatal(err)
		}
		if n := number(t, db, `SELECT count(*) FROM limits`); n != 1 {
			t.Errorf("%d rows, want anna's", n)
		}
	})
}
