package orders

import (
	"context"
	"errors"
	"sync"
	"time"
)

// atOnce is how many orders are worked on together: a large or a stuck one must not stop all others.
const atOnce = 2

func (s *Shop) init() {
	s.live.init(s.fetches(), func() {
		if s.Replicas != nil {
			s.Replicas.Listen(s.hear, s.missed)
		}
	})
}

func (s *Shop) fetches() int {
	if s.Fetches > 0 {
		return s.Fetches
	}
	return 4
}

// Run works on the queue until ctx ends, then waits for the work in hand to stop. The queue is the orders themselves
// in the database: after a crash the next Run, or that of another replica, finds each where it was.
func (s *Shop) Run(ctx context.Context) error {
	s.init()
	for err := s.tidy(ctx); err != nil; err = s.tidy(ctx) {
		if ctx.Err() != nil {
			return nil
		}
		s.log().ErrorContext(ctx, "preparing the folder for prints", "error", err)
		s.pauseAt(ctx, nil, s.now().Add(5*time.Second))
	}
	var work sync.WaitGroup
	defer work.Wait()
	work.Go(func() { s.runPress(ctx) })
	work.Go(func() { s.keepTidy(ctx) })
	for ctx.Err() == nil {
		next, err := s.start(ctx, &work)
		if err != nil && ctx.Err() == nil {
			s.log().ErrorContext(ctx, "looking for orders to work on", "error", err)
			next = s.now().Add(time.Second)
		}
		s.pause(ctx, s.notLater(next))
	}
	return nil
}

// start gives each order that is due a worker, as far as there are any left.
func (s *Shop) start(ctx context.Context, work *sync.WaitGroup) (next time.Time, err error) {
	due, next, err := s.Store.Due(ctx, s.now())
	for _, id := range due {
		if !s.live.claim(id, atOnce) {
			continue
		}
		working, h, grasped := s.grasp(s.named(ctx), id, s.Store.Take)
		if h == nil { // another replica was faster
			s.live.unclaim(id)
			err = errors.Join(err, grasped)
			continue
		}
		s.live.begin(id, h.lose)
		work.Go(func() {
			defer s.afterwards(ctx, id)
			defer s.live.release(id)
			s.work(working, h)
			h.letGo(ctx)
		})
	}
	return next, err
}

// pause waits until the next order is due, or something happens.
func (s *Shop) pause(ctx context.Context, next time.Time) { s.pauseAt(ctx, s.live.wake, next) }

// pauseAt waits for a bell, or until next; the zero time is never.
func (s *Shop) pauseAt(ctx context.Context, bell <-chan struct{}, next time.Time) {
	var alarm <-chan time.Time
	if !next.IsZero() {
		timer := time.NewTimer(next.Sub(s.now()))
		defer timer.Stop()
		alarm = timer.C
	}
	select {
	case <-ctx.Done():
	case <-alarm:
	case <-bell:
	}
}

// work takes one order as far as it goes now.
func (s *Shop) work(ctx context.Context, h *hold) {
	o, err := s.Store.Order(ctx, h.order)
	if err != nil {
		s.trouble(ctx, h.order, err)
		return
	}
	o.Lease = h.lease
	if o.State.Done() {
		return // it was cancelled on its way here
	}
	before := o.Progress.Fetched
	begun, err := s.fetchAll(ctx, &o)
	if err == nil {
		err = s.compose(ctx, &o, begun)
	}
	if err != nil {
		err = errors.Join(err, begun.drop())
	}
	if o.Progress.Fetched > before {
		o.Attempts = 0
	}
	if h.lost(ctx) {
		s.abandon(ctx, o.ID)
		return
	}
	if err := s.settle(ctx, o, err); err != nil {
		s.trouble(ctx, o.ID, err)
	}
}

// trouble is a database that fails: the order stays as it is and due, so its worker rests a little.
func (s *Shop) trouble(ctx context.Context, id string, err error) {
	if ctx.Err() != nil {
		return
	}
	s.log().ErrorContext(ctx, "reading or keeping an order", "order", id, "error", err)
	select {
	case <-time.After(time.Second):
	case <-ctx.Done():
	}
}

// errMoved says that somebody else changed the order's state: the present work is void.
var errMoved = errors.New("the order has moved")

// move changes the state, only from the one that this worker knows, and under its lease.
func (s *Shop) move(ctx context.Context, o *Order, to State) error {
	from := o.State
	o.State, o.Updated = to, s.now()
	moved, err := s.Store.Move(ctx, *o, from)
	if err == nil && !moved {
		err = errMoved
	}
	if err == nil {
		s.tellEnd(to)
	}
	s.changed(ctx, o.ID)
	return err
}
