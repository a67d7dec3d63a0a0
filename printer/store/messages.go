package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"example.net/oauth1/internal/inspector"
	"example.net/oauth1/internal/sqldb"
)

var _ inspector.Store = (*Store)(nil)

// newestResources is how many requests for resources are kept of each owner: a page of thumbs must not push the dance
// out.
const newestResources = 150

// SaveMessage implements inspector.Store.
func (s *Store) SaveMessage(ctx context.Context, m inspector.Message, newest int) error {
	plain, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("writing a message down: %w", err)
	}
	sealed := s.sealer.Seal(plain, "message "+m.ID)
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(`INSERT INTO messages (owner, id, step, time, message) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (owner, id) DO UPDATE SET message = excluded.message`, m.Owner, m.ID, string(m.Step), micro(m.Time()), sealed)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(`DELETE FROM messages WHERE owner = $1 AND step = $2 AND id <=
			(SELECT id FROM messages WHERE owner = $1 AND step = $2 ORDER BY id DESC LIMIT 1 OFFSET $3)`,
			m.Owner, string(inspector.Resource), newestResources); err != nil {
			return err
		}
		_, err = tx.Exec(`DELETE FROM messages WHERE owner = $1 AND id <=
			(SELECT id FROM messages WHERE owner = $1 ORDER BY id DESC LIMIT 1 OFFSET $2)`, m.Owner, newest)
		return err
	})
	if err != nil {
		return fmt.Errorf("keeping a message: %w", err)
	}
	return nil
}

// Messages implements inspector.Store.
func (s *Store) Messages(ctx context.Context, owner string, newest int) (list []inspector.Message, err error) {
	rows, err := s.db.Read().QueryContext(ctx, `SELECT id, message FROM messages WHERE owner = $1 OR $1 = '' ORDER BY id DESC LIMIT $2`, owner, newest)
	if err != nil {
		return nil, fmt.Errorf("reading messages: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		m, err := s.scanMessage(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, m)
	}
	slices.Reverse(list)
	return list, rows.Err()
}

// Message implements inspector.Store.
func (s *Store) Message(ctx context.Context, owner, id string) (inspector.Message, error) {
	m, err := s.scanMessage(s.db.Read().QueryRowContext(ctx, `SELECT id, message FROM messages WHERE (owner = $1 OR $1 = '') AND id = $2`, owner, id))
	return m, missing(err, inspector.ErrNotFound, "reading a message")
}

func (s *Store) scanMessage(from row) (m inspector.Message, err error) {
	var id string
	var sealed []byte
	if err := from.Scan(&id, &sealed); err != nil {
		return m, err
	}
	plain, err := s.sealer.Open(sealed, "message "+id)
	if err != nil {
		return m, fmt.Errorf("opening a message: %w", err)
	}
	return m, json.Unmarshal(plain, &m)
}

// AdoptMessages implements inspector.Store.
func (s *Store) AdoptMessages(ctx context.Context, from, to string) error {
	list, err := s.Messages(ctx, from, 1<<20)
	if err != nil || from == "" {
		return err
	}
	for _, m := range list {
		m.Owner = to
		if err := s.SaveMessage(ctx, m, 1<<20); err != nil {
			return err
		}
	}
	if _, err := s.db.Exec(ctx, `DELETE FROM messages WHERE owner = $1`, from); err != nil {
		return fmt.Errorf("moving messages: %w", err)
	}
	return nil
}

// ForgetMessages implements inspector.Store.
func (s *Store) ForgetMessages(ctx context.Context, before time.Time) error {
	if _, err := s.db.Exec(ctx, `DELETE FROM messages WHERE time < $1`, micro(before)); err != nil {
		return fmt.Errorf("forgetting messages: %w", err)
	}
	return nil
}
