package store

import (
	"context"
	"errors"
	"time"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/oauthcore"
)

// What whoever runs photos says of a Consumer, perhaps from another process
// than the one that serves. A registration that is cached there must not
// outlive it for long. Who shares a database is told; beside the file of one
// process each such word moves a mark, at which it looks several times a second.

// Verify keeps the operator's word that we know who is behind a Consumer, or
// takes it back.
func (s *Store) Verify(ctx context.Context, key string, verified bool) error {
	return s.say(ctx, key, `UPDATE registrations SET verified = $2 WHERE consumer_key = $1`, verified)
}

// Bar refuses whatever a Consumer signs from now on, or lets it in again. Its
// developer can do neither.
func (s *Store) Bar(ctx context.Context, key string, barred bool) error {
	return s.say(ctx, key, `UPDATE registrations SET barred = $2 WHERE consumer_key = $1`, barred)
}

func (s *Store) say(ctx context.Context, key, statement string, yes bool) error {
	err := s.write(ctx, func(tx *sqldb.Tx) error {
		changed, err := tx.Exec(statement, key, yes)
		if err != nil {
			return err
		}
		if rows, err := changed.RowsAffected(); err != nil || rows == 0 {
			return errors.Join(err, oauthcore.ErrNotFound)
		}
		_, err = tx.Exec(`INSERT INTO marks (name, value) VALUES ('registrations', 1)
			ON CONFLICT (name) DO UPDATE SET value = marks.value + 1`)
		return err
	}, change{aRegistration, key})
	if err != nil {
		return unknown(err, "changing consumer "+key)
	}
	return nil
}

// Noticed is how soon a running photos knows what another process has said.
const Noticed = 250 * time.Millisecond

// watchRegistrations forgets what is cached when the mark has moved.
func (s *Store) watchRegistrations(ctx context.Context) {
	tick := time.NewTicker(Noticed)
	defer tick.Stop()
	seen := s.registrationsMark(ctx)
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if mark := s.registrationsMark(ctx); mark != seen {
			s.registrations.clear()
			seen = mark
		}
	}
}

// registrationsMark is 0 as long as nothing was said, and -1, unlike all others,
// when the database does not answer.
func (s *Store) registrationsMark(ctx context.Context) (mark int64) {
	err := s.db.Read().QueryRowContext(ctx, `SELECT COALESCE((SELECT value FROM marks WHERE name = 'registrations'), 0)`).Scan(&mark)
	if err != nil {
		return -1
	}
	return mark
}
