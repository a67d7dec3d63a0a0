package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"example.net/oauth1/internal/sqldb"
)

// What is known of the tables when everything is taken to another database.

// Moved are the tables that go along: all but the tries of the last minutes.
func Moved(tables []sqldb.Table) []sqldb.Table {
	return slices.DeleteFunc(slices.Clone(tables), func(t sqldb.Table) bool { return t.Name == "limits" })
}

// BackedUp are those that go into a backup: no sessions, which would live again
// though somebody had ended them, and no Request Tokens on their way.
func BackedUp(tables []sqldb.Table) []sqldb.Table {
	return slices.DeleteFunc(Moved(tables), func(t sqldb.Table) bool { return t.Name == "sessions" || t.Name == "request_tokens" })
}

// IsOwnMark tells whether a row of a table is a mark that says something of the
// place, and stays where it is: which shelf its print files lie on.
func IsOwnMark(table string, name any) bool { return table == "marks" && name == "shelf" }

// Schema are the migrations with these names: see [sqldb.FirstMigrations].
func Schema(names []string) (fs.FS, error) {
	migrations, err := fs.Sub(files, "migrations")
	if err != nil {
		return nil, err
	}
	return sqldb.FirstMigrations(migrations, names)
}

// ErrOccupied means that somebody uses a database already.
var ErrOccupied = errors.New("there are customers or orders in this database already")

// Vacant answers [ErrOccupied] of a database, or in a transaction, where somebody
// has kept something.
func Vacant(ctx context.Context, in interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}) error {
	var used bool
	err := in.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM customers) OR EXISTS (SELECT 1 FROM orders)`).Scan(&used)
	if err == nil && used {
		err = ErrOccupied
	}
	return err
}

// Vacate makes room for rows from elsewhere in a database that nobody has used
// yet, or answers [ErrOccupied].
func Vacate(tx *sqldb.Tx, tables []sqldb.Table) error {
	if err := Vacant(context.Background(), tx); err != nil {
		return err
	}
	for _, t := range slices.Backward(tables) {
		if _, err := tx.Exec(`DELETE FROM "` + t.Name + `"` + moved(t.Name)); err != nil {
			return fmt.Errorf("making room in table %s: %w", t.Name, err)
		}
	}
	return nil
}

// moved are the rows of a table that go along.
func moved(table string) string {
	if table == "marks" {
		return ` WHERE name <> 'shelf'`
	}
	return ""
}

// Rows counts the rows of a table that go along.
func Rows(tx *sqldb.Tx, table string) (n int64, err error) {
	err = tx.QueryRow(`SELECT COUNT(*) FROM "` + table + `"` + moved(table)).Scan(&n)
	return n, err
}

// HasPrintFile tells whether an order still has a print file of that name.
func HasPrintFile(ctx context.Context, db *sqldb.DB, name string) (has bool, err error) {
	err = db.Read().QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM orders WHERE pdf = $1)`, name).Scan(&has)
	return has, err
}
