package store

import (
	"context"
	"fmt"
	"time"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/printer/orders"
)

// forgotten is when a Request Token that never came back is deleted.
const forgotten = 24 * time.Hour

// KeepRequestToken implements orders.Store.
func (s *Store) KeepRequestToken(ctx context.Context, t orders.PendingToken) error {
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if _, err := tx.Exec("DELETE FROM request_tokens WHERE created < $1", micro(t.Created.Add(-forgotten))); err != nil {
			return err
		}
		_, err := tx.Exec(`INSERT INTO request_tokens (token, browser, secret, customer, return_to, created)
			VALUES ($1, $2, $3, $4, $5, $6)`, digest(t.Token), digest(t.Browser),
			s.sealer.SealString(t.Secret, "request token "+digest(t.Token)), t.Customer, t.Return, micro(t.Created))
		return err
	})
	if err != nil {
		return fmt.Errorf("keeping a Request Token: %w", err)
	}
	return nil
}

// TakeRequestToken implements orders.Store: one statement finds and deletes, so that of two callbacks one wins.
func (s *Store) TakeRequestToken(ctx context.Context, browser, token string, oldest time.Time) (orders.PendingToken, error) {
	t := orders.PendingToken{Browser: browser, Token: token}
	var sealed []byte
	var created int64
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		return tx.QueryRow(`DELETE FROM request_tokens WHERE token = $1 AND browser = $2 AND created >= $3
			RETURNING secret, customer, return_to, created`, digest(token), digest(browser), micro(oldest)).
			Scan(&sealed, &t.Customer, &t.Return, &created)
	})
	if err = missing(err, orders.ErrNotFound, "taking a Request Token"); err != nil {
		return orders.PendingToken{}, err
	}
	t.Created = fromMicro(created)
	if t.Secret, err = s.sealer.OpenString(sealed, "request token "+digest(token)); err != nil {
		return orders.PendingToken{}, fmt.Errorf("opening a Request Token's secret: %w", err)
	}
	return t, nil
}
