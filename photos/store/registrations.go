package store

import (
	"context"
	"crypto/rsa"
	"crypto/x509"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/oauthcore"
)

const registrationColumns = `consumer_key, secret, name, description, url, owner, callbacks, out_of_band, methods,
	public_key, verified, suspended, debug, body_hash, token_lifetime, created,
	previous_secret, previous_until, barred`

// Register adds a Consumer, or replaces what is known of the one with its key
// (OAuth Core 1.0a section 4.2). Whether it is barred is for [Store.Bar] to say.
func (s *Store) Register(ctx context.Context, r oauthcore.Registration) error {
	row, err := s.registrationRow(r)
	if err != nil {
		return fmt.Errorf("registering consumer %s: %w", r.Key, err)
	}
	_, err = s.exec(ctx, change{aRegistration, r.Key}, `INSERT INTO registrations (`+registrationColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
		ON CONFLICT (consumer_key) DO UPDATE SET secret = excluded.secret, name = excluded.name,
			description = excluded.description, url = excluded.url, owner = excluded.owner, callbacks = excluded.callbacks,
			out_of_band = excluded.out_of_band, methods = excluded.methods, public_key = excluded.public_key,
			verified = excluded.verified, suspended = excluded.suspended, debug = excluded.debug,
			body_hash = excluded.body_hash, token_lifetime = excluded.token_lifetime,
			previous_secret = excluded.previous_secret, previous_until = excluded.previous_until`, row...)
	if err != nil {
		return fmt.Errorf("registering consumer %s: %w", r.Key, err)
	}
	return nil
}

func (s *Store) registrationRow(r oauthcore.Registration) ([]any, error) {
	callbacks, err := json.Marshal(r.Callbacks)
	if err != nil {
		return nil, err
	}
	methods, err := json.Marshal(r.Methods)
	if err != nil {
		return nil, err
	}
	var publicKey []byte
	if r.PublicKey != nil {
		if publicKey, err = x509.MarshalPKIXPublicKey(r.PublicKey); err != nil {
			return nil, err
		}
	}
	if r.Created.IsZero() {
		r.Created = s.now()
	}
	return []any{r.Key, s.sealer.SealString(r.Secret, consumerSecret(r.Key)), r.Name, r.Description, r.URL, r.Owner,
		string(callbacks), r.OutOfBand, string(methods), publicKey, r.Verified, r.Suspended, r.Debug, r.BodyHash,
		r.TokenLifetime.Microseconds(), micros(r.Created),
		s.sealOptional(r.PreviousSecret, consumerSecret(r.Key)), micros(r.PreviousUntil), r.Barred}, nil
}

// consumerSecret is the purpose under which a Consumer Secret is sealed.
func consumerSecret(key string) string { return "consumer secret " + key }

func (s *Store) scanRegistration(row scanner) (r oauthcore.Registration, err error) {
	var secret, publicKey, previous []byte
	var callbacks, methods string
	var lifetime int64
	var created, until sql.NullInt64
	err = row.Scan(&r.Key, &secret, &r.Name, &r.Description, &r.URL, &r.Owner, &callbacks, &r.OutOfBand, &methods,
		&publicKey, &r.Verified, &r.Suspended, &r.Debug, &r.BodyHash, &lifetime, &created,
		&previous, &until, &r.Barred)
	if err != nil {
		return r, err
	}
	r.TokenLifetime, r.Created = time.Duration(lifetime)*time.Microsecond, instant(created)
	if r.Secret, err = s.sealer.OpenString(secret, consumerSecret(r.Key)); err != nil {
		return r, err
	}
	r.PreviousUntil = instant(until)
	if r.PreviousSecret, err = s.openOptional(previous, consumerSecret(r.Key)); err != nil {
		return r, err
	}
	if err := errors.Join(json.Unmarshal([]byte(callbacks), &r.Callbacks), json.Unmarshal([]byte(methods), &r.Methods)); err != nil {
		return r, err
	}
	r.PublicKey, err = parsePublicKey(publicKey)
	return r, err
}

func parsePublicKey(der []byte) (*rsa.PublicKey, error) {
	if len(der) == 0 {
		return nil, nil
	}
	key, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return nil, err
	}
	rsaKey, ok := key.(*rsa.PublicKey)
	if !ok {
		return nil, fmt.Errorf("the public key is not of RSA but a %T", key)
	}
	return rsaKey, nil
}

// Registration implements [oauthcore.Store].
func (s *Store) Registration(ctx context.Context, key string) (*oauthcore.Registration, error) {
	r, err := s.registrations.get(key, func() (oauthcore.Registration, error) {
		return one(ctx, s, s.scanRegistration, `SELECT `+registrationColumns+` FROM registrations WHERE consumer_key = $1`, key)
	})
	if err != nil {
		return nil, unknown(err, "finding a consumer")
	}
	r.Callbacks, r.Methods = slices.Clone(r.Callbacks), slices.Clone(r.Methods) // the cache's own stay its own
	return &r, nil
}

// Registrations lists the Consumers that a User has registered, or all for an
// empty owner, oldest first.
func (s *Store) Registrations(ctx context.Context, owner string) ([]oauthcore.Registration, error) {
	list, err := all(ctx, s, s.scanRegistration, `SELECT `+registrationColumns+` FROM registrations
		WHERE owner = $1 OR $1 = '' ORDER BY created, consumer_key`, owner)
	if err != nil {
		return nil, fmt.Errorf("listing consumers: %w", err)
	}
	return list, nil
}

// DeleteRegistration forgets a Consumer, and all its tokens with it.
func (s *Store) DeleteRegistration(ctx context.Context, key string) error {
	err := s.write(ctx, func(tx *sqldb.Tx) error { return forgetConsumer(tx, key) },
		change{aRegistration, key}, change{tokensOf, key})
	if err != nil {
		return fmt.Errorf("deleting consumer %s: %w", key, err)
	}
	return nil
}

// forgetConsumer deletes all that is kept of a Consumer.
func forgetConsumer(tx *sqldb.Tx, key string) error {
	for _, query := range []string{
		`DELETE FROM request_tokens WHERE consumer = $1`,
		`DELETE FROM access_tokens WHERE consumer = $1`,
		`DELETE FROM requests WHERE consumer = $1`,
		`DELETE FROM faults WHERE consumer = $1`,
		`DELETE FROM registrations WHERE consumer_key = $1`,
	} {
		if _, err := tx.Exec(query, key); err != nil {
			return err
		}
	}
	return nil
}

// unknown says oauthcore.ErrNotFound where a row is missing.
func unknown(err error, doing string) error {
	if missing(err) {
		return oauthcore.ErrNotFound
	}
	return fmt.Errorf("%s: %w", doing, err)
}
