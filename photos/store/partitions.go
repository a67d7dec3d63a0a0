package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.net/oauth1/internal/sqldb"
)

// The table of used nonces has parts, one for the timestamps of every few
// minutes. They are made and dropped by the clock of the database, whatever the
// processes believe: one whose clock is wrong cannot make old nonces fresh.

const (
	partSpan  = 300            // seconds
	longest   = 24 * time.Hour // of a window that parts are made for
	lockParts = "nonces"
)

// nonceRange are the timestamps that there are parts for.
type nonceRange struct{ from, until int64 }

func (r nonceRange) has(timestamp int64) bool { return timestamp >= r.from && timestamp < r.until }

// keptNonces is for which timestamps a nonce can be told to be fresh: where there
// are parts, and above the floor.
type keptNonces struct {
	nonceRange
	floor int64
}

func (k keptNonces) has(timestamp int64) bool {
	return timestamp >= k.floor && k.nonceRange.has(timestamp)
}

// partOf is where the part of a timestamp begins.
func partOf(timestamp int64) int64 { return timestamp - timestamp%partSpan }

func partName(start int64) string { return "nonces_" + strconv.FormatInt(start, 10) }

// keeps reads what is kept.
func (n *sharedNonces) keeps(ctx context.Context) (k keptNonces, err error) {
	const mark = `(SELECT value FROM marks WHERE name = '`
	err = n.db.Read().QueryRowContext(ctx, `SELECT `+mark+`nonce_floor'), `+mark+`nonces_from'), `+mark+`nonces_until')`).
		Scan(&k.floor, &k.from, &k.until)
	if err != nil {
		return k, fmt.Errorf("reading which nonces are kept: %w", err)
	}
	return k, nil
}

// extend makes the parts that it is time for, if one of them is for this
// timestamp, and answers what is kept then.
func (n *sharedNonces) extend(ctx context.Context, kept keptNonces, timestamp int64) (keptNonces, error) {
	now, err := n.clock(ctx)
	if err != nil {
		return kept, fmt.Errorf("asking for the time: %w", err)
	}
	if !n.wanted(now).has(timestamp) || timestamp < kept.floor {
		return kept, nil
	}
	if err := n.rotate(ctx); err != nil {
		return kept, err
	}
	return n.keeps(ctx)
}

// wanted is the range that parts are made for: what a clock that is as wrong as
// it may be accepts, twice that into the past, so that there is no edge to argue
// about, and two parts more into the future.
func (n *sharedNonces) wanted(now time.Time) nonceRange {
	window := min(n.window, longest)
	return nonceRange{partOf(now.Add(-2 * window).Unix()), partOf(now.Add(window).Unix()) + 3*partSpan}
}

// rotate makes parts ahead of time and drops old ones. One process does so at a
// time.
func (n *sharedNonces) rotate(ctx context.Context) error {
	unlock, err := n.db.Lock(ctx, lockParts)
	if err != nil {
		return fmt.Errorf("waiting for another process that makes room for nonces: %w", err)
	}
	defer unlock()
	now, err := n.clock(ctx)
	if err != nil {
		return fmt.Errorf("asking for the time: %w", err)
	}
	parts, err := n.parts(ctx)
	if err != nil {
		return fmt.Errorf("listing the parts of the table of nonces: %w", err)
	}
	wanted := n.wanted(now)
	if err := n.make(ctx, wanted, parts); err != nil {
		return fmt.Errorf("making room for nonces: %w", err)
	}
	if err := n.drop(ctx, wanted.from, parts); err != nil {
		return fmt.Errorf("dropping old nonces: %w", err)
	}
	return nil
}

// parts lists where each part begins.
func (n *sharedNonces) parts(ctx context.Context) (starts []int64, err error) {
	rows, err := n.db.Read().QueryContext(ctx, `SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
		WHERE i.inhparent = CAST('nonces' AS regclass)`)
	if err != nil {
		return nil, err
	}
	names, err := collect(rows, scanText)
	for _, name := range names {
		start, err := strconv.ParseInt(strings.TrimPrefix(name, "nonces_"), 10, 64)
		if err != nil {
			return nil, fmt.Errorf("table %s: %w", name, err)
		}
		starts = append(starts, start)
	}
	return starts, err
}

// make adds the parts that are missing. A part is attached when it is whole,
// which nobody has to wait for.
func (n *sharedNonces) make(ctx context.Context, wanted nonceRange, there []int64) error {
	return n.db.Write(ctx, func(tx *sqldb.Tx) error {
		for start := wanted.from; start < wanted.until; start += partSpan {
			if slices.Contains(there, start) {
				continue
			}
			for _, statement := range []string{
				`CREATE TABLE ` + partName(start) + ` (LIKE nonces INCLUDING ALL) WITH (autovacuum_enabled = false)`,
				fmt.Sprintf(`ALTER TABLE nonces ATTACH PARTITION %s FOR VALUES FROM (%d) TO (%d)`, partName(start), start, start+partSpan),
			} {
				if _, err := tx.Exec(statement); err != nil {
					return err
				}
			}
		}
		_, err := tx.Exec(`INSERT INTO marks (name, value) VALUES ('nonces_from', $1), ('nonces_until', $2)
			ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE marks.value <> excluded.value`, wanted.from, wanted.until)
		return err
	})
}

// drop takes away the parts before a time, and raises the floor above what was
// in them. Whoever inserts waits meanwhile, so nothing comes between. If somebody
// else has kept the table for long, it is for the next time.
func (n *sharedNonces) drop(ctx context.Context, before int64, parts []int64) error {
	old := slices.DeleteFunc(slices.Clone(parts), func(start int64) bool { return start+partSpan > before })
	if len(old) == 0 {
		return nil
	}
	return n.db.Write(ctx, func(tx *sqldb.Tx) error {
		for _, statement := range []string{`SET LOCAL lock_timeout = '1s'`, `LOCK TABLE ONLY nonces IN ACCESS EXCLUSIVE MODE`} {
			if _, err := tx.Exec(statement); err != nil {
				return err
			}
		}
		for _, start := range old {
			_, err := tx.Exec(`UPDATE marks SET value = GREATEST(value, (SELECT COALESCE(MAX(timestamp), -1) + 1 FROM ` + partName(start) + `))
				WHERE name = 'nonce_floor'`)
			if err != nil {
				return err
			}
			if _, err := tx.Exec(`DROP TABLE ` + partName(start)); err != nil {
				return err
			}
		}
		return nil
	})
}
