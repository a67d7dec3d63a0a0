package sqldb

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	quiet     = 2 * time.Second        // without a note, the line is tried
	reconnect = 200 * time.Millisecond // between attempts
)

// listen keeps a line on which notes arrive, and tells when it was broken: as
// soon as that is known, and once more when there is a new one, since notes were
// missed in between.
func (p *pg) listen(ctx context.Context) {
	for first := true; ctx.Err() == nil; first = false {
		line, err := p.dial(ctx)
		if !first {
			p.hub.broken()
		}
		if err == nil {
			p.hear(ctx, line)
			line.Close(context.WithoutCancel(ctx))
			p.hub.broken()
		}
		select {
		case <-time.After(reconnect):
		case <-ctx.Done():
		}
	}
}

func (p *pg) dial(ctx context.Context) (*pgx.Conn, error) {
	line, err := pgx.ConnectConfig(ctx, p.config)
	if err != nil {
		return nil, err
	}
	if _, err := line.Exec(ctx, `LISTEN `+pgx.Identifier{p.schema + ".oauth1"}.Sanitize()); err != nil {
		return nil, errors.Join(err, line.Close(ctx))
	}
	return line, nil
}

// hear passes notes on until the line breaks.
func (p *pg) hear(ctx context.Context, line *pgx.Conn) {
	for {
		n, err := p.next(ctx, line)
		if err != nil {
			return
		}
		if n != nil {
			p.hub.tell(*n)
		}
	}
}

// next waits for a note; after some quiet it makes sure that the line is still
// there, and answers nil.
func (p *pg) next(ctx context.Context, line *pgx.Conn) (*note, error) {
	soon, cancel := context.WithTimeout(ctx, quiet)
	defer cancel()
	n, err := line.WaitForNotification(soon)
	if err == nil {
		topic, payload, _ := strings.Cut(n.Payload, "\n")
		return &note{topic, payload}, nil
	}
	if ctx.Err() != nil || soon.Err() == nil || line.IsClosed() {
		return nil, err
	}
	alive, cancel := context.WithTimeout(ctx, quiet)
	defer cancel()
	return nil, line.Ping(alive)
}
