package orders

import (
	"context"
	"errors"
	"os"
	"time"
)

// LeaseStore is how several replicas share the work on orders: one takes an order for a while by the Store's clock, renews
// that, and gives it back. Whatever it writes of the order counts only as long as nobody else has taken it: Order.Lease goes
// with everything that a worker writes.
type LeaseStore interface {
	// Take takes an order that is due for the worker, and that nobody has; "" if there is no such order any more.
	Take(ctx context.Context, id string, lasts time.Duration, now time.Time) (lease string, err error)
	// TakePrinting is Take for the printer, which prints one order at a time.
	TakePrinting(ctx context.Context, id string, lasts time.Duration, now time.Time) (lease string, err error)
	// Renew lets a lease last from now on; false if it is no more.
	Renew(ctx context.Context, id, lease string, lasts time.Duration) (held bool, err error)
	// GiveBack ends a lease.
	GiveBack(ctx context.Context, id, lease string) error
}

// errLost says that another replica may be working on the order: the present work is void.
var errLost = errors.New("the lease of the order was lost")

func (s *Shop) lease() time.Duration {
	if s.Lease > 0 {
		return s.Lease
	}
	return 30 * time.Second
}

// hold is an order in the hands of one worker.
type hold struct {
	*Shop
	order string
	lease string // "" where this process is the only one: then nobody else could take it
	lose  context.CancelCauseFunc
	until *time.Timer // then the lease may be another's
}

type taking func(ctx context.Context, id string, lasts time.Duration, now time.Time) (lease string, err error)

// grasp takes an order, and gives the context of the work on it, which ends when the lease is lost. A nil hold means that
// the order is not to be had.
func (s *Shop) grasp(ctx context.Context, id string, take taking) (context.Context, *hold, error) {
	h := &hold{Shop: s, order: id}
	working, lose := context.WithCancelCause(ctx)
	h.lose = lose
	if s.Replicas == nil {
		return working, h, nil
	}
	asked := time.Now() // before, so that the lease ends here before it ends there
	lease, err := take(ctx, id, s.lease(), s.now())
	if err != nil || lease == "" {
		lose(nil)
		return nil, nil, err
	}
	h.lease = lease
	h.until = time.AfterFunc(time.Until(asked.Add(s.lease())), func() { lose(errLost) })
	go h.keep(working)
	return working, h, nil
}

// keep renews the lease in time, until the work ends.
func (h *hold) keep(ctx context.Context) {
	every := h.Shop.lease() / 3
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		asked := time.Now()
		held, err := h.Store.Renew(ctx, h.order, h.lease, h.Shop.lease())
		switch {
		case ctx.Err() != nil:
			return
		case err != nil: // the next one may do, if there is time for it
			h.log().WarnContext(ctx, "renewing the lease of an order", "order", h.order, "error", err)
		case !held:
			h.lose(errLost)
		default:
			h.until.Reset(time.Until(asked.Add(h.Shop.lease())))
		}
	}
}

// letGo ends the work and lets others have the order.
func (h *hold) letGo(ctx context.Context) {
	h.lose(nil)
	if h.lease == "" {
		return
	}
	h.until.Stop()
	if err := h.Store.GiveBack(context.WithoutCancel(ctx), h.order, h.lease); err != nil {
		h.log().WarnContext(ctx, "giving an order back", "order", h.order, "error", err)
	}
	h.offer(ctx)
}

// lost reports that the work ended because another replica may be at it; then what lies here of the order is in the way.
func (h *hold) lost(working context.Context) bool { return context.Cause(working) == errLost }

// abandon removes what lies here of an order that another replica works on.
func (s *Shop) abandon(ctx context.Context, id string) {
	s.log().WarnContext(ctx, "the work on an order is void: another replica has it, or it was cancelled", "order", id)
	s.live.forget(id)
	if err := errors.Join(remove(s.half(id)), os.RemoveAll(s.originals(id))); err != nil {
		s.log().ErrorContext(ctx, "removing what was fetched in vain", "order", id, "error", err)
	}
}
