package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"example.net/oauth1/internal/session"
)

// Sessions is a session.Store over the table
//
//	sessions (id TEXT PRIMARY KEY, user_id TEXT NOT NULL, data BLOB NOT NULL,
//	          created BIGINT NOT NULL, expires BIGINT NOT NULL)
//
// which the migrations of each program make.
type Sessions struct {
	DB  *DB
	Now func() time.Time // nil means time.Now
}

var _ session.Store = (*Sessions)(nil)

func (s *Sessions) now() int64 {
	if s.Now != nil {
		return s.Now().UnixMicro()
	}
	return time.Now().UnixMicro()
}

// LoadSession implements session.Store.
func (s *Sessions) LoadSession(ctx context.Context, id string) (session.Record, error) {
	var created, expires int64
	r := session.Record{ID: id}
	err := s.DB.Read().QueryRowContext(ctx,
		"SELECT user_id, data, created, expires FROM sessions WHERE id = $1 AND expires > $2", id, s.now()).
		Scan(&r.UserID, &r.Data, &created, &expires)
	if errors.Is(err, sql.ErrNoRows) {
		return session.Record{}, session.ErrNotFound
	}
	if err != nil {
		return session.Record{}, fmt.Errorf("loading a session: %w", err)
	}
	r.Created, r.Expires = time.UnixMicro(created), time.UnixMicro(expires)
	return r, nil
}

// SaveSession implements session.Store. It also forgets what has expired.
func (s *Sessions) SaveSession(ctx context.Context, r session.Record) error {
	err := s.DB.Write(ctx, func(tx *Tx) error {
		if _, err := tx.Exec("DELETE FROM sessions WHERE expires <= $1", s.now()); err != nil {
			return err
		}
		_, err := tx.Exec(`INSERT INTO sessions (id, user_id, data, created, expires) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (id) DO UPDATE SET user_id = excluded.user_id, data = excluded.data, expires = excluded.expires`,
			r.ID, r.UserID, r.Data, r.Created.UnixMicro(), r.Expires.UnixMicro())
		return err
	})
	if err != nil {
		return fmt.Errorf("saving a session: %w", err)
	}
	return nil
}

// DeleteSession implements session.Store.
func (s *Sessions) DeleteSession(ctx context.Context, id string) error {
	if _, err := s.DB.Exec(ctx, "DELETE FROM sessions WHERE id = $1", id); err != nil {
		return fmt.Errorf("deleting a session: %w", err)
	}
	return nil
}

// DeleteUserSessions implements session.Store.
func (s *Sessions) DeleteUserSessions(ctx context.Context, userID, exceptID string) error {
	_, err := s.DB.Exec(ctx, "DELETE FROM sessions WHERE user_id = $1 AND id <> $2", userID, exceptID)
	if err != nil {
		return fmt.Errorf("deleting the sessions of user %s: %w", userID, err)
	}
	return nil
}

// UserSessions implements session.Store.
func (s *Sessions) UserSessions(ctx context.Context, userID string) (list []session.Record, err error) {
	rows, err := s.DB.Read().QueryContext(ctx, `SELECT id, user_id, data, created, expires FROM sessions
		WHERE user_id = $1 AND expires > $2 ORDER BY created DESC, id`, userID, s.now())
	if err != nil {
		return nil, fmt.Errorf("listing the sessions of user %s: %w", userID, err)
	}
	defer rows.Close()
	for rows.Next() {
		var r session.Record
		var created, expires int64
		if err := rows.Scan(&r.ID, &r.UserID, &r.Data, &created, &expires); err != nil {
			return nil, fmt.Errorf("listing the sessions of user %s: %w", userID, err)
		}
		r.Created, r.Expires = time.UnixMicro(created), time.UnixMicro(expires)
		list = append(list, r)
	}
	return list, rows.Err()
}
