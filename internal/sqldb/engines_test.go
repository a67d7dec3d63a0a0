package sqldb_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/internal/sqldb/sqldbtest"
)

// migrate runs one migration.
func migrate(t testing.TB, db *sqldb.DB, script string) {
	t.Helper()
	files := fstest.MapFS{"0001_init.sql": {Data: []byte(script)}}
	if err := db.Migrate(context.Background(), files); err != nil {
		t.Fatal(err)
	}
}

const things = `-- What is sealed is a BLOB.
CREATE TABLE things (id TEXT PRIMARY KEY, state TEXT NOT NULL, seal BLOB, at BIGINT NOT NULL DEFAULT 0, yes BOOLEAN NOT NULL DEFAULT FALSE) WITHOUT ROWID;
INSERT INTO things (id, state) VALUES ('one', 'issued');`

func number(t testing.TB, db *sqldb.DB, query string, args ...any) (n int) {
	t.Helper()
	if err := db.Read().QueryRowContext(context.Background(), query, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestOneMigrationServesBothEngines(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		where := e.Where(t)
		db := sqldbtest.Open(t, where)
		migrate(t, db, things+`
-- only postgres
ALTER TABLE things ADD COLUMN engine TEXT NOT NULL DEFAULT 'postgres';
-- end only
-- only sqlite
ALTER TABLE things ADD COLUMN engine TEXT NOT NULL DEFAULT 'sqlite';
-- end only
`)
		if _, err := db.Exec(t.Context(), `UPDATE things SET seal = $1, yes = $2 WHERE id = $3`, []byte{0, 255, 7}, true, "one"); err != nil {
			t.Fatal(err)
		}
		var seal []byte
		var yes bool
		var engine string
		err := sqldbtest.Open(t, where).Read().QueryRow(`SELECT seal, yes, engine FROM things`).Scan(&seal, &yes, &engine)
		if err != nil || string(seal) != "\x00\xff\x07" || !yes || engine != e.Name {
			t.Errorf("%x %v %s, %v", seal, yes, engine, err)
		}
	})
}

func TestProcessesThatStartTogetherMigrateOnce(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		where := e.Where(t)
		dbs := []*sqldb.DB{sqldbtest.Open(t, where), sqldbtest.Open(t, where), sqldbtest.Open(t, where)}
		var wait sync.WaitGroup
		for _, db := range dbs {
			wait.Go(func() { migrate(t, db, things) })
		}
		wait.Wait()
		if n := number(t, dbs[0], `SELECT count(*) FROM things`); n != 1 {
			t.Errorf("%d rows", n)
		}
	})
}

func TestOnlyOneWinsARace(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		where := e.Where(t)
		dbs := []*sqldb.DB{sqldbtest.Open(t, where), sqldbtest.Open(t, where)}
		migrate(t, dbs[0], things)
		var won atomic.Int64
		var wait sync.WaitGroup
		for i := range 50 {
			wait.Go(func() {
				n, err := dbs[i%2].Exec(t.Context(), `UPDATE things SET state = 'exchanged' WHERE id = $1 AND state = 'issued'`, "one")
				if err != nil {
					t.Error(err)
				}
				won.Add(n)
			})
		}
		wait.Wait()
		if won.Load() != 1 {
			t.Errorf("%d won", won.Load())
		}
	})
}

