package archive

import (
	"context"
	"fmt"

	"example.net/oauth1/internal/sqldb"
)

// Rows calls f with every row of a source, each table's after those that it
// points to. It can be called more than once. [Reader.Rows] is one.
type Rows func(ctx context.Context, f func(t sqldb.Table, row []any) error) error

// FromSnapshot are the rows of these tables.
func FromSnapshot(s *sqldb.Snapshot, tables []sqldb.Table) Rows {
	return func(ctx context.Context, f func(t sqldb.Table, row []any) error) error {
		for _, t := range tables {
			if err := s.Each(ctx, t, func(row []any) error { return f(t, row) }); err != nil {
				return err
			}
		}
		return nil
	}
}

// Loaded is what Load has written.
type Loaded struct {
	Rows   map[string]int64 // by table
	Mended int              // see [sqldb.Inserter]
}

// Load writes rows into a database, all or none: begin is called before the
// first, and end after the last, in the same transaction. It may happen again
// from the start.
func Load(ctx context.Context, db *sqldb.DB, rows Rows, begin, end func(tx *sqldb.Tx) error) (done Loaded, err error) {
	err = db.Load(ctx, func(tx *sqldb.Tx) error {
		done = Loaded{Rows: map[string]int64{}}
		if err := begin(tx); err != nil {
			return err
		}
		in := db.Inserter(tx)
		err := rows(ctx, func(t sqldb.Table, row []any) error {
			done.Rows[t.Name]++
			return in.Row(t, row...)
		})
		if err == nil {
			err = in.Flush()
		}
		if err != nil {
			return err
		}
		done.Mended = in.Mended()
		return end(tx)
	})
	if err != nil {
		return Loaded{}, fmt.Errorf("writing the rows: %w", err)
	}
	return done, nil
}
