package sqldb

import (
	"context"
	"database/sql"
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
)

// cut is why a transaction failed that had a connection and lost it before it
// was to be committed: the server was restarted, or the line broke. It has
// changed nothing.
type cut struct{ error }

func (c cut) Unwrap() error { return c.error }

// cutOff tells such an error from others. Where there is no server to connect to
// another try is as vain as this one.
func cutOff(err error) error {
	if _, vain := errors.AsType[*pgconn.ConnectError](err); vain || err == nil || errors.Is(err, errSlow) {
		return err
	}
	switch s := state(err); {
	case s == "57P01", s == "57P02", s == "" && IsAway(err): // admin_shutdown, crash_shutdown, or a line that broke
		return cut{err}
	}
	return err
}

// begin begins a transaction on a connection that lives. After a restart of the
// server every one in the pool is dead, and each says so once.
func (p *pg) begin(ctx context.Context, level sql.IsolationLevel) (tx *sql.Tx, err error) {
	for range 2 * poolSize {
		tx, err = p.pool.BeginTx(ctx, &sql.TxOptions{Isolation: level})
		if !errors.As(cutOff(err), new(cut)) {
			break
		}
	}
	return tx, err
}
