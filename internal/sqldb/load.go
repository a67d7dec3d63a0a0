package sqldb

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
)

// Load runs fn in one transaction, like [DB.Write], but for as long as it needs
// and as long as ctx lives: for filling a database that nobody uses yet. It may
// run again after it met another transaction.
func (db *DB) Load(ctx context.Context, fn func(tx *Tx) error) error {
	p, shared := db.engine.(*pg)
	if !shared {
		return db.write(ctx, fn)
	}
	return again(ctx, conflict, func() error { return p.load(ctx, fn) })
}

func (p *pg) load(ctx context.Context, fn func(*Tx) error) error {
	tx, err := p.pool.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelSerializable})
	if err != nil {
		return err
	}
	if _, err = tx.ExecContext(ctx, withoutLimits); err == nil {
		err = guard(ctx, tx, fn)
	}
	if err != nil {
		tx.Rollback()
		return err
	}
	return tx.Commit()
}

// Tables lists the tables, each after those that it points to.
func (db *DB) Tables(ctx context.Context) ([]Table, error) { return db.tables(ctx, db.read) }

// Inserter writes many rows, several with each statement.
type Inserter struct {
	tx     *Tx
	shared bool
	table  Table
	args   []any
	mended int
}

// Inserter begins to write rows in a transaction of this database.
func (db *DB) Inserter(tx *Tx) *Inserter { return &Inserter{tx: tx, shared: db.Shared()} }

// maxArgs is how many values one statement takes at most.
const maxArgs = 1000

// Row writes a row, now or with a later one. Its values become the Inserter's.
func (i *Inserter) Row(t Table, row ...any) error {
	if len(row) != len(t.Columns) {
		return fmt.Errorf("a row of %d values for the %d columns of %s", len(row), len(t.Columns), t.Name)
	}
	if i.table.Name != t.Name || len(i.args)+len(row) > maxArgs {
		if err := i.Flush(); err != nil {
			return err
		}
	}
	i.table = t
	for _, v := range row {
		i.args = append(i.args, i.taken(v))
	}
	return nil
}

// taken is a value as the engine takes it.
func (i *Inserter) taken(v any) any {
	text, ok := v.(string)
	if !ok || !i.shared {
		return v
	}
	portable := Portable(text)
	if portable != text {
		i.mended++
	}
	return portable
}

// Portable is a text as PostgreSQL takes it too: without zeros and whatever else
// is not UTF-8, which become U+FFFD.
func Portable(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "\uFFFD")
}

// Mended is how many texts had to be made [Portable].
func (i *Inserter) Mended() int { return i.mended }

// Flush writes the rows that still wait.
func (i *Inserter) Flush() error {
	if len(i.args) == 0 {
		return nil
	}
	var q strings.Builder
	q.WriteString(`INSERT INTO ` + quoted(i.table.Name) + ` (` + i.table.columnList() + `) VALUES `)
	for n := range i.args {
		switch {
		case n == 0:
			q.WriteString("(")
		case n%len(i.table.Columns) == 0:
			q.WriteString("), (")
		default:
			q.WriteString(", ")
		}
		q.WriteString("$" + strconv.Itoa(n+1))
	}
	q.WriteString(")")
	_, err := i.tx.Exec(q.String(), i.args...)
	i.args = i.args[:0]
	if err != nil {
		return fmt.Errorf("writing rows of table %s: %w", i.table.Name, err)
	}
	return nil
}
