package sqldb_test

import (
	"fmt"
	"sync"
	"testing"

	"example.net/oauth1/internal/sqldb/sqldbtest"
)

func TestTheFirstValueIsTheOneThatAllAgreeOn(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		where := e.Where(t)
		db := sqldbtest.Open(t, where)
		migrate(t, db, `CREATE TABLE marks (name TEXT PRIMARY KEY, value TEXT NOT NULL)`)
		kept := make([]string, 8)
		var wait sync.WaitGroup
		for i := range kept {
			wait.Go(func() {
				var err error
				if kept[i], err = db.Agree(t.Context(), "colour", fmt.Sprint(i)); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		for _, value := range kept {
			if value == "" || value != kept[0] {
				t.Errorf("they agreed on %q", kept)
			}
		}
		if other, err := db.Agree(t.Context(), "size", "large"); err != nil || other != "large" {
			t.Errorf("%q, %v", other, err)
		}
	})
}
