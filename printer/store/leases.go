package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/printer/orders"
)

// A lease is called after the replica that has it, so that one which has come back to an order of its own need not wait.
func (s *Store) newLease() string { return s.member + "-" + rand.Text() }

func (s *Store) ours(lease string) bool { return strings.HasPrefix(lease, s.member+"-") }

// free is an order that nobody has in hand but perhaps this replica: $1 is the database's clock, $2 this replica's leases.
const free = "(worker = '' OR leased_until < $1 OR worker LIKE $2)"

// Take implements orders.LeaseStore: one statement, so that of two takers one wins.
func (s *Store) Take(ctx context.Context, id string, lasts time.Duration, now time.Time) (string, error) {
	clock, err := s.db.Clock(ctx)
	if err != nil {
		return "", fmt.Errorf("taking order %s: %w", id, err)
	}
	lease := s.newLease()
	n, err := s.db.Exec(ctx, "UPDATE orders SET worker = $3, leased_until = $4, home = $5 WHERE id = $6 AND next_try <= $7 AND state IN ("+
		words(orders.Working())+") AND "+free, micro(clock), s.member+"-%", lease, micro(clock.Add(lasts)), s.member, id, micro(now))
	if err != nil {
		return "", fmt.Errorf("taking order %s: %w", id, err)
	}
	if n == 0 {
		return "", nil
	}
	return lease, nil
}

// TakePrinting implements orders.LeaseStore: in one transaction with a look whether another replica is at the printer.
func (s *Store) TakePrinting(ctx context.Context, id string, lasts time.Duration, now time.Time) (lease string, err error) {
	clock, err := s.db.Clock(ctx)
	if err != nil {
		return "", fmt.Errorf("taking order %s to the printer: %w", id, err)
	}
	fresh := s.newLease()
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		lease = ""
		var busy bool
		err := tx.QueryRow("SELECT EXISTS (SELECT 1 FROM orders WHERE state = 'printing' AND NOT "+free+")", micro(clock), s.member+"-%").Scan(&busy)
		if err != nil || busy {
			return err
		}
		n, err := affected(tx.Exec(`UPDATE orders SET worker = $3, leased_until = $4 WHERE id = $5 AND next_try <= $6 AND state = 'printing'
			AND EXISTS (SELECT 1 FROM printouts WHERE order_id = $5 AND step <> 'unsure') AND `+free,
			micro(clock), s.member+"-%", fresh, micro(clock.Add(lasts)), id, micro(now)))
		if n == 1 {
			lease = fresh
		}
		return err
	})
	if err != nil {
		return "", fmt.Errorf("taking order %s to the printer: %w", id, err)
	}
	return lease, nil
}

// Renew implements orders.LeaseStore.
func (s *Store) Renew(ctx context.Context, id, lease string, lasts time.Duration) (bool, error) {
	clock, err := s.db.Clock(ctx)
	if err != nil {
		return false, fmt.Errorf("renewing the lease of order %s: %w", id, err)
	}
	n, err := s.db.Exec(ctx, "UPDATE orders SET leased_until = $1 WHERE id = $2 AND worker = $3", micro(clock.Add(lasts)), id, lease)
	if err != nil {
		return false, fmt.Errorf("renewing the lease of order %s: %w", id, err)
	}
	return n == 1, nil
}

// GiveBack implements orders.LeaseStore.
func (s *Store) GiveBack(ctx context.Context, id, lease string) error {
	if _, err := s.db.Exec(ctx, "UPDATE orders SET worker = '' WHERE id = $1 AND worker = $2", id, lease); err != nil {
		return fmt.Errorf("giving order %s back: %w", id, err)
	}
	return nil
}

// queued is an order in the queue, as far as its turn is concerned.
type queued struct {
	id, worker, home string
	next, until      int64
}

func (s *Store) scanQueue(rows *sql.Rows) (queue []queued, err error) {
	defer rows.Close()
	for rows.Next() {
		var q queued
		if err := rows.Scan(&q.id, &q.next, &q.worker, &q.until, &q.home); err != nil {
			return nil, err
		}
		queue = append(queue, q)
	}
	return queue, rows.Err()
}

// grace is how long an order is left to the replica that has its originals.
const grace = 5 * time.Second

// turns says whose turn it is now, and when to look again.
func (s *Store) turns(ctx context.Context, queue []queued, now time.Time) (ids []string, next time.Time, err error) {
	var clock time.Time
	for _, q := range queue {
		at := fromMicro(q.next)
		switch {
		case q.worker != "" && !s.ours(q.worker):
			if clock.IsZero() {
				if clock, err = s.db.Clock(ctx); err != nil {
					return nil, next, fmt.Errorf("reading the queue: %w", err)
				}
			}
			if left := fromMicro(q.until).Sub(clock); left > 0 {
				at = now.Add(left + time.Millisecond)
			}
		case q.worker == "" && q.home != "" && q.home != s.member:
			at = at.Add(grace)
		}
		if !at.After(now) {
			ids = append(ids, q.id)
		} else if next.IsZero() || at.Before(next) {
			next = at
		}
	}
	return ids, next, nil
}

// printsElsewhere tells until when another replica has an order at the printer; never, if none has.
func (s *Store) printsElsewhere(ctx context.Context, now time.Time) (until time.Time, err error) {
	if !s.db.Shared() {
		return until, nil
	}
	var last int64
	err = s.db.Read().QueryRowContext(ctx, `SELECT COALESCE(MAX(leased_until), 0) FROM orders
		WHERE state = 'printing' AND worker <> '' AND worker NOT LIKE $1`, s.member+"-%").Scan(&last)
	if err != nil {
		return until, fmt.Errorf("reading the queue for the printer: %w", err)
	}
	clock, err := s.db.Clock(ctx)
	if left := fromMicro(last).Sub(clock); err == nil && left > 0 {
		until = now.Add(left + time.Millisecond)
	}
	return until, err
}
