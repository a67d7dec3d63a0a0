package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync/atomic"
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

	tidied atomic.Int64 // when what has expired was forgotten, on PostgreSQL
}

var _ session.Store = (*Sessions)(nil)

func (s *Sessions) now() int64 {
	if s.Now != nil {
		return s.Now().UnixMicro()
	}
	return time.Now().UnixMicro()
}

const sessionColumns = `id, user_id, data, created, expires`

func scanSession(row interface{ Scan(...any) error }) (r session.Record, err error) {
	var created, expires int64
	err = row.Scan(&r.ID, &r.UserID, &r.Data, &created, &expires)
	if err == nil {
		r.Created, r.Expires = time.UnixMicro(created), time.UnixMicro(expires)
	}
	return r, err
}

// LoadSession implements session.Store.
func (s *Sessions) LoadSession(ctx context.Context, id string) (session.Record, error) {
	r, err := scanSession(s.DB.Read().QueryRowContext(ctx,
		`SELECT `+sessionColumns+` FROM sessions WHERE id = $1 AND expires > $2`, id, s.now()))
	if errors.Is(err, sql.ErrNoRows) {
		return session.Record{}, session.ErrNotFound
	}
	if err != nil {
		return session.Record{}, fmt.Errorf("loading a session: %w", err)
	}
	return r, nil
}

// SaveSession implements session.Store. It also forgets what has expired.
func (s *Sessions) SaveSession(ctx context.Context, r session.Record) error {
	err := s.DB.Write(ctx, func(tx *Tx) error { return s.save(tx, r) })
	if err != nil {
		return fmt.Errorf("saving a session: %w", err)
	}
	s.forgetSometimes(ctx)
	return nil
}

// ChangeSession implements session.Store.
func (s *Sessions) ChangeSession(ctx context.Context, id string, change func(session.Record) (session.Record, bool, error)) error {
	err := s.DB.Write(ctx, func(tx *Tx) error {
		stored, err := scanSession(tx.QueryRow(`SELECT `+sessionColumns+` FROM sessions WHERE id = $1 AND expires > $2`, id, s.now()))
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		changed, save, err := change(stored)
		if err != nil || !save {
			return err
		}
		return s.save(tx, changed)
	})
	if err != nil {
		return fmt.Errorf("changing a session: %w", err)
	}
	s.forgetSometimes(ctx)
	return nil
}

func (s *Sessions) save(tx *Tx, r session.Record) error {
	if !s.DB.Shared() {
		if _, err := tx.Exec(forgetSessions, s.now()); err != nil {
			return err
		}
	}
	_, err := tx.Exec(`INSERT INTO sessions (`+sessionColumns+`) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (id) DO UPDATE SET user_id = excluded.user_id, data = excluded.data, expires = excluded.expires`,
		r.ID, r.UserID, r.Data, r.Created.UnixMicro(), r.Expires.UnixMicro())
	return err
}

const forgetSessions = `DELETE FROM sessions WHERE expires <= $1`

// forgetSometimes forgets what has expired, once a minute: on PostgreSQL, where
// all that save a session would otherwise get in one another's way.
func (s *Sessions) forgetSometimes(ctx context.Context) {
	now, last := s.now(), s.tidied.Load()
	if s.DB.Shared() && now-last > time.Minute.Microseconds() && s.tidied.CompareAndSwap(last, now) {
		s.DB.Exec(ctx, forgetSessions, now) // what fails is done the next time
	}
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
	rows, err := s.DB.Read().QueryContext(ctx, `SELECT `+sessionColumns+` FROM sessions
		WHERE user_id = $1 AND expires > $2 ORDER BY created DESC, id`, userID, s.now())
	err = each(rows, err, func(row *sql.Rows) error {
		r, err := scanSession(row)
		list = append(list, r)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("listing the sessions of user %s: %w", userID, err)
	}
	return list, nil
}
