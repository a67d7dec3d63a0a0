package store

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"time"
)

// statements are the reading queries. Where one process serves they are prepared
// once; the driver of PostgreSQL prepares them itself, for each connection.
type statements struct {
	db       *sql.DB
	shared   bool
	mu       sync.Mutex
	prepared map[string]*sql.Stmt
}

// readPatience is how long a server may take to answer a query.
const readPatience = 10 * time.Second

// limit ends a wait for a server that does not even refuse.
func (p *statements) limit(ctx context.Context) (context.Context, context.CancelFunc) {
	if !p.shared {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, readPatience)
}

func (p *statements) get(ctx context.Context, query string) (*sql.Stmt, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if stmt, ok := p.prepared[query]; ok {
		return stmt, nil
	}
	stmt, err := p.db.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	if p.prepared == nil {
		p.prepared = map[string]*sql.Stmt{}
	}
	p.prepared[query] = stmt
	return stmt, nil
}

func (p *statements) close() (err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, stmt := range p.prepared {
		err = errors.Join(err, stmt.Close())
	}
	return err
}

// scanner is a row, of one or of many.
type scanner interface{ Scan(dest ...any) error }

// one reads a single row; what is missing is sql.ErrNoRows.
func one[T any](ctx context.Context, s *Store, scan func(scanner) (T, error), query string, args ...any) (T, error) {
	ctx, cancel := s.reads.limit(ctx)
	defer cancel()
	if s.reads.shared {
		return scan(s.reads.db.QueryRowContext(ctx, query, args...))
	}
	stmt, err := s.reads.get(ctx, query)
	if err != nil {
		var none T
		return none, err
	}
	return scan(stmt.QueryRowContext(ctx, args...))
}

// all reads every row.
func all[T any](ctx context.Context, s *Store, scan func(scanner) (T, error), query string, args ...any) ([]T, error) {
	ctx, cancel := s.reads.limit(ctx)
	defer cancel()
	rows, err := s.reads.query(ctx, query, args)
	if err != nil {
		return nil, err
	}
	return collect(rows, scan)
}

func (p *statements) query(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	if p.shared {
		return p.db.QueryContext(ctx, query, args...)
	}
	stmt, err := p.get(ctx, query)
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, args...)
}

func collect[T any](rows *sql.Rows, scan func(scanner) (T, error)) (list []T, err error) {
	defer rows.Close()
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, rows.Err()
}

func scanText(row scanner) (text string, err error) {
	err = row.Scan(&text)
	return text, err
}
