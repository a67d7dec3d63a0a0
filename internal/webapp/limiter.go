package webapp

import (
	"container/list"
	"context"
	"crypto/sha256"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"
	"golang.org/x/time/rate"
)

// Tries is how often somebody may try something: to sign in, or a code. A
// [Limiter] counts in memory; sqldb.Limit does over several processes.
type Tries interface {
	// Try takes one try for a key. If there is none left, it says how long to wait
	// for the next.
	Try(ctx context.Context, key string) (ok bool, wait time.Duration, err error)
	// Forget gives the key all its tries back: after a right password.
	Forget(ctx context.Context, key string) error
}

// Try takes one try for a key. Where tries cannot be counted nobody may go on:
// the error is a 503.
func Try(c echo.Context, t Tries, key string) (ok bool, wait time.Duration, err error) {
	if ok, wait, err = t.Try(c.Request().Context(), key); err != nil {
		return false, 0, uncounted(err)
	}
	return ok, wait, nil
}

// Forget gives a key all its tries back, with the same error.
func Forget(c echo.Context, t Tries, key string) error {
	if err := t.Forget(c.Request().Context(), key); err != nil {
		return uncounted(err)
	}
	return nil
}

func uncounted(err error) error {
	return echo.NewHTTPError(http.StatusServiceUnavailable, "We cannot check that just now. Please try again in a moment.").SetInternal(err)
}

// Limiter is a token bucket for each key: an account, an address. Its memory
// is bounded: when it is full, the key that was quiet longest is forgotten.
// A whole workshop may share one address, so be generous with those.
type Limiter struct {
	Every time.Duration    // one more try each; 0 means 12 seconds
	Burst int              // tries at once; 0 means 10
	Keys  int              // how many keys are remembered; 0 means 10,000
	Share func() int       // among how many the limit is divided; nil means that it is all ours
	Now   func() time.Time // nil means time.Now

	mu     sync.Mutex
	byKey  map[string]*list.Element
	recent list.List // of *bucket, the latest first
}

var _ Tries = (*Limiter)(nil)

type bucket struct {
	key   string
	share int
	*rate.Limiter
}

// Allow takes one try for the key. If there is none left, it says how long to
// wait for the next.
func (l *Limiter) Allow(key string) (ok bool, wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	r := l.bucket(short(key), now).ReserveN(now, 1)
	if wait = r.DelayFrom(now); wait > 0 {
		r.CancelAt(now)
		return false, wait
	}
	return true, 0
}

// Try implements [Tries].
func (l *Limiter) Try(_ context.Context, key string) (ok bool, wait time.Duration, err error) {
	ok, wait = l.Allow(key)
	return ok, wait, nil
}

// Forget implements [Tries].
func (l *Limiter) Forget(_ context.Context, key string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	key = short(key)
	if e, ok := l.byKey[key]; ok {
		l.recent.Remove(e)
		delete(l.byKey, key)
	}
	return nil
}

// keySize is the longest key that is remembered as it was sent.
const keySize = 64

// short is the key as it is remembered: what somebody sends as a name may be a
// megabyte, or a piece of one that it would keep in memory.
func short(key string) string {
	if len(key) <= keySize {
		return strings.Clone(key)
	}
	sum := sha256.Sum256([]byte(key))
	return string(sum[:])
}

// bucket is the key's own. Its limit is divided anew when those who share it
// have become more or fewer.
func (l *Limiter) bucket(key string, now time.Time) *bucket {
	share := 1
	if l.Share != nil {
		share = max(1, l.Share())
	}
	e, known := l.byKey[key]
	if !known {
		return l.newBucket(key, share)
	}
	l.recent.MoveToFront(e)
	b := e.Value.(*bucket)
	if b.share != share {
		every, burst := l.divided(share)
		b.SetLimitAt(now, every)
		b.SetBurstAt(now, burst)
		b.share = share
	}
	return b
}

func (l *Limiter) newBucket(key string, share int) *bucket {
	if l.byKey == nil {
		l.byKey = map[string]*list.Element{}
	}
	if oldest := l.recent.Back(); oldest != nil && len(l.byKey) >= orDefault(l.Keys, 10_000) {
		delete(l.byKey, l.recent.Remove(oldest).(*bucket).key)
	}
	b := &bucket{key, share, rate.NewLimiter(l.divided(share))}
	l.byKey[key] = l.recent.PushFront(b)
	return b
}

// divided is our part of the limit.
func (l *Limiter) divided(share int) (every rate.Limit, burst int) {
	return rate.Every(orDefault(l.Every, 12*time.Second) * time.Duration(share)), max(1, orDefault(l.Burst, 10)/share)
}

func (l *Limiter) now() time.Time {
	if l.Now != nil {
		return l.Now()
	}
	return time.Now()
}

func orDefault[T int | time.Duration](v, otherwise T) T {
	if v == 0 {
		return otherwise
	}
	return v
}

// ClientKey is the key of the client's address: an IPv4 address, or the /64 of
// an IPv6 address, of which one client has as many as it likes.
func ClientKey(c echo.Context) string {
	addr, err := netip.ParseAddr(c.RealIP())
	if err != nil {
		return c.RealIP()
	}
	addr = addr.Unmap().WithZone("")
	if addr.Is6() {
		p, _ := addr.Prefix(64)
		return p.String()
	}
	return addr.String()
}
