package store

import (
	"context"
	"database/sql"
	"fmt"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/printer/orders"
)

const customerColumns = "id, COALESCE(email, ''), name, account, created"

func scanCustomer(r row, more ...any) (c orders.Customer, err error) {
	var created int64
	err = r.Scan(append([]any{&c.ID, &c.Email, &c.Name, &c.Account, &created}, more...)...)
	c.Created = fromMicro(created)
	return c, err
}

// CreateCustomer implements orders.Store.
func (s *Store) CreateCustomer(ctx context.Context, c orders.Customer) error {
	_, err := s.db.Exec(ctx, `INSERT INTO customers (id, email, name, password, account, created)
		VALUES ($1, NULL, $2, '', FALSE, $3)`, c.ID, c.Name, micro(c.Created))
	if err != nil {
		return fmt.Errorf("creating a customer: %w", err)
	}
	return nil
}

// Customer implements orders.Store.
func (s *Store) Customer(ctx context.Context, id string) (orders.Customer, error) {
	c, err := scanCustomer(s.db.Read().QueryRowContext(ctx, "SELECT "+customerColumns+" FROM customers WHERE id = $1", id))
	return c, missing(err, orders.ErrNotFound, "reading a customer")
}

// OpenAccount implements orders.Store.
func (s *Store) OpenAccount(ctx context.Context, c orders.Customer, passwordHash string) error {
	n, err := s.db.Exec(ctx, `UPDATE customers SET email = $1, name = $2, password = $3, account = TRUE
		WHERE id = $4 AND NOT account`, c.Email, c.Name, passwordHash, c.ID)
	switch {
	case sqldb.IsUnique(err):
		return orders.ErrTaken
	case err != nil:
		return fmt.Errorf("opening an account: %w", err)
	case n == 0:
		return orders.ErrNotFound
	}
	return nil
}

// Account implements orders.Store.
func (s *Store) Account(ctx context.Context, email string) (c orders.Customer, passwordHash string, err error) {
	c, err = scanCustomer(s.db.Read().QueryRowContext(ctx,
		"SELECT "+customerColumns+", password FROM customers WHERE email = $1 AND account", email), &passwordHash)
	return c, passwordHash, missing(err, orders.ErrNotFound, "reading an account")
}

// Adopt implements orders.Store. What was connected last, as an anonymous customer, stays connected.
func (s *Store) Adopt(ctx context.Context, anonymous, account string) error {
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		var isAccount bool
		err := tx.QueryRow("SELECT account FROM customers WHERE id = $1", anonymous).Scan(&isAccount)
		if err == sql.ErrNoRows || isAccount {
			return nil
		}
		if err != nil {
			return err
		}
		for _, statement := range []string{
			`UPDATE connections SET state = 'replaced' WHERE customer = $2 AND state = 'live'
				AND EXISTS (SELECT 1 FROM connections c WHERE c.customer = $1 AND c.state = 'live')`,
			"UPDATE connections SET customer = $2 WHERE customer = $1",
			"UPDATE orders SET customer = $2 WHERE customer = $1",
			`UPDATE basket_items SET customer = $2, position = position +
				(SELECT COALESCE(MAX(position), -1) + 1 FROM basket_items b WHERE b.customer = $2) WHERE customer = $1`,
			"UPDATE request_tokens SET customer = $2 WHERE customer = $1",
		} {
			if _, err := tx.Exec(statement, anonymous, account); err != nil {
				return err
			}
		}
		return adoptSigning(tx, anonymous, account)
	})
	if err != nil {
		return fmt.Errorf("moving an anonymous customer's orders to the account: %w", err)
	}
	return nil
}
