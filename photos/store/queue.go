package store

import (
	"context"
	"fmt"
	"time"
)

// RenditionsWaiting is how many originals have no renditions yet, and when the oldest of them came; the zero time if
// there are none.
func (s *Store) RenditionsWaiting(ctx context.Context) (count int, oldest time.Time, err error) {
	var since *int64
	err = s.db.Read().QueryRowContext(ctx, `SELECT count(DISTINCT sha256), min(created) FROM photos WHERE renditions = 'pending'`).Scan(&count, &since)
	if err != nil {
		return 0, oldest, fmt.Errorf("counting what has no renditions: %w", err)
	}
	if since != nil {
		oldest = time.UnixMicro(*since)
	}
	return count, oldest, nil
}
