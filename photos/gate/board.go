package gate

import (
	"context"
	"maps"
	"sync"
	"sync/atomic"
	"time"

	"example.net/oauth1/oauthcore"
)

// Bus tells the other processes that serve of a change. *sqldb.DB is one.
type Bus interface {
	Notify(ctx context.Context, topic, payload string) error
	Listen(topic string, hear func(payload string), lost func()) (stop func())
}

// Board is every Consumer's switches, in memory for every request to look at.
type Board struct {
	store FaultStore
	mu    sync.Mutex // held while the switches are read or written
	on    atomic.Pointer[map[string]Faults]

	bus    Bus           // nil: there is no other process
	moved  chan struct{} // somebody else has switched
	end    func()
	failed func(error)
}

// OpenBoard reads the switches that are on.
func OpenBoard(ctx context.Context, store FaultStore) (*Board, error) {
	b := &Board{store: store}
	return b, b.read(ctx)
}

// topic is what the boards of several processes call each other on.
const topic = "faults"

// looking is how often a Board looks again without being called, in case a call was missed.
const looking = 3 * time.Second

// Share lets what is switched at one process hold at all, until the Board is closed. failed hears of what does not work.
func (b *Board) Share(bus Bus, failed func(error)) {
	b.bus, b.failed, b.moved = bus, failed, make(chan struct{}, 1)
	deaf := bus.Listen(topic, func(string) { b.called() }, b.called)
	ctx, stop := context.WithCancel(context.Background())
	var watching sync.WaitGroup
	watching.Go(func() { b.watch(ctx) })
	b.end = func() { deaf(); stop(); watching.Wait() }
}

// Close ends the sharing.
func (b *Board) Close() error {
	if b.end != nil {
		b.end()
	}
	return nil
}

func (b *Board) called() {
	select {
	case b.moved <- struct{}{}:
	default:
	}
}

func (b *Board) watch(ctx context.Context) {
	tick := time.NewTicker(looking)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-b.moved:
		}
		if err := b.read(ctx); err != nil && ctx.Err() == nil {
			b.failed(err)
		}
	}
}

// read takes over what is stored. Nobody switches meanwhile.
func (b *Board) read(ctx context.Context) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	on, err := b.store.Faults(ctx)
	if err == nil {
		b.on.Store(&on)
	}
	return err
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
	if err := b.set(ctx, consumer, f); err != nil || b.bus == nil {
		return err
	}
	if err := b.bus.Notify(ctx, topic, ""); err != nil {
		b.failed(err) // they look by themselves
	}
	return nil
}

func (b *Board) set(ctx context.Context, consumer string, f Faults) error {
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
