package sqldb

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
)

// Table is a table as both engines know it.
type Table struct {
	Name    string   `json:"name"`
	Columns []Column `json:"columns"`
}

// Column is one of its columns.
type Column struct {
	Name string `json:"name"`
	Kind Kind   `json:"kind"`
}

// Kind is what a column holds, whatever the engine calls it. In Go it is a
// string, int64, float64, bool or []byte, or nil where there is nothing.
type Kind string

// The kinds of columns that there are.
const (
	Text  Kind = "text"
	Int   Kind = "int"
	Real  Kind = "real"
	Bool  Kind = "bool"
	Bytes Kind = "bytes"
)

var kinds = map[string]Kind{
	"TEXT": Text, "BIGINT": Int, "DOUBLE PRECISION": Real, "BOOLEAN": Bool, "BLOB": Bytes, "BYTEA": Bytes,
}

// What each engine tells of its tables: name, column, type; and of foreign keys:
// table, parent.
const (
	liteColumns = `SELECT m.name, c.name, c.type FROM sqlite_master m JOIN pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY m.name, c.cid`
	liteParents = `SELECT m.name, f."table" FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'`

	pgColumns = `SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_class c
		JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
		ORDER BY c.relname, a.attnum`
	pgParents = `SELECT c.relname, p.relname FROM pg_constraint f JOIN pg_class c ON c.oid = f.conrelid JOIN pg_class p ON p.oid = f.confrelid
		WHERE f.contype = 'f' AND f.connamespace = current_schema()::regnamespace AND NOT c.relispartition`
)

// own are the tables that belong to this room, and say nothing of what a
// program keeps.
var own = []string{"schema_migrations", "members"}

type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// tables lists a program's tables, each after those that it points to.
func (db *DB) tables(ctx context.Context, q querier) ([]Table, error) {
	columns, parents := liteColumns, liteParents
	if db.Shared() {
		columns, parents = pgColumns, pgParents
	}
	list, err := listTables(ctx, q, columns)
	if err != nil {
		return nil, fmt.Errorf("listing the tables: %w", err)
	}
	above := map[string][]string{}
	rows, err := q.QueryContext(ctx, parents)
	err = each(rows, err, func(row *sql.Rows) error {
		var table, parent string
		err := row.Scan(&table, &parent)
		above[table] = append(above[table], parent)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("listing the foreign keys: %w", err)
	}
	return parentsFirst(list, above), nil
}

func listTables(ctx context.Context, q querier, query string) (list []Table, err error) {
	rows, err := q.QueryContext(ctx, query)
	err = each(rows, err, func(row *sql.Rows) error {
		var table, column, declared string
		if err := row.Scan(&table, &column, &declared); err != nil || slices.Contains(own, table) {
			return err
		}
		kind, known := kinds[strings.ToUpper(declared)]
		if !known {
			return fmt.Errorf("column %s of %s is %s, which only one engine knows", column, table, declared)
		}
		if len(list) == 0 || list[len(list)-1].Name != table {
			list = append(list, Table{Name: table})
		}
		last := &list[len(list)-1]
		last.Columns = append(last.Columns, Column{column, kind})
		return nil
	})
	return list, err
}

// parentsFirst puts tables into an order in which their rows can be written.
func parentsFirst(list []Table, above map[string][]string) (ordered []Table) {
	done := map[string]bool{}
	var visit func(t Table)
	visit = func(t Table) {
		if done[t.Name] {
			return
		}
		done[t.Name] = true
		for _, parent := range list {
			if slices.Contains(above[t.Name], parent.Name) {
				visit(parent)
			}
		}
		ordered = append(ordered, t)
	}
	for _, t := range list {
		visit(t)
	}
	return ordered
}

// quoted is a name as SQL takes it, whatever is in it.
func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

func (t Table) columnList() string {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = quoted(c.Name)
	}
	return strings.Join(names, ", ")
}
