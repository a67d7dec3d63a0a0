package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"modernc.org/sqlite"
)

// ErrClosed is returned by writes after Close.
var ErrClosed = errors.New("the database is closed")

// readers is the size of the reading pool.
const readers = 4

// DB is one database: a writing goroutine and a pool of readers.
type DB struct {
	read  *sql.DB
	write *sql.DB
	w     *writer
}

// Open opens, or makes, the SQLite file at the given path (mode 0600).
// Several goroutines may use the DB. One process serves from it, see LockDir;
// another may look in and write a row, which both see at once.
func Open(ctx context.Context, path string) (*DB, error) {
	if strings.Contains(path, "://") {
		return nil, fmt.Errorf("database %s: only a SQLite file is supported", redactURL(path))
	}
	if err := touch(path); err != nil {
		return nil, fmt.Errorf("opening database %s: %w", path, err)
	}
	db, err := open(ctx, path)
	if err != nil {
		return nil, fmt.Errorf("opening database %s: %w", path, err)
	}
	return db, nil
}

func open(ctx context.Context, path string) (*DB, error) {
	write, err := sql.Open("sqlite", dsn(path, writing))
	if err != nil {
		return nil, err
	}
	write.SetMaxOpenConns(1)
	w, err := startWriter(ctx, write)
	if err != nil {
		return nil, errors.Join(err, write.Close())
	}
	read, err := sql.Open("sqlite", dsn(path, reading))
	if err != nil {
		w.stop()
		return nil, errors.Join(err, write.Close())
	}
	read.SetMaxOpenConns(readers)
	read.SetMaxIdleConns(readers)
	db := &DB{read: read, write: write, w: w}
	if err := read.PingContext(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// Close waits for the writes in flight, refuses new ones and closes all
// connections. A second Close does nothing.
func (db *DB) Close() error {
	db.w.stop()
	return errors.Join(db.read.Close(), db.write.Close())
}

// Read returns the pool of read-only connections. Each query sees everything
// that was acknowledged before it began.
func (db *DB) Read() *sql.DB { return db.read }

// Ping tells whether both doors answer.
func (db *DB) Ping(ctx context.Context) error {
	if err := db.w.alive(); err != nil {
		return err
	}
	return db.read.PingContext(ctx)
}

// IsUnique tells whether err is a violated UNIQUE or PRIMARY KEY constraint.
func IsUnique(err error) bool {
	e, ok := errors.AsType[*sqlite.Error](err)
	return ok && (e.Code() == 2067 || e.Code() == 1555) // SQLITE_CONSTRAINT_UNIQUE, _PRIMARYKEY
}

// The pragmas of the two doors. busy_timeout stands first: switching to WAL
// may have to wait for another connection's lock.
var (
	writing = []string{"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)",
		"temp_store(MEMORY)", "journal_size_limit(67108864)"}
	reading = []string{"busy_timeout(5000)", "query_only(1)", "foreign_keys(1)", "temp_store(MEMORY)"}
)

// dsn names the file as a URI, so that any character is safe in a path.
func dsn(path string, pragmas []string) string {
	u := url.URL{Scheme: "file", OmitHost: true, Path: filepath.ToSlash(path)}
	if filepath.VolumeName(path) != "" {
		u.Path = "/" + u.Path // file:///C:/…
	}
	if !strings.HasPrefix(u.Path, "/") {
		u.Opaque, u.Path = (&url.URL{Path: u.Path}).EscapedPath(), ""
	}
	u.RawQuery = url.Values{"_pragma": pragmas}.Encode()
	return u.String()
}

// touch makes the file before SQLite does, for its owner only; SQLite gives
// the -wal and -shm files beside it the same mode.
func touch(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

func redactURL(s string) string {
	u, err := url.Parse(s)
	if err != nil {
		return "URL"
	}
	return u.Redacted()
}
