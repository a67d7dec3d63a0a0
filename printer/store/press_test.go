package store_test

import (
	"testing"
	"time"

	"example.net/oauth1/printer/orders"
	"example.net/oauth1/printer/store"
)

// printing makes an order that is at the printer in that step.
func (p place) printing(t *testing.T, step orders.PrintStep) (s *store.Store, o orders.Order) {
	t.Helper()
	p.where = p.Where(t)
	s, o = p.withCustomer(t), order("o1", "k1")
	o.State = orders.Printing
	_, _, err := s.CreateOrder(t.Context(), o)
	must(t, err)
	saved, err := s.SavePrintout(t.Context(), "", orders.Printout{Order: o.ID, Step: step, Try: 1, Sheet: orders.Extent{W: 101.6, H: 152.4}})
	must(t, err)
	if !saved {
		t.Fatal("the printout was not kept")
	}
	return s, o
}

func TestWhatIsNotAtThePrinterIsWithdrawnAtOnce(t *testing.T) {
	each(t, whatIsNotAtThePrinterIsWithdrawnAtOnce)
}

func whatIsNotAtThePrinterIsWithdrawnAtOnce(t *testing.T, at place) {
	for step, want := range map[orders.PrintStep]bool{
		orders.PrintWaiting: true, orders.PrintOpening: false, orders.PrintSending: false, orders.PrintSent: false, orders.PrintUnsure: true,
	} {
		s, o := at.printing(t, step)
		cancelled, err := s.Withdraw(t.Context(), o.ID, "because", noon.Add(time.Hour))
		must(t, err)
		now, err := s.Order(t.Context(), o.ID)
		must(t, err)
		p, err := s.Printout(t.Context(), o.ID)
		must(t, err)
		if cancelled != want || (now.State == orders.Cancelled) != want || p.Cancelling == want {
			t.Errorf("%s: cancelled %v, %s, %+v", step, cancelled, now.State, p)
		}
		if saved, err := s.SavePrintout(t.Context(), "", p); err != nil || saved == want {
			t.Errorf("%s: kept afterwards: %v, %v", step, saved, err)
		}
	}
}

func TestTheQueueOfThePrinter(t *testing.T) { each(t, theQueueOfThePrinter) }

func theQueueOfThePrinter(t *testing.T, at place) {
	s, o := at.printing(t, orders.PrintWaiting)
	if id, _, err := s.PressDue(t.Context(), noon); id != o.ID || err != nil {
		t.Errorf("due is %q, %v", id, err)
	}
	if id, next, err := s.PressDue(t.Context(), noon.Add(-time.Hour)); id != "" || !next.Equal(noon) || err != nil {
		t.Errorf("before its time %q is due, next at %v, %v", id, next, err)
	}
	p, err := s.Printout(t.Context(), o.ID)
	must(t, err)
	p.Step, o.Reason = orders.PrintUnsure, "who knows"
	moved, err := s.MovePrintout(t.Context(), o, p)
	must(t, err)
	if id, next, err := s.PressDue(t.Context(), noon); !moved || id != "" || !next.IsZero() || err != nil {
		t.Errorf("an uncertain one is due: %q at %v, %v", id, next, err)
	}
	if now, err := s.Order(t.Context(), o.ID); err != nil || now.Reason != "who knows" {
		t.Errorf("%+v, %v", now, err)
	}
	if got, err := s.Printout(t.Context(), o.ID); err != nil || got != p {
		t.Errorf("kept is %+v, %v", got, err)
	}
	if _, err := s.Printout(t.Context(), "another"); err != orders.ErrNotFound {
		t.Errorf("another's: %v", err)
	}
}
