package store

import (
	"context"
	"database/sql"
	"fmt"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/oauthcore"
)

// Nonces is a memory of used nonces: beside the database, and faster, where one
// process serves; in a table of many parts where several do.
type Nonces interface {
	// Use uses a nonce up; see [oauthcore.Store].UseNonce.
	Use(ctx context.Context, n oauthcore.Nonce) (fresh bool, err error)
}

// KeepNonces lets a memory beside the database keep the nonces, unless several
// processes serve from it. It is opened here, because it must be told whether it
// may begin empty: it may as long as there has been none, and that is noted in
// the database.
func (s *Store) KeepNonces(ctx context.Context, open func(begin bool) (Nonces, error)) error {
	if s.db.Shared() {
		return nil
	}
	var kept bool
	err := s.db.Read().QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM marks WHERE name = 'nonces_beside')`).Scan(&kept)
	if err != nil {
		return fmt.Errorf("looking where the nonces are kept: %w", err)
	}
	if s.nonces, err = open(!kept); err != nil {
		return err
	}
	_, err = s.db.Exec(ctx, `INSERT INTO marks (name, value) VALUES ('nonces_beside', 1) ON CONFLICT DO NOTHING`)
	return err
}

// UseNonce implements [oauthcore.Store] (OAuth Core 1.0a section 8).
func (s *Store) UseNonce(ctx context.Context, n oauthcore.Nonce) (fresh bool, err error) {
	if s.nonces != nil {
		return s.nonces.Use(ctx, n)
	}
	return s.insertNonce(ctx, n)
}

// insertNonce is one INSERT, and whether it changed a row.
//
// A timestamp below the floor belongs to nonces that have been forgotten. It is
// outside the window anyway, unless somebody has set the clock back; then it is
// still not fresh.
func (s *Store) insertNonce(ctx context.Context, n oauthcore.Nonce) (fresh bool, err error) {
	rows, err := s.db.Exec(ctx, `INSERT INTO nonces (timestamp, consumer, token, nonce) SELECT $1, $2, $3, $4
		WHERE $1 >= (SELECT value FROM marks WHERE name = 'nonce_floor') ON CONFLICT DO NOTHING`,
		n.Timestamp, n.Consumer, n.Token, n.Nonce)
	if err != nil {
		return false, fmt.Errorf("using a nonce: %w", err)
	}
	return rows == 1, nil
}

// forgetBatch is how many nonces are deleted at once, so that nobody waits long
// behind it.
const forgetBatch = 5000

// shareNonces keeps the nonces in the table that several processes share.
func (s *Store) shareNonces(ctx context.Context) error {
	n := &sharedNonces{db: s.db, window: s.window, clock: s.clock, some: make(chan struct{}, 1)}
	if err := n.rotate(ctx); err != nil {
		return err
	}
	s.nonces, s.forgetNonces = n, n.rotate
	return nil
}

// deleteNonces deletes the nonces whose timestamps no clock accepts any more:
// twice the window, so that there is no edge to argue about.
func (s *Store) deleteNonces(ctx context.Context) error {
	before := s.now().Add(-2 * s.window).Unix()
	for {
		var newest sql.NullInt64
		var count int64
		err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
			err := tx.QueryRow(`SELECT MAX(timestamp), COUNT(*) FROM (SELECT timestamp FROM nonces
				WHERE timestamp < $1 ORDER BY timestamp LIMIT $2) AS oldest`, before, forgetBatch).Scan(&newest, &count)
			if err != nil || !newest.Valid {
				return err
			}
			return forgetUpTo(tx, newest.Int64)
		})
		if err != nil {
			return fmt.Errorf("forgetting old nonces: %w", err)
		}
		if count < forgetBatch {
			return nil
		}
	}
}

// forgetUpTo deletes a range and raises the floor above it. The floor follows
// what was deleted and not the clock: a clock that was wrong for a moment must
// not lock everybody out for years.
func forgetUpTo(tx *sqldb.Tx, newest int64) error {
	if _, err := tx.Exec(`DELETE FROM nonces WHERE timestamp <= $1`, newest); err != nil {
		return err
	}
	_, err := tx.Exec(`UPDATE marks SET value = $1 WHERE name = 'nonce_floor' AND value < $1`, newest+1)
	return err
}
