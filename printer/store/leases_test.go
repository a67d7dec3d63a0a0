package store_test

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.net/oauth1/printer/orders"
	"example.net/oauth1/printer/store"
)

// two are two replicas of a shop that has an order in that state.
func (p place) two(t *testing.T, state orders.State) (a, b *store.Store, o orders.Order) {
	t.Helper()
	first := p.withCustomer(t)
	a, b = first.As("replica-a"), p.open(t, 1).As("replica-b")
	o = order("o1", "k1")
	o.State = state
	_, _, err := a.CreateOrder(t.Context(), o)
	must(t, err)
	return a, b, o
}

func TestOfManyReplicasOneTakesAnOrder(t *testing.T) { each(t, ofManyReplicasOneTakesAnOrder) }

func ofManyReplicasOneTakesAnOrder(t *testing.T, p place) {
	a, b, o := p.two(t, orders.Placed)
	stores := []*store.Store{a, b, a.As("replica-c"), b.As("replica-d")}
	var taken atomic.Int32
	var taking sync.WaitGroup
	for _, s := range stores {
		taking.Go(func() {
			lease, err := s.Take(t.Context(), o.ID, time.Minute, noon)
			if err != nil {
				t.Error(err)
			}
			if lease != "" {
				taken.Add(1)
			}
		})
	}
	taking.Wait()
	if taken.Load() != 1 {
		t.Errorf("%d replicas have the order", taken.Load())
	}
}

func TestWhatIsNotDueIsNotTaken(t *testing.T) { each(t, whatIsNotDueIsNotTaken) }

func whatIsNotDueIsNotTaken(t *testing.T, p place) {
	a, _, o := p.two(t, orders.Waiting)
	if lease, err := a.Take(t.Context(), o.ID, time.Minute, noon.Add(-time.Second)); lease != "" || err != nil {
		t.Errorf("before its time: %q, %v", lease, err)
	}
	o.State = orders.Ready
	_, err := a.Move(t.Context(), o, orders.Waiting)
	must(t, err)
	if lease, err := a.Take(t.Context(), o.ID, time.Minute, noon); lease != "" || err != nil {
		t.Errorf("when it is ready: %q, %v", lease, err)
	}
}

// TestALeaseThatIsOverFencesItsWorker: whatever a worker writes counts only while it has the lease.
func TestALeaseThatIsOverFencesItsWorker(t *testing.T) { each(t, aLeaseThatIsOverFencesItsWorker) }

func aLeaseThatIsOverFencesItsWorker(t *testing.T, p place) {
	a, b, o := p.two(t, orders.Composing)
	late, err := a.Take(t.Context(), o.ID, 0, noon) // over at once, by the database's clock
	must(t, err)
	present, err := b.Take(t.Context(), o.ID, time.Minute, noon)
	must(t, err)
	if late == "" || present == "" || late == present {
		t.Fatalf("leases %q, %q", late, present)
	}
	for lease, counts := range map[string]bool{late: false, present: true} {
		held, err := a.Renew(t.Context(), o.ID, lease, time.Minute)
		if must(t, err); held != counts {
			t.Errorf("%s renewed: %v", lease, held)
		}
		saved, err := a.SaveItems(t.Context(), o.ID, lease, o.Items[:1], noon)
		if must(t, err); saved != counts {
			t.Errorf("%s kept photos: %v", lease, saved)
		}
		saved, err = a.SavePrintout(t.Context(), lease, orders.Printout{Order: o.ID, Step: orders.PrintWaiting, Printer: lease})
		if must(t, err); saved != counts {
			t.Errorf("%s kept a printout: %v", lease, saved)
		}
		o.Lease = lease
		moved, err := a.Move(t.Context(), o, orders.Composing)
		if must(t, err); moved != counts {
			t.Errorf("%s moved the order: %v", lease, moved)
		}
	}
	must(t, a.GiveBack(t.Context(), o.ID, late))
	if lease, err := a.Take(t.Context(), o.ID, time.Minute, noon); lease != "" || err != nil {
		t.Errorf("given back by who had lost it, it was taken: %q, %v", lease, err)
	}
	must(t, b.GiveBack(t.Context(), o.ID, present))
	if lease, err := a.Take(t.Context(), o.ID, time.Minute, noon); lease == "" || err != nil {
		t.Errorf("given back, it was not taken: %v", err)
	}
}

// TestACancelledOrderIsNobodys: the worker of another replica learns of it at the latest when it renews its lease.
func TestACancelledOrderIsNobodys(t *testing.T) { each(t, aCancelledOrderIsNobodys) }

