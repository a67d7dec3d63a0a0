package oauthcore

import (
	"errors"
	"net/http"
	"sync"
	"time"
)

// Clock is what a Consumer learns about the clock of a Service Provider (OAuth
// Core 1.0a section 8). When a timestamp is refused, the refusal says which
// would have been accepted; the Clock remembers the difference, the request is
// signed once more with it, and so is every later one.
//
// The zero value has learned nothing. It is safe for use by several goroutines,
// and belongs to one Service Provider.
type Clock struct {
	// Corrected is called when another difference has been learned; it may be
	// nil.
	Corrected func(ahead time.Duration)

	mu      sync.Mutex
	ahead   time.Duration
	learned time.Time
}

// maxDifference is the largest difference that is corrected: a day, since clocks
// with the wrong time zone are off by hours. Whoever answers could otherwise
// collect signatures that become valid in years.
const maxDifference = 24 * time.Hour

// Ahead is how far the Service Provider's clock is ahead of ours, negative if it
// is behind, and when that was learned: the zero time if it never was.
func (k *Clock) Ahead() (ahead time.Duration, learned time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.ahead, k.learned
}

// learn takes the difference from a refusal at our moment now, and tells whether
// signing again makes sense.
func (k *Clock) learn(p *Problem, now time.Time) bool {
	theirs, found := p.serverTime()
	if k == nil || !found || theirs.Sub(now).Abs() > maxDifference {
		return false
	}
	ahead := theirs.Sub(now).Round(time.Second)
	k.mu.Lock()
	changed := (ahead - k.ahead).Abs() > time.Second
	if changed {
		k.ahead, k.learned = ahead, now
	}
	k.mu.Unlock()
	if changed && k.Corrected != nil {
		k.Corrected(ahead)
	}
	return true
}

// serverTime is the clock of whoever refused a timestamp: the middle of what
// would have been accepted, or else the Date of the answer.
func (p *Problem) serverTime() (time.Time, bool) {
	if earliest, latest, found := p.AcceptableTimestamps(); found && earliest <= latest {
		return time.Unix(earliest+(latest-earliest)/2, 0), true
	}
	return p.Date, !p.Date.IsZero()
}

// mendable tells whether a refused request may be signed and sent once more: a
// timestamp that was off and can be put right, and a nonce that was taken.
// Neither was acted on when it was refused. A nonce is also taken when the
// network has delivered a request twice, so such a request is repeated only if
// it may arrive twice.
func (c *Consumer) mendable(err error, idempotent bool) bool {
	var p *Problem
	if !errors.As(err, &p) {
		return false
	}
	switch p.Code {
	case TimestampRefused:
		return c.Clock.learn(p, c.ownTime())
	case NonceUsed:
		return idempotent
	}
	return false
}

// isIdempotent tells whether a request may arrive twice (RFC 9110 section 9.2.2).
func isIdempotent(method string) bool {
	switch method {
	case "", http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodPut, http.MethodDelete:
		return true
	}
	return false
}
