package sqldb

import (
	"context"
	"database/sql"
)

// Tx is an open transaction, lent to one function for as long as it runs. It
// cannot be committed or rolled back from inside: the function's error does
// that. Contexts given to it are not looked at: a transaction that has begun
// comes to its end, and on SQLite, which answers an interrupted statement by
// undoing everything, it is shared.
type Tx struct {
	on    conn
	ctx   context.Context
	rows  []*sql.Rows
	notes []note // SQLite: to be told after the commit
}

// conn is a connection with a transaction open.
type conn interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	// note tells the listeners of a topic, if the transaction is committed.
	note(tx *Tx, n note) error
	// script runs several statements without arguments.
	script(ctx context.Context, text string) error
}

// Exec runs a statement; its prepared form is kept for the next time.
func (tx *Tx) Exec(query string, args ...any) (sql.Result, error) {
	return tx.on.ExecContext(tx.ctx, query, args...)
}

// Query runs a query. Rows left open are closed when the function returns; on
// PostgreSQL they must be closed before the next statement.
func (tx *Tx) Query(query string, args ...any) (*sql.Rows, error) {
	rows, err := tx.on.QueryContext(tx.ctx, query, args...)
	if err == nil {
		tx.rows = append(tx.rows, rows)
	}
	return rows, err
}

// QueryRow runs a query of one row.
func (tx *Tx) QueryRow(query string, args ...any) *sql.Row {
	return tx.on.QueryRowContext(tx.ctx, query, args...)
}

// Notify tells the listeners of a topic, in every process, once the
// transaction is committed; see [DB.Listen].
func (tx *Tx) Notify(topic, payload string) error {
	return tx.on.note(tx, note{topic, payload})
}

// ExecContext is Exec in the shape of *sql.DB.
func (tx *Tx) ExecContext(_ context.Context, query string, args ...any) (sql.Result, error) {
	return tx.Exec(query, args...)
}

// QueryContext is Query in the shape of *sql.DB.
func (tx *Tx) QueryContext(_ context.Context, query string, args ...any) (*sql.Rows, error) {
	return tx.Query(query, args...)
}

// QueryRowContext is QueryRow in the shape of *sql.DB.
func (tx *Tx) QueryRowContext(_ context.Context, query string, args ...any) *sql.Row {
	return tx.QueryRow(query, args...)
}

func (tx *Tx) closeRows() {
	for _, r := range tx.rows {
		r.Close()
	}
}
