package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// TableCount is how many rows a table has.
type TableCount struct {
	Table string
	Rows  int64
}

// Integrity reads the whole database and looks for damage: in SQLite's pages and
// indexes, or what PostgreSQL has noticed of its own; in every foreign key; and
// in every value, by reading it. What is wrong is a sentence each.
func (db *DB) Integrity(ctx context.Context) (tables []TableCount, wrong []string, err error) {
	err = db.Snapshot(ctx, func(s *Snapshot) error {
		look := s.lookIntoFile
		if db.Shared() {
			look = s.lookIntoServer
		}
		if wrong, err = look(ctx); ctx.Err() != nil || IsAway(err) {
			return err
		}
		if err != nil {
			wrong = append(wrong, fmt.Sprintf("the database cannot be read: %v", err))
			if db.Shared() { // nothing more is told in a transaction that has failed
				return nil
			}
		}
		list, err := s.Tables(ctx)
		if err != nil {
			return err
		}
		for _, t := range list {
			count := TableCount{Table: t.Name}
			if err := s.Each(ctx, t, func([]any) error { count.Rows++; return nil }); err != nil {
				if ctx.Err() != nil || IsAway(err) {
					return err
				}
				wrong = append(wrong, err.Error())
				if db.Shared() {
					return nil
				}
			}
			tables = append(tables, count)
		}
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("checking the database: %w", err)
	}
	return tables, wrong, nil
}

// lookIntoFile asks SQLite.
func (s *Snapshot) lookIntoFile(ctx context.Context) (wrong []string, err error) {
	rows, err := s.tx.QueryContext(ctx, `PRAGMA integrity_check(20)`)
	err = each(rows, err, func(row *sql.Rows) error {
		var said string
		err := row.Scan(&said)
		if said != "ok" {
			wrong = append(wrong, said)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	pointless, err := s.pointless(ctx, `SELECT "table", parent, count(*) FROM pragma_foreign_key_check GROUP BY 1, 2`)
	return append(wrong, pointless...), err
}

// pointless are the rows that point to rows that are not there.
func (s *Snapshot) pointless(ctx context.Context, query string) (wrong []string, err error) {
	rows, err := s.tx.QueryContext(ctx, query)
	err = each(rows, err, func(row *sql.Rows) error {
		var table, parent string
		var n int64
		err := row.Scan(&table, &parent, &n)
		if n > 0 {
			wrong = append(wrong, fmt.Sprintf("%d rows of table %s point to nothing in %s", n, table, parent))
		}
		return err
	})
	return wrong, err
}

// What PostgreSQL knows about itself: pages whose checksum was wrong, and
// indexes that are not in use. And a statement for each foreign key, since an
// index that is damaged can let one be broken.
const (
	pgFailures = `SELECT COALESCE(checksum_failures, 0) FROM pg_stat_database WHERE datname = current_database()`
	pgIndexes  = `SELECT indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
		WHERE c.relnamespace = current_schema()::regnamespace AND NOT (indisvalid AND indisready)`
	pgKeys = `SELECT format('SELECT %L, %L, count(*) FROM %I.%I c WHERE %s AND NOT EXISTS (SELECT 1 FROM %I.%I p WHERE %s)',
			c.relname, p.relname, current_schema(), c.relname, string_agg(format('c.%I IS NOT NULL', ca.attname), ' AND '),
			current_schema(), p.relname, string_agg(format('p.%I = c.%I', pa.attname, ca.attname), ' AND '))
		FROM pg_constraint f JOIN pg_class c ON c.oid = f.conrelid JOIN pg_class p ON p.oid = f.confrelid
			CROSS JOIN LATERAL unnest(f.conkey, f.confkey) AS k (child, parent)
			JOIN pg_attribute ca ON ca.attrelid = c.oid AND ca.attnum = k.child
			JOIN pg_attribute pa ON pa.attrelid = p.oid AND pa.attnum = k.parent
		WHERE f.contype = 'f' AND f.connamespace = current_schema()::regnamespace AND NOT c.relispartition
		GROUP BY f.oid, c.relname, p.relname`
)

// lookIntoServer asks PostgreSQL.
func (s *Snapshot) lookIntoServer(ctx context.Context) (wrong []string, err error) {
	var failures int64
	if err := s.tx.QueryRowContext(ctx, pgFailures).Scan(&failures); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, err
	}
	if failures > 0 {
		wrong = append(wrong, fmt.Sprintf("the server has met %d damaged pages", failures))
	}
	indexes, err := s.texts(ctx, pgIndexes)
	if err != nil {
		return nil, err
	}
	for _, name := range indexes {
		wrong = append(wrong, "index "+name+" is not in use: drop it and make it again")
	}
	keys, err := s.texts(ctx, pgKeys)
	if err != nil {
		return nil, err
	}
	for _, look := range keys {
		pointless, err := s.pointless(ctx, look)
		if err != nil {
			return nil, err
		}
		wrong = append(wrong, pointless...)
	}
	return wrong, nil
}

func (s *Snapshot) texts(ctx context.Context, query string) (list []string, err error) {
	rows, err := s.tx.QueryContext(ctx, query)
	err = each(rows, err, func(row *sql.Rows) error {
		var text string
		err := row.Scan(&text)
		list = append(list, text)
		return err
	})
	return list, err
}
