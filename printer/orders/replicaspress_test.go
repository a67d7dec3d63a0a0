package orders_test

import (
	"bytes"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"example.net/oauth1/printer/ipp/ipptest"
	"example.net/oauth1/printer/orders"
)

// pressReplicas gives both replicas the same real printer; the first one reaches it over a line.
func pressReplicas(t *testing.T, test func(t *testing.T, a, b *house, printer *ipptest.Printer, line *ipptest.Line)) {
	t.Helper()
	replicas(t, func(t *testing.T, a, b *house) {
		printer := ipptest.Start(t)
		line := ipptest.NewLine(t, printer.URL)
		for h, address := range map[*house]string{a: line.URL, b: printer.URL} {
			if err := withPress(h.Shop, address); err != nil {
				t.Fatal(err)
			}
		}
		test(t, a, b, printer, line)
	})
}

func TestReplicasPrintEachOrderOnce(t *testing.T) {
	pressReplicas(t, func(t *testing.T, a, b *house, printer *ipptest.Printer, _ *ipptest.Line) {
		a.run(t)
		b.run(t)
		var ids []string
		for i := range 12 {
			ids = append(ids, []*house{a, b}[i%2].place(t, choice(fmt.Sprint("p", i%4+1))).ID)
		}
		for _, id := range ids {
			b.until(t, id, orders.Printed)
		}
		for i, id := range ids {
			if n := a.copies(t, printer, id); n != 1 {
				t.Errorf("order %d came out %d times", i, n)
			}
		}
		if n := len(printer.Printed()); n != len(ids) {
			t.Errorf("%d documents came out", n)
		}
	})
}

// TestAStalledReplicaPrintsNothingTwice: it stops, with its lease, right before a request to the printer, and goes on while
// another one has the order there.
func TestAStalledReplicaPrintsNothingTwice(t *testing.T) {
	for name, operation := range map[string]string{"before it makes a job": "job-name", "before it sends the document": "last-document"} {
		t.Run(name, func(t *testing.T) {
			pressReplicas(t, func(t *testing.T, a, b *house, printer *ipptest.Printer, line *ipptest.Line) {
				a.Lease, b.Lease = 500*time.Millisecond, 500*time.Millisecond
				store := &lying{a.Store, make(chan struct{}, 9)}
				a.Store = store
				reached, release := make(chan struct{}), make(chan struct{})
				var once atomic.Bool
				line.Fault(func(c *ipptest.Call) {
					c.SeenRequest = func(start []byte) {
						if bytes.Contains(start, []byte(operation)) && !bytes.Contains(start, []byte("which-jobs")) && once.CompareAndSwap(false, true) {
							close(reached)
							<-release
						}
					}
				})
				stop := a.run(t)
				o := a.place(t, choice("p1"))
				soon(t, "the printer is asked", reached)
				printer.Lacks("media-empty")
				b.run(t)
				b.untilSaid(t, o.ID, "out of paper")
				close(release)
				soon(t, "the late replica is refused", store.refused)
				printer.Mend()
				b.until(t, o.ID, orders.Printed)
				next := b.until(t, b.place(t, choice("p2")).ID, orders.Printed)
				stop()
				b.onPaper(t, printer, o.ID, next.ID)
				if now := b.until(t, o.ID, orders.Printed); now.Reason != "" {
					t.Errorf("it says %q", now.Reason)
				}
			})
		})
	}
}

// TestAKilledReplicasOrdersArePrintedOnce: as with one program that starts again, at each request that it makes.
func TestAKilledReplicasOrdersArePrintedOnce(t *testing.T) {
	pressReplicas(t, func(t *testing.T, a, b *house, printer *ipptest.Printer, line *ipptest.Line) {
		a.Lease, b.Lease = 500*time.Millisecond, 500*time.Millisecond
		for call := 1; call <= 9; call++ {
			kill := make(chan struct{}, 1)
			first := 0
			line.Fault(func(c *ipptest.Call) {
				if first == 0 {
					first = c.Number
				}
				if c.Number-first+1 == call {
					c.Sent = func(int64) {
						select {
						case kill <- struct{}{}:
						default:
						}
					}
				}
			})
			o := a.place(t, choice("p4"))
			a.runPressUntilKilled(t, kill, line.URL, 2*time.Second)
			line.Fault(nil)
			stop := b.run(t)
			end := b.untilSo(t, o.ID, "decided", func(o orders.Order) bool {
				p, err := b.Printout(t.Context(), b.customer, o.ID)
				return o.State == orders.Printed || err == nil && p.Step == orders.PrintUnsure
			})
			stop()
			switch copies := b.copies(t, printer, o.ID); {
			case end.State == orders.Printed && copies != 1, copies > 1:
				t.Fatalf("killed at request %d: printed %d times, %s (%s)\n%s", call, copies, end.State, end.Reason, b.log)
			case end.State != orders.Printed:
				t.Logf("killed at request %d: on paper %d times, and the customer reads: %s", call, copies, end.Reason)
				if err := a.IsPrinted(t.Context(), a.customer, o.ID); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}

// TestTheCustomersWordIsHeardByEveryReplica: what came out is uncertain at the one, and decided at the other.
func TestTheCustomersWordIsHeardByEveryReplica(t *testing.T) {
	pressReplicas(t, func(t *testing.T, a, b *house, printer *ipptest.Printer, _ *ipptest.Line) {
		printer.GiveUp()
		a.run(t)
		o := a.place(t, choice("p1"))
		b.untilSaid(t, o.ID, "gave the order up")
		printer.Recover()
		if err := b.PrintAgain(t.Context(), b.customer, o.ID); err != nil {
			t.Fatal(err)
		}
		b.until(t, o.ID, orders.Printed)
		b.onPaper(t, printer, o.ID)
	})
}