// Two who each look before they write must see one another: on PostgreSQL that
// is what SERIALIZABLE is for.
func TestALookAndAWriteAreOne(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		where := e.Where(t)
		dbs := []*sqldb.DB{sqldbtest.Open(t, where), sqldbtest.Open(t, where)}
		migrate(t, dbs[0], `CREATE TABLE seats (id TEXT PRIMARY KEY)`)
		const room = 5
		var wait sync.WaitGroup
		for i := range 24 {
			wait.Go(func() {
				err := dbs[i%2].Write(t.Context(), func(tx *sqldb.Tx) error {
					var n int
					if err := tx.QueryRow(`SELECT count(*) FROM seats`).Scan(&n); err != nil || n >= room {
						return err
					}
					_, err := tx.Exec(`INSERT INTO seats (id) VALUES ($1)`, fmt.Sprint(i))
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if n := number(t, dbs[1], `SELECT count(*) FROM seats`); n != room {
			t.Errorf("%d of %d seats are taken", n, room)
		}
	})
}

func TestAFailedFunctionLeavesNothing(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		db := e.New(t)
		migrate(t, db, things)
		wrong := errors.New("wrong")
		err := db.Write(t.Context(), func(tx *sqldb.Tx) error {
			if _, err := tx.Exec(`DELETE FROM things`); err != nil {
				return err
			}
			return wrong
		})
		if err != wrong {
			t.Errorf("answered %v", err)
		}
		if err := db.Write(t.Context(), func(tx *sqldb.Tx) error { tx.Exec(`DELETE FROM things`); panic("oops") }); err == nil {
			t.Error("a panic was taken for success")
		}
		if number(t, db, `SELECT count(*) FROM things`) != 1 {
			t.Error("something was kept")
		}
		_, err = db.Exec(t.Context(), `INSERT INTO things (id, state) VALUES ('one', 'again')`)
		if !sqldb.IsUnique(err) || sqldb.IsAway(err) {
			t.Errorf("a second row of the same key: %v", err)
		}
	})
}

func TestReturningAnswersWhatItWrote(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		db := e.New(t)
		migrate(t, db, things)
		var ids []string
		err := db.Returning(t.Context(), func(row *sql.Rows) error {
			var id string
			err := row.Scan(&id)
			ids = append(ids, id)
			return err
		}, `INSERT INTO things (id, state) VALUES ($1, ''), ($2, '') ON CONFLICT DO NOTHING RETURNING id`, "one", "two")
		if err != nil || len(ids) != 1 || ids[0] != "two" {
			t.Errorf("new: %v, %v", ids, err)
		}
	})
}

func TestReadersCannotWrite(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		db := e.New(t)
		migrate(t, db, things)
		if _, err := db.Read().Exec(`DELETE FROM things`); err == nil {
			t.Error("a reader could write")
		}
	})
}

func TestNotesArriveWithTheCommit(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		where := e.Where(t)
		here := sqldbtest.Open(t, where)
		there := here // SQLite: one process serves
		if e.Name == "postgres" {
			there = sqldbtest.Open(t, where)
		}
		migrate(t, here, things)
		heard, ready := make(chan string, 100), make(chan string, 100)
		there.Listen("tokens", func(payload string) { heard <- payload }, nil)
		there.Listen("ready", func(payload string) { ready <- payload }, nil)
		untilHeard(t, here, ready)
		undone := errors.New("undone")
		here.Write(t.Context(), func(tx *sqldb.Tx) error { return errors.Join(tx.Notify("tokens", "never"), undone) })
		err := here.Write(t.Context(), func(tx *sqldb.Tx) error {
			return errors.Join(tx.Notify("others", "other"), tx.Notify("tokens", "a\nb"))
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := wait(t, heard); got != "a\nb" {
			t.Errorf("heard %q", got)
		}
	})
}

// untilHeard says something until it is heard: then the line stands.
func untilHeard(t *testing.T, db *sqldb.DB, ready <-chan string) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		if err := db.Notify(t.Context(), "ready", ""); err != nil {
			t.Fatal(err)
		}
		select {
		case <-ready:
			return
		case <-tick.C:
		case <-t.Context().Done():
			t.Fatal("the line never stood")
		}
	}
}

// until waits for something to become true.
func until(t *testing.T, is func() bool) {
	t.Helper()
	tick, late := time.NewTicker(5*time.Millisecond), time.After(20*time.Second)
	defer tick.Stop()
	for !is() {
		select {
		case <-tick.C:
		case <-late:
			t.Fatal("it never came")
		}
	}
}

