package sqldb

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

const things = "CREATE TABLE things (id TEXT PRIMARY KEY, n BIGINT NOT NULL DEFAULT 0 CHECK (n >= 0))"

func insertThing(id string) func(*Tx) error {
	return func(tx *Tx) error {
		_, err := tx.Exec("INSERT INTO things (id) VALUES ($1)", id)
		return err
	}
}

// inOneGroup runs the writes as one group and returns their answers.
func inOneGroup(t *testing.T, db *DB, writes ...func() error) []error {
	t.Helper()
	answers := make([]error, len(writes))
	release := hold(t, db)
	var all sync.WaitGroup
	for i, write := range writes {
		all.Go(func() { answers[i] = write() })
		waitQueued(t, db, i+1)
	}
	release()
	all.Wait()
	return answers
}

func TestAFailureUndoesItselfAlone(t *testing.T) {
	db := openTest(t, things)
	mine := errors.New("my own error")
	write := func(fn func(*Tx) error) func() error {
		return func() error { return db.Write(t.Context(), fn) }
	}
	answers := inOneGroup(t, db,
		write(insertThing("first")),
		write(func(tx *Tx) error { insertThing("half done")(tx); return mine }),
		write(func(tx *Tx) error { insertThing("panicked")(tx); panic("oh") }),
		write(insertThing("first")), // a violated key
		func() error {
			_, err := db.Exec(t.Context(), "INSERT INTO things (id) VALUES ($1)", "first")
			return err
		},
		write(func(tx *Tx) error { _, err := tx.Exec("nonsense"); return err }),
		write(insertThing("last")),
	)
	if answers[0] != nil || answers[6] != nil {
		t.Errorf("good writes were answered %v and %v", answers[0], answers[6])
	}
	if answers[1] != mine {
		t.Errorf("got %v, want the function's own error", answers[1])
	}
	if answers[2] == nil || !strings.Contains(answers[2].Error(), "oh") {
		t.Errorf("a panic was answered %v", answers[2])
	}
	if !IsUnique(answers[3]) || !IsUnique(answers[4]) {
		t.Errorf("violated keys were answered %v and %v", answers[3], answers[4])
	}
	if answers[5] == nil || IsUnique(answers[5]) {
		t.Errorf("a statement that is none was answered %v", answers[5])
	}
	if n := count(t, db, "SELECT count(*) FROM things"); n != 2 {
		t.Errorf("%d rows are kept, want the two good ones", n)
	}
}

func TestAFailedCommitAnswersEverybody(t *testing.T) {
	db := openTest(t, things,
		"CREATE TABLE parts (thing TEXT REFERENCES things (id) DEFERRABLE INITIALLY DEFERRED)")
	answers := inOneGroup(t, db,
		func() error { return db.Write(t.Context(), insertThing("a")) },
		func() error {
			_, err := db.Exec(t.Context(), "INSERT INTO parts (thing) VALUES ('nowhere')") // seen at commit only
			return err
		},
		func() error { return db.Write(t.Context(), insertThing("b")) },
	)
	for i, err := range answers {
		if err == nil {
			t.Errorf("write %d was acknowledged although nothing was committed", i)
		}
	}
	if n := count(t, db, "SELECT count(*) FROM things"); n != 0 {
		t.Errorf("%d rows are kept of a failed commit", n)
	}
	if err := db.Write(t.Context(), insertThing("after")); err != nil {
		t.Errorf("the next write: %v", err)
	}
}

func TestAFullDiskFailsTheGroupAndNotTheNext(t *testing.T) {
	db := openTest(t, things, "CREATE TABLE blobs (b BLOB)", "PRAGMA max_page_count = 20")
	answers := inOneGroup(t, db,
		func() error { return db.Write(t.Context(), insertThing("small")) },
		func() error {
			return db.Write(t.Context(), func(tx *Tx) error {
				_, err := tx.Exec("INSERT INTO blobs VALUES (zeroblob(1000000))")
				return err
			})
		},
	)
	if answers[0] == nil && count(t, db, "SELECT count(*) FROM things") == 0 {
		t.Error("a write was acknowledged and is not there")
	}
	if answers[1] == nil {
		t.Error("a write beyond the end of the disk was acknowledged")
	}
	if err := db.Write(t.Context(), insertThing("after")); err != nil {
		t.Errorf("the next write: %v", err)
	}
}

