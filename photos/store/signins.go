package store

import (
	"context"
	"fmt"
	"time"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/photos/gallery"
)

// keepSignIns is how long a try to sign in is remembered at most.
const keepSignIns = 180 * 24 * time.Hour

// NoteSignIn implements [gallery.Accounts].
func (s *Store) NoteSignIn(ctx context.Context, id, screenName string, in gallery.SignIn, keep int) error {
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(`INSERT INTO sign_ins (id, user_id, time, how, address, browser, accepted)
			VALUES ($1, COALESCE((SELECT id FROM users WHERE screen_name = $2), ''), $3, $4, $5, $6, $7)`,
			id, legible(screenName), micros(in.Time), string(in.How), in.Address, legible(in.Browser), in.Accepted)
		if err != nil {
			return err
		}
		_, err = tx.Exec(`DELETE FROM sign_ins WHERE id IN (SELECT o.id FROM sign_ins o, sign_ins n
			WHERE n.id = $1 AND o.user_id = n.user_id AND o.accepted = n.accepted
			ORDER BY o.time DESC, o.id LIMIT 1000 OFFSET $2)`, id, keep)
		return err
	})
	if err != nil {
		return fmt.Errorf("noting a sign-in: %w", err)
	}
	return nil
}

// SignIns implements [gallery.Accounts].
func (s *Store) SignIns(ctx context.Context, user string) ([]gallery.SignIn, error) {
	list, err := all(ctx, s, scanSignIn, `SELECT time, how, address, browser, accepted FROM sign_ins
		WHERE user_id = $1 ORDER BY time DESC, id`, user)
	if err != nil {
		return nil, fmt.Errorf("listing sign-ins: %w", err)
	}
	return list, nil
}

func scanSignIn(row scanner) (in gallery.SignIn, err error) {
	var when int64
	err = row.Scan(&when, &in.How, &in.Address, &in.Browser, &in.Accepted)
	in.Time = time.UnixMicro(when).UTC()
	return in, err
}

func (s *Store) forgetSignIns(ctx context.Context) error {
	_, err := s.db.Exec(ctx, `DELETE FROM sign_ins WHERE time < $1`, s.now().Add(-keepSignIns).UnixMicro())
	if err != nil {
		return fmt.Errorf("forgetting sign-ins: %w", err)
	}
	return nil
}
