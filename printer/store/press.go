package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/printer/orders"
)

// Printout implements orders.PressStore.
func (s *Store) Printout(ctx context.Context, order string) (p orders.Printout, err error) {
	err = s.db.Read().QueryRowContext(ctx, `SELECT order_id, step, sheet_w, sheet_h, try, job, uuid, name, sheets, printer, cancelling
		FROM printouts WHERE order_id = $1`, order).
		Scan(&p.Order, &p.Step, &p.Sheet.W, &p.Sheet.H, &p.Try, &p.Job.ID, &p.Job.UUID, &p.Job.Name, &p.Sheets, &p.Printer, &p.Cancelling)
	return p, missing(err, orders.ErrNotFound, "reading a printout")
}

// savePrintout is one statement, so that a cancelled order keeps what it had.
const savePrintout = `INSERT INTO printouts (order_id, step, sheet_w, sheet_h, try, job, uuid, name, sheets, printer, cancelling)
	SELECT id, $2, $3, $4, $5, $6, $7, $8, $9, $10, FALSE FROM orders WHERE id = $1 AND state IN ('composing', 'printing') AND ($11 = '' OR worker = $11)
	ON CONFLICT (order_id) DO UPDATE SET step = excluded.step, sheet_w = excluded.sheet_w, sheet_h = excluded.sheet_h,
		try = excluded.try, job = excluded.job, uuid = excluded.uuid, name = excluded.name, sheets = excluded.sheets, printer = excluded.printer,
		cancelling = CASE WHEN excluded.step = 'unsure' THEN FALSE ELSE printouts.cancelling END`

func printoutValues(lease string, p orders.Printout) []any {
	return []any{p.Order, p.Step, p.Sheet.W, p.Sheet.H, p.Try, p.Job.ID, p.Job.UUID, p.Job.Name, p.Sheets, p.Printer, lease}
}

// SavePrintout implements orders.PressStore.
func (s *Store) SavePrintout(ctx context.Context, lease string, p orders.Printout) (bool, error) {
	n, err := s.db.Exec(ctx, savePrintout, printoutValues(lease, p)...)
	if err != nil {
		return false, fmt.Errorf("keeping the printout of order %s: %w", p.Order, err)
	}
	return n == 1, nil
}

// MovePrintout implements orders.PressStore.
func (s *Store) MovePrintout(ctx context.Context, o orders.Order, p orders.Printout) (moved bool, err error) {
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		n, err := affected(tx.Exec("UPDATE orders SET reason = $1, attempts = $2, next_try = $3, updated = $4 WHERE id = $5 AND state = 'printing' AND ($6 = '' OR worker = $6)",
			o.Reason, o.Attempts, micro(o.NextTry), micro(o.Updated), o.ID, o.Lease))
		if moved = n == 1; err != nil || !moved {
			return err
		}
		_, err = tx.Exec(savePrintout, printoutValues(o.Lease, p)...)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("keeping order %s and its printout: %w", o.ID, err)
	}
	return moved, nil
}

// PressDue implements orders.PressStore.
func (s *Store) PressDue(ctx context.Context, now time.Time) (id string, next time.Time, err error) {
	if next, err := s.printsElsewhere(ctx, now); err != nil || !next.IsZero() {
		return "", next, err
	}
	var at int64
	err = s.db.Read().QueryRowContext(ctx, `SELECT o.id, o.next_try FROM orders o JOIN printouts p ON p.order_id = o.id
		WHERE o.state = 'printing' AND p.step <> 'unsure' ORDER BY o.next_try, o.id LIMIT 1`).Scan(&id, &at)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return "", next, nil
	case err != nil:
		return "", next, fmt.Errorf("reading the queue for the printer: %w", err)
	case at > micro(now):
		return "", fromMicro(at), nil
	}
	return id, next, nil
}

// Reprint implements orders.PressStore.
func (s *Store) Reprint(ctx context.Context, order string, now time.Time) (again bool, err error) {
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		n, err := affected(tx.Exec(`UPDATE printouts SET step = 'waiting' WHERE order_id = $1 AND step = 'unsure'
			AND EXISTS (SELECT 1 FROM orders WHERE id = $1 AND state = 'printing')`, order))
		if again = n == 1; err != nil || !again {
			return err
		}
		_, err = tx.Exec("UPDATE orders SET next_try = $1, updated = $1 WHERE id = $2 AND state = 'printing'", micro(now), order)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("printing order %s again: %w", order, err)
	}
	return again, nil
}

// Believe implements orders.PressStore.
func (s *Store) Believe(ctx context.Context, o orders.Order) (bool, error) {
	n, err := s.db.Exec(ctx, `UPDATE orders SET state = $1, reason = $2, attempts = $3, updated = $4 WHERE id = $5 AND state = 'printing'
		AND EXISTS (SELECT 1 FROM printouts WHERE order_id = $5 AND step = 'unsure')`, o.State, o.Reason, o.Attempts, micro(o.Updated), o.ID)
	if err != nil {
		return false, fmt.Errorf("believing that order %s is printed: %w", o.ID, err)
	}
	return n == 1, nil
}

// Withdraw implements orders.PressStore, in one transaction with what SavePrintout looks at.
func (s *Store) Withdraw(ctx context.Context, order, reason string, now time.Time) (cancelled bool, err error) {
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		n, err := affected(tx.Exec(`UPDATE orders SET state = 'cancelled', reason = $1, updated = $2, worker = '' WHERE id = $3 AND state = 'printing'
			AND EXISTS (SELECT 1 FROM printouts WHERE order_id = $3 AND step IN ('waiting', 'unsure'))`, reason, micro(now), order))
		if cancelled = n == 1; err != nil || cancelled {
			return err
		}
		if _, err = tx.Exec("UPDATE printouts SET cancelling = TRUE WHERE order_id = $1", order); err != nil {
			return err
		}
		_, err = tx.Exec("UPDATE orders SET next_try = $1, updated = $1 WHERE id = $2 AND state = 'printing'", micro(now), order)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("withdrawing order %s: %w", order, err)
	}
	return cancelled, nil
}

// TryPrint implements orders.PressStore.
func (s *Store) TryPrint(ctx context.Context, order string, now time.Time) error {
	if _, err := s.db.Exec(ctx, "UPDATE orders SET next_try = $1, updated = $1 WHERE id = $2 AND state = 'printing'", micro(now), order); err != nil {
		return fmt.Errorf("making order %s due at the printer: %w", order, err)
	}
	return nil
}
