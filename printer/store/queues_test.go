package store_test

import (
	"fmt"
	"testing"
	"time"

	"example.net/oauth1/printer/orders"
)

func TestQueuesAreCountedByState(t *testing.T) { each(t, queuesAreCountedByState) }

func queuesAreCountedByState(t *testing.T, p place) {
	s := p.withCustomer(t)
	for i, state := range []orders.State{orders.Placed, orders.Waiting, orders.Waiting, orders.Printing, orders.NeedsPermission, orders.Ready, orders.Cancelled} {
		o := order(fmt.Sprint(i), "k1")
		o.State, o.Placed = state, noon.Add(time.Duration(i)*time.Minute)
		_, _, err := s.CreateOrder(t.Context(), o)
		must(t, err)
	}
	queues, err := s.Queues(t.Context())
	must(t, err)
	want := map[orders.State]int{orders.Placed: 0, orders.Waiting: 1, orders.Printing: 3, orders.NeedsPermission: 4} // the oldest
	if len(queues) != len(want) || queues[orders.Waiting].Count != 2 || queues[orders.Printing].Count != 1 {
		t.Errorf("counted %v", queues)
	}
	for state, minutes := range want {
		if oldest := queues[state].Oldest; !oldest.Equal(noon.Add(time.Duration(minutes) * time.Minute)) {
			t.Errorf("the oldest of those that are %s was placed at %v", state, oldest)
		}
	}
}
