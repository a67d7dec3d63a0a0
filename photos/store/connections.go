package store

import (
	"context"
	"database/sql"
	"fmt"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/gallery"
)

// Connections implements [gallery.Store]. A token is live while it is not
// revoked, its grant lasts, and, if it is short-lived, it has not run out or
// can be renewed.
func (s *Store) Connections(ctx context.Context, user string) ([]gallery.Connection, error) {
	if err := s.flushLastUsed(ctx); err != nil {
		return nil, err
	}
	list, err := all(ctx, s, scanConnection, `SELECT r.consumer_key, r.name, r.url, r.verified,
			MIN(t.issued), MAX(t.last_used), COUNT(*)
		FROM access_tokens t JOIN registrations r ON r.consumer_key = t.consumer
		WHERE t.grant_user = $1 AND t.revoked IS NULL AND (t.grant_expires IS NULL OR t.grant_expires > $2)
			AND (t.expires IS NULL OR t.expires > $2 OR t.session IS NOT NULL)
		GROUP BY r.consumer_key, r.name, r.url, r.verified ORDER BY MIN(t.issued) DESC, r.consumer_key`,
		user, s.now().UnixMicro())
	if err != nil {
		return nil, fmt.Errorf("listing connections: %w", err)
	}
	return list, nil
}

func scanConnection(row scanner) (c gallery.Connection, err error) {
	var since, used sql.NullInt64
	err = row.Scan(&c.Consumer, &c.Name, &c.URL, &c.Verified, &since, &used, &c.Tokens)
	c.Since, c.LastUsed = instant(since), instant(used)
	return c, err
}

// Disconnect implements [gallery.Store]. What the User had allowed and the
// Consumer not yet fetched dies as well.
func (s *Store) Disconnect(ctx context.Context, user, consumerKey string) error {
	defer s.tokens.drop(func(_ string, t oauthcore.IssuedAccessToken) bool {
		return t.Grant.User == user && t.Consumer == consumerKey
	})
	now := micros(s.now())
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(`UPDATE request_tokens SET state = 'denied'
			WHERE grant_user = $1 AND consumer = $2 AND state = 'authorized'`, user, consumerKey)
		if err != nil {
			return err
		}
		_, err = tx.Exec(`UPDATE access_tokens SET revoked = $3
			WHERE grant_user = $1 AND consumer = $2 AND revoked IS NULL`, user, consumerKey, now)
		return err
	})
	if err != nil {
		return fmt.Errorf("revoking the tokens of a connection: %w", err)
	}
	return nil
}
