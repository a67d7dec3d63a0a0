package sqldb_test

import (
	"context"
	"sync"
	"testing"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/internal/sqldb/sqldbtest"
)

// Whoever writes does not notice that the server has ended every connection: a transaction that was not to be committed
// yet has changed nothing, and is run again.
func TestWritingGoesOnAfterTheConnectionsWereCut(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		if e.Name == "sqlite" {
			return // there are no connections to cut
		}
		where := e.Where(t)
		db := sqldbtest.Open(t, where)
		migrate(t, db, things)
		fillPool(t, db)
		cutAll(t, where)
		if err := db.Write(context.Background(), func(tx *sqldb.Tx) error {
			_, err := tx.Exec(`INSERT INTO things (id, state) VALUES ('two', 'issued')`)
			return err
		}); err != nil {
			t.Errorf("on connections that were cut: %v", err)
		}
		runs := 0
		if err := db.Write(context.Background(), func(tx *sqldb.Tx) error {
			if _, err := tx.Exec(`INSERT INTO things (id, state) VALUES ('three', 'issued')`); err != nil {
				return err
			}
			if runs++; runs == 1 {
				cutAll(t, where)
			}
			_, err := tx.Exec(`INSERT INTO things (id, state) VALUES ('four', 'issued')`)
			return err
		}); err != nil || runs != 2 {
			t.Errorf("cut in the middle: %v after %d runs", err, runs)
		}
		if n := number(t, db, `SELECT count(*) FROM things`); n != 4 {
			t.Errorf("there are %d things", n)
		}
	})
}

// fillPool opens every connection for writing: so many transactions wait for each other.
func fillPool(t *testing.T, db *sqldb.DB) {
	t.Helper()
	const size = 8
	var all, open sync.WaitGroup
	open.Add(size)
	for range size {
		all.Go(func() {
			if err := db.Write(context.Background(), func(tx *sqldb.Tx) error {
				_, err := tx.Exec(`SELECT 1`)
				open.Done()
				open.Wait()
				return err
			}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

// cutAll ends every connection but the one that does it.
func cutAll(t *testing.T, where string) {
	t.Helper()
	other := sqldbtest.Open(t, where)
	if _, err := other.Read().Exec(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`); err != nil {
		t.Fatal(err)
	}
	if err := other.Close(); err != nil {
		t.Error(err)
	}
}
