package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"example.net/oauth1/internal/seal"
	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/printer/orders"
)

//go:embed migrations/*.sql
var files embed.FS

// Store implements orders.Store.
type Store struct {
	db     *sqldb.DB
	sealer *seal.Sealer
	member string // this process among those that share the database
}

var _ orders.Store = (*Store)(nil)

// New brings the schema up to date and gives the store on it.
func New(ctx context.Context, db *sqldb.DB, sealer *seal.Sealer) (*Store, error) {
	migrations, err := fs.Sub(files, "migrations")
	if err != nil {
		return nil, err
	}
	if err := db.Migrate(ctx, migrations); err != nil {
		return nil, err
	}
	return &Store{db: db, sealer: sealer, member: db.Member()}, nil
}

// Migrated makes sure that the schema is the one that is known here.
func (s *Store) Migrated(ctx context.Context) error {
	migrations, err := fs.Sub(files, "migrations")
	if err != nil {
		return err
	}
	return s.db.Migrated(ctx, migrations)
}

// Sessions is the table of browser sessions.
func (s *Store) Sessions() *sqldb.Sessions { return &sqldb.Sessions{DB: s.db} }

// row is what both QueryRow and Query's rows can do.
type row interface{ Scan(dest ...any) error }

// missing turns "no rows" into what the domain calls it, and names the attempt in other errors.
func missing(err, instead error, doing string) error {
	if errors.Is(err, sql.ErrNoRows) {
		return instead
	}
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return nil
}

func micro(t time.Time) int64 { return t.UnixMicro() }

func fromMicro(us int64) time.Time { return time.UnixMicro(us).UTC() }

// digest is how a value is stored that has to be found but not read.
func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// affected gives the rows that a statement in a transaction changed.
func affected(result sql.Result, err error) (int, error) {
	if err != nil {
		return 0, err
	}
	n, err := result.RowsAffected()
	return int(n), err
}
