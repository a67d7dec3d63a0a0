package orders

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// judge says whether a job has ended, and what that means for its order.
func (w *printing) judge(ctx context.Context, now PressProgress, err error) (ended bool, _ error) {
	if errors.Is(err, ErrNotFound) {
		return true, w.unsure(ctx, "The printer was switched off with your order in it, and has forgotten it.")
	}
	if err != nil {
		return false, err
	}
	if now.Sheets > w.p.Sheets {
		w.p.Sheets = now.Sheets
		if err := w.save(ctx); err != nil {
			return true, err
		}
	}
	// Some printers take what they got before a line broke for the whole.
	interrupted := w.p.Step == PrintSending && now.Received < w.o.Bytes
	switch now.Phase {
	case PressDone:
		if interrupted {
			return true, w.unsure(ctx, lineBroke)
		}
		return true, w.printed(ctx)
	case PressStopped:
		return true, w.unsure(ctx, now.Trouble)
	case PressCancelled:
		if interrupted && !w.p.Cancelling {
			return true, w.unsure(ctx, lineBroke)
		}
		return true, w.cancelled(ctx)
	}
	w.say(ctx, now.Trouble)
	return false, nil
}

const lineBroke = "The line to the printer broke while your order was sent."

// say shows the customer what the printer lacks; "" that it lacks nothing.
func (w *printing) say(ctx context.Context, trouble string) {
	reason := trouble
	if reason != "" {
		reason += " It goes on by itself as soon as somebody has looked after it."
	}
	if w.o.Reason == reason && w.o.Attempts == 0 {
		return
	}
	w.o.Reason, w.o.Attempts = reason, 0
	if err := w.move(ctx, w.o, Printing); err != nil && !errors.Is(err, errMoved) {
		w.log().ErrorContext(ctx, "keeping what the printer says", "order", w.o.ID, "error", err)
	}
}

func (w *printing) save(ctx context.Context) error {
	err := w.savePrintout(ctx, w.o.Lease, w.p)
	w.changed(ctx, w.o.ID)
	return err
}

func (w *printing) printed(ctx context.Context) error {
	w.o.Reason, w.o.Attempts = missingSentence(w.o.Progress), 0
	if err := w.move(ctx, w.o, Printed); err != nil {
		return err
	}
	w.log().InfoContext(ctx, "order printed", "order", w.o.ID, "job", w.p.Job.ID)
	return os.RemoveAll(w.originals(w.o.ID))
}

// cancelled: by the customer here, or by somebody at the printer.
func (w *printing) cancelled(ctx context.Context) error {
	if !w.p.Cancelling {
		return w.unsure(ctx, "The order was cancelled at the printer.")
	}
	w.o.Reason = "You cancelled this order."
	if w.p.Sheets > 0 {
		w.o.Reason += " " + w.came()
	}
	return w.move(ctx, w.o, Cancelled)
}

// unsure leaves it to the customer to look what came out. It never prints again by itself.
func (w *printing) unsure(ctx context.Context, why string) error {
	w.p.Step = PrintUnsure
	w.o.Reason = why + " " + w.came() + " Please look at the paper, and tell us."
	w.log().WarnContext(ctx, "an order’s print is uncertain", "order", w.o.ID, "job", w.p.Job.ID, "why", why)
	w.o.Updated = w.now()
	_, err := w.Store.MovePrintout(ctx, *w.o, w.p)
	w.changed(ctx, w.o.ID)
	return errors.Join(err, errMoved)
}

func (w *printing) came() string {
	switch w.p.Sheets {
	case 0:
		return "We do not know whether anything was printed."
	case 1:
		return "One sheet had come out by then."
	}
	return fmt.Sprintf("%d sheets had come out by then.", w.p.Sheets)
}

// Printout gives the way of an order of the customer's own through the printer; ErrNotFound if it takes none.
func (s *Shop) Printout(ctx context.Context, customer, id string) (Printout, error) {
	if _, err := s.Order(ctx, customer, id); err != nil {
		return Printout{}, err
	}
	return s.Store.Printout(ctx, id)
}

// TryPrint goes to the printer at once with an order that waits for it.
func (s *Shop) TryPrint(ctx context.Context, customer, id string) error {
	if _, err := s.Order(ctx, customer, id); err != nil {
		return err
	}
	if err := s.Store.TryPrint(ctx, id, s.now()); err != nil {
		return err
	}
	s.offer(ctx)
	return nil
}

// PrintAgain is the customer's word that an uncertain order did not come out, or not well: it is printed once more.
func (s *Shop) PrintAgain(ctx context.Context, customer, id string) error {
	if _, err := s.decide(ctx, customer, id); err != nil {
		return err
	}
	if _, err := s.Store.Reprint(ctx, id, s.now()); err != nil { // of two clicks one counts
		return err
	}
	s.changed(ctx, id)
	s.offer(ctx)
	return nil
}

// IsPrinted is the customer's word that an uncertain order did come out.
func (s *Shop) IsPrinted(ctx context.Context, customer, id string) error {
	o, err := s.decide(ctx, customer, id)
	if err != nil {
		return err
	}
	o.State, o.Reason, o.Attempts, o.Updated = Printed, missingSentence(o.Progress), 0, s.now()
	if believed, err := s.Store.Believe(ctx, o); err != nil || !believed {
		return err
	}
	s.tellEnd(Printed)
	s.changed(ctx, id)
	return os.RemoveAll(s.originals(id))
}

// decide finds an uncertain order of the customer's own.
func (s *Shop) decide(ctx context.Context, customer, id string) (Order, error) {
	o, err := s.Order(ctx, customer, id)
	if err != nil {
		return o, err
	}
	p, err := s.Store.Printout(ctx, id)
	if err == nil && (o.State != Printing || p.Step != PrintUnsure) {
		err = refuse("This has been decided already.")
	}
	return o, err
}
