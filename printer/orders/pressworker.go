package orders

import (
	"context"
	"errors"
	"os"
	"time"
)

// runPress brings finished orders to the printer, one after the other, until ctx ends. The orders are the queue: after a
// crash the next one finds each at its PrintStep.
func (s *Shop) runPress(ctx context.Context) {
	for ctx.Err() == nil {
		id, next, err := s.Store.PressDue(ctx, s.now())
		switch {
		case err != nil:
			s.trouble(ctx, "", err)
		case id == "":
			s.pauseAt(ctx, s.live.press, s.notLater(next))
		case s.Press == nil:
			s.withoutPress(ctx, id)
		default:
			s.atPress(s.named(ctx), id)
		}
	}
}

// atPress takes one order as far as it goes now.
func (s *Shop) atPress(ctx context.Context, id string) {
	working, h, err := s.grasp(ctx, id, s.Store.TakePrinting)
	if h == nil {
		if err != nil {
			s.trouble(ctx, id, err)
		}
		return // another replica was faster
	}
	o, err := s.Store.Order(working, id)
	if o.Lease = h.lease; err == nil {
		err = s.settlePress(working, o, s.print(working, &o))
	}
	if err != nil {
		s.trouble(working, id, err)
	}
	h.letGo(ctx)
	s.afterwards(ctx, id)
}

// settlePress decides what the end of an attempt means: the order waits for the printer, or all is said already.
func (s *Shop) settlePress(ctx context.Context, o Order, err error) error {
	if err == nil || errors.Is(err, errMoved) || ctx.Err() != nil {
		return nil
	}
	var down *PressDown
	if !errors.As(err, &down) {
		return err
	}
	o.Attempts++
	o.Reason = down.Sentence + " We keep trying; your order is safe."
	o.NextTry = s.now().Add(min(s.Backoff.After(o.Attempts), time.Minute))
	s.log().WarnContext(ctx, "order waits for the printer", "order", o.ID, "attempt", o.Attempts, "error", err)
	return voidIsFine(s.move(ctx, &o, Printing))
}

// withoutPress is for orders that were on their way to a printer that the shop has no more.
func (s *Shop) withoutPress(ctx context.Context, id string) {
	o, err := s.Store.Order(ctx, id)
	if err == nil {
		o.Reason = "The shop has no printer any more."
		err = voidIsFine(s.move(ctx, &o, Ready))
	}
	if err == nil {
		err = os.RemoveAll(s.originals(id))
	}
	if err != nil {
		s.trouble(ctx, id, err)
	}
}

// prepare looks what the printer has, before the print file is made, and gives the sheet to impose on. If the printer does
// not answer, each print gets a page; should that be wrong, the file is made again when it is there.
func (s *Shop) prepare(ctx context.Context, o Order) (Extent, error) {
	if s.Press == nil {
		return Extent{}, nil
	}
	p, err := s.Store.Printout(ctx, o.ID)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return Extent{}, err
	}
	p.Order, p.Step, p.Sheet = o.ID, PrintWaiting, Extent{}
	if status, err := s.Press.Status(ctx); err == nil {
		paper, _ := PaperByID(o.Paper)
		c, _ := chooseMedia(status.Media, paper)
		p.Sheet, p.Printer = c.imposed, status.Name
	}
	return p.Sheet, s.savePrintout(ctx, o.Lease, p)
}

// toPress hands an order over to runPress. Its originals stay until it is on paper.
func (s *Shop) toPress(ctx context.Context, o *Order) error {
	o.Reason, o.NextTry = "", s.now()
	if err := s.move(ctx, o, Printing); err != nil {
		return err
	}
	s.log().InfoContext(ctx, "order goes to the printer", "order", o.ID, "bytes", o.Bytes)
	s.live.wakePress() // other replicas hear of it when the order is let go
	return nil
}

func (s *Shop) savePrintout(ctx context.Context, lease string, p Printout) error {
	saved, err := s.Store.SavePrintout(ctx, lease, p)
	if err == nil && !saved {
		err = errMoved
	}
	return err
}

// withdraw cancels an order at the printer, as far as it can be.
func (s *Shop) withdraw(ctx context.Context, o Order) error {
	cancelled, err := s.Store.Withdraw(ctx, o.ID, "You cancelled this order.", s.now())
	if err != nil {
		return err
	}
	s.changed(ctx, o.ID)
	s.offer(ctx)
	if cancelled {
		s.log().InfoContext(ctx, "order cancelled before it was printed", "order", o.ID)
		s.tellEnd(Cancelled)
		return s.discard(ctx, o)
	}
	return nil
}
