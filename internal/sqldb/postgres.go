package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

const (
	poolSize  = 8                // connections for writing, and as many for reading
	patience  = 30 * time.Second // for one transaction
	lifetime  = 30 * time.Minute // of a connection
	firstWait = 10 * time.Second // for a database that is just starting
)

// pg is PostgreSQL: a server that several processes share.
type pg struct {
	pool   *sql.DB // for writing, SERIALIZABLE
	config *pgx.ConnConfig
	schema string // keeps the names of locks and topics apart from another schema's
	hub    *hub
	member string
	peers  atomic.Int32
	stop   context.CancelFunc
	ended  []<-chan struct{}
}

func isPostgres(where string) bool {
	return strings.HasPrefix(where, "postgres://") || strings.HasPrefix(where, "postgresql://")
}

// openPostgres opens both pools and the line on which notes arrive.
func openPostgres(ctx context.Context, where string, o options) (*DB, error) {
	config, err := pgx.ParseConfig(where)
	if err != nil {
		return nil, fmt.Errorf("opening database %s: its address cannot be read", redact(where))
	}
	config.ConnectTimeout = firstWait
	p := &pg{pool: pool(config, nil, "default_transaction_isolation", "serializable"), config: config, member: newMember()}
	p.peers.Store(1)
	db := &DB{engine: p, read: pool(config, o.observer, "default_transaction_read_only", "on")}
	p.hub = &db.hub
	if err := p.pool.QueryRowContext(ctx, `SELECT current_schema()`).Scan(&p.schema); err != nil {
		return nil, errors.Join(fmt.Errorf("opening database %s: %w", redact(where), err), db.read.Close(), p.pool.Close())
	}
	background, stop := context.WithCancel(context.Background())
	p.stop = stop
	listening := make(chan struct{})
	p.ended = append(p.ended, listening)
	go func() { defer close(listening); p.listen(background) }()
	return db, nil
}

// pool is a number of connections that have a setting in common.
func pool(config *pgx.ConnConfig, o Observer, setting, value string) *sql.DB {
	c := config.Copy()
	settings := map[string]string{
		setting: value, "application_name": "oauth1", "timezone": "UTC",
		"statement_timeout": "30000", "lock_timeout": "10000", "idle_in_transaction_session_timeout": "60000",
	}
	for name, value := range settings {
		c.RuntimeParams[name] = value
	}
	db := openPool(connector{stdlib.GetConnector(*c)}, o)
	db.SetMaxOpenConns(poolSize)
	db.SetMaxIdleConns(poolSize)
	db.SetConnMaxLifetime(lifetime)
	return db
}

// Close leaves the other processes and closes the connections.
func (p *pg) Close() error {
	p.stop()
	for _, ended := range p.ended {
		<-ended
	}
	p.ended = nil
	return p.pool.Close()
}

// Shared is true.
func (p *pg) Shared() bool { return true }

func (p *pg) ping(ctx context.Context) error { return p.pool.PingContext(ctx) }

// Clock is the server's, which all processes have in common.
func (p *pg) Clock(ctx context.Context) (time.Time, error) {
	var micro int64
	err := p.pool.QueryRowContext(ctx, `SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)`).Scan(&micro)
	return time.UnixMicro(micro), err
}

// write runs fn in a SERIALIZABLE transaction, again if it has met another one
// or was cut off before its end.
func (p *pg) write(ctx context.Context, fn func(*Tx) error) error {
	return again(ctx, func(err error) bool { return keyTaken(err) || errors.As(err, new(cut)) }, func() error { return p.transact(ctx, sql.LevelSerializable, fn) })
}

func (p *pg) exec(ctx context.Context, query string, args []any) (rows int64, err error) {
	err = again(ctx, conflict, func() error {
		ctx, cancel := limited(ctx)
		defer cancel()
		result, err := p.pool.ExecContext(ctx, query, args...)
		if err == nil {
			rows, err = result.RowsAffected()
		}
		return slow(ctx, err)
	})
	return rows, err
}

func (p *pg) returning(ctx context.Context, scan func(*sql.Rows) error, query string, args []any) error {
	return p.transact(ctx, sql.LevelReadCommitted, func(tx *Tx) error {
		rows, err := tx.Query(query, args...)
		return each(rows, err, scan)
	})
}

// transact begins while ctx lives; from then on it comes to its end.
func (p *pg) transact(ctx context.Context, level sql.IsolationLevel, fn func(*Tx) error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	ctx, cancel := limited(ctx)
	defer cancel()
	tx, err := p.begin(ctx, level)
	if err != nil {
		return slow(ctx, err)
	}
	if err := guard(ctx, tx, fn); err != nil {
		tx.Rollback()
		return slow(ctx, cutOff(err))
	}
	return slow(ctx, tx.Commit())
}

func guard(ctx context.Context, on *sql.Tx, fn func(*Tx) error) (err error) {
	tx := &Tx{on: pgTx{on}, ctx: ctx}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic while writing: %v", p)
		}
		tx.closeRows()
		tx.on = nil // used after its time, it fails at once
	}()
	return fn(tx)
}

// pgTx is an open transaction of PostgreSQL.
type pgTx struct{ *sql.Tx }

func (t pgTx) note(tx *Tx, n note) error {
	_, err := t.ExecContext(tx.ctx, `SELECT pg_notify(current_schema() || '.oauth1', $1)`, n.topic+"\n"+n.payload)
	return err
}

func (t pgTx) script(ctx context.Context, text string) error {
	_, err := t.ExecContext(ctx, text, pgx.QueryExecModeSimpleProtocol)
	return err
}

// Words of the first migrations, which were written when there was only SQLite.
var (
	blob         = regexp.MustCompile(`\bBLOB\b`)
	withoutRowID = regexp.MustCompile(`\)\s*WITHOUT ROWID\b`)
)

func (p *pg) translate(script string) string {
	script = sections(script, "postgres")
	return withoutRowID.ReplaceAllString(blob.ReplaceAllString(script, "BYTEA"), ")")
}
