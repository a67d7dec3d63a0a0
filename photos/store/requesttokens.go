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

const requestTokenColumns = `token, secret, consumer, callback, state, extra, grant_user, grant_scope, grant_expires,
	verifier, tries, issued, expires`

func requestSecret(token string) string { return "request token secret " + token }
func verifierOf(token string) string    { return "verifier " + token }

// CreateRequestToken implements [oauthcore.Store].
func (s *Store) CreateRequestToken(ctx context.Context, t *oauthcore.IssuedRequestToken) error {
	_, err := s.db.Exec(ctx, `INSERT INTO request_tokens (`+requestTokenColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		t.Token, s.sealer.SealString(t.Secret, requestSecret(t.Token)), t.Consumer, t.Callback, string(t.State),
		t.Extra.Encode(), t.Grant.User, t.Grant.Scope, micros(t.Grant.Expires),
		s.sealOptional(t.Verifier, verifierOf(t.Token)), t.Tries, t.Issued.UnixMicro(), t.Expires.UnixMicro())
	switch {
	case sqldb.IsUnique(err):
		return oauthcore.ErrConflict
	case err != nil:
		return fmt.Errorf("remembering a request token: %w", err)
	}
	return nil
}

// sealOptional seals what may be missing; nothing is NULL.
func (s *Store) sealOptional(plain, purpose string) any {
	if plain == "" {
		return nil
	}
	return s.sealer.SealString(plain, purpose)
}

func (s *Store) openOptional(sealed []byte, purpose string) (string, error) {
	if sealed == nil {
		return "", nil
	}
	return s.sealer.OpenString(sealed, purpose)
}

func (s *Store) scanRequestToken(row scanner) (t oauthcore.IssuedRequestToken, err error) {
	var secret, verifier []byte
	var state, extra string
	var grantExpires sql.NullInt64
	var issued, expires int64
	err = row.Scan(&t.Token, &secret, &t.Consumer, &t.Callback, &state, &extra, &t.Grant.User, &t.Grant.Scope,
		&grantExpires, &verifier, &t.Tries, &issued, &expires)
	if err != nil {
		return t, err
	}
	t.State, t.Grant.Expires = oauthcore.State(state), instant(grantExpires)
	t.Issued, t.Expires = time.UnixMicro(issued).UTC(), time.UnixMicro(expires).UTC()
	if t.Extra, err = oauthcore.ParseForm(extra); err != nil {
		return t, err
	}
	if t.Secret, err = s.sealer.OpenString(secret, requestSecret(t.Token)); err != nil {
		return t, err
	}
	t.Verifier, err = s.openOptional(verifier, verifierOf(t.Token))
	return t, err
}

// RequestToken implements [oauthcore.Store].
func (s *Store) RequestToken(ctx context.Context, token string) (*oauthcore.IssuedRequestToken, error) {
	t, err := one(ctx, s, s.scanRequestToken, `SELECT `+requestTokenColumns+` FROM request_tokens WHERE token = $1`, token)
	if err != nil {
		return nil, unknown(err, "finding a request token")
	}
	return &t, nil
}

// AuthorizeRequestToken implements [oauthcore.Store]. Of two Users who allow at
// the same moment, one statement finds the token issued, and one does not.
func (s *Store) AuthorizeRequestToken(ctx context.Context, token string, g oauthcore.Grant, verifier string) error {
	rows, err := s.db.Exec(ctx, `UPDATE request_tokens SET state = 'authorized', grant_user = $2, grant_scope = $3,
		grant_expires = $4, verifier = $5 WHERE token = $1 AND state = 'issued'`,
		token, g.User, g.Scope, micros(g.Expires), s.sealOptional(verifier, verifierOf(token)))
	return s.moved(ctx, token, rows, err, "authorizing a request token")
}

// DenyRequestToken implements [oauthcore.Store].
func (s *Store) DenyRequestToken(ctx context.Context, token, user string) error {
	rows, err := s.db.Exec(ctx, `UPDATE request_tokens SET state = 'denied', grant_user = $2
		WHERE token = $1 AND state = 'issued'`, token, user)
	return s.moved(ctx, token, rows, err, "denying a request token")
}

// moved tells what a step that changed this many rows means.
func (s *Store) moved(ctx context.Context, token string, rows int64, err error, doing string) error {
	if missing(err) {
		return oauthcore.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	if rows > 0 {
		return nil
	}
	if _, err := s.RequestToken(ctx, token); err != nil {
		return err
	}
	return oauthcore.ErrConflict
}

// CountVerifierTry implements [oauthcore.Store].
func (s *Store) CountVerifierTry(ctx context.Context, token string) (tries int, err error) {
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		return tx.QueryRow(`UPDATE request_tokens SET tries = tries + 1 WHERE token = $1 RETURNING tries`, token).Scan(&tries)
	})
	if err != nil {
		return 0, unknown(err, "counting a verifier")
	}
	return tries, nil
}

// ExchangeRequestToken implements [oauthcore.Store]. Whoever changes the row
// has won, and only the winner's Access Token is written (section 6.3.2).
func (s *Store) ExchangeRequestToken(ctx context.Context, token string, at *oauthcore.IssuedAccessToken) error {
	var rows int64
	row := s.accessTokenRow(at)
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		result, err := tx.Exec(`UPDATE request_tokens SET state = 'exchanged', verifier = NULL
			WHERE token = $1 AND state = 'authorized'`, token)
		if err != nil {
			return err
		}
		if rows, err = result.RowsAffected(); err != nil || rows == 0 {
			return err
		}
		if _, err = tx.Exec(insertAccessToken, row...); err != nil {
			return err
		}
		// The User may have narrowed the grant since the Request Token was looked up.
		_, err = tx.Exec(`UPDATE access_tokens SET grant_scope = (SELECT grant_scope FROM request_tokens WHERE token = $1)
			WHERE token = $2`, token, at.Token)
		return err
	})
	if sqldb.IsUnique(err) {
		err = errors.Join(oauthcore.ErrConflict, err)
	}
	return s.moved(ctx, token, rows, err, "exchanging a request token")
}
