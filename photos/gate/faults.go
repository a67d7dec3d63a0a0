package gate

import (
	"context"
	"time"

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
