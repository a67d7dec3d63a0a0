package gate

import (
	"context"
	"maps"
	"sync"
	"sync/atomic"
	"time"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/gallery"
)

// Faults is what goes wrong on purpose for one Consumer. The zero value is nothing.
type Faults struct {
	Clock  time.Duration `json:"clock,omitempty"`  // our clock is off by this: timestamp_refused
	Nonces int           `json:"nonces,omitempty"` // of a hundred good nonces, how many are refused: nonce_used
	Expire time.Duration `json:"expire,omitempty"` // Access Tokens are too old after this: token_expired
	Busy   bool          `json:"busy,omitempty"`   // everything is refused for now: consumer_key_refused, status 503
	Slow   time.Duration `json:"slow,omitempty"`   // every answer takes this much longer; beyond Patience: consumer_key_refused, status 503
}

// Any tells whether anything is switched on.
func (f Faults) Any() bool { return f != Faults{} }

// The bounds of the switches.
const (
	MaxClock  = 24 * time.Hour
	MaxSlow   = 20 * time.Second
	MaxExpire = 24 * time.Hour
)

// Patience is how long an answer is waited for, at most. One that is made slower is refused instead, after this time.
const Patience = 10 * time.Second

func (f Faults) check() error {
	switch {
	case f.Clock.Abs() > MaxClock:
		return &gallery.Refusal{Sentence: "The clock can be off by at most a day, that is 1440 minutes."}
	case f.Nonces < 0 || f.Nonces > 100:
		return &gallery.Refusal{Sentence: "The share of nonces is a number from 0 to 100."}
	case f.Expire < 0 || f.Expire > MaxExpire:
		return &gallery.Refusal{Sentence: "Tokens can be made to expire after 1 to 86400 seconds."}
	case f.Slow < 0 || f.Slow > MaxSlow:
		return &gallery.Refusal{Sentence: "Answers can be slowed down by at most 20 seconds."}
	}
	return nil
}

// FaultStore is where the switches are kept.
type FaultStore interface {
	Faults(ctx context.Context) (map[string]Faults, error)
	SaveFaults(ctx context.Context, consumer string, f Faults) error
}

// Board is every Consumer's switches, in memory for every request to look at.
type Board struct {
	store FaultStore
	mu    sync.Mutex
	on    atomic.Pointer[map[string]Faults]
}

// OpenBoard reads the switches that are on.
func OpenBoard(ctx context.Context, store FaultStore) (*Board, error) {
	on, err := store.Faults(ctx)
	if err != nil {
		return nil, err
	}
	b := &Board{store: store}
	b.on.Store(&on)
	return b, nil
}

// Of is what is switched on for a Consumer.
func (b *Board) Of(consumer string) Faults { return (*b.on.Load())[consumer] }

// Quiet tells whether nothing at all is switched on, for anybody.
func (b *Board) Quiet() bool { return len(*b.on.Load()) == 0 }

// Set switches. What cannot be is a [gallery.Refusal].
func (b *Board) Set(ctx context.Context, consumer string, f Faults) error {
	if err := f.check(); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.store.SaveFaults(ctx, consumer, f); err != nil {
		return err
	}
	on := maps.Clone(*b.on.Load())
	if delete(on, consumer); f.Any() {
		on[consumer] = f
	}
	b.on.Store(&on)
	return nil
}

// Provider is the Service Provider as one Consumer meets it: the very same, unless its clock is switched to be off.
func (b *Board) Provider(sp *oauthcore.ServiceProvider, consumer string) *oauthcore.ServiceProvider {
	off := b.Of(consumer).Clock
	store, ours := sp.Store.(*Store)
	if off == 0 || !ours {
		return sp
	}
	now := sp.Now
	if now == nil {
		now = time.Now
	}
	shifted, other := *store, *sp
	shifted.shift = off
	other.Store, other.Now = &shifted, func() time.Time { return now().Add(off) }
	return &other
}
