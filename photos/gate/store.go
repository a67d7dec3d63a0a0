package gate

import (
	"context"
	"math/rand/v2"
	"time"

	"example.net/oauth1/oauthcore"
)

// Store is the Store behind the gate. Admit and UseNonce refuse correctly signed requests only, for they are the last
// things that are looked at: nobody learns or uses up anything in another's name.
type Store struct {
	oauthcore.SessionStore
	Board  *Board
	Limit  Limiter    // by Consumer Key; nil lets everything through
	Chance func() int // 0 to 99; nil means by chance

	shift time.Duration // by how much the clock is off that looks at this Store's times
}

// Admit lets a Consumer through, now or after a while, or tells it when to come again. It fits the field of that name of
// [oauthcore.ServiceProvider].
func (s *Store) Admit(ctx context.Context, consumer string) error {
	if s.Limit != nil {
		if ok, wait := s.Limit.Allow(consumer); !ok {
			return TooOften(wait)
		}
	}
	return s.Board.Of(consumer).misbehave(ctx)
}

// UseNonce implements [oauthcore.Store].
func (s *Store) UseNonce(ctx context.Context, n oauthcore.Nonce) (fresh bool, err error) {
	if share := s.Board.Of(n.Consumer).Nonces; share > 0 && s.chance() < share {
		return false, nil
	}
	n.Timestamp -= int64(s.shift / time.Second)
	return s.SessionStore.UseNonce(ctx, n)
}

// misbehave is slow, or busy, or so slow that there is no more waiting for it.
func (f Faults) misbehave(ctx context.Context) error {
	if err := wait(ctx, min(f.Slow, Patience)); err != nil {
		return err
	}
	switch {
	case f.Slow > Patience:
		return tooSlow()
	case f.Busy:
		return busy()
	}
	return nil
}

func wait(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (s *Store) chance() int {
	if s.Chance != nil {
		return s.Chance()
	}
	return rand.IntN(100)
}

// AccessToken implements [oauthcore.Store]: for some Consumers tokens grow old early.
func (s *Store) AccessToken(ctx context.Context, token string) (*oauthcore.IssuedAccessToken, error) {
	found, err := s.SessionStore.AccessToken(ctx, token)
	if err != nil {
		return nil, err
	}
	early := s.Board.Of(found.Consumer).Expire
	if early == 0 && s.shift == 0 {
		return found, nil
	}
	t := *found
	if early > 0 {
		if end := t.Issued.Add(early); t.Expires.IsZero() || end.Before(t.Expires) {
			t.Expires = end
		}
	}
	moveAccess(&t, s.shift)
	return &t, nil
}

// The rest moves times between the clock that is right and one that is off, so that a wrong clock is seen by nobody
// but the Consumer that asked for it, and only when its timestamp is looked at.

// CreateRequestToken implements [oauthcore.Store].
func (s *Store) CreateRequestToken(ctx context.Context, t *oauthcore.IssuedRequestToken) error {
	moved := *t
	moveRequest(&moved, -s.shift)
	return s.SessionStore.CreateRequestToken(ctx, &moved)
}

// RequestToken implements [oauthcore.Store].
func (s *Store) RequestToken(ctx context.Context, token string) (*oauthcore.IssuedRequestToken, error) {
	found, err := s.SessionStore.RequestToken(ctx, token)
	if err != nil {
		return nil, err
	}
	moved := *found
	moveRequest(&moved, s.shift)
	return &moved, nil
}

// ExchangeRequestToken implements [oauthcore.Store].
func (s *Store) ExchangeRequestToken(ctx context.Context, token string, at *oauthcore.IssuedAccessToken) error {
	moved := *at
	moveAccess(&moved, -s.shift)
	return s.SessionStore.ExchangeRequestToken(ctx, token, &moved)
}

// RenewAccessToken implements [oauthcore.SessionStore].
func (s *Store) RenewAccessToken(ctx context.Context, old string, successor *oauthcore.IssuedAccessToken) error {
	moved := *successor
	moveAccess(&moved, -s.shift)
	return s.SessionStore.RenewAccessToken(ctx, old, &moved)
}

func moveRequest(t *oauthcore.IssuedRequestToken, by time.Duration) {
	move(by, &t.Issued, &t.Expires, &t.Grant.Expires)
}

func moveAccess(t *oauthcore.IssuedAccessToken, by time.Duration) {
	move(by, &t.Issued, &t.Expires, &t.Grant.Expires)
}

func move(by time.Duration, times ...*time.Time) {
	for _, t := range times {
		if !t.IsZero() {
			*t = t.Add(by)
		}
	}
}