func wait[T any](t *testing.T, from <-chan T) (v T) {
	t.Helper()
	select {
	case v = <-from:
	case <-time.After(20 * time.Second):
		t.Fatal("nothing came")
	}
	return v
}

func TestALockIsHeldByOne(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		where := e.Where(t)
		db := sqldbtest.Open(t, where)
		other := db
		if e.Name == "postgres" {
			other = sqldbtest.Open(t, where)
		}
		unlock, err := db.Lock(t.Context(), "sweep")
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		if _, err := other.Lock(ctx, "sweep"); err == nil {
			t.Error("two hold the lock")
		}
		if free, err := other.Lock(t.Context(), "another"); err != nil {
			t.Error(err)
		} else {
			free()
		}
		unlock()
		unlock()
		again, err := other.Lock(t.Context(), "sweep")
		if err != nil {
			t.Fatal(err)
		}
		again()
	})
}

func TestWhoHoldsLocksKeepsNobodyFromWriting(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		db := e.New(t)
		migrate(t, db, things)
		for i := range 20 {
			unlock, err := db.Lock(t.Context(), fmt.Sprint(i))
			if err != nil {
				t.Fatal(err)
			}
			defer unlock()
		}
		if n, err := db.Exec(t.Context(), `UPDATE things SET state = 'used'`); n != 1 || err != nil {
			t.Error(n, err)
		}
	})
}

func TestMembersKnowOneAnother(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		where := e.Where(t)
		one := sqldbtest.Open(t, where)
		if err := one.Join(t.Context()); err != nil || one.Peers() != 1 || one.Member() == "" {
			t.Fatalf("%d members, %v", one.Peers(), err)
		}
		if e.Name == "sqlite" {
			return
		}
		two, err := sqldb.Open(t.Context(), where)
		if err != nil {
			t.Fatal(err)
		}
		if err := two.Join(t.Context()); err != nil || two.Peers() != 2 || two.Member() == one.Member() {
			t.Errorf("the second sees %d members, %v", two.Peers(), err)
		}
		until(t, func() bool { return one.Peers() == 2 })
		two.Close()
		if n := number(t, one, `SELECT count(*) FROM members`); n != 1 {
			t.Errorf("%d members are left", n)
		}
		until(t, func() bool { return one.Peers() == 1 })
	})
}

func TestTheClockOfTheDatabase(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		at, err := e.New(t).Clock(t.Context())
		if off := time.Since(at).Abs(); err != nil || off > time.Minute {
			t.Errorf("off by %v, %v", off, err)
		}
	})
}

func TestWhatCannotBeOpenedKeepsThePassword(t *testing.T) {
	for _, where := range []string{"postgres://me:hunter2@127.0.0.1:1/none?connect_timeout=1", "postgres://me:hunter2@%zz/", "mysql://me:hunter2@host/db"} {
		_, err := sqldb.Open(t.Context(), where)
		if err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%v", err)
		}
	}
}

func TestAFileIsNotTheDatabase(t *testing.T) {
	dir := t.TempDir()
	for _, err := range []error{os.Rename(dir+"/a", dir+"/b"), os.Mkdir(dir, 0o700), os.Remove(dir + "/none")} {
		if err == nil || sqldb.IsAway(fmt.Errorf("keeping: %w", err)) {
			t.Errorf("the database is said to be away: %v", err)
		}
	}
}

func TestNobodyThereIsAway(t *testing.T) {
	_, err := sqldb.Open(t.Context(), "postgres://me@127.0.0.1:1/none")
	if !sqldb.IsAway(err) {
		t.Errorf("%v", err)
	}
	if sqldb.IsAway(sql.ErrNoRows) || sqldb.IsAway(errors.New("x")) || sqldb.IsAway(nil) {
		t.Error("away is too wide")
	}
}
