package sqldb

import (
	"context"
	"database/sql"
	"time"
)

// Observer is told how long the database took: for Reading until the answer to a
// query began, for Writing until what was written is on disk, with the wait for
// others and the attempts that had to be made again. It is called by many
// goroutines, and must be quick.
type Observer func(operation string, took time.Duration)

// What an [Observer] is told of.
const Reading, Writing = "read", "write"

// Option is something that [Open] does not do unless told.
type Option func(*options)

type options struct{ observer Observer }

// Observed lets somebody know how long the database takes. Without it nothing
// is measured, and nothing stands in between.
func Observed(o Observer) Option { return func(s *options) { s.observer = o } }

func chosen(list []Option) (o options) {
	for _, choose := range list {
		choose(&o)
	}
	return o
}

// observed is an engine whose writes are measured.
type observed struct {
	engine
	took Observer
}

func (o observed) write(ctx context.Context, fn func(*Tx) error) error {
	defer o.since(time.Now())
	return o.engine.write(ctx, fn)
}

func (o observed) exec(ctx context.Context, query string, args []any) (int64, error) {
	defer o.since(time.Now())
	return o.engine.exec(ctx, query, args)
}

func (o observed) returning(ctx context.Context, scan func(*sql.Rows) error, query string, args []any) error {
	defer o.since(time.Now())
	return o.engine.returning(ctx, scan, query, args)
}

func (o observed) since(began time.Time) { o.took(Writing, time.Since(began)) }
