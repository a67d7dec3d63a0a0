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
	"sync"
	"time"

	"modernc.org/sqlite"
)

// readers is the size of the reading pool.
const readers = 4

// lite is SQLite: one file, one process that serves from it, one goroutine that
// writes.
type lite struct {
	*writer
	door *sql.DB // of the writer

	mu     sync.Mutex
	locked map[string]chan struct{} // closed when the lock of that name is free again
}

func openSQLite(ctx context.Context, path string, o options) (*DB, error) {
	if err := touch(path); err != nil {
		return nil, fmt.Errorf("opening database %s: %w", path, err)
	}
	db, err := openFile(ctx, path, o)
	if err != nil {
		return nil, fmt.Errorf("opening database %s: %w", path, err)
	}
	return db, nil
}

func openFile(ctx context.Context, path string, o options) (*DB, error) {
	write, err := sql.Open("sqlite", dsn(path, writing))
	if err != nil {
		return nil, err
	}
	write.SetMaxOpenConns(1)
	db := &DB{}
	w, err := startWriter(ctx, write, db.hub.tell)
	if err != nil {
		return nil, errors.Join(err, write.Close())
	}
	engine := &lite{writer: w, door: write, locked: map[string]chan struct{}{}}
	db.engine = engine
	connector, err := sqlite.NewConnector(dsn(path, reading))
	if err != nil {
		return nil, errors.Join(err, engine.Close())
	}
	db.read = openPool(connector, o.observer)
	db.read.SetMaxOpenConns(readers)
	db.read.SetMaxIdleConns(readers)
	if err := db.read.PingContext(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// Close ends the writer.
func (l *lite) Close() error {
	l.stop()
	return l.door.Close()
}

// Shared is false: see [LockDir].
func (l *lite) Shared() bool { return false }

// Lock holds a name against everybody else in this process who asks for it.
func (l *lite) Lock(ctx context.Context, name string) (unlock func(), err error) {
	for {
		l.mu.Lock()
		held, ok := l.locked[name]
		if !ok {
			free := make(chan struct{})
			l.locked[name] = free
			l.mu.Unlock()
			return sync.OnceFunc(func() { l.unlock(name, free) }), nil
		}
		l.mu.Unlock()
		select {
		case <-held:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

func (l *lite) unlock(name string, free chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.locked, name)
	close(free)
}

// Clock is this machine's.
func (l *lite) Clock(context.Context) (time.Time, error) { return time.Now(), nil }

// Join does nothing: there is nobody else.
func (l *lite) Join(context.Context) error { return nil }

// Peers is 1.
func (l *lite) Peers() int { return 1 }

// Member is the same name after a restart: whatever this process holds was held
// by no other.
func (l *lite) Member() string { return "alone" }

func (l *lite) translate(script string) string { return sections(script, "sqlite") }

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

// fatal returns err if SQLite answers it by undoing the whole transaction
// (or may have: https://www.sqlite.org/lang_transaction.html, section 3).
func fatal(err error) error {
	e, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return nil
	}
	switch e.Code() & 0xff {
	case 5, 6, 7, 8, 9, 10, 11, 13, 26: // BUSY LOCKED NOMEM READONLY INTERRUPT IOERR CORRUPT FULL NOTADB
		return err
	}
	return nil
}
