package sqldb

import (
	"path/filepath"
	"runtime"
	"testing"
)

// openTest opens a new database and runs the statements in it.
func openTest(t testing.TB, statements ...string) *DB {
	t.Helper()
	db := reopen(t, filepath.Join(t.TempDir(), "test.db"))
	for _, s := range statements {
		if _, err := db.Exec(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
	return db
}

func reopen(t testing.TB, path string) *DB {
	t.Helper()
	db, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// count answers a question of one number.
func count(t testing.TB, db *DB, query string, args ...any) (n int) {
	t.Helper()
	if err := db.Read().QueryRowContext(t.Context(), query, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// hold keeps the writer busy until release is called, so that what is written
// meanwhile is committed as one group.
func hold(t testing.TB, db *DB) (release func()) {
	t.Helper()
	begun, end, done := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() {
		done <- db.Write(t.Context(), func(*Tx) error { close(begun); <-end; return nil })
	}()
	<-begun
	return func() {
		close(end)
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// waitQueued waits until n jobs stand before the writer.
func waitQueued(t testing.TB, db *DB, n int) {
	t.Helper()
	for len(db.engine.(*lite).jobs) < n {
		select {
		case <-t.Context().Done():
			t.Fatal("the writes never came")
		default:
			runtime.Gosched()
		}
	}
}
