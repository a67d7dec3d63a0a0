package orders_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/internal/sqldb/sqldbtest"
	"example.net/oauth1/printer/orders"
)

// replicas runs a test on a shop of two replicas, which have database, shelf, customers and Service Provider in common, and
// hear of each other's doings by their bells alone. Neither works yet.
func replicas(t *testing.T, test func(t *testing.T, a, b *house)) {
	t.Helper()
	sqldbtest.Shared(t, func(t *testing.T, e sqldbtest.Engine) {
		a := houseAt(t, site{t.TempDir(), e.Where(t), t.TempDir()})
		b := &house{photos: a.photos, site: site{t.TempDir(), a.database, a.shelf}, customer: a.customer, log: &syncBuffer{}}
		b.open(t)
		a.LookAgain, b.LookAgain = time.Hour, time.Hour
		test(t, a, b)
	})
}

// held stops the first request that it picks, until it is let go.
type held struct {
	reached, over chan struct{} // closed
	gone          chan struct{} // closed when whoever asked has left
}

// hold holds the first file that is asked for.
func (h *house) hold(t *testing.T) *held {
	t.Helper()
	w := &held{make(chan struct{}), make(chan struct{}), make(chan struct{})}
	var taken atomic.Bool
	h.photos.Fault(func(_ http.ResponseWriter, r *http.Request) bool {
		if !isFile(r) || !taken.CompareAndSwap(false, true) {
			return false
		}
		close(w.reached)
		select {
		case <-w.over:
		case <-r.Context().Done():
			close(w.gone)
		}
		return false
	})
	return w
}

// soon waits for what has to happen.
func soon(t *testing.T, what string, happened <-chan struct{}) {
	t.Helper()
	select {
	case <-happened:
	case <-time.After(10 * time.Second): // less than the patience of those who ask a Service Provider
		t.Fatal("it did not happen: " + what)
	}
}

// lie counts the files of an order in a replica's own folder.
func (h *house) lie(t *testing.T, id string) int {
	t.Helper()
	originals, _ := filepath.Glob(filepath.Join(h.dir, "originals", id, "*"))
	halves, _ := filepath.Glob(filepath.Join(h.dir, "prints", "*"))
	return len(originals) + len(halves)
}

func TestReplicasWorkOnEachOrderOnce(t *testing.T) {
	replicas(t, func(t *testing.T, a, b *house) {
		a.run(t)
		b.run(t)
		var files atomic.Int32
		a.photos.Fault(func(_ http.ResponseWriter, r *http.Request) bool {
			if isFile(r) {
				files.Add(1)
			}
			return false
		})
		var ids []string
		for i := range 50 {
			ids = append(ids, []*house{a, b}[i%2].place(t, choice(fmt.Sprint("p", i%4+1))).ID)
		}
		for i, id := range ids {
			o := []*house{b, a}[i%2].until(t, id, orders.Ready)
			if n := a.pages(t, id); n != 2 || o.Progress.Fetched != 1 {
				t.Errorf("order %d has %d pages, %+v", i, n, o.Progress)
			}
		}
		if n := files.Load(); n != 50 {
			t.Errorf("%d files were fetched for 50 orders", n)
		}
		made, _ := filepath.Glob(filepath.Join(a.shelf, "*.pdf"))
		done := strings.Count(a.log.String(), "order ready") + strings.Count(b.log.String(), "order ready")
		if len(made) != 50 || done != 50 {
			t.Errorf("%d print files, %d times ready", len(made), done)
		}
		t.Logf("one replica made %d of them", strings.Count(a.log.String(), "order ready"))
	})
}

// TestAnOrderPlacedAtAnotherReplicaIsSeenAtOnce: the one takes it, the other one works and tells.
func TestAnOrderPlacedAtAnotherReplicaIsSeenAtOnce(t *testing.T) {
	replicas(t, func(t *testing.T, a, b *house) {
		hold := a.hold(t)
		b.run(t)
		o := b.until(t, b.place(t, choice("p1")).ID, orders.Fetching) // it has nothing else to do now than to listen
		soon(t, "the photo is asked for", hold.reached)
		close(hold.over)
		b.until(t, o.ID, orders.Ready)
		second := a.place(t, choice("p2"))
		seen := map[orders.State]bool{}
		a.untilSo(t, second.ID, "ready", func(o orders.Order) bool { seen[o.State] = true; return o.State == orders.Ready })
		if len(seen) < 2 {
			t.Errorf("who watches sees %v alone", seen)
		}
	})
}

