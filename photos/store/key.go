package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"

	"example.net/oauth1/internal/seal"
)

// ErrOtherKey means that the database was first used with another secret key
// than this process has: nothing that is sealed in it could be opened.
var ErrOtherKey = errors.New("the database was first used with another secret key, and what is sealed in it cannot be opened with this one")

// sameKey compares the key's check value with the one that the database
// remembers, which is that of its first key.
func (s *Store) sameKey(ctx context.Context, check string) error {
	if check == "" {
		return nil
	}
	ours, err := strconv.ParseInt(check[:15], 16, 64) // as much as a mark holds
	if err != nil {
		return fmt.Errorf("reading the check value of the key: %w", err)
	}
	if err := s.opensSomething(ctx); err != nil {
		return err
	}
	_, err = s.db.Exec(ctx, `INSERT INTO marks (name, value) VALUES ('secret_key', $1) ON CONFLICT DO NOTHING`, ours)
	var kept int64
	if err == nil {
		err = s.db.Read().QueryRowContext(ctx, `SELECT value FROM marks WHERE name = 'secret_key'`).Scan(&kept)
	}
	if err != nil {
		return fmt.Errorf("comparing the secret key with that of the database: %w", err)
	}
	if kept != ours {
		return ErrOtherKey
	}
	return nil
}

// opensSomething makes sure that the key opens what is sealed already: databases
// from before there was a check value have none.
func (s *Store) opensSomething(ctx context.Context) error {
	_, err := one(ctx, s, s.scanRegistration, `SELECT `+registrationColumns+` FROM registrations LIMIT 1`)
	switch {
	case errors.Is(err, seal.ErrNotOurs):
		return ErrOtherKey
	case err != nil && !errors.Is(err, sql.ErrNoRows):
		return fmt.Errorf("opening what is sealed: %w", err)
	}
	return nil
}
