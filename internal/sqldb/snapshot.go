package sqldb

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
)

// Snapshot is a whole database as it was at one moment, whatever is written
// meanwhile. Nobody waits for it.
type Snapshot struct {
	db *DB
	tx *sql.Tx
}

// Snapshot calls f with the database as it is now.
func (db *DB) Snapshot(ctx context.Context, f func(*Snapshot) error) error {
	tx, err := db.beginSnapshot(ctx)
	if err != nil {
		return fmt.Errorf("beginning to read the database: %w", err)
	}
	defer tx.Rollback()
	return f(&Snapshot{db, tx})
}

func (db *DB) beginSnapshot(ctx context.Context) (*sql.Tx, error) {
	var options *sql.TxOptions
	begin := `SELECT count(*) FROM sqlite_master` // the moment is that of the first look
	if db.Shared() {
		options = &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
		begin = withoutLimits
	}
	tx, err := db.read.BeginTx(ctx, options)
	if err != nil {
		return nil, err
	}
	if _, err := tx.ExecContext(ctx, begin); err != nil {
		tx.Rollback()
		return nil, err
	}
	return tx, nil
}

// withoutLimits lets one transaction take as long as a whole database needs.
const withoutLimits = `SELECT set_config(name, '0', true)
	FROM (VALUES ('statement_timeout'), ('idle_in_transaction_session_timeout')) AS limits (name)`

// Tables lists the tables, each after those that it points to.
func (s *Snapshot) Tables(ctx context.Context) ([]Table, error) { return s.db.tables(ctx, s.tx) }

// Each calls f with every row of a table, in no order. The row is f's only until
// it returns.
func (s *Snapshot) Each(ctx context.Context, t Table, f func(row []any) error) error {
	rows, err := s.tx.QueryContext(ctx, `SELECT `+t.columnList()+` FROM `+quoted(t.Name))
	row, into := make([]any, len(t.Columns)), make([]any, len(t.Columns))
	for i := range row {
		into[i] = &row[i]
	}
	err = each(rows, err, func(r *sql.Rows) error {
		if err := r.Scan(into...); err != nil {
			return err
		}
		for i, c := range t.Columns {
			if row[i], err = c.Kind.of(row[i]); err != nil {
				return fmt.Errorf("column %s: %w", c.Name, err)
			}
		}
		return f(row)
	})
	if err != nil {
		return fmt.Errorf("reading table %s: %w", t.Name, err)
	}
	return nil
}

// of gives a value the one form that its kind has in Go.
func (k Kind) of(v any) (any, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case string:
		switch k {
		case Text:
			return v, nil
		case Bytes:
			return append([]byte{}, v...), nil
		}
	case []byte:
		switch k {
		case Text:
			return string(v), nil
		case Bytes:
			return append([]byte{}, v...), nil
		}
	case int64:
		switch k {
		case Int:
			return v, nil
		case Bool:
			return v != 0, nil
		case Real:
			return float64(v), nil
		}
	case float64:
		if k == Real {
			return v, nil
		}
	case bool:
		if k == Bool {
			return v, nil
		}
	}
	return nil, fmt.Errorf("a value that is %T where %s was announced", v, k)
}

// Migrations are the names of the migrations that the database has had, in
// their order.
func (s *Snapshot) Migrations(ctx context.Context) (names []string, err error) {
	rows, err := s.tx.QueryContext(ctx, `SELECT name FROM schema_migrations`)
	err = each(rows, err, func(row *sql.Rows) error {
		var name string
		err := row.Scan(&name)
		names = append(names, name)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading which migrations were applied: %w", err)
	}
	slices.SortFunc(names, strings.Compare)
	return names, nil
}
