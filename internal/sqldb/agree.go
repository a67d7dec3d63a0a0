package sqldb

import (
	"context"
	"fmt"
)

// Agree is for what all processes of a database must have in common, now and
// after a restart: it keeps the value under that name if there is none yet, and
// answers the one that is kept, in the table
//
//	marks (name TEXT PRIMARY KEY, value TEXT NOT NULL)
//
// which the migrations of each program make.
func (db *DB) Agree(ctx context.Context, name, value string) (kept string, err error) {
	_, err = db.Exec(ctx, "INSERT INTO marks (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING", name, value)
	if err == nil {
		err = db.Read().QueryRowContext(ctx, "SELECT value FROM marks WHERE name = $1", name).Scan(&kept)
	}
	if err != nil {
		return "", fmt.Errorf("agreeing on %s: %w", name, err)
	}
	return kept, nil
}
