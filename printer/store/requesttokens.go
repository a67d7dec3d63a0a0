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
		_, err := tx.Exec(`INSERT INTO request_tokens (token, browser, secret, customer, return_to, created, way, consumer, method, place)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
			ON CONFLICT (token) DO UPDATE SET secret = excluded.secret, used = FALSE WHERE request_tokens.browser = excluded.browser`,
			digest(t.Token), digest(t.Browser), s.sealer.SealString(t.Secret, "request token "+digest(t.Token)), t.Customer, t.Return,
			micro(t.Created), t.Way, t.Signing.Consumer, t.Signing.Method, t.Signing.Place)
		return err
	})
	if err != nil {
		return fmt.Errorf("keeping a Request Token: %w", err)
	}
	return nil
}

// TakeRequestToken implements orders.Store: one transaction, of which there is one at a time, finds and marks, so that of two callbacks one wins. The secret
// goes; that the token was here stays for a day, so that its browser can be told why it counts no more.
func (s *Store) TakeRequestToken(ctx context.Context, browser, token string, oldest time.Time) (orders.PendingToken, error) {
	t := orders.PendingToken{Browser: browser, Token: token}
	var sealed []byte
	var created int64
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		key := []any{digest(token), digest(browser)}
		var used bool
		err := tx.QueryRow(`SELECT secret, customer, return_to, created, way, consumer, method, place, used FROM request_tokens
			WHERE token = $1 AND browser = $2`, key...).
			Scan(&sealed, &t.Customer, &t.Return, &created, &t.Way, &t.Signing.Consumer, &t.Signing.Method, &t.Signing.Place, &used)
		switch {
		case err != nil:
			return err
		case used:
			return orders.ErrAnswered
		case created < micro(oldest):
			return orders.ErrTooLate
		}
		_, err = tx.Exec("UPDATE request_tokens SET used = TRUE, secret = $3 WHERE token = $1 AND browser = $2", append(key, []byte{})...)
		return err
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
