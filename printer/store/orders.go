package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/printer/orders"
)

// words prints states for an IN list; they are constants of the program, never input.
func words(states []orders.State) string {
	quoted := make([]string, len(states))
	for i, s := range states {
		quoted[i] = "'" + string(s) + "'"
	}
	return strings.Join(quoted, ", ")
}

const orderColumns = `id, number, customer, connection, key, album, album_title, paper, finish, fit, copies, unit_price,
	state, reason, bytes, attempts, next_try, placed, updated, checkout, pdf, home`

func scanOrder(r row, more ...any) (o orders.Order, err error) {
	var next, placed, updated int64
	err = r.Scan(append([]any{&o.ID, &o.Number, &o.Customer, &o.Connection, &o.Key, &o.Album, &o.AlbumTitle, &o.Paper,
		&o.Finish, &o.Fit, &o.Copies, &o.UnitPrice, &o.State, &o.Reason, &o.Bytes, &o.Attempts, &next, &placed, &updated, &o.Checkout, &o.PDF, &o.Home}, more...)...)
	o.NextTry, o.Placed, o.Updated = fromMicro(next), fromMicro(placed), fromMicro(updated)
	return o, err
}

// CreateOrder implements orders.Store.
func (s *Store) CreateOrder(ctx context.Context, o orders.Order) (orders.Order, bool, error) {
	created := false
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		var err error
		created, err = insertOrder(tx, o)
		return err
	})
	if err != nil {
		return orders.Order{}, false, fmt.Errorf("placing an order: %w", err)
	}
	stored, err := s.OrderByKey(ctx, o.Customer, o.Key)
	return stored, created, err
}

// insertOrder stores an order with its photos, unless its customer has one with the same key.
func insertOrder(tx *sqldb.Tx, o orders.Order) (bool, error) {
	n, err := affected(tx.Exec(`INSERT INTO orders (`+orderColumns+`) VALUES
		($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
		ON CONFLICT (customer, key) DO NOTHING`, o.ID, o.Number, o.Customer, o.Connection, o.Key, o.Album, o.AlbumTitle,
		o.Paper, o.Finish, o.Fit, o.Copies, o.UnitPrice, o.State, o.Reason, o.Bytes, o.Attempts,
		micro(o.NextTry), micro(o.Placed), micro(o.Updated), o.Checkout, o.PDF, o.Home))
	if err != nil || n == 0 {
		return false, err
	}
	return true, insertItems(tx, o)
}

// Order implements orders.Store.
func (s *Store) Order(ctx context.Context, id string) (orders.Order, error) {
	return s.orderWhere(ctx, "id = $1", id)
}

// OrderByKey implements orders.Store.
func (s *Store) OrderByKey(ctx context.Context, customer, key string) (orders.Order, error) {
	return s.orderWhere(ctx, "customer = $1 AND key = $2", customer, key)
}

func (s *Store) orderWhere(ctx context.Context, condition string, args ...any) (orders.Order, error) {
	o, err := scanOrder(s.db.Read().QueryRowContext(ctx, "SELECT "+orderColumns+" FROM orders WHERE "+condition, args...))
	if err := missing(err, orders.ErrNotFound, "reading an order"); err != nil {
		return orders.Order{}, err
	}
	if o.Items, err = s.items(ctx, o.ID); err != nil {
		return orders.Order{}, fmt.Errorf("reading the photos of order %s: %w", o.ID, err)
	}
	o.Count()
	return o, nil
}

// Due implements orders.Store.
func (s *Store) Due(ctx context.Context, now time.Time) (ids []string, next time.Time, err error) {
	const enough = 100 // more than any worker takes at once
	rows, err := s.db.Read().QueryContext(ctx, `SELECT id, next_try, worker, leased_until, home FROM orders
		WHERE state IN (`+words(orders.Working())+`) ORDER BY next_try, id LIMIT $1`, enough)
	if err != nil {
		return nil, next, fmt.Errorf("reading the queue: %w", err)
	}
	queue, err := s.scanQueue(rows)
	if err != nil {
		return nil, next, fmt.Errorf("reading the queue: %w", err)
	}
	ids, next, err = s.turns(ctx, queue, now)
	return ids, next, err
}

// Move implements orders.Store: one statement, so of two movers one wins.
func (s *Store) Move(ctx context.Context, o orders.Order, from orders.State) (bool, error) {
	n, err := s.db.Exec(ctx, `UPDATE orders SET state = $1, reason = $2, attempts = $3, next_try = $4, bytes = $5, updated = $6,
		pdf = $7 WHERE id = $8 AND state = $9 AND ($10 = '' OR worker = $10)`,
		o.State, o.Reason, o.Attempts, micro(o.NextTry), o.Bytes, micro(o.Updated), o.PDF, o.ID, from, o.Lease)
	if err != nil {
		return false, fmt.Errorf("moving order %s from %s to %s: %w", o.ID, from, o.State, err)
	}
	return n == 1, nil
}

// Cancel implements orders.Store: one statement, so that of a customer and a worker one wins.
func (s *Store) Cancel(ctx context.Context, customer, id, reason string, now time.Time) (bool, error) {
	n, err := s.db.Exec(ctx, `UPDATE orders SET state = $1, reason = $2, updated = $3, worker = ''
		WHERE id = $4 AND customer = $5 AND state IN (`+words(orders.Cancellable())+`)`,
		orders.Cancelled, reason, micro(now), id, customer)
	if err != nil {
		return false, fmt.Errorf("cancelling order %s: %w", id, err)
	}
	return n == 1, nil
}