func TestCancellingReachesTheReplicaThatWorks(t *testing.T) {
	replicas(t, func(t *testing.T, a, b *house) {
		a.Lease = time.Hour // it does not find out by itself
		hold := a.hold(t)
		a.run(t)
		o := a.place(t, choice("p1", "p2"))
		soon(t, "the photo is asked for", hold.reached)
		if err := b.Cancel(t.Context(), b.customer, o.ID); err != nil {
			t.Fatal(err)
		}
		soon(t, "the worker lets go of the photo", hold.gone)
		b.run(t)
		next := b.until(t, b.place(t, choice("p3")).ID, orders.Ready)
		a.until(t, next.ID, orders.Ready)
		if o := a.until(t, o.ID, orders.Cancelled); o.Reason != "You cancelled this order." {
			t.Errorf("it says %q", o.Reason)
		}
	})
}

// TestADrainedReplicaLeavesItsOrdersToTheOthers at once: nobody waits for its lease to end.
func TestADrainedReplicaLeavesItsOrdersToTheOthers(t *testing.T) {
	replicas(t, func(t *testing.T, a, b *house) {
		a.Lease, b.Lease = time.Hour, time.Hour
		hold := a.hold(t)
		stop := a.run(t)
		o := a.place(t, choice("p1", "p2"))
		soon(t, "the photo is asked for", hold.reached)
		b.run(t)
		stop()
		b.until(t, o.ID, orders.Ready)
	})
}

// lying is the store of a replica that believes to renew its leases.
type lying struct {
	orders.Store
	refused chan struct{} // something that it wrote did not count
}

// Renew implements orders.LeaseStore, and does nothing.
func (l *lying) Renew(context.Context, string, string, time.Duration) (bool, error) { return true, nil }

// SaveItems implements orders.Store.
func (l *lying) SaveItems(ctx context.Context, order, lease string, items []orders.Item, now time.Time) (bool, error) {
	saved, err := l.Store.SaveItems(ctx, order, lease, items, now)
	l.note(saved, err)
	return saved, err
}

// Move implements orders.Store.
func (l *lying) Move(ctx context.Context, o orders.Order, from orders.State) (bool, error) {
	moved, err := l.Store.Move(ctx, o, from)
	l.note(moved, err)
	return moved, err
}

// SavePrintout implements orders.PressStore.
func (l *lying) SavePrintout(ctx context.Context, lease string, p orders.Printout) (bool, error) {
	saved, err := l.Store.SavePrintout(ctx, lease, p)
	l.note(saved, err)
	return saved, err
}

func (l *lying) note(counted bool, err error) {
	if err == nil && !counted {
		l.refused <- struct{}{}
	}
}

// TestAReplicaThatHasLostItsLeaseIsFenced: it goes on after another one has done the order, and does not know yet.
func TestAReplicaThatHasLostItsLeaseIsFenced(t *testing.T) {
	replicas(t, func(t *testing.T, a, b *house) {
		a.Lease, b.Lease = 300*time.Millisecond, 300*time.Millisecond
		store := &lying{a.Store, make(chan struct{}, 9)}
		a.Store = store
		hold := a.hold(t)
		stop := a.run(t)
		o := a.place(t, choice("p1", "p2"))
		soon(t, "the photo is asked for", hold.reached)
		b.run(t)
		done := b.until(t, o.ID, orders.Ready)
		close(hold.over)
		soon(t, "the late replica is refused", store.refused)
		if next := b.until(t, b.place(t, choice("p3")).ID, orders.Ready); next.State != orders.Ready {
			t.Error("the next order is not ready")
		}
		stop()
		now := b.until(t, o.ID, orders.Ready)
		made, _ := filepath.Glob(filepath.Join(a.shelf, o.ID+"*"))
		if now.PDF != done.PDF || !now.Updated.Equal(done.Updated) || b.pages(t, o.ID) != 4 || len(made) != 1 {
			t.Errorf("afterwards it is %+v, with %v", now, made)
		}
		if n := a.lie(t, o.ID); n != 0 {
			t.Errorf("%d files lie in the folder of the late replica", n)
		}
	})
}

// away is the store of a replica that cannot reach it to renew.
type away struct{ orders.Store }

// Renew implements orders.LeaseStore.
func (away) Renew(context.Context, string, string, time.Duration) (bool, error) {
	return false, errors.New("the line is cut")
}

