package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/photos/gallery"
)

const passkeyColumns = `id, user_id, name, public_key, flags, counter, transports, created, last_used`

// CreatePasskey implements [gallery.Accounts].
func (s *Store) CreatePasskey(ctx context.Context, p gallery.Passkey) error {
	transports, err := json.Marshal(p.Transports)
	if err != nil {
		return err
	}
	_, err = s.db.Exec(ctx, `INSERT INTO passkeys (`+passkeyColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL)`,
		p.ID, p.User, p.Name, p.PublicKey, int64(p.Flags), int64(p.Counter), string(transports), micros(p.Created))
	switch {
	case sqldb.IsUnique(err):
		return gallery.ErrTaken
	case err != nil:
		return fmt.Errorf("keeping a passkey: %w", err)
	}
	return nil
}

func scanPasskey(row scanner) (p gallery.Passkey, err error) {
	var transports string
	var created, used sql.NullInt64
	err = row.Scan(&p.ID, &p.User, &p.Name, &p.PublicKey, &p.Flags, &p.Counter, &transports, &created, &used)
	if err != nil {
		return p, err
	}
	p.Created, p.LastUsed = instant(created), instant(used)
	return p, json.Unmarshal([]byte(transports), &p.Transports)
}

// Passkeys implements [gallery.Accounts].
func (s *Store) Passkeys(ctx context.Context, user string) ([]gallery.Passkey, error) {
	list, err := all(ctx, s, scanPasskey, `SELECT `+passkeyColumns+` FROM passkeys WHERE user_id = $1 ORDER BY created, id`, user)
	if err != nil {
		return nil, fmt.Errorf("listing passkeys: %w", err)
	}
	return list, nil
}

// Passkey implements [gallery.Accounts].
func (s *Store) Passkey(ctx context.Context, id string) (gallery.Passkey, error) {
	p, err := one(ctx, s, scanPasskey, `SELECT `+passkeyColumns+` FROM passkeys WHERE id = $1`, id)
	return p, notFound(err, "finding a passkey")
}

// UsePasskey implements [gallery.Accounts]. Looking at the counter and moving it on
// are one statement: of two answers with the same count, one is accepted.
func (s *Store) UsePasskey(ctx context.Context, p gallery.Passkey) error {
	rows, err := s.db.Exec(ctx, `UPDATE passkeys SET counter = $2, last_used = $3
		WHERE id = $1 AND (counter < $2 OR (counter = 0 AND $2 = 0))`, p.ID, int64(p.Counter), micros(p.LastUsed))
	return changed(rows, err, "using a passkey")
}

// DeletePasskey implements [gallery.Accounts].
func (s *Store) DeletePasskey(ctx context.Context, user, id string) error {
	rows, err := s.db.Exec(ctx, `DELETE FROM passkeys WHERE id = $1 AND user_id = $2`, id, user)
	return changed(rows, err, "deleting a passkey")
}
