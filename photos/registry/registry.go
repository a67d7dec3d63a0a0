package registry

import (
	"context"
	"crypto/rsa"
	"errors"
	"slices"
	"sync"
	"time"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/gallery"
)

// Store is what a Registry needs kept.
type Store interface {
	Registration(ctx context.Context, key string) (*oauthcore.Registration, error)
	Registrations(ctx context.Context, owner string) ([]oauthcore.Registration, error)
	Register(ctx context.Context, r oauthcore.Registration) error
	DeleteRegistration(ctx context.Context, key string) error
}

// Registry is the desk at which Consumers are registered. Store must be set.
type Registry struct {
	Store Store
	Now   func() time.Time // nil means time.Now

	// Lock holds a name against all processes that serve; nil where there is one.
	Lock func(ctx context.Context, name string) (unlock func(), err error)

	mu sync.Mutex // a change reads a registration and writes it back
}

// lock lets one change at a time read what an owner has registered and write it back, whichever process makes it.
func (g *Registry) lock(ctx context.Context, owner string) (unlock func(), err error) {
	if g.Lock != nil {
		return g.Lock(ctx, "registrations of "+owner)
	}
	g.mu.Lock()
	return g.mu.Unlock, nil
}

// MostConsumers is how many a User may register.
const MostConsumers = 50

// Overlaps are the times for which a changed secret may go on working beside the new one, the shortest first.
var Overlaps = []time.Duration{0, time.Hour, 24 * time.Hour, 7 * 24 * time.Hour, 30 * 24 * time.Hour}

// Consumers are those that a User has registered, the oldest first.
func (g *Registry) Consumers(ctx context.Context, owner string) ([]oauthcore.Registration, error) {
	if owner == "" {
		return nil, nil
	}
	return g.Store.Registrations(ctx, owner)
}

// Consumer finds one of a User's Consumers by its key.
func (g *Registry) Consumer(ctx context.Context, owner, key string) (*oauthcore.Registration, error) {
	r, err := g.Store.Registration(ctx, key)
	switch {
	case errors.Is(err, oauthcore.ErrNotFound):
		return nil, gallery.ErrNotFound
	case err != nil:
		return nil, err
	case owner == "" || r.Owner != owner:
		return nil, gallery.ErrNotFound
	}
	return r, nil
}

// Register makes a Consumer of what its developer has written. Its secret is in the answer, and nowhere to be read
// afterwards.
func (g *Registry) Register(ctx context.Context, owner string, f Form) (*oauthcore.Registration, error) {
	return g.register(ctx, owner, f, MostConsumers)
}

// RegisterFor registers a Consumer for somebody whom the owner answers for, such as a participant of a workshop. They do
// not count among the owner's own, since whoever calls it bounds them.
func (g *Registry) RegisterFor(ctx context.Context, owner string, f Form) (*oauthcore.Registration, error) {
	return g.register(ctx, owner, f, mostAnsweredFor)
}

// mostAnsweredFor bounds what RegisterFor may pile up.
const mostAnsweredFor = 1000

func (g *Registry) register(ctx context.Context, owner string, f Form, most int) (*oauthcore.Registration, error) {
	r := &oauthcore.Registration{Key: oauthcore.NewSecret(), Owner: owner, Created: g.now()}
	if err := f.fill(r); err != nil {
		return nil, err
	}
	if r.PublicKey == nil {
		r.Secret = oauthcore.NewSecret()
	}
	unlock, err := g.lock(ctx, owner)
	if err != nil {
		return nil, err
	}
	defer unlock()
	others, err := g.Consumers(ctx, owner)
	if err != nil {
		return nil, err
	}
	if len(others) >= most {
		return nil, &gallery.Refusal{Sentence: "You have registered as many applications as one person may. Delete one that you no longer need."}
	}
	return r, g.Store.Register(ctx, *r)
}

