package store

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/oauthcore"
)

// sharedNonces keeps the used nonces in a table that several processes share.
// Once is once over all of them, since a nonce is fresh for whoever has inserted
// it, and across a crash of any, since nobody is answered before the commit.
//
// One goroutine writes them: what has come while it wrote the last ones goes
// into one statement, which costs one commit.
type sharedNonces struct {
	db     *sqldb.DB
	window time.Duration
	clock  func(context.Context) (time.Time, error)

	mu      sync.Mutex
	waiting []*usedNonce
	closed  bool
	some    chan struct{} // has room for one: somebody waits
}

// usedNonce is a nonce on its way into the table.
type usedNonce struct {
	nonceKey
	fresh bool
	err   error
	done  chan struct{} // closed when fresh or err is known
}

// nonceKey is what two uses of a nonce have in common.
type nonceKey struct {
	timestamp int64
	digest    [sha256.Size]byte
}

// keyOf joins Consumer, token and nonce with their lengths, so that no two of
// them are joined alike.
func keyOf(n oauthcore.Nonce) nonceKey {
	room := make([]byte, 0, 256)
	for _, part := range [...]string{n.Consumer, n.Token, n.Nonce} {
		room = binary.LittleEndian.AppendUint32(room, uint32(len(part)))
		room = append(room, part...)
	}
	return nonceKey{n.Timestamp, sha256.Sum256(room)}
}

func (k nonceKey) compare(o nonceKey) int {
	if order := cmp.Compare(k.timestamp, o.timestamp); order != 0 {
		return order
	}
	return bytes.Compare(k.digest[:], o.digest[:])
}

// Use implements [Nonces]. What cannot be told to be fresh, because its time is
// not in the table, is a [*oauthcore.Problem], timestamp_refused.
func (n *sharedNonces) Use(ctx context.Context, nonce oauthcore.Nonce) (fresh bool, err error) {
	key := keyOf(nonce)
	if fresh, err := n.ask(ctx, key); fresh || err != nil {
		return fresh, err
	}
	kept, err := n.keeps(ctx)
	if err != nil || kept.has(key.timestamp) {
		return false, err
	}
	if kept, err = n.extend(ctx, kept, key.timestamp); err != nil {
		return false, err
	}
	if !kept.has(key.timestamp) {
		return false, n.refusal(ctx, kept, key.timestamp)
	}
	return n.ask(ctx, key)
}

// ask gets a nonce into the table, and waits for that.
func (n *sharedNonces) ask(ctx context.Context, key nonceKey) (fresh bool, err error) {
	u := &usedNonce{nonceKey: key, done: make(chan struct{})}
	if err := n.enqueue(u); err != nil {
		return false, err
	}
	ctx, cancel := context.WithTimeout(ctx, readPatience)
	defer cancel()
	select {
	case <-u.done:
		return u.fresh, u.err
	case <-ctx.Done():
		return false, context.Cause(ctx)
	}
}

func (n *sharedNonces) enqueue(u *usedNonce) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.closed {
		return sqldb.ErrClosed
	}
	n.waiting = append(n.waiting, u)
	select {
	case n.some <- struct{}{}:
	default: // it was told already
	}
	return nil
}

// take are those that wait, as many as one statement takes.
func (n *sharedNonces) take() (group []*usedNonce) {
	const most = 1000
	n.mu.Lock()
	defer n.mu.Unlock()
	group = n.waiting[:min(len(n.waiting), most)]
	n.waiting = n.waiting[len(group):]
	return group
}

// run writes until ctx ends.
func (n *sharedNonces) run(ctx context.Context) {
	for {
		select {
		case <-n.some:
			for group := n.take(); len(group) > 0; group = n.take() {
				n.settle(group, n.write(group))
			}
		case <-ctx.Done():
			n.close()
			return
		}
	}
}

// close sends away those that wait, and those that come.
func (n *sharedNonces) close() {
	n.mu.Lock()
	n.closed = true
	n.mu.Unlock()
	for group := n.take(); len(group) > 0; group = n.take() {
		n.settle(group, sqldb.ErrClosed)
	}
}

func (n *sharedNonces) settle(group []*usedNonce, err error) {
	for _, u := range group {
		if err != nil {
			u.fresh, u.err = false, fmt.Errorf("using a nonce: %w", err)
		}
		close(u.done)
	}
}

// write inserts a group. The nonces stand in order, so that two processes that
// insert the same ones never wait for each other crosswise. Of copies in the
// group the first may be fresh.
func (n *sharedNonces) write(group []*usedNonce) error {
	slices.SortStableFunc(group, func(a, b *usedNonce) int { return a.compare(b.nonceKey) })
	first := make(map[nonceKey]*usedNonce, len(group))
	timestamps, digests := make([]int64, 0, len(group)), make([][]byte, 0, len(group))
	for _, u := range group {
		if first[u.nonceKey] == nil {
			first[u.nonceKey] = u
			timestamps, digests = append(timestamps, u.timestamp), append(digests, u.digest[:])
		}
	}
	var inserted nonceKey
	var digest []byte
	return n.db.Returning(context.Background(), func(row *sql.Rows) error {
		if err := row.Scan(&inserted.timestamp, &digest); err != nil {
			return err
		}
		copy(inserted.digest[:], digest)
		first[inserted].fresh = true
		return nil
	}, `INSERT INTO nonces (timestamp, digest) SELECT t, d FROM unnest(CAST($1 AS BIGINT[]), CAST($2 AS BYTEA[])) AS used (t, d)
		WHERE t >= (SELECT MAX(value) FROM marks WHERE name IN ('nonce_floor', 'nonces_from'))
			AND t < (SELECT value FROM marks WHERE name = 'nonces_until')
		ON CONFLICT DO NOTHING RETURNING timestamp, digest`, timestamps, digests)
}

// refusal says which timestamps can be told to be fresh, as far as a clock that is
// as wrong as it may be has them: a Consumer takes the middle for the time.
func (n *sharedNonces) refusal(ctx context.Context, k keptNonces, timestamp int64) *oauthcore.Problem {
	latest := k.until - 1
	if now, err := n.clock(ctx); err == nil {
		latest = min(latest, now.Add(n.window).Unix())
	}
	return oauthcore.NewProblem(oauthcore.TimestampRefused,
		fmt.Sprintf("The timestamp %d is so far from the time of the server's database that it cannot be told whether the request has been used before. Use the present time.", timestamp),
		oauthcore.Param{Name: "oauth_acceptable_timestamps", Value: strconv.FormatInt(max(k.floor, k.from), 10) + "-" + strconv.FormatInt(latest, 10)})
}
