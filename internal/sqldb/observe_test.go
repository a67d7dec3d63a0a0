package sqldb_test

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"testing"
	"time"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/internal/sqldb/sqldbtest"
)

// tally counts what an Observer is told.
type tally struct {
	mu   sync.Mutex
	seen map[string]int
}

func (n *tally) observe(operation string, took time.Duration) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if took > 0 {
		n.seen[operation]++
	}
}

// since answers what was told since the last time.
func (n *tally) since() map[string]int {
	n.mu.Lock()
	defer n.mu.Unlock()
	seen := n.seen
	n.seen = map[string]int{}
	return seen
}

func TestAnObserverIsToldOfEveryReadAndWrite(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		ctx, told := context.Background(), &tally{seen: map[string]int{}}
		db, err := sqldb.Open(ctx, e.Where(t), sqldb.Observed(told.observe))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		migrate(t, db, things)
		told.since()
		prepared, err := db.Read().PrepareContext(ctx, `SELECT at FROM things WHERE id = $1 AND yes = $2`)
		if err != nil {
			t.Fatal(err)
		}
		defer prepared.Close()
		var at int64
		gone := errors.New("undone")
		for _, c := range []struct {
			name string
			do   func() error
			want error
			kind string
		}{
			{"a query", func() error {
				return db.Read().QueryRowContext(ctx, `SELECT at FROM things WHERE id = $1`, "one").Scan(&at)
			}, nil, sqldb.Reading},
			{"a prepared query", func() error { return prepared.QueryRowContext(ctx, "one", false).Scan(&at) }, nil, sqldb.Reading},
			{"a statement", func() error { _, err := db.Exec(ctx, `UPDATE things SET at = 1`); return err }, nil, sqldb.Writing},
			{"a transaction", func() error { return db.Write(ctx, func(*sqldb.Tx) error { return nil }) }, nil, sqldb.Writing},
			{"a transaction that is undone", func() error { return db.Write(ctx, func(*sqldb.Tx) error { return gone }) }, gone, sqldb.Writing},
			{"an answering statement", func() error {
				return db.Returning(ctx, func(r *sql.Rows) error { return r.Scan(&at) }, `UPDATE things SET at = 2 RETURNING at`)
			}, nil, sqldb.Writing},
		} {
			if err := c.do(); !errors.Is(err, c.want) {
				t.Errorf("%s: %v", c.name, err)
			}
			if seen := told.since(); len(seen) != 1 || seen[c.kind] != 1 {
				t.Errorf("%s: told of %v, want one %s", c.name, seen, c.kind)
			}
		}
		if at != 2 {
			t.Errorf("read %d", at)
		}
	})
}
