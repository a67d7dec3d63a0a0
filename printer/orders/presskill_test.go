package orders_test

import (
	"testing"
	"time"

	"example.net/oauth1/printer/ipp/ipptest"
	"example.net/oauth1/printer/orders"
)

// TestKilledAnywhereAnOrderIsPrintedOnce kills the shop's program around each request that it makes of the printer: when
// it arrives there, in the middle of it, and when all of it is there and the answer is on its way. The next program has to
// bring the order to paper once, or to ask its customer.
func TestKilledAnywhereAnOrderIsPrintedOnce(t *testing.T) {
	h, printer := pressHouse(t)
	line := ipptest.NewLine(t, printer.URL)
	kill := make(chan struct{}, 1)
	now := func() {
		select {
		case kill <- struct{}{}:
		default:
		}
	}
	moments := map[string]func(*ipptest.Call){
		"before":  func(c *ipptest.Call) { c.Refuse = true; now() },
		"amidst":  func(c *ipptest.Call) { c.Upload = 3 << 10; c.Sent = func(total int64) { now() } },
		"without": func(c *ipptest.Call) { c.NoAnswer = true; c.Sent = func(total int64) { now() } },
		"after":   func(c *ipptest.Call) { c.Answer = func(all []byte) []byte { now(); return all } },
	}
	asked := 0
	for call := 1; call <= 11; call++ {
		for name, moment := range moments {
			o := h.place(t, choice("p4")) // 130 KB
			first := 0
			line.Fault(func(c *ipptest.Call) {
				if first == 0 {
					first = c.Number
				}
				if c.Number-first+1 == call {
					moment(c)
				}
			})
			select {
			case <-kill:
			default:
			}
			h.runPressUntilKilled(t, kill, line.URL, 2*time.Second)
			line.Fault(nil)
			stop := h.run(t)
			end := h.untilSo(t, o.ID, "decided", func(o orders.Order) bool {
				p, err := h.Printout(t.Context(), h.customer, o.ID)
				return o.State == orders.Printed || err == nil && p.Step == orders.PrintUnsure
			})
			stop()
			copies := h.copies(t, printer, o.ID)
			switch {
			case end.State == orders.Printed && copies != 1, copies > 1:
				t.Fatalf("killed %s request %d: printed %d times, %s (%s)\n%s", name, call, copies, end.State, end.Reason, h.log)
			case end.State != orders.Printed:
				asked++
				t.Logf("killed %s request %d: on paper %d times, and the customer reads: %s", name, call, copies, end.Reason)
				if err := h.IsPrinted(t.Context(), h.customer, o.ID); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	t.Logf("the customer was asked %d times", asked)
}
