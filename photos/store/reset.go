package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"example.net/oauth1/internal/sqldb"
)

// ErrServed means that others serve from the database.
var ErrServed = errors.New("others serve from this database: stop them first")

// Reset deletes everything that a shared database keeps but for what must
// outlive it: whose pictures are its own, which key it has, and which nonces are
// not fresh.
func Reset(ctx context.Context, db *sqldb.DB) error {
	if isNew(ctx, db) {
		return nil
	}
	if err := db.Join(ctx); err != nil {
		return err
	}
	if db.Peers() > 1 {
		return ErrServed
	}
	tables, err := db.Tables(ctx)
	if err != nil {
		return err
	}
	tables = slices.DeleteFunc(tables, func(t sqldb.Table) bool { return t.Name == "marks" || t.Name == "nonces" })
	if len(tables) == 0 {
		return nil
	}
	var names []string
	for _, t := range tables {
		names = append(names, t.Name)
	}
	if _, err := db.Exec(ctx, `TRUNCATE `+strings.Join(names, ", ")); err != nil {
		return fmt.Errorf("emptying the database: %w", err)
	}
	return nil
}