// Change takes over what the developer has written anew.
func (g *Registry) Change(ctx context.Context, owner, key string, f Form) (*oauthcore.Registration, error) {
	return g.change(ctx, owner, key, func(r *oauthcore.Registration) error {
		before := *r
		if err := f.fill(r); err != nil {
			return err
		}
		switch {
		case r.PublicKey != nil: // it signs with RSA now, and shares no secret with us
			r.Secret, r.PreviousSecret, r.PreviousUntil = "", "", time.Time{}
		case before.PublicKey != nil:
			r.Secret = oauthcore.NewSecret() // as at the registration: in this answer, and nowhere afterwards
		}
		r.Verified = r.Verified && sameFace(before, *r)
		return nil
	})
}

// sameFace tells whether Users recognise a Consumer by the same words and addresses as before.
func sameFace(a, b oauthcore.Registration) bool {
	return a.Name == b.Name && a.URL == b.URL && slices.Equal(a.Callbacks, b.Callbacks) && sameKey(a.PublicKey, b.PublicKey)
}

func sameKey(a, b *rsa.PublicKey) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Equal(b)
}

// Rotate gives a Consumer a new secret. The old one goes on working for the given time, which is one of [Overlaps]; the
// one before that ends now.
func (g *Registry) Rotate(ctx context.Context, owner, key string, overlap time.Duration) (*oauthcore.Registration, error) {
	return g.change(ctx, owner, key, func(r *oauthcore.Registration) error {
		switch {
		case r.PublicKey != nil:
			return &gallery.Refusal{Sentence: "This application signs with its RSA key and has no secret."}
		case !slices.Contains(Overlaps, overlap):
			return &gallery.Refusal{Sentence: "Choose for how long the old secret shall go on working."}
		}
		r.PreviousSecret, r.PreviousUntil = "", time.Time{}
		if overlap > 0 {
			r.PreviousSecret, r.PreviousUntil = r.Secret, g.now().Add(overlap)
		}
		r.Secret = oauthcore.NewSecret()
		return nil
	})
}

// EndOverlap stops the secret before the last change at once.
func (g *Registry) EndOverlap(ctx context.Context, owner, key string) error {
	_, err := g.change(ctx, owner, key, func(r *oauthcore.Registration) error {
		r.PreviousSecret, r.PreviousUntil = "", time.Time{}
		return nil
	})
	return err
}

// Suspend takes a Consumer out of service until it is resumed: nothing it signs is accepted meanwhile, and nothing is
// lost. One that photos itself has barred stays so.
func (g *Registry) Suspend(ctx context.Context, owner, key string, suspended bool) error {
	_, err := g.change(ctx, owner, key, func(r *oauthcore.Registration) error {
		r.Suspended = suspended
		return nil
	})
	return err
}

// Delete forgets a Consumer, and every token that it holds.
func (g *Registry) Delete(ctx context.Context, owner, key string) error {
	unlock, err := g.lock(ctx, owner)
	if err != nil {
		return err
	}
	defer unlock()
	if _, err := g.Consumer(ctx, owner, key); err != nil {
		return err
	}
	return g.Store.DeleteRegistration(ctx, key)
}

func (g *Registry) change(ctx context.Context, owner, key string, edit func(*oauthcore.Registration) error) (*oauthcore.Registration, error) {
	unlock, err := g.lock(ctx, owner)
	if err != nil {
		return nil, err
	}
	defer unlock()
	r, err := g.stored(ctx, owner, key)
	if err != nil {
		return nil, err
	}
	if err := edit(r); err != nil {
		return nil, err
	}
	return r, g.Store.Register(ctx, *r)
}

// stored is a registration as it is stored, and not as it may still be in memory: what is written back must not undo what
// another process has changed.
func (g *Registry) stored(ctx context.Context, owner, key string) (*oauthcore.Registration, error) {
	list, err := g.Consumers(ctx, owner)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if list[i].Key == key {
			return &list[i], nil
		}
	}
	return nil, gallery.ErrNotFound
}

func (g *Registry) now() time.Time {
	if g.Now != nil {
		return g.Now()
	}
	return time.Now()
}
