package store

import (
	"context"
	"fmt"
	"time"

	"example.net/oauth1/internal/sqldb"
)

// held is how long an upload stays a request's own without a word from its
// process.
const held = 10 * time.Second

// uploads is where processes ask each other to let go of an upload.
const uploads = "uploads"

// HoldUpload makes an upload in pieces one request's own, or lets it stay so:
// false means that it is another's. One that is not there is anybody's.
func (s *Store) HoldUpload(ctx context.Context, id, holder string) (ours bool, err error) {
	now, err := s.db.Clock(ctx)
	if err == nil {
		err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
			var others int
			err := tx.QueryRow(`SELECT COUNT(*) FROM arrivals WHERE id = $1 AND holder NOT IN ('', $2) AND held >= $3`,
				id, holder, now.UnixMicro()).Scan(&others)
			if ours = others == 0; err != nil || !ours {
				return err
			}
			_, err = tx.Exec(`UPDATE arrivals SET holder = $2, held = $3 WHERE id = $1`, id, holder, now.Add(held).UnixMicro())
			return err
		})
	}
	if err != nil {
		return false, fmt.Errorf("holding an upload: %w", err)
	}
	return ours, nil
}

// LeaveUpload lets others have it.
func (s *Store) LeaveUpload(ctx context.Context, id, holder string) error {
	_, err := s.db.Exec(ctx, `UPDATE arrivals SET holder = '' WHERE id = $1 AND holder = $2`, id, holder)
	if err != nil {
		return fmt.Errorf("leaving an upload: %w", err)
	}
	return nil
}

// AskForUpload asks whoever holds an upload to let go of it.
func (s *Store) AskForUpload(ctx context.Context, id string) error {
	return s.db.Notify(ctx, uploads, id)
}

// HearAsking calls asked with the id of an upload that somebody wants, in
// whatever process.
func (s *Store) HearAsking(asked func(id string)) (stop func()) {
	return s.db.Listen(uploads, asked, nil)
}
