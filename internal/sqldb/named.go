package sqldb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"hash/fnv"
	"sync"
	"time"
)

// Lock holds a name against everybody else who asks for it, in this process and
// others, until unlock is called or the process ends. It waits as long as ctx.
// PostgreSQL keeps it as an advisory lock of a session.
func (p *pg) Lock(ctx context.Context, name string) (unlock func(), err error) {
	conn, err := p.pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	key := p.number(name)
	for {
		var ours bool
		if err := conn.QueryRowContext(ctx, `SELECT pg_try_advisory_lock($1)`, key).Scan(&ours); err != nil {
			conn.Close()
			return nil, err
		}
		if ours {
			return sync.OnceFunc(func() { release(conn, key) }), nil
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
			conn.Close()
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

// release gives the connection back without the lock, or gives it up: the lock
// goes with it.
func release(conn *sql.Conn, key int64) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_unlock($1)`, key); err != nil {
		conn.Raw(func(any) error { return driver.ErrBadConn })
	}
	conn.Close()
}
