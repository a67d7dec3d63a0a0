package sqldb_test

import (
	"database/sql"
	"errors"
	"testing"
	"unicode/utf8"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/internal/sqldb/sqldbtest"
)

// TestAnyTextIsLookedForAndKept: what somebody types into an address is no error of
// the database.
func TestAnyTextIsLookedForAndKept(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		db := e.New(t)
		migrate(t, db, things)
		for _, text := range []string{"\x00", "a\x00b", "\xff\xfe", "jan\xc3"} {
			var state string
			err := db.Read().QueryRowContext(t.Context(), `SELECT state FROM things WHERE id = $1`, text).Scan(&state)
			if !errors.Is(err, sql.ErrNoRows) {
				t.Errorf("looking for %q: %v", text, err)
			}
			err = db.Write(t.Context(), func(tx *sqldb.Tx) error {
				_, err := tx.Exec(`UPDATE things SET state = $1`, text)
				return err
			})
			if err != nil {
				t.Errorf("keeping %q: %v", text, err)
			}
			err = db.Read().QueryRowContext(t.Context(), `SELECT state FROM things`).Scan(&state)
			if err != nil || e.Name == "postgres" && !utf8.ValidString(state) {
				t.Errorf("of %q there is %q, %v", text, state, err)
			}
		}
	})
}
