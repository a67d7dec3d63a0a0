package sqldb

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"sync/atomic"
	"time"
)

// Limit is how often somebody may try something, exact over all processes that
// serve from the database, by its clock. It is kept in the table
//
//	limits (id TEXT PRIMARY KEY, back BIGINT NOT NULL)
//
// which the migrations of each program make: of every key, the moment at which
// it has all its tries back. A try moves that moment on, unless it is too far
// away already (the generic cell rate algorithm, one statement).
type Limit struct {
	DB    *DB
	Name  string        // keeps its keys apart from those of other Limits
	Every time.Duration // one more try each
	Burst int           // tries at once

	tidied atomic.Int64 // when rows that say nothing any more were deleted, microseconds
}

// Try takes one try for the key. If there is none left, it says how long to
// wait for the next, and nothing is changed.
func (l *Limit) Try(ctx context.Context, key string) (ok bool, wait time.Duration, err error) {
	clock, err := l.DB.Clock(ctx)
	if err == nil {
		l.tidy(ctx, clock)
		ok, wait, err = l.take(ctx, l.id(key), clock.UnixMicro())
	}
	if err != nil {
		return false, 0, fmt.Errorf("counting a try: %w", err)
	}
	return ok, wait, nil
}

func (l *Limit) take(ctx context.Context, id string, now int64) (ok bool, wait time.Duration, err error) {
	one, latest := l.Every.Microseconds(), now+l.Every.Microseconds()*int64(l.Burst)
	err = l.DB.Returning(ctx, func(*sql.Rows) error { ok = true; return nil },
		`INSERT INTO limits (id, back) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE
			SET back = CASE WHEN limits.back < $3 THEN excluded.back ELSE limits.back + $4 END
			WHERE limits.back + $4 <= $5 RETURNING back`, id, now+one, now, one, latest)
	if err != nil || ok {
		return ok, 0, err
	}
	var back int64
	err = l.DB.Read().QueryRowContext(ctx, `SELECT back FROM limits WHERE id = $1`, id).Scan(&back)
	if errors.Is(err, sql.ErrNoRows) { // somebody has forgotten it meanwhile
		return false, l.Every, nil
	}
	return false, min(max(time.Duration(back+one-latest)*time.Microsecond, time.Millisecond), l.Every), err
}

// Forget gives the key all its tries back: after a right password.
func (l *Limit) Forget(ctx context.Context, key string) error {
	if _, err := l.DB.Exec(ctx, `DELETE FROM limits WHERE id = $1`, l.id(key)); err != nil {
		return fmt.Errorf("forgetting tries: %w", err)
	}
	return nil
}

// id is what a key is kept as: whatever somebody sends as a name, it is short,
// and nobody reads it in the database.
func (l *Limit) id(key string) string {
	sum := sha256.Sum256([]byte(l.Name + "\x00" + key))
	return hex.EncodeToString(sum[:16])
}

// tidyLimits is how often rows are deleted whose keys have all their tries.
const tidyLimits = time.Minute

// tidy deletes them, if it is time. What fails is done the next time.
func (l *Limit) tidy(ctx context.Context, now time.Time) {
	last := l.tidied.Load()
	if now.Sub(time.UnixMicro(last)) < tidyLimits || !l.tidied.CompareAndSwap(last, now.UnixMicro()) {
		return
	}
	l.DB.Exec(ctx, `DELETE FROM limits WHERE back < $1`, now.UnixMicro())
}
