package sqldb

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

const migrationsTable = `CREATE TABLE IF NOT EXISTS schema_migrations (
	name TEXT PRIMARY KEY, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL)`

// Migrate brings the schema up to date: the files NNNN_name.sql of fsys that
// were not applied yet, in the order of their names, each in a transaction of
// its own that is kept whole or not at all. A file that was changed after it
// had been applied, or a database that knows a file we do not have, is an
// error: then this program and this database do not belong together.
//
// A line "-- only postgres" or "-- only sqlite" begins a part for that engine
// alone, "-- end only" ends it. Processes that start together migrate one after
// the other.
func (db *DB) Migrate(ctx context.Context, fsys fs.FS) error {
	unlock, err := db.Lock(ctx, "migrations")
	if err != nil {
		return fmt.Errorf("waiting for another process that migrates: %w", err)
	}
	defer unlock()
	if _, err := db.Exec(ctx, migrationsTable); err != nil {
		return fmt.Errorf("making the table of migrations: %w", err)
	}
	names, err := fs.Glob(fsys, "[0-9][0-9][0-9][0-9]_*.sql")
	if err != nil {
		return err
	}
	slices.Sort(names)
	applied, err := db.applied(ctx)
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := db.migrate(ctx, fsys, name, applied[path.Base(name)]); err != nil {
			return fmt.Errorf("migration %s: %w", name, err)
		}
		delete(applied, path.Base(name))
	}
	for name := range applied {
		return fmt.Errorf("the database has had migration %s, which this program does not know: it was written by a newer one", name)
	}
	return nil
}

// Migrated makes sure that the schema is the one that the files ask for, and
// changes nothing: for a look into a database that another program serves from.
func (db *DB) Migrated(ctx context.Context, fsys fs.FS) error {
	names, err := fs.Glob(fsys, "[0-9][0-9][0-9][0-9]_*.sql")
	if err != nil {
		return err
	}
	applied, err := db.applied(ctx)
	if err != nil {
		return err
	}
	for _, name := range names {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		if applied[path.Base(name)] != checksum(text) {
			return ErrOtherSchema
		}
	}
	if len(applied) != len(names) {
		return ErrOtherSchema
	}
	return nil
}

// ErrOtherSchema is what [DB.Migrated] answers.
var ErrOtherSchema = errors.New("the program that uses this database is another version; use that one, or stop it first")

func checksum(text []byte) string {
	hash := sha256.Sum256(text)
	return hex.EncodeToString(hash[:])
}

// applied returns the checksum of each migration that was applied.
func (db *DB) applied(ctx context.Context) (map[string]string, error) {
	rows, err := db.read.QueryContext(ctx, "SELECT name, checksum FROM schema_migrations")
	if err != nil {
		return nil, fmt.Errorf("reading which migrations were applied: %w", err)
	}
	defer rows.Close()
	sums := map[string]string{}
	for rows.Next() {
		var name, sum string
		if err := rows.Scan(&name, &sum); err != nil {
			return nil, err
		}
		sums[name] = sum
	}
	return sums, rows.Err()
}

func (db *DB) migrate(ctx context.Context, fsys fs.FS, name, was string) error {
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return err
	}
	sum := checksum(text)
	switch was {
	case sum:
		return nil
	case "":
		return db.Write(ctx, func(tx *Tx) error { return tx.apply(path.Base(name), sum, db.translate(string(text))) })
	}
	return fmt.Errorf("the file was changed after it had been applied")
}

// apply runs a script of several statements, which has no prepared form.
//
// Another process may have done it since this one looked.
func (tx *Tx) apply(name, sum, text string) error {
	var there bool
	err := tx.QueryRow("SELECT EXISTS (SELECT 1 FROM schema_migrations WHERE name = $1 AND checksum = $2)", name, sum).Scan(&there)
	if err != nil || there {
		return err
	}
	if err := tx.on.script(tx.ctx, text); err != nil {
		return err
	}
	_, err = tx.Exec("INSERT INTO schema_migrations (name, checksum, applied_at) VALUES ($1, $2, $3)",
		name, sum, time.Now().UnixMicro())
	return err
}

// sections leaves out what is for another engine.
func sections(script, engine string) string {
	var b strings.Builder
	ours := true
	for line := range strings.Lines(script) {
		if name, ok := strings.CutPrefix(strings.TrimSpace(line), "-- only "); ok {
			ours = name == engine
		} else if strings.TrimSpace(line) == "-- end only" {
			ours = true
		} else if ours {
			b.WriteString(line)
		}
	}
	return b.String()
}
