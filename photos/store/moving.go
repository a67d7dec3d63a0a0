package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"slices"
	"strings"

	"example.net/oauth1/internal/seal"
	"example.net/oauth1/internal/sqldb"
)

// What is known of the tables when everything is taken to another database: into
// a backup, out of one, or straight.

// passing are tables of what is over in minutes. Nonces do not go along: the
// floor says that none of them is fresh.
func passing(table string) bool {
	return strings.HasPrefix(table, "nonces") || table == "limits" || table == "making"
}

// Moved are the tables that go along.
func Moved(tables []sqldb.Table) (moved []sqldb.Table) {
	for _, t := range tables {
		if !passing(t.Name) {
			moved = append(moved, t)
		}
	}
	return moved
}

// BackedUp are those that go into a backup: no sessions, which would live again
// though somebody had ended them, and no uploads that had only begun.
func BackedUp(tables []sqldb.Table) []sqldb.Table {
	return slices.DeleteFunc(Moved(tables), func(t sqldb.Table) bool { return t.Name == "sessions" || t.Name == "arrivals" })
}

// IsOwnMark tells whether a row of a table is a mark that says something of the
// place, and stays where it is: whose pictures they are, and which nonces it knows.
func IsOwnMark(table string, name any) bool {
	text, _ := name.(string)
	return table == "marks" && (text == "identity" || strings.HasPrefix(text, "nonce"))
}

// movedMarks are the others.
const movedMarks = ` WHERE name <> 'identity' AND name NOT LIKE 'nonce%'`

// ErrOccupied means that somebody uses a database already.
var ErrOccupied = errors.New("there are Users, Consumers or photos in this database already")

// Vacant answers [ErrOccupied] of a database, or in a transaction, where somebody
// has kept something.
func Vacant(ctx context.Context, in interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}) error {
	for _, table := range []string{"users", "registrations", "photos", "access_tokens"} {
		var used bool
		if err := in.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM `+table+`)`).Scan(&used); err != nil {
			return err
		}
		if used {
			return ErrOccupied
		}
	}
	return nil
}

// Vacate makes room for rows from elsewhere in a database that nobody has used
// yet, or answers [ErrOccupied].
func Vacate(tx *sqldb.Tx, tables []sqldb.Table) error {
	if err := Vacant(context.Background(), tx); err != nil {
		return err
	}
	for _, t := range slices.Backward(tables) {
		statement := `DELETE FROM "` + t.Name + `"`
		if t.Name == "marks" {
			statement += movedMarks
		}
		if _, err := tx.Exec(statement); err != nil {
			return fmt.Errorf("making room in table %s: %w", t.Name, err)
		}
	}
	return nil
}

// Rows counts the rows of a table, but for the marks that stay where they are.
func Rows(tx *sqldb.Tx, table string) (n int64, err error) {
	query := `SELECT COUNT(*) FROM "` + table + `"`
	if table == "marks" {
		query += movedMarks
	}
	err = tx.QueryRow(query).Scan(&n)
	return n, err
}

// RaiseNonceFloor lets no timestamp below this one be fresh any more (OAuth Core
// 1.0a section 8).
func RaiseNonceFloor(tx *sqldb.Tx, floor int64) error {
	_, err := tx.Exec(`INSERT INTO marks (name, value) VALUES ('nonce_floor', $1)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE marks.value < excluded.value`, floor)
	return err
}

// NonceFloor is the first timestamp that may be fresh, as far as the database
// knows.
func NonceFloor(ctx context.Context, db *sqldb.DB) (floor int64, err error) {
	err = db.Read().QueryRowContext(ctx, `SELECT COALESCE((SELECT value FROM marks WHERE name = 'nonce_floor'), 0)`).Scan(&floor)
	if err != nil {
		return 0, fmt.Errorf("looking where fresh nonces begin: %w", err)
	}
	return floor, nil
}

// Identify gives a database an identity if it has none, and answers it: what is
// kept in [gallery.Blobs] is tied to it.
func Identify(ctx context.Context, db *sqldb.DB) (identity string, err error) {
	_, err = db.Exec(ctx, `INSERT INTO marks (name, value) VALUES ('identity', $1) ON CONFLICT DO NOTHING`, rand.Int64())
	if err == nil {
		err = db.Read().QueryRowContext(ctx, `SELECT value FROM marks WHERE name = 'identity'`).Scan(&identity)
	}
	if err != nil {
		return "", fmt.Errorf("giving the database an identity: %w", err)
	}
	return identity, nil
}

// Schema are the migrations with these names: see [sqldb.FirstMigrations].
func Schema(names []string) (fs.FS, error) {
	scripts, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	return sqldb.FirstMigrations(scripts, names)
}

// HasOriginal tells whether a photo still points to an original.
func HasOriginal(ctx context.Context, db *sqldb.DB, sum string) (has bool, err error) {
	err = db.Read().QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM photos WHERE sha256 = $1)`, sum).Scan(&has)
	return has, err
}

// Sealed counts the rows whose secrets a key opens, and those whose secrets it
// does not.
type Sealed struct{ Opened, Other int }

// CountSealed opens every secret there is.
func CountSealed(ctx context.Context, db *sqldb.DB, sealer *seal.Sealer) (count Sealed, err error) {
	s := &Store{sealer: sealer}
	for query, open := range map[string]func(scanner) error{
		`SELECT ` + registrationColumns + ` FROM registrations`:  func(row scanner) error { _, err := s.scanRegistration(row); return err },
		`SELECT ` + requestTokenColumns + ` FROM request_tokens`: func(row scanner) error { _, err := s.scanRequestToken(row); return err },
		`SELECT ` + accessTokenColumns + ` FROM access_tokens`:   func(row scanner) error { _, err := s.scanAccessToken(row); return err },
	} {
		rows, err := db.Read().QueryContext(ctx, query)
		if err != nil {
			return count, fmt.Errorf("looking at what is sealed: %w", err)
		}
		_, err = collect(rows, func(row scanner) (none struct{}, err error) {
			switch err = open(row); {
			case err == nil:
				count.Opened++
			case errors.Is(err, seal.ErrNotOurs):
				count.Other++
				err = nil
			}
			return none, err
		})
		if err != nil {
			return count, fmt.Errorf("looking at what is sealed: %w", err)
		}
	}
	return count, nil
}
