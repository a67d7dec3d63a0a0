package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/printer/orders"
)

// pair is how credentials look inside the seal.
type pair struct{ Token, Secret, Session string }

func sealedFor(connection string) string { return "access token of connection " + connection }

func (s *Store) sealCredentials(c orders.Connection) ([]byte, error) {
	plain, err := json.Marshal(pair(c.Credentials))
	if err != nil {
		return nil, err
	}
	return s.sealer.Seal(plain, sealedFor(c.ID)), nil
}

func (s *Store) openCredentials(connection string, sealed []byte) (orders.Credentials, error) {
	var p pair
	plain, err := s.sealer.Open(sealed, sealedFor(connection))
	if err == nil {
		err = json.Unmarshal(plain, &p)
	}
	if err != nil {
		return orders.Credentials{}, fmt.Errorf("opening the credentials of connection %s: %w", connection, err)
	}
	return orders.Credentials(p), nil
}

// Connect implements orders.Store.
func (s *Store) Connect(ctx context.Context, c orders.Connection) (resumed int, err error) {
	sealed, err := s.sealCredentials(c)
	if err != nil {
		return 0, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if _, err := tx.Exec("UPDATE connections SET state = 'replaced' WHERE customer = $1 AND state = 'live'", c.Customer); err != nil {
			return err
		}
		_, err := tx.Exec(`INSERT INTO connections (id, customer, user_id, screen_name, credentials, state, created,
				way, consumer, method, place, issued, expires, ends)
			VALUES ($1, $2, $3, $4, $5, 'live', $6, $7, $8, $9, $10, $11, $12, $13)`,
			c.ID, c.Customer, c.UserID, c.ScreenName, sealed, micro(c.Created), c.Way, c.Signing.Consumer, c.Signing.Method, c.Signing.Place,
			microOrNever(c.Issued), microOrNever(c.Expires), microOrNever(c.Ends))
		if err != nil {
			return err
		}
		if resumed, err = resume(tx, c, c.Created); err != nil {
			return err
		}
		return retire(tx, c.Customer)
	})
	if err != nil {
		return 0, fmt.Errorf("keeping a connection: %w", err)
	}
	return resumed, nil
}

// Resume implements orders.Store.
func (s *Store) Resume(ctx context.Context, c orders.Connection, now time.Time) (resumed int, err error) {
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		resumed, err = resume(tx, c, now)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("resuming orders: %w", err)
	}
	return resumed, nil
}

// resume lets a Connection take over from the customer's earlier ones to the same User. Another User's photos are
// other photos: orders for them stay as they are.
func resume(tx *sqldb.Tx, c orders.Connection, now time.Time) (int, error) {
	_, err := tx.Exec(`UPDATE orders SET connection = $1 WHERE customer = $2 AND state NOT IN ('ready', 'failed')
		AND connection IN (SELECT id FROM connections WHERE customer = $2 AND user_id = $3)`, c.ID, c.Customer, c.UserID)
	if err != nil {
		return 0, err
	}
	placed, err := affected(tx.Exec(`UPDATE orders SET state = 'placed', reason = '', attempts = 0, next_try = $1, updated = $1
		WHERE connection = $2 AND state = 'needs_permission'`, micro(now), c.ID))
	if err != nil {
		return 0, err
	}
	hurried, err := affected(tx.Exec(`UPDATE orders SET attempts = 0, next_try = $1
		WHERE connection = $2 AND state = 'waiting' AND next_try > $1`, micro(now), c.ID))
	return placed + hurried, err
}

// retire wipes what nobody needs any more: replaced connections without an unfinished order.
func retire(tx *sqldb.Tx, customer string) error {
	_, err := tx.Exec(`UPDATE connections SET state = 'closed', credentials = NULL WHERE customer = $1 AND state = 'replaced'
		AND NOT EXISTS (SELECT 1 FROM orders WHERE orders.connection = connections.id AND orders.state NOT IN ('ready', 'failed'))`, customer)
	return err
}

const connectionColumns = "id, customer, user_id, screen_name, credentials, state, created, " +
	"way, consumer, method, place, issued, expires, ends, renewals"

func (s *Store) scanConnection(r row) (orders.Connection, error) {
	var (
		c                              orders.Connection
		sealed                         []byte
		created, issued, expires, ends int64
	)
	err := r.Scan(&c.ID, &c.Customer, &c.UserID, &c.ScreenName, &sealed, &c.State, &created,
		&c.Way, &c.Signing.Consumer, &c.Signing.Method, &c.Signing.Place, &issued, &expires, &ends, &c.Renewals)
	if err != nil {
		return orders.Connection{}, err
	}
	c.Created = fromMicro(created)
	c.Issued, c.Expires, c.Ends = fromMicroOrNever(issued), fromMicroOrNever(expires), fromMicroOrNever(ends)
	if c.State != orders.Closed {
		c.Credentials, err = s.openCredentials(c.ID, sealed)
	}
	return c, err
}

// LiveConnection implements orders.Store.
func (s *Store) LiveConnection(ctx context.Context, customer string) (orders.Connection, error) {
	c, err := s.scanConnection(s.db.Read().QueryRowContext(ctx,
		"SELECT "+connectionColumns+" FROM connections WHERE customer = $1 AND state = 'live'", customer))
	return c, missing(err, orders.ErrNotConnected, "reading a customer's connection")
}

// Connection implements orders.Store.
func (s *Store) Connection(ctx context.Context, id string) (orders.Connection, error) {
	c, err := s.scanConnection(s.db.Read().QueryRowContext(ctx,
		"SELECT "+connectionColumns+" FROM connections WHERE id = $1", id))
	return c, missing(err, orders.ErrNotFound, "reading a connection")
}

// CloseConnection implements orders.Store.
func (s *Store) CloseConnection(ctx context.Context, id, reason string, now time.Time) error {
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if _, err := tx.Exec("UPDATE connections SET state = 'closed', credentials = NULL WHERE id = $1", id); err != nil {
			return err
		}
		_, err := tx.Exec(`UPDATE orders SET state = 'needs_permission', reason = $1, updated = $2, worker = ''
			WHERE connection = $3 AND state IN (`+words(orders.NeedsToken())+`)`, reason, micro(now), id)
		return err
	})
	if err != nil {
		return fmt.Errorf("closing connection %s: %w", id, err)
	}
	return nil
}
