package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"example.net/oauth1/internal/sqldb"
)

// leased is how long an original stays a process's own without a word from it.
const leased = 20 * time.Second

// makers is where the workshops of several processes talk.
const makers = "renditions"

// LeaseOriginal makes an original this process's own, to make its renditions,
// unless it is another's. Of those who ask at the same moment one gets a row back.
func (s *Store) LeaseOriginal(ctx context.Context, sum string) (ours bool, err error) {
	now, err := s.db.Clock(ctx)
	if err == nil {
		err = s.db.Returning(ctx, func(*sql.Rows) error { ours = true; return nil },
			`INSERT INTO making (original, worker, until) VALUES ($1, $2, $3) ON CONFLICT (original) DO UPDATE
				SET worker = excluded.worker, until = excluded.until WHERE making.until < $4 RETURNING original`,
			sum, s.db.Member(), now.Add(leased).UnixMicro(), now.UnixMicro())
	}
	if err != nil {
		return false, fmt.Errorf("leasing an original: %w", err)
	}
	return ours, nil
}

// ProlongLeases goes on with leases of this process. One that was over already
// may be another's by now, and then it stays so.
func (s *Store) ProlongLeases(ctx context.Context, sums []string) error {
	now, err := s.db.Clock(ctx)
	if err == nil {
		err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
			for _, sum := range sums {
				_, err := tx.Exec(`UPDATE making SET until = $3 WHERE original = $1 AND worker = $2`,
					sum, s.db.Member(), now.Add(leased).UnixMicro())
				if err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err != nil {
		return fmt.Errorf("prolonging leases: %w", err)
	}
	return nil
}

// EndLease ends a lease of this process, or with "" all of them.
func (s *Store) EndLease(ctx context.Context, sum string) error {
	_, err := s.db.Exec(ctx, `DELETE FROM making WHERE worker = $1 AND (original = $2 OR $2 = '')`, s.db.Member(), sum)
	if err != nil {
		return fmt.Errorf("ending leases: %w", err)
	}
	return nil
}

// ClearLeases forgets the leases that are over, whose processes have died, and
// tells whether there were any.
func (s *Store) ClearLeases(ctx context.Context) (some bool, err error) {
	now, err := s.db.Clock(ctx)
	if err == nil {
		err = s.db.Returning(ctx, func(*sql.Rows) error { some = true; return nil },
			`DELETE FROM making WHERE until < $1 RETURNING original`, now.UnixMicro())
	}
	if err != nil {
		return false, fmt.Errorf("clearing leases: %w", err)
	}
	return some, nil
}

// TellPending tells all processes that there are originals without renditions.
func (s *Store) TellPending(ctx context.Context) error { return s.db.Notify(ctx, makers, "") }

// HearOriginals calls pending when a process tells so, or may have told so, and
// made with the hash of an original whose renditions were made.
func (s *Store) HearOriginals(pending func(), made func(sum string)) (stop func()) {
	return s.db.Listen(makers, func(sum string) {
		if sum == "" {
			pending()
		} else {
			made(sum)
		}
	}, pending)
}

// endLease ends the lease of what was made, and tells who waits for it.
func (s *Store) endLease(tx *sqldb.Tx, sum string) error {
	if !s.db.Shared() {
		return nil
	}
	if _, err := tx.Exec(`DELETE FROM making WHERE original = $1`, sum); err != nil {
		return err
	}
	return tx.Notify(makers, sum)
}