func aCancelledOrderIsNobodys(t *testing.T, p place) {
	a, b, o := p.two(t, orders.Fetching)
	lease, err := a.Take(t.Context(), o.ID, time.Minute, noon)
	must(t, err)
	cancelled, err := b.Cancel(t.Context(), "c1", o.ID, "because", noon)
	if must(t, err); !cancelled {
		t.Fatal("it was not cancelled")
	}
	if held, err := a.Renew(t.Context(), o.ID, lease, time.Minute); held || err != nil {
		t.Errorf("the lease of a cancelled order was renewed: %v, %v", held, err)
	}
}

func TestTheQueueLeavesOutWhatOthersHave(t *testing.T) { each(t, theQueueLeavesOutWhatOthersHave) }

func theQueueLeavesOutWhatOthersHave(t *testing.T, p place) {
	a, b, o := p.two(t, orders.Placed)
	lease, err := a.Take(t.Context(), o.ID, time.Minute, noon)
	must(t, err)
	ids, next, err := b.Due(t.Context(), noon)
	if must(t, err); len(ids) != 0 || next.Before(noon.Add(50*time.Second)) || next.After(noon.Add(61*time.Second)) {
		t.Errorf("while another replica has it, due is %v, next at %v", ids, next)
	}
	if ids, _, err := a.Due(t.Context(), noon); !slices.Equal(ids, []string{"o1"}) || err != nil {
		t.Errorf("a replica that has lost track of its order finds %v, %v", ids, err)
	}
	must(t, a.GiveBack(t.Context(), o.ID, lease))
	if ids, next, err := b.Due(t.Context(), noon); len(ids) != 0 || !next.Equal(noon.Add(5*time.Second)) || err != nil {
		t.Errorf("given back by who has the originals: due is %v, next at %v, %v", ids, next, err)
	}
	if ids, _, err := b.Due(t.Context(), noon.Add(5*time.Second)); !slices.Equal(ids, []string{"o1"}) || err != nil {
		t.Errorf("due for the other replica is %v, %v", ids, err)
	}
	_, err = a.Take(t.Context(), o.ID, 0, noon)
	must(t, err)
	if ids, _, err := b.Due(t.Context(), noon); !slices.Equal(ids, []string{"o1"}) || err != nil {
		t.Errorf("of a dead replica's orders due is %v, %v", ids, err)
	}
}

// TestOneReplicaIsAtThePrinter: it prints one order at a time, whoever sends it.
func TestOneReplicaIsAtThePrinter(t *testing.T) { each(t, oneReplicaIsAtThePrinter) }

func oneReplicaIsAtThePrinter(t *testing.T, p place) {
	a, b, first := p.two(t, orders.Printing)
	for i := range 4 {
		o := first
		if i > 0 {
			o = order(fmt.Sprint("next", i), "k1")
			o.State = orders.Printing
			_, _, err := a.CreateOrder(t.Context(), o)
			must(t, err)
		}
		_, err := a.SavePrintout(t.Context(), "", orders.Printout{Order: o.ID, Step: orders.PrintWaiting})
		must(t, err)
	}
	leases := make([]string, 4)
	var taking sync.WaitGroup
	for i, id := range []string{"o1", "next1", "next2", "next3"} {
		s := a.As(fmt.Sprint("replica-", i))
		taking.Go(func() {
			var err error
			if leases[i], err = s.TakePrinting(t.Context(), id, time.Minute, noon); err != nil {
				t.Error(err)
			}
		})
	}
	taking.Wait()
	if n := len(slices.DeleteFunc(leases, func(l string) bool { return l == "" })); n != 1 {
		t.Errorf("%d replicas are at the printer", n)
	}
	if id, _, err := b.PressDue(t.Context(), noon); p.Name == "postgres" && id != "" || err != nil {
		t.Errorf("meanwhile %q is due, %v", id, err)
	}
}

// TestACustomersWordCountsOnce: of two clicks about an uncertain order one is heard.
func TestACustomersWordCountsOnce(t *testing.T) { each(t, aCustomersWordCountsOnce) }

func aCustomersWordCountsOnce(t *testing.T, p place) {
	s, o := p.printing(t, orders.PrintUnsure)
	var heard atomic.Int32
	var clicking sync.WaitGroup
	for i := range 20 {
		clicking.Go(func() {
			done := o
			done.State = orders.Printed
			counted, err := false, error(nil)
			if i%2 == 0 {
				counted, err = s.Reprint(t.Context(), o.ID, noon)
			} else {
				counted, err = s.Believe(t.Context(), done)
			}
			if err != nil {
				t.Error(err)
			}
			if counted {
				heard.Add(1)
			}
		})
	}
	clicking.Wait()
	if heard.Load() != 1 {
		t.Errorf("%d clicks counted", heard.Load())
	}
}
