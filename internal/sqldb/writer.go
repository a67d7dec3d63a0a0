package sqldb

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"sync/atomic"
)

// background is the context of every statement of the writer: see Tx.
var background = context.Background()

// groupSize bounds how much one transaction may hold, so that the first in
// the group does not wait for ever.
const groupSize = 1024

// write runs fn inside the writer's transaction. The functions of several
// callers share a transaction, each in its own savepoint: an error (or panic) of
// fn undoes what fn did, and only that.
func (w *writer) write(ctx context.Context, fn func(tx *Tx) error) error {
	return w.do(ctx, &job{fn: fn})
}

// exec runs one statement in the same group commit, prepared once and without a
// savepoint: a statement that fails undoes itself.
func (w *writer) exec(ctx context.Context, query string, args []any) (rows int64, err error) {
	j := &job{query: query, args: args}
	err = w.do(ctx, j)
	return j.changed, err
}

func (w *writer) returning(ctx context.Context, scan func(*sql.Rows) error, query string, args []any) error {
	return w.write(ctx, func(tx *Tx) error {
		rows, err := tx.Query(query, args...)
		return each(rows, err, scan)
	})
}

// job is one caller's work. It belongs to the caller until it is taken, then
// to the writer until done is closed.
type job struct {
	fn      func(*Tx) error // or:
	query   string
	args    []any
	changed int64
	notes   []note
	err     error
	state   atomic.Int32 // waiting, taken or cancelled
	done    chan struct{}
}

const (
	waiting int32 = iota
	taken
	cancelled
)

// writer owns the writing connection; only its run goroutine touches it.
type writer struct {
	conn  *sql.Conn
	tell  func(note)
	stmts map[string]*sql.Stmt
	jobs  chan *job
	group []*job

	mu     sync.RWMutex // held for reading while a job is handed over
	closed bool
	ended  chan struct{}
}

func startWriter(ctx context.Context, db *sql.DB, tell func(note)) (*writer, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	w := &writer{conn: conn, tell: tell, stmts: map[string]*sql.Stmt{}, jobs: make(chan *job, groupSize), ended: make(chan struct{})}
	go w.run()
	return w, nil
}

// do hands the job over and waits for its answer.
func (w *writer) do(ctx context.Context, j *job) error {
	j.done = make(chan struct{})
	if err := w.enqueue(ctx, j); err != nil {
		return err
	}
	select {
	case <-j.done:
	case <-ctx.Done():
		if j.state.CompareAndSwap(waiting, cancelled) {
			return context.Cause(ctx)
		}
		<-j.done // it has begun: the truth is a moment away
	}
	return j.err
}

func (w *writer) enqueue(ctx context.Context, j *job) error {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.closed {
		return ErrClosed
	}
	select {
	case w.jobs <- j:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// ping tells whether the writer takes work.
func (w *writer) ping(context.Context) error {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.closed {
		return ErrClosed
	}
	return nil
}

// stop lets the writer finish what was handed over, then ends it.
func (w *writer) stop() {
	w.mu.Lock()
	if !w.closed {
		w.closed = true
		close(w.jobs)
	}
	w.mu.Unlock()
	<-w.ended
}

// run is the writer: wait for a job, take all others that wait, commit once.
func (w *writer) run() {
	defer close(w.ended)
	for j := range w.jobs {
		w.group = w.group[:0]
		w.take(j)
		w.collect()
		if len(w.group) > 0 {
			w.commit()
		}
		clear(w.group)
	}
	for _, s := range w.stmts {
		s.Close()
	}
	w.conn.Close()
}

func (w *writer) collect() {
	for len(w.group) < groupSize {
		select {
		case j, open := <-w.jobs:
			if !open {
				return
			}
			w.take(j)
		default:
			return
		}
	}
}

func (w *writer) take(j *job) {
	if j.state.CompareAndSwap(waiting, taken) {
		w.group = append(w.group, j)
	}
}

// commit runs the group in one transaction and answers everybody in it: each
// with its own result, or all with the reason why nothing was kept.
func (w *writer) commit() {
	err := w.transact()
	for _, j := range w.group {
		if err != nil {
			j.changed, j.err = 0, err
		}
		if j.err == nil {
			for _, n := range j.notes {
				w.tell(n)
			}
		}
		close(j.done)
	}
}

func (w *writer) transact() error {
	if err := w.statement("BEGIN IMMEDIATE"); err != nil {
		return fmt.Errorf("beginning a transaction: %w", err)
	}
	for _, j := range w.group {
		if err := w.perform(j); err != nil {
			w.statement("ROLLBACK") // SQLite may have done so already
			return err
		}
	}
	if err := w.statement("COMMIT"); err != nil {
		w.statement("ROLLBACK")
		return fmt.Errorf("committing: %w", err)
	}
	return nil
}

// perform runs one job. Its own failure is kept in the job; the error returned
// is one that ends the whole transaction.
func (w *writer) perform(j *job) error {
	if j.fn != nil {
		return w.call(j)
	}
	var stmt *sql.Stmt
	if stmt, j.err = w.prepared(j.query); j.err != nil {
		return fatal(j.err)
	}
	var result sql.Result
	if result, j.err = stmt.ExecContext(background, j.args...); j.err != nil {
		return fatal(j.err)
	}
	j.changed, j.err = result.RowsAffected()
	return nil
}

// call runs a function in its savepoint.
func (w *writer) call(j *job) error {
	if err := w.statement("SAVEPOINT fn"); err != nil {
		return err
	}
	if j.err = w.guard(j); j.err != nil {
		if err := fatal(j.err); err != nil {
			return err
		}
		if err := w.statement("ROLLBACK TO fn"); err != nil {
			return err
		}
	}
	return w.statement("RELEASE fn")
}

// guard turns a panic into an error: the writer must outlive its callers.
func (w *writer) guard(j *job) (err error) {
	tx := &Tx{on: w, ctx: background}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic while writing: %v", p)
		}
		tx.closeRows()
		tx.on, j.notes = nil, tx.notes // used after its time, it fails at once
	}()
	return j.fn(tx)
}

// ExecContext implements conn.
func (w *writer) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	stmt, err := w.prepared(query)
	if err != nil {
		return nil, err
	}
	return stmt.ExecContext(ctx, args...)
}

// QueryContext implements conn.
func (w *writer) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return w.conn.QueryContext(ctx, query, args...)
}

// QueryRowContext implements conn.
func (w *writer) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	return w.conn.QueryRowContext(ctx, query, args...)
}

// note implements conn: the listeners are in this process.
func (w *writer) note(tx *Tx, n note) error {
	tx.notes = append(tx.notes, n)
	return nil
}

// script implements conn; several statements have no prepared form.
func (w *writer) script(ctx context.Context, text string) error {
	_, err := w.conn.ExecContext(ctx, text)
	return err
}

func (w *writer) statement(query string) error {
	stmt, err := w.prepared(query)
	if err != nil {
		return err
	}
	_, err = stmt.ExecContext(background)
	return err
}

func (w *writer) prepared(query string) (*sql.Stmt, error) {
	if s, ok := w.stmts[query]; ok {
		return s, nil
	}
	s, err := w.conn.PrepareContext(background, query)
	if err == nil {
		w.stmts[query] = s
	}
	return s, err
}
