package requestid

import (
	"context"
	"log/slog"
)

// Logger returns a log whose lines end with the id of the context that they are
// written with, if it carries one. A log that does so already is returned as it
// is.
func Logger(log *slog.Logger) *slog.Logger {
	if _, done := log.Handler().(naming); done {
		return log
	}
	return slog.New(naming{log.Handler()})
}

// naming is a slog.Handler that adds the id.
type naming struct{ slog.Handler }

// Handle implements slog.Handler.
func (n naming) Handle(ctx context.Context, r slog.Record) error {
	if id := Of(ctx); id != "" {
		r.AddAttrs(slog.String("id", id))
	}
	return n.Handler.Handle(ctx, r)
}

// WithAttrs implements slog.Handler.
func (n naming) WithAttrs(attrs []slog.Attr) slog.Handler { return naming{n.Handler.WithAttrs(attrs)} }

// WithGroup implements slog.Handler.
func (n naming) WithGroup(name string) slog.Handler { return naming{n.Handler.WithGroup(name)} }
