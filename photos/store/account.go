package store

import (
	"context"
	"errors"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/photos/gallery"
)

// RenameUser implements [gallery.Accounts].
func (s *Store) RenameUser(ctx context.Context, id, name string) error {
	rows, err := s.db.Exec(ctx, `UPDATE users SET name = $2 WHERE id = $1`, id, name)
	return changed(rows, err, "renaming a user")
}

// SetPassword implements [gallery.Accounts].
func (s *Store) SetPassword(ctx context.Context, id, oldHash, newHash string) error {
	rows, err := s.db.Exec(ctx, `UPDATE users SET password = $3 WHERE id = $1 AND password = $2`, id, oldHash, newHash)
	err = changed(rows, err, "changing a password")
	if errors.Is(err, gallery.ErrNotFound) {
		return gallery.ErrWrongPassword
	}
	return err
}

// DeleteUser implements [gallery.Accounts]. Tokens that the User has given stay
// findable as revoked ones, so that a refusal can say why; the rest is gone.
func (s *Store) DeleteUser(ctx context.Context, id string) (orphans []string, err error) {
	err = s.write(ctx, func(tx *sqldb.Tx) error {
		orphans, err = texts(tx, `SELECT DISTINCT p.sha256 FROM photos p WHERE p.owner = $1
			AND NOT EXISTS (SELECT 1 FROM photos o WHERE o.sha256 = p.sha256 AND o.owner <> $1)`, id)
		if err != nil {
			return err
		}
		consumers, err := texts(tx, `SELECT consumer_key FROM registrations WHERE owner = $1`, id)
		if err != nil {
			return err
		}
		for _, key := range consumers {
			if err := forgetConsumer(tx, key); err != nil {
				return err
			}
		}
		return s.forgetUser(tx, id)
	}, change{photosOfOwner, id}, change{registrationsOf, id}, change{about: allTokens}) // those of the User's Consumers are among them
	if err != nil {
		return nil, notFound(err, "deleting a user")
	}
	return orphans, nil
}

func texts(tx *sqldb.Tx, query string, args ...any) ([]string, error) {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return nil, err
	}
	return collect(rows, scanText)
}

func (s *Store) forgetUser(tx *sqldb.Tx, id string) error {
	for _, query := range []string{
		`UPDATE request_tokens SET state = 'denied' WHERE grant_user = $1 AND state = 'authorized'`,
		`DELETE FROM sessions WHERE user_id = $1`,
		`DELETE FROM sign_ins WHERE user_id = $1`,
		`DELETE FROM seats WHERE workshop IN (SELECT code FROM workshops WHERE owner = $1)`,
		`DELETE FROM workshops WHERE owner = $1`,
	} {
		if _, err := tx.Exec(query, id); err != nil {
			return err
		}
	}
	_, err := tx.Exec(`UPDATE access_tokens SET revoked = $2 WHERE grant_user = $1 AND revoked IS NULL`, id, micros(s.now()))
	if err != nil {
		return err
	}
	return affected(tx.Exec(`DELETE FROM users WHERE id = $1`, id)) // with albums, photos and passkeys
}
