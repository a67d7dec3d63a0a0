package orders_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"example.net/oauth1/printer/orders"
)

// A child of this test is a printer that nothing but a kill ends.
const (
	childDir, childDatabase, childShelf   = "ORDERS_TEST_DIR", "ORDERS_TEST_DATABASE", "ORDERS_TEST_SHELF"
	childLease, childProvider, childPress = "ORDERS_TEST_LEASE", "ORDERS_TEST_PROVIDER", "ORDERS_TEST_PRESS"
)

func TestMain(m *testing.M) {
	if os.Getenv(childDir) == "" {
		os.Exit(m.Run())
	}
	if err := work(site{os.Getenv(childDir), os.Getenv(childDatabase), os.Getenv(childShelf)}, os.Getenv(childProvider)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func work(at site, provider string) error {
	shop, _, err := newShop(context.Background(), at, provider)
	if err == nil {
		shop.Lease, err = time.ParseDuration(os.Getenv(childLease))
	}
	if err == nil && os.Getenv(childPress) != "" {
		err = withPress(shop, os.Getenv(childPress))
	}
	if err != nil {
		return err
	}
	// A deadline keeps the runtime from taking a shop that waits for orders for a deadlock.
	ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
	defer cancel()
	return shop.Run(ctx)
}

// TestKilledAnywhereEachOrderEndsOnce kills the printer at every request that it makes, and at moments in between,
// until all orders are done.
func TestKilledAnywhereEachOrderEndsOnce(t *testing.T) {
	h := newHouse(t)
	kill := make(chan struct{}, 1)
	var files, allowed atomic.Int32 // allowed: requests that this child may still make
	h.photos.Fault(func(w http.ResponseWriter, r *http.Request) bool {
		if isFile(r) {
			files.Add(1)
		}
		if allowed.Add(-1) == 0 {
			select {
			case kill <- struct{}{}:
			default:
			}
		}
		return false
	})
	ids := make([]string, 5)
	for i := range ids {
		ids[i] = h.place(t, choice("p1", "p2", "p3", "p4")).ID
	}
	kills := 0
	for ; !h.allDone(t, ids); kills++ {
		if kills > 200 {
			t.Fatal("200 kills and no end")
		}
		allowed.Store(int32(kills%9) + 1)
		select {
		case <-kill: // meant for the child before
		default:
		}
		h.runUntilKilled(t, kill, time.Duration(kills+5)*20*time.Millisecond) // longer each time: slow machines get there too
	}
	t.Logf("%d kills, %d files fetched for %d", kills, files.Load(), 4*len(ids))
	h.run(t)() // one orderly start tidies up
	for _, id := range ids {
		o := h.until(t, id, orders.Ready)
		if o.Progress.Fetched != 4 || h.pages(t, id) != 8 {
			t.Errorf("order %s: %+v", id, o.Progress)
		}
	}
	h.checkFolder(t, len(ids))
}

func (h *house) allDone(t *testing.T, ids []string) bool {
	for _, id := range ids {
		o, err := h.Order(t.Context(), h.customer, id)
		if err != nil {
			t.Fatal(err)
		}
		if !o.State.Done() {
			return false
		}
	}
	return true
}

// runUntilKilled runs the child until a request asks for its death, or for a while.
func (h *house) runUntilKilled(t *testing.T, kill <-chan struct{}, atMost time.Duration) {
	t.Helper()
	h.runPressUntilKilled(t, kill, "", atMost)
}

// runPressUntilKilled gives the child a printer.
func (h *house) runPressUntilKilled(t *testing.T, kill <-chan struct{}, press string, atMost time.Duration) {
	t.Helper()
	child := h.child(press)
	var complaints strings.Builder
	child.Stderr = &complaints
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.NewTimer(atMost)
	defer timer.Stop()
	select {
	case <-kill:
	case <-timer.C:
	}
	child.Process.Kill()
	child.Wait()
	if complaints.Len() > 0 {
		t.Fatalf("the printer complains: %s", complaints.String())
	}
}

// checkFolder expects the prints and nothing else.
func (h *house) checkFolder(t *testing.T, prints int) {
	t.Helper()
	for pattern, want := range map[string]int{"prints/*": prints, "originals/*": 0} {
		if found, _ := filepath.Glob(filepath.Join(h.dir, pattern)); len(found) != want {
			t.Errorf("%d files in %s, want %d: %v", len(found), pattern, want, found)
		}
	}
}

// untilKept waits for an order that another process works on: nobody rings here when it changes.
func (h *house) untilKept(t *testing.T, id string) orders.Order {
	t.Helper()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	late := time.After(2 * time.Minute)
	for {
		o, err := h.Order(t.Context(), h.customer, id)
		if err != nil {
			t.Fatal(err)
		}
		if o.State.Done() {
			return o
		}
		select {
		case <-late:
			t.Fatalf("the order is %s (%s)", o.State, o.Reason)
		case <-again.C:
		}
	}
}

// child is this very program as a printer at the same site, to be started.
func (h *house) child(press string) *exec.Cmd {
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), childDir+"="+h.dir, childDatabase+"="+h.database, childShelf+"="+h.shelf,
		childLease+"="+h.Lease.String(), childProvider+"="+h.photos.URL, childPress+"="+press)
	return child
}
