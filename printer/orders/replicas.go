package orders

import (
	"context"
	"strings"
	"time"
)

// Replicas is the line between the running programs of one shop, which share its Store and its Shelf. It carries bells,
// not facts: whoever hears one looks at the Store.
type Replicas interface {
	// Name is this replica's own: Order.Home, where it has fetched.
	Name() string
	// Ring tells all other replicas.
	Ring(ctx context.Context, bell string) error
	// Listen hears what the others ring. lost is called when something may have been missed.
	Listen(hear func(bell string), lost func())
}

// The bells; an order's id follows those that are about one.
const (
	bellOrder  = "order"  // it has changed
	bellOrders = "orders" // several have
	bellWork   = "work"   // there may be something to do
	bellStop   = "stop"   // whoever works on it works in vain
)

// ring tells the other replicas, if there are any.
func (s *Shop) ring(ctx context.Context, bell, order string) {
	if s.Replicas == nil {
		return
	}
	if err := s.Replicas.Ring(context.WithoutCancel(ctx), strings.TrimSpace(bell+" "+order)); err != nil {
		s.log().WarnContext(ctx, "telling the other replicas", "bell", bell, "error", err)
	}
}

// hear does here what a bell of another replica asks for.
func (s *Shop) hear(bell string) {
	bell, order, _ := strings.Cut(bell, " ")
	switch bell {
	case bellOrder:
		s.live.publish(order)
	case bellOrders:
		s.live.publishAll()
	case bellWork:
		s.live.wakeUp()
		s.live.wakePress()
	case bellStop:
		s.live.stop(order)
	}
}

// missed looks at everything again. A worker whose order was cancelled meanwhile is told when it renews its lease.
func (s *Shop) missed() {
	s.hear(bellOrders)
	s.hear(bellWork)
}

// changed tells whoever watches an order, wherever.
func (s *Shop) changed(ctx context.Context, order string) {
	s.live.publish(order)
	s.ring(ctx, bellOrder, order)
}

// manyChanged is for what moves several orders at once.
func (s *Shop) manyChanged(ctx context.Context) {
	s.live.publishAll()
	s.ring(ctx, bellOrders, "")
}

// offer tells the workers of every replica that there may be something to do.
func (s *Shop) offer(ctx context.Context) {
	s.live.wakeUp()
	s.live.wakePress()
	s.ring(ctx, bellWork, "")
}

// notLater bounds a pause where other replicas may have something to tell and cannot.
func (s *Shop) notLater(next time.Time) time.Time {
	pause := s.LookAgain
	if pause <= 0 {
		pause = 10 * time.Second
	}
	if limit := s.now().Add(pause); s.Replicas != nil && (next.IsZero() || next.After(limit)) {
		return limit
	}
	return next
}
