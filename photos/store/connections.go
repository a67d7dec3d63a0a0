package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/photos/gallery"
)

// Connections implements [gallery.Store]. A token is live while it is not
// revoked, its grant lasts, and, if it is short-lived, it has not run out or
// can be renewed.
func (s *Store) Connections(ctx context.Context, user string) ([]gallery.Connection, error) {
	if err := s.flushUses(ctx); err != nil {
		return nil, err
	}
	tokens, err := all(ctx, s, scanLiveToken, `SELECT r.consumer_key, r.name, r.url, r.verified,
			t.grant_scope, t.grant_expires, COALESCE(t.granted, t.issued) AS since, t.last_used, t.last_address, t.uses
		FROM access_tokens t JOIN registrations r ON r.consumer_key = t.consumer
		WHERE t.grant_user = $1 AND t.revoked IS NULL AND (t.grant_expires IS NULL OR t.grant_expires > $2)
			AND (t.expires IS NULL OR t.expires > $2 OR t.session IS NOT NULL)
		ORDER BY MIN(COALESCE(t.granted, t.issued)) OVER (PARTITION BY r.consumer_key) DESC, r.consumer_key, since, t.token`,
		user, s.now().UnixMicro())
	if err != nil {
		return nil, fmt.Errorf("listing connections: %w", err)
	}
	var list []gallery.Connection
	for _, t := range tokens {
		if n := len(list); n == 0 || list[n-1].Consumer != t.connection.Consumer {
			list = append(list, t.connection)
		}
		t.addTo(&list[len(list)-1])
	}
	return list, nil
}

// liveToken is a token with the Consumer that holds it.
type liveToken struct {
	connection gallery.Connection
	grant      gallery.Grant
}

func scanLiveToken(row scanner) (t liveToken, err error) {
	var until, since, used sql.NullInt64
	c, g := &t.connection, &t.grant
	err = row.Scan(&c.Consumer, &c.Name, &c.URL, &c.Verified, &g.Scope, &until, &since, &used, &g.Address, &g.Uses)
	g.Until, g.Since, g.LastUsed, g.Tokens = instant(until), instant(since), instant(used), 1
	return t, err
}

// addTo adds the token to its Consumer's Connection, to the Grant of the same
// words and the same end if there is one. The oldest token comes first.
func (t liveToken) addTo(c *gallery.Connection) {
	if c.Tokens == 0 {
		c.Since = t.grant.Since
	}
	c.Tokens++
	c.LastUsed = later(c.LastUsed, t.grant.LastUsed)
	for i := range c.Grants {
		if g := &c.Grants[i]; g.Scope == t.grant.Scope && g.Until.Equal(t.grant.Until) {
			if g.LastUsed.Before(t.grant.LastUsed) {
				g.LastUsed, g.Address = t.grant.LastUsed, t.grant.Address
			}
			g.Uses, g.Tokens = g.Uses+t.grant.Uses, g.Tokens+1
			return
		}
	}
	c.Grants = append(c.Grants, t.grant)
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// Disconnect implements [gallery.Store].
func (s *Store) Disconnect(ctx context.Context, user, consumerKey string) error {
	_, err := s.changeGrants(ctx, user, "revoking the tokens of a connection",
		statement{`UPDATE request_tokens SET state = 'denied'
			WHERE grant_user = $1 AND consumer = $2 AND state = 'authorized'`, []any{user, consumerKey}},
		statement{`UPDATE access_tokens SET revoked = $3
			WHERE grant_user = $1 AND consumer = $2 AND revoked IS NULL`, []any{user, consumerKey, micros(s.now())}})
	return err
}

// DisconnectAll implements [gallery.Store].
func (s *Store) DisconnectAll(ctx context.Context, user string) error {
	_, err := s.changeGrants(ctx, user, "revoking all tokens of a user",
		statement{`UPDATE request_tokens SET state = 'denied'
			WHERE grant_user = $1 AND state = 'authorized'`, []any{user}},
		statement{`UPDATE access_tokens SET revoked = $2
			WHERE grant_user = $1 AND revoked IS NULL`, []any{user, micros(s.now())}})
	return err
}

// sameGrant are the tokens that a User has given a Consumer in the same words
// and until the same time.
const sameGrant = ` WHERE grant_user = $1 AND consumer = $2 AND grant_scope = $3 AND COALESCE(grant_expires, 0) = $4`

func grantKey(user, consumerKey string, g gallery.Grant) []any {
	until := int64(0)
	if !g.Until.IsZero() {
		until = g.Until.UnixMicro()
	}
	return []any{user, consumerKey, g.Scope, until}
}

// EndGrant implements [gallery.Store].
func (s *Store) EndGrant(ctx context.Context, user, consumerKey string, g gallery.Grant) error {
	key := grantKey(user, consumerKey, g)
	rows, err := s.changeGrants(ctx, user, "revoking a grant",
		statement{`UPDATE request_tokens SET state = 'denied'` + sameGrant + ` AND state = 'authorized'`, key},
		statement{`UPDATE access_tokens SET revoked = $5` + sameGrant + ` AND revoked IS NULL`, append(key, micros(s.now()))})
	return changed(rows, err, "revoking a grant")
}

// ChangeGrant implements [gallery.Store].
func (s *Store) ChangeGrant(ctx context.Context, user, consumerKey string, g gallery.Grant, scope string) error {
	key := append(grantKey(user, consumerKey, g), scope)
	rows, err := s.changeGrants(ctx, user, "changing a grant",
		statement{`UPDATE request_tokens SET grant_scope = $5` + sameGrant + ` AND state = 'authorized'`, key},
		statement{`UPDATE access_tokens SET grant_scope = $5` + sameGrant + ` AND revoked IS NULL`, key})
	return changed(rows, err, "changing a grant")
}

// statement is one step of a transaction.
type statement struct {
	query string
	args  []any
}

// changeGrants runs the statements, which are about a User's tokens, as one. It
// tells how many rows the last has changed.
func (s *Store) changeGrants(ctx context.Context, user, doing string, steps ...statement) (rows int64, err error) {
	err = s.write(ctx, func(tx *sqldb.Tx) error {
		for _, step := range steps {
			result, err := tx.Exec(step.query, step.args...)
			if err != nil {
				return err
			}
			if rows, err = result.RowsAffected(); err != nil {
				return err
			}
		}
		return nil
	}, change{tokensOfUser, user})
	if err != nil {
		return 0, fmt.Errorf("%s: %w", doing, err)
	}
	return rows, nil
}
