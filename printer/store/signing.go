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

// Signing implements orders.Store.
func (s *Store) Signing(ctx context.Context, customer string) (g orders.Signing, err error) {
	err = s.db.Read().QueryRowContext(ctx, "SELECT consumer, method, place FROM signing WHERE customer = $1", customer).
		Scan(&g.Consumer, &g.Method, &g.Place)
	if errors.Is(err, sql.ErrNoRows) {
		return orders.Signing{}, nil
	}
	if err != nil {
		return orders.Signing{}, fmt.Errorf("reading how a customer signs: %w", err)
	}
	return g, nil
}

// SaveSigning implements orders.Store.
func (s *Store) SaveSigning(ctx context.Context, customer string, g orders.Signing) error {
	_, err := s.db.Exec(ctx, `INSERT INTO signing (customer, consumer, method, place) VALUES ($1, $2, $3, $4)
		ON CONFLICT (customer) DO UPDATE SET consumer = excluded.consumer, method = excluded.method, place = excluded.place`,
		customer, g.Consumer, g.Method, g.Place)
	if err != nil {
		return fmt.Errorf("keeping how a customer signs: %w", err)
	}
	return nil
}

// adoptSigning moves an anonymous customer's choice to an account that has none.
func adoptSigning(tx *sqldb.Tx, anonymous, account string) error {
	for _, statement := range []string{
		`INSERT INTO signing (customer, consumer, method, place) SELECT $2, consumer, method, place FROM signing WHERE customer = $1
			ON CONFLICT (customer) DO NOTHING`,
		"DELETE FROM signing WHERE customer = $1 AND customer <> $2",
	} {
		if _, err := tx.Exec(statement, anonymous, account); err != nil {
			return err
		}
	}
	return nil
}

// Renewed implements orders.Store: one statement compares and sets, so that of two renewals one is kept.
func (s *Store) Renewed(ctx context.Context, c orders.Connection) (kept bool, err error) {
	sealed, err := s.sealCredentials(c)
	if err != nil {
		return false, err
	}
	n, err := s.db.Exec(ctx, `UPDATE connections SET credentials = $1, issued = $2, expires = $3, ends = $4, renewals = $5
		WHERE id = $6 AND renewals = $5 - 1 AND state <> 'closed'`,
		sealed, microOrNever(c.Issued), microOrNever(c.Expires), microOrNever(c.Ends), c.Renewals, c.ID)
	if err != nil {
		return false, fmt.Errorf("keeping a renewed token: %w", err)
	}
	return n == 1, nil
}

// microOrNever keeps the zero time as 0.
func microOrNever(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return micro(t)
}

func fromMicroOrNever(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return fromMicro(us)
}
