package sqldb

import (
	"context"
	"database/sql"
)

// Tx is the writer's open transaction, lent to one function for as long as it
// runs. It cannot be committed or rolled back from inside: the function's
// error does that. Contexts given to it are not looked at, because SQLite
// answers an interrupted statement by undoing the whole transaction, and the
// transaction is shared.
type Tx struct {
	w    *writer
	rows []*sql.Rows
}

// Exec runs a statement; its prepared form is kept for the next time.
func (tx *Tx) Exec(query string, args ...any) (sql.Result, error) {
	stmt, err := tx.w.prepared(query)
	if err != nil {
		return nil, err
	}
	return stmt.ExecContext(background, args...)
}

// Query runs a query. Rows left open are closed when the function returns.
func (tx *Tx) Query(query string, args ...any) (*sql.Rows, error) {
	rows, err := tx.w.conn.QueryContext(background, query, args...)
	if err == nil {
		tx.rows = append(tx.rows, rows)
	}
	return rows, err
}

// QueryRow runs a query of one row.
func (tx *Tx) QueryRow(query string, args ...any) *sql.Row {
	return tx.w.conn.QueryRowContext(background, query, args...)
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
