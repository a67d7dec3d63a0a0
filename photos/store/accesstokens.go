package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/oauthcore"
)

const accessTokenColumns = `token, secret, consumer, grant_user, grant_scope, grant_expires, issued, expires, session, revoked`

const insertAccessToken = `INSERT INTO access_tokens (` + accessTokenColumns + `)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`

func accessSecret(token string) string  { return "access token secret " + token }
func sessionHandle(token string) string { return "session handle " + token }

func (s *Store) accessTokenRow(t *oauthcore.IssuedAccessToken) []any {
	var revoked any
	if t.Revoked {
		revoked = micros(s.now())
	}
	return []any{t.Token, s.sealer.SealString(t.Secret, accessSecret(t.Token)), t.Consumer,
		t.Grant.User, t.Grant.Scope, micros(t.Grant.Expires), t.Issued.UnixMicro(), micros(t.Expires),
		s.sealOptional(t.Session, sessionHandle(t.Token)), revoked}
}

func (s *Store) scanAccessToken(row scanner) (t oauthcore.IssuedAccessToken, err error) {
	var secret, session []byte
	var grantExpires, expires, revoked sql.NullInt64
	var issued int64
	err = row.Scan(&t.Token, &secret, &t.Consumer, &t.Grant.User, &t.Grant.Scope, &grantExpires, &issued, &expires,
		&session, &revoked)
	if err != nil {
		return t, err
	}
	t.Grant.Expires, t.Expires, t.Revoked = instant(grantExpires), instant(expires), revoked.Valid
	t.Issued = time.UnixMicro(issued).UTC()
	if t.Secret, err = s.sealer.OpenString(secret, accessSecret(t.Token)); err != nil {
		return t, err
	}
	t.Session, err = s.openOptional(session, sessionHandle(t.Token))
	return t, err
}

// AccessToken implements [oauthcore.Store].
func (s *Store) AccessToken(ctx context.Context, token string) (*oauthcore.IssuedAccessToken, error) {
	t, err := s.tokens.get(token, func() (oauthcore.IssuedAccessToken, error) {
		return one(ctx, s, s.scanAccessToken, `SELECT `+accessTokenColumns+` FROM access_tokens WHERE token = $1`, token)
	})
	if err != nil {
		return nil, unknown(err, "finding an access token")
	}
	return &t, nil
}

// RevokeAccessToken implements [oauthcore.Store].
func (s *Store) RevokeAccessToken(ctx context.Context, token string) error {
	rows, err := s.exec(ctx, change{aToken, token}, `UPDATE access_tokens SET revoked = COALESCE(revoked, $2) WHERE token = $1`,
		token, micros(s.now()))
	if err != nil {
		return unknown(err, "revoking an access token")
	}
	if rows == 0 {
		return oauthcore.ErrNotFound
	}
	return nil
}

// RenewAccessToken implements [oauthcore.SessionStore].
func (s *Store) RenewAccessToken(ctx context.Context, old string, successor *oauthcore.IssuedAccessToken) error {
	var rows int64
	row := s.accessTokenRow(successor)
	err := s.write(ctx, func(tx *sqldb.Tx) error {
		result, err := tx.Exec(`UPDATE access_tokens SET session = NULL, expires = $2
			WHERE token = $1 AND revoked IS NULL AND session IS NOT NULL`, old, successor.Issued.UnixMicro())
		if err != nil {
			return err
		}
		if rows, err = result.RowsAffected(); err != nil || rows == 0 {
			return err
		}
		if _, err = tx.Exec(insertAccessToken, row...); err != nil {
			return err
		}
		return inherit(tx, old, successor.Token)
	}, change{aToken, old})
	if err != nil {
		return unknown(err, "renewing an access token")
	}
	if rows > 0 {
		return nil
	}
	if _, err := s.AccessToken(ctx, old); err != nil {
		return err
	}
	return oauthcore.ErrConflict
}

// inherit gives the successor of a token its history, and the grant as it is
// now: the User may have narrowed it since the old token was looked up.
func inherit(tx *sqldb.Tx, old, successor string) error {
	_, err := tx.Exec(`UPDATE access_tokens SET (grant_scope, grant_expires, granted, uses, last_used, last_address) =
		(SELECT grant_scope, grant_expires, COALESCE(granted, issued), uses, last_used, last_address
			FROM access_tokens WHERE token = $1) WHERE token = $2`, old, successor)
	return err
}

// How long what is dead stays findable, so that a refusal can say why.
const (
	keepRequestTokens = 24 * time.Hour
	keepAccessTokens  = 90 * 24 * time.Hour
)

// forgetTokens deletes tokens that have been dead for long.
func (s *Store) forgetTokens(ctx context.Context) error {
	now := s.now()
	_, err := s.db.Exec(ctx, `DELETE FROM request_tokens WHERE expires < $1`, now.Add(-keepRequestTokens).UnixMicro())
	_, err2 := s.db.Exec(ctx, `DELETE FROM access_tokens WHERE revoked < $1 OR grant_expires < $1
		OR (expires < $1 AND session IS NULL)`, now.Add(-keepAccessTokens).UnixMicro())
	if err := errors.Join(err, err2); err != nil {
		return fmt.Errorf("forgetting dead tokens: %w", err)
	}
	return nil
}
