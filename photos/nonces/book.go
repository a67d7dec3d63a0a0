package nonces

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"os"
	"strconv"
	"sync"
	"time"

	"example.net/oauth1/oauthcore"
)

// Book remembers used nonces. It is safe for use by several goroutines. See
// [Open].
type Book struct {
	window time.Duration
	now    func() time.Time

	mu      sync.Mutex
	used    map[int64]map[digest]struct{} // by timestamp, so that the old are forgotten together
	barrier int64                         // no timestamp up to this one is accepted
	mark    *mark
	log     *log
	keyed   hash.Hash
	room    []byte // for what is hashed, and the hash
	pruned  int64  // the time of the last pruning
	closed  bool
}

// digest stands for Consumer, token and nonce: 128 bits under a secret key, so
// that nobody can make two of them meet.
type digest [16]byte

// Config is what a Book is opened with.
type Config struct {
	Dir    string           // a folder of its own, made if missing
	Window time.Duration    // how far a timestamp may be off, both ways
	Now    func() time.Time // nil means time.Now
	New    bool             // nothing can have been accepted before: the database is new too
	Floor  int64            // nothing up to it is accepted: it may have been, elsewhere
	BootID func() string    // identifies the running system; nil means the real one
}

// ErrClosed is answered once the Book has been closed.
var ErrClosed = errors.New("nonces: closed")

// Open opens the Book in a folder, and finds out what it can rely on.
func Open(c Config) (*Book, error) {
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("making the folder of nonces: %w", err)
	}
	b := &Book{window: c.Window, now: c.Now, used: map[int64]map[digest]struct{}{}}
	if b.now == nil {
		b.now = time.Now
	}
	if c.BootID == nil {
		c.BootID = bootID
	}
	if err := b.open(c); err != nil {
		return nil, err
	}
	return b, nil
}

func (b *Book) open(c Config) (err error) {
	if b.mark, err = openMark(c.Dir); err != nil {
		return fmt.Errorf("opening the mark of the nonces: %w", err)
	}
	old, whole := readLogs(c.Dir, c.BootID())
	switch {
	case whole:
		b.barrier = old.barrier
	case c.New:
	case b.mark.last != 0:
		b.barrier = b.mark.last
	default: // nothing accepted before now can have been further ahead than the window
		b.barrier = b.now().Add(b.window).Unix()
	}
	b.barrier = max(b.barrier, b.mark.floor, c.Floor)
	if !whole {
		old = kept{header: header{key: make([]byte, sha256.Size)}}
		rand.Read(old.key)
	}
	b.keyed = hmac.New(sha256.New, old.key)
	for _, r := range old.records {
		b.remember(r.timestamp, r.digest)
	}
	b.log, err = startLog(c.Dir, header{boot: c.BootID(), barrier: b.barrier, key: old.key}, old.records)
	return err
}

// Barrier is the timestamp up to which everything is refused, because it may
// have been used before the machine lost its memory; 0 if there is none.
func (b *Book) Barrier() int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.barrier
}

// Use uses a nonce up: true means that it is fresh, and now remembered (OAuth
// Core 1.0a section 8, RFC 5849 section 3.3). A timestamp behind the barrier is
// a [*oauthcore.Problem], timestamp_refused.
func (b *Book) Use(_ context.Context, n oauthcore.Nonce) (fresh bool, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.closed:
		return false, ErrClosed
	case n.Timestamp <= b.barrier:
		return false, b.refusal(n.Timestamp)
	}
	d := b.digestOf(n)
	if _, used := b.used[n.Timestamp][d]; used {
		return false, nil
	}
	if err := b.mark.cover(n.Timestamp); err != nil {
		return false, fmt.Errorf("moving the mark of the nonces: %w", err)
	}
	if err := b.log.append(record{n.Timestamp, d}); err != nil {
		return false, fmt.Errorf("remembering a nonce: %w", err)
	}
	b.remember(n.Timestamp, d)
	return true, b.prune()
}

func (b *Book) refusal(timestamp int64) *oauthcore.Problem {
	latest := b.now().Add(b.window).Unix()
	return oauthcore.NewProblem(oauthcore.TimestampRefused,
		fmt.Sprintf("The server was restarted and cannot tell whether a request with the timestamp %d has been used before. Use the present time.", timestamp),
		oauthcore.Param{Name: "oauth_acceptable_timestamps", Value: strconv.FormatInt(b.barrier+1, 10) + "-" + strconv.FormatInt(latest, 10)})
}

// digestOf joins the three with their lengths, so that no two of them are
// joined alike.
func (b *Book) digestOf(n oauthcore.Nonce) (d digest) {
	b.room = b.room[:0]
	for _, part := range [...]string{n.Consumer, n.Token, n.Nonce} {
		b.room = binary.LittleEndian.AppendUint32(b.room, uint32(len(part)))
		b.room = append(b.room, part...)
	}
	b.keyed.Reset()
	b.keyed.Write(b.room)
	b.room = b.keyed.Sum(b.room[:0])
	copy(d[:], b.room)
	return d
}

func (b *Book) remember(timestamp int64, d digest) {
	bucket := b.used[timestamp]
	if bucket == nil {
		bucket = map[digest]struct{}{}
		b.used[timestamp] = bucket
	}
	bucket[d] = struct{}{}
}

// prune forgets, every few seconds, what can no longer be accepted, with as
// much again to spare. What is forgotten moves behind the barrier, so that a
// clock that is set back cannot make it acceptable again.
func (b *Book) prune() error {
	now := b.now().Unix()
	if now-b.pruned < 5 {
		return nil
	}
	b.pruned = now
	oldest := now - 2*int64(b.window/time.Second)
	for timestamp := range b.used {
		if timestamp < oldest {
			delete(b.used, timestamp)
		}
	}
	b.barrier = max(b.barrier, oldest-1)
	return b.log.prune(oldest, b.mark.setFloor)
}

// Close brings everything to the disk, so that the next start knows it all.
func (b *Book) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return nil
	}
	b.closed = true
	return errors.Join(b.log.finish(), b.mark.close())
}
