package sqldb

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"time"
)

const (
	heartbeat = 2 * time.Second
	deadAfter = 10 * time.Second // without a heartbeat
)

// The processes that serve from a database, each with its last heartbeat.
const membersTable = `CREATE TABLE IF NOT EXISTS members (
	id TEXT PRIMARY KEY, host TEXT NOT NULL, seen BIGINT NOT NULL)`

// newMember names a process: another name after each start.
func newMember() string { return rand.Text()[:16] }

// Member is the name of this process among those that serve from the database.
func (p *pg) Member() string { return p.member }

// Peers is how many processes serve from the database, this one included. One
// that died is counted for ten more seconds.
func (p *pg) Peers() int { return int(p.peers.Load()) }

// Join makes this process one of those that serve, until Close.
func (p *pg) Join(ctx context.Context) error {
	unlock, err := p.Lock(ctx, "members")
	if err != nil {
		return err
	}
	_, err = p.exec(ctx, membersTable, nil)
	unlock()
	if err == nil {
		err = p.beat(ctx)
	}
	if err == nil {
		err = p.call(ctx)
	}
	if err != nil {
		return fmt.Errorf("joining the processes that serve from the database: %w", err)
	}
	p.keepBeating()
	return nil
}

// call lets the others count anew at once, since somebody has come or gone.
func (p *pg) call(ctx context.Context) error {
	return p.write(ctx, func(tx *Tx) error { return tx.Notify("members", p.member) })
}

// keepBeating starts the heartbeat; its end takes the process off the list.
func (p *pg) keepBeating() {
	ctx, stop := context.WithCancel(context.Background())
	also, done := p.stop, make(chan struct{})
	p.stop = func() { stop(); also() }
	p.ended = append(p.ended, done)
	called := make(chan struct{}, 1)
	deaf := p.hub.add(&listener{topic: "members", hear: func(string) {
		select {
		case called <- struct{}{}:
		default:
		}
	}})
	go func() {
		defer close(done)
		defer deaf()
		p.keepBeatingUntil(ctx, called)
	}()
}

func (p *pg) keepBeatingUntil(ctx context.Context, called <-chan struct{}) {
	tick := time.NewTicker(heartbeat)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-called:
		case <-ctx.Done():
			p.leave()
			return
		}
		p.beat(ctx) // the next one will tell, if this one fails
	}
}

// beat says that this process lives, by the server's clock, forgets those of
// long ago, and counts.
func (p *pg) beat(ctx context.Context) error {
	now, err := p.Clock(ctx)
	if err != nil {
		return err
	}
	host, _ := os.Hostname()
	_, err = p.exec(ctx, `INSERT INTO members (id, host, seen) VALUES ($1, $2, $3)
		ON CONFLICT (id) DO UPDATE SET seen = excluded.seen`, []any{p.member, host, now.UnixMicro()})
	if err != nil {
		return err
	}
	if _, err = p.exec(ctx, `DELETE FROM members WHERE seen < $1`, []any{now.Add(-10 * deadAfter).UnixMicro()}); err != nil {
		return err
	}
	var count int32
	err = p.pool.QueryRowContext(ctx, `SELECT count(*) FROM members WHERE seen >= $1`, now.Add(-deadAfter).UnixMicro()).Scan(&count)
	if err == nil {
		p.peers.Store(max(1, count))
	}
	return err
}

func (p *pg) leave() {
	ctx, cancel := context.WithTimeout(context.Background(), heartbeat)
	defer cancel()
	p.pool.ExecContext(ctx, `DELETE FROM members WHERE id = $1`, p.member)
	p.call(ctx)
}
