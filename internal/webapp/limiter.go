package webapp

import (
	"container/list"
	"crypto/sha256"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"
	"golang.org/x/time/rate"
)

// Limiter is a token bucket for each key: an account, an address. Its memory
// is bounded: when it is full, the key that was quiet longest is forgotten.
// A whole workshop may share one address, so be generous with those.
type Limiter struct {
	Every time.Duration    // one more try each; 0 means 12 seconds
	Burst int              // tries at once; 0 means 10
	Keys  int              // how many keys are remembered; 0 means 10,000
	Now   func() time.Time // nil means time.Now

	mu     sync.Mutex
	byKey  map[string]*list.Element
	recent list.List // of *bucket, the latest first
}

type bucket struct {
	key string
	*rate.Limiter
}

// Allow takes one try for the key. If there is none left, it says how long to
// wait for the next.
func (l *Limiter) Allow(key string) (ok bool, wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	r := l.bucket(short(key)).ReserveN(now, 1)
	if wait = r.DelayFrom(now); wait > 0 {
		r.CancelAt(now)
		return false, wait
	}
	return true, 0
}

// Forget gives the key all its tries back: after a right password.
func (l *Limiter) Forget(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	key = short(key)
	if e, ok := l.byKey[key]; ok {
		l.recent.Remove(e)
		delete(l.byKey, key)
	}
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

func (l *Limiter) bucket(key string) *bucket {
	if e, ok := l.byKey[key]; ok {
		l.recent.MoveToFront(e)
		return e.Value.(*bucket)
	}
	if l.byKey == nil {
		l.byKey = map[string]*list.Element{}
	}
	if oldest := l.recent.Back(); oldest != nil && len(l.byKey) >= orDefault(l.Keys, 10_000) {
		delete(l.byKey, l.recent.Remove(oldest).(*bucket).key)
	}
	b := &bucket{key, rate.NewLimiter(rate.Every(orDefault(l.Every, 12*time.Second)), orDefault(l.Burst, 10))}
	l.byKey[key] = l.recent.PushFront(b)
	return b
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
