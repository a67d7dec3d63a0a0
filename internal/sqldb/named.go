package sqldb

import (
	"context"
	"hash/fnv"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// Lock holds a name against everybody else who asks for it, in this process and
// others, until unlock is called or the process ends. It waits as long as ctx.
//
// PostgreSQL keeps it as an advisory lock of a session, that is of a connection
// of its own: whoever holds a lock does not take one away from those who write.
func (p *pg) Lock(ctx context.Context, name string) (unlock func(), err error) {
	conn, err := pgx.ConnectConfig(ctx, p.config)
	if err != nil {
		return nil, err
	}
	hangUp := sync.OnceFunc(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		conn.Close(ctx) // the lock goes with it
	})
	for {
		var ours bool
		if err := conn.QueryRow(ctx, `SELECT pg_try_advisory_lock($1)`, p.number(name)).Scan(&ours); err != nil {
			hangUp()
			return nil, err
		}
		if ours {
			return hangUp, nil
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
			hangUp()
			return nil, context.Cause(ctx)
		}
	}
}

// number is what PostgreSQL knows a name by: its hash, with the schema's name.
func (p *pg) number(name string) int64 {
	h := fnv.New64a()
	h.Write([]byte(p.schema + "\x00" + name))
	return int64(h.Sum64())
}
