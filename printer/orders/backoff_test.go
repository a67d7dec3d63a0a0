package orders_test

import (
	"testing"
	"time"

	"example.net/oauth1/printer/orders"
)

// The pauses grow up to a bound, and no two orders need come back at the same moment.
func TestPausesGrowAndDiffer(t *testing.T) {
	b := orders.Backoff{First: time.Second, Cap: 8 * time.Second}
	for tries, whole := range map[int]time.Duration{1: time.Second, 2: 2 * time.Second, 4: 8 * time.Second, 100: 8 * time.Second} {
		seen := map[time.Duration]bool{}
		for range 100 {
			pause := b.After(tries)
			if pause < whole/2 || pause > whole {
				t.Errorf("after %d tries: %v, want %v to %v", tries, pause, whole/2, whole)
			}
			seen[pause] = true
		}
		if len(seen) < 50 {
			t.Errorf("after %d tries all wait alike: %d different pauses", tries, len(seen))
		}
	}
	if usual := (orders.Backoff{}).After(1); usual < time.Second || usual > 2*time.Second {
		t.Errorf("the usual pause is %v", usual)
	}
}