// TestAReplicaThatCannotRenewStopsByItself, before another one may begin.
func TestAReplicaThatCannotRenewStopsByItself(t *testing.T) {
	replicas(t, func(t *testing.T, a, b *house) {
		a.Lease = 300 * time.Millisecond
		a.Store = away{a.Store}
		hold := a.hold(t)
		a.run(t)
		o := a.place(t, choice("p1"))
		soon(t, "the photo is asked for", hold.reached)
		soon(t, "the worker lets go of the photo", hold.gone)
		a.until(t, o.ID, orders.Ready) // its own next try
	})
}

// TestAKilledReplicasOrdersAreFinishedByAnother, wherever it dies on the way.
func TestAKilledReplicasOrdersAreFinishedByAnother(t *testing.T) {
	replicas(t, func(t *testing.T, a, b *house) {
		a.Lease, b.Lease = 500*time.Millisecond, 500*time.Millisecond
		for request := 1; request <= 6; request++ {
			kill, asked := make(chan struct{}, 1), atomic.Int32{}
			a.photos.Fault(func(_ http.ResponseWriter, r *http.Request) bool {
				if asked.Add(1) == int32(request) {
					kill <- struct{}{}
				}
				return false
			})
			ids := []string{a.place(t, choice("p1", "p2", "p3")).ID, b.place(t, choice("p4", "p2")).ID}
			a.runUntilKilled(t, kill, 10*time.Second)
			stop := b.run(t)
			for i, id := range ids {
				if o := b.until(t, id, orders.Ready); o.Progress.Fetched != 3-i || b.pages(t, id) != 2*(3-i) {
					t.Errorf("killed at request %d: order %d has %+v", request, i, o.Progress)
				}
			}
			stop()
		}
	})
}

// breakLines breaks every other line to the database, as it does when it starts anew.
func breakLines(t *testing.T, database string) {
	t.Helper()
	_, err := sqldbtest.Open(t, database).Read().Exec(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE datname = current_database() AND pid <> pg_backend_pid()`)
	if err != nil {
		t.Fatal(err)
	}
}

// TestWhenAllLinesToTheDatabaseBreak the work goes on over new ones, and whoever watches at another replica looks again.
func TestWhenAllLinesToTheDatabaseBreak(t *testing.T) {
	replicas(t, func(t *testing.T, a, b *house) {
		a.Lease, b.Lease = time.Second, time.Second
		hold := a.hold(t)
		a.run(t)
		b.run(t)
		o := b.place(t, choice("p1", "p2", "p3"))
		soon(t, "the photo is asked for", hold.reached)
		breakLines(t, a.database)
		close(hold.over)
		late := time.After(20 * time.Second)
		for o.State != orders.Ready {
			states, err := b.Watch(t.Context(), b.customer, o.ID) // as a browser does, which comes back when its stream ends
			if err != nil && !sqldb.IsAway(err) {
				t.Fatal(err)
			}
			for open := err == nil; open && o.State != orders.Ready; {
				select {
				case next, more := <-states:
					if open = more; more {
						o = next
					}
				case <-late:
					t.Fatalf("it is %s (%s); logs:\n%s\n%s", o.State, o.Reason, a.log, b.log)
				}
			}
		}
		if n := b.pages(t, o.ID); n != 6 {
			t.Errorf("it has %d pages", n)
		}
	})
}

// TestPrintFilesThatNoOrderNeedsAreRemoved, and no others.
func TestPrintFilesThatNoOrderNeedsAreRemoved(t *testing.T) {
	h := newHouse(t)
	stop := h.run(t)
	needed := h.until(t, h.place(t, choice("p1")).ID, orders.Ready)
	stop()
	now := time.Now()
	for name, age := range map[string]time.Duration{needed.PDF: 3 * time.Hour, "orphan.pdf": 2 * time.Hour, "just-made.pdf": time.Minute, "other.txt": 3 * time.Hour} {
		path := filepath.Join(h.shelf, name)
		f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND, 0o600)
		if err == nil {
			err = errors.Join(f.Close(), os.Chtimes(path, now.Add(-age), now.Add(-age)))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	h.run(t)
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for late := time.After(20 * time.Second); strings.Count(h.log.String(), "no order needs") == 0; {
		select {
		case <-again.C:
		case <-late:
			t.Fatal("nothing was removed")
		}
	}
	left, _ := filepath.Glob(filepath.Join(h.shelf, "*"))
	if len(left) != 3 || h.pages(t, needed.ID) != 2 {
		t.Errorf("left are %v", left)
	}
}
