package sqldb_test

import (
	"fmt"
	"sync"
	"testing"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/internal/sqldb/sqldbtest"
)

// Who has looked which number is free, and finds it taken when it takes it, looks
// again.
func TestALookAndATakeAreOne(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		where := e.Where(t)
		dbs := []*sqldb.DB{sqldbtest.Open(t, where), sqldbtest.Open(t, where)}
		migrate(t, dbs[0], `CREATE TABLE numbers (n BIGINT PRIMARY KEY, who TEXT NOT NULL)`)
		const many = 24
		var wait sync.WaitGroup
		for i := range many {
			wait.Go(func() {
				err := dbs[i%2].Write(t.Context(), func(tx *sqldb.Tx) error {
					n, count := 0, 1
					for count > 0 {
						n++
						if err := tx.QueryRow(`SELECT count(*) FROM numbers WHERE n = $1`, n).Scan(&count); err != nil {
							return err
						}
					}
					_, err := tx.Exec(`INSERT INTO numbers (n, who) VALUES ($1, $2)`, n, fmt.Sprint(i))
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if n := number(t, dbs[1], `SELECT max(n) FROM numbers`); n != many {
			t.Errorf("the last of %d numbers is %d", many, n)
		}
	})
}