func TestCancelledWhileWaitingNeverBegins(t *testing.T) {
	db := openTest(t, things)
	ctx, cancel := context.WithCancelCause(t.Context())
	gone := errors.New("the browser is gone")
	release := hold(t, db)
	var ran atomic.Bool
	answer := make(chan error)
	go func() {
		answer <- db.Write(ctx, func(*Tx) error { ran.Store(true); return nil })
	}()
	waitQueued(t, db, 1)
	cancel(gone)
	if err := <-answer; err != gone {
		t.Errorf("got %v, want the reason of the cancellation", err)
	}
	release()
	if err := db.Write(t.Context(), insertThing("after")); err != nil {
		t.Fatal(err)
	}
	if ran.Load() {
		t.Error("the function ran after its caller had been told that it would not")
	}
}

func TestCancelledWhileRunningTellsTheTruth(t *testing.T) {
	db := openTest(t, things)
	ctx, cancel := context.WithCancel(t.Context())
	answers := inOneGroup(t, db,
		func() error { return db.Write(t.Context(), insertThing("before")) },
		func() error {
			return db.Write(ctx, func(tx *Tx) error {
				cancel()
				_, err := tx.ExecContext(ctx, "INSERT INTO things (id) VALUES ('cancelled')")
				if err == nil {
					err = tx.QueryRowContext(ctx, "SELECT id FROM things WHERE id = 'cancelled'").Scan(new(string))
				}
				return err
			})
		},
		func() error { return db.Write(t.Context(), insertThing("after")) },
	)
	for i, err := range answers {
		if err != nil {
			t.Errorf("write %d: %v", i, err)
		}
	}
	if n := count(t, db, "SELECT count(*) FROM things"); n != 3 {
		t.Errorf("%d rows are kept, want 3", n)
	}
}

func TestOnlyOneWinsARace(t *testing.T) {
	db := openTest(t, "CREATE TABLE tokens (token TEXT PRIMARY KEY, state TEXT)", "INSERT INTO tokens VALUES ('t', 'authorized')")
	var won, lost atomic.Int32
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			n, err := db.Exec(t.Context(), "UPDATE tokens SET state = 'exchanged' WHERE token = $1 AND state = 'authorized'", "t")
			switch {
			case err != nil:
				t.Error(err)
			case n == 1:
				won.Add(1)
			default:
				lost.Add(1)
			}
		})
	}
	all.Wait()
	if won.Load() != 1 || lost.Load() != 49 {
		t.Errorf("%d won and %d lost", won.Load(), lost.Load())
	}
}

func TestTwoHundredWritersAndAReader(t *testing.T) {
	db := openTest(t, things, "INSERT INTO things VALUES ('counter', 0)")
	var all sync.WaitGroup
	for i := range 200 {
		all.Go(func() {
			for j := range 5 {
				id := fmt.Sprintf("%d-%d", i, j)
				err := db.Write(t.Context(), func(tx *Tx) error {
					var n int // read, then write: never lost, as nobody writes between
					if err := tx.QueryRow("SELECT n FROM things WHERE id = 'counter'").Scan(&n); err != nil {
						return err
					}
					if _, err := tx.Exec("UPDATE things SET n = $1 WHERE id = 'counter'", n+1); err != nil {
						return err
					}
					return insertThing(id)(tx)
				})
				if err != nil {
					t.Error(err)
				}
				if count(t, db, "SELECT count(*) FROM things WHERE id = $1", id) != 1 {
					t.Errorf("%s is acknowledged and cannot be read", id)
				}
			}
		})
	}
	all.Wait()
	if n := count(t, db, "SELECT n FROM things WHERE id = 'counter'"); n != 1000 {
		t.Errorf("counted %d, want 1000", n)
	}
}

func TestCloseFinishesWhatWasHandedOver(t *testing.T) {
	db := openTest(t, things)
	release := hold(t, db)
	answer := make(chan error)
	go func() { answer <- db.Write(t.Context(), insertThing("late")) }()
	waitQueued(t, db, 1)
	closed := make(chan error)
	go func() { closed <- db.Close() }()
	release()
	if err := <-answer; err != nil {
		t.Errorf("a write that was waiting: %v", err)
	}
	if err := <-closed; err != nil {
		t.Errorf("closing: %v", err)
	}
	if err := db.Write(t.Context(), insertThing("too late")); !errors.Is(err, ErrClosed) {
		t.Errorf("writing after Close: %v", err)
	}
	if err := db.Ping(t.Context()); !errors.Is(err, ErrClosed) {
		t.Errorf("Ping after Close: %v", err)
	}
}

func TestRowsLeftOpenAreClosed(t *testing.T) {
	db := openTest(t, things, "INSERT INTO things (id) VALUES ('a'), ('b')")
	err := db.Write(t.Context(), func(tx *Tx) error {
		rows, err := tx.Query("SELECT id FROM things")
		rows.Next()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(t.Context(), "DROP TABLE things"); err != nil { // refused while a query is open
		t.Error(err)
	}
}
