package orders

import (
	"context"
	"errors"
	"os"
)

// Cancellable are the states in which a customer may take an order back: until its print file stands.
func Cancellable() []State { return []State{Placed, Fetching, Composing, Waiting, NeedsPermission} }

// Cancellable reports whether the customer may still take the order back: at the shop's printer, as far as that lets go
// of it.
func (s State) Cancellable() bool {
	if s == Printing {
		return true
	}
	for _, state := range Cancellable() {
		if s == state {
			return true
		}
	}
	return false
}

// Cancel takes back an order of the customer's own, if it is not too late, and removes its files. Of a cancelling
// customer and a worker that gets ready, one wins. A *Refusal if it was too late.
func (s *Shop) Cancel(ctx context.Context, customer, id string) error {
	cancelled, err := s.Store.Cancel(ctx, customer, id, "You cancelled this order.", s.now())
	if err != nil {
		return err
	}
	if !cancelled {
		return s.tooLate(ctx, customer, id)
	}
	s.log().InfoContext(ctx, "order cancelled", "order", id)
	s.tellEnd(Cancelled)
	s.changed(ctx, id)
	if s.live.stop(id) {
		return nil // its worker removes the files when it has let go of them
	}
	s.ring(ctx, bellStop, id) // it may work elsewhere
	o, err := s.Store.Order(ctx, id)
	if err != nil {
		return err
	}
	return s.discard(ctx, o)
}

// tooLate says why an order was not cancelled; one that is cancelled already is as wanted.
func (s *Shop) tooLate(ctx context.Context, customer, id string) error {
	o, err := s.Order(ctx, customer, id)
	if err == nil && o.State == Printing {
		return s.withdraw(ctx, o)
	}
	if err == nil && o.State != Cancelled {
		err = refuse("It is too late to cancel: this order is finished.")
	}
	return err
}

// discard removes every file of an order; the originals last, since the next start finds by them what a crash left.
func (s *Shop) discard(ctx context.Context, o Order) error {
	s.takeOff(ctx, o.PDF, o.pdfName())
	if err := remove(s.half(o.ID)); err != nil {
		return err
	}
	return os.RemoveAll(s.originals(o.ID))
}

func remove(path string) error {
	if err := os.Remove(path); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// afterwards is what a worker does that has let go of an order: if it was cancelled meanwhile, its files go.
func (s *Shop) afterwards(ctx context.Context, id string) {
	o, err := s.Store.Order(context.WithoutCancel(ctx), id)
	switch {
	case err != nil:
	case o.State == Cancelled:
		err = s.discard(context.WithoutCancel(ctx), o)
	case o.State.Done() && s.Replicas != nil: // another replica may have ended it
		err = errors.Join(remove(s.half(id)), os.RemoveAll(s.originals(id)))
	}
	if o.State.Done() {
		s.live.forget(id)
	}
	if err != nil && !errors.Is(err, ErrNotFound) {
		s.log().ErrorContext(ctx, "removing the files of an order that has ended", "order", id, "error", err)
	}
}
