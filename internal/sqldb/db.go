package sqldb

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"strings"
	"time"
)

// DB is one database: a door for writing and a pool of readers.
type DB struct {
	engine
	read *sql.DB
	hub  hub
}

// engine is what SQLite and PostgreSQL do each in its own way.
type engine interface {
	// write runs fn in a transaction of its own, or as if it were.
	write(ctx context.Context, fn func(*Tx) error) error
	// exec runs one statement.
	exec(ctx context.Context, query string, args []any) (rows int64, err error)
	// returning runs one writing statement that answers rows.
	returning(ctx context.Context, scan func(*sql.Rows) error, query string, args []any) error
	// ping tells whether writing is possible.
	ping(ctx context.Context) error
	// translate gives a migration in the engine's own words.
	translate(script string) string
	// Lock, Clock, Join, Peers and Member: see the methods of the engines.
	Lock(ctx context.Context, name string) (unlock func(), err error)
	Clock(ctx context.Context) (time.Time, error)
	Join(ctx context.Context) error
	Peers() int
	Member() string
	// Shared tells whether several processes serve from the database, so that
	// nothing in the memory of one of them is the whole truth.
	Shared() bool
	io.Closer
}

// Open opens a PostgreSQL database (postgres://…), or opens or makes the SQLite
// file at the given path (mode 0600). Several goroutines may use the DB. One
// process serves from a SQLite file, see LockDir; another may look in and write
// a row, which both see at once.
func Open(ctx context.Context, where string, list ...Option) (*DB, error) {
	o := chosen(list)
	db, err := openEngine(ctx, where, o)
	if err == nil && o.observer != nil {
		db.engine = observed{db.engine, o.observer}
	}
	return db, err
}

func openEngine(ctx context.Context, where string, o options) (*DB, error) {
	if isPostgres(where) {
		return openPostgres(ctx, where, o)
	}
	if strings.Contains(where, "://") {
		return nil, fmt.Errorf("database %s: only postgres://… and a SQLite file are supported", redact(where))
	}
	return openSQLite(ctx, where, o)
}

// IsShared tells whether the database at an address is one that several
// processes serve from; see [DB.Shared].
func IsShared(where string) bool { return isPostgres(where) }

// Close waits for the writes in flight, refuses new ones and closes all
// connections. A second Close does nothing.
func (db *DB) Close() error {
	err := db.engine.Close()
	if closed := db.read.Close(); err == nil {
		err = closed
	}
	return err
}

// Read returns the pool of read-only connections. Each query sees everything
// that was acknowledged before it began.
func (db *DB) Read() *sql.DB { return db.read }

// Write runs fn in a transaction and returns when that is on disk: everything
// that fn did, or nothing if it answers an error (or panics); the error is
// returned as it is. Transactions happen as if one after the other.
//
// fn must be short, use nothing but tx, and do no input or output of its own.
// On PostgreSQL it may run again after it met another transaction, so it must
// set what is outside, never add to it. Write answers a cancelled ctx only as
// long as fn has not begun.
func (db *DB) Write(ctx context.Context, fn func(tx *Tx) error) error {
	return db.write(ctx, fn)
}

// Exec runs one statement as a transaction, and returns the number of rows that
// it changed. For "only once", look at that number.
func (db *DB) Exec(ctx context.Context, query string, args ...any) (rows int64, err error) {
	return db.exec(ctx, query, args)
}

// Returning runs one writing statement whose rows are the answer, and calls
// scan for each. On PostgreSQL it is READ COMMITTED, unlike Exec and Write: for
// statements whose "only once" is a unique index, which many run at a time.
func (db *DB) Returning(ctx context.Context, scan func(row *sql.Rows) error, query string, args ...any) error {
	return db.returning(ctx, scan, query, args)
}

// Ping tells whether both doors answer.
func (db *DB) Ping(ctx context.Context) error {
	if err := db.ping(ctx); err != nil {
		return err
	}
	return db.read.PingContext(ctx)
}

// each calls scan for every row.
func each(rows *sql.Rows, err error, scan func(*sql.Rows) error) error {
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
