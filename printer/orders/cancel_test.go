package orders_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"example.net/oauth1/printer/orders"
)

// files lists what the shop keeps of an order.
func (h *house) files(t *testing.T, id string) (list []string) {
	t.Helper()
	for _, pattern := range []string{"originals/" + id, "prints/" + id + "*"} {
		found, err := filepath.Glob(filepath.Join(h.dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, found...)
	}
	return list
}

func TestAnOrderIsCancelledWhileItIsFetchedAndItsFilesGo(t *testing.T) {
	h := newHouse(t)
	reached, release := make(chan bool, 9), make(chan bool)
	h.photos.Fault(func(w http.ResponseWriter, r *http.Request) bool {
		if isFile(r) {
			reached <- true
			if strings.Contains(r.URL.Path, "/p2/") {
				select {
				case <-release:
				case <-r.Context().Done():
				}
			}
		}
		return false
	})
	h.Fetches = 1
	stop := h.run(t)
	o := h.place(t, choice("p1", "p2", "p3"))
	<-reached
	<-reached // p1 is kept
	if err := h.Cancel(t.Context(), h.customer, o.ID); err != nil {
		t.Fatal(err)
	}
	o = h.until(t, o.ID, orders.Cancelled)
	if o.Reason != "You cancelled this order." {
		t.Errorf("it says %q", o.Reason)
	}
	if err := h.Cancel(t.Context(), h.customer, o.ID); err != nil {
		t.Errorf("cancelling once more: %v", err)
	}
	close(release)
	stop()
	if left := h.files(t, o.ID); len(left) != 0 {
		t.Errorf("left of the order: %v", left)
	}
}

func TestEachStateIsCancelledOrTooLate(t *testing.T) {
	h := newHouse(t)
	for _, state := range []orders.State{orders.Placed, orders.Fetching, orders.Composing, orders.Waiting, orders.NeedsPermission, orders.Ready, orders.Failed} {
		o := h.place(t, choice("p1"))
		o.State = state
		if moved, err := h.Store.Move(t.Context(), o, orders.Placed); err != nil || !moved {
			t.Fatal(moved, err)
		}
		err := h.Cancel(t.Context(), h.customer, o.ID)
		now, _ := h.Order(t.Context(), h.customer, o.ID)
		if state.Cancellable() && (err != nil || now.State != orders.Cancelled) {
			t.Errorf("%s: %v, it is %s", state, err, now.State)
		}
		if _, refused := err.(*orders.Refusal); !state.Cancellable() && (!refused || now.State != state) {
			t.Errorf("%s: %v, it is %s", state, err, now.State)
		}
	}
}

func TestCancellingAndGettingReadyOneWins(t *testing.T) {
	h := newHouse(t)
	stop := h.run(t)
	var list []orders.Order
	for range 12 {
		list = append(list, h.place(t, choice("p1")))
	}
	var cancelling sync.WaitGroup
	for _, o := range list {
		cancelling.Go(func() { h.Cancel(t.Context(), h.customer, o.ID) })
	}
	cancelling.Wait()
	for i, o := range list {
		states, err := h.Watch(t.Context(), h.customer, o.ID)
		if err != nil {
			t.Fatal(err)
		}
		for list[i] = range states {
			if list[i].State.Done() {
				break
			}
		}
	}
	stop()
	for _, o := range list {
		left := h.files(t, o.ID)
		switch o.State {
		case orders.Ready:
			if h.pages(t, o.ID) != 2 {
				t.Error("a ready order is not whole")
			}
		case orders.Cancelled:
			if len(left) != 0 {
				t.Errorf("left of a cancelled order: %v", left)
			}
		default:
			t.Errorf("it ended %s", o.State)
		}
	}
}

func TestFilesOfACancelledOrderThatACrashLeftAreRemovedAtTheNextStart(t *testing.T) {
	h := newHouse(t)
	o := h.place(t, choice("p1"))
	if err := h.Cancel(t.Context(), h.customer, o.ID); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"originals/" + o.ID, "prints"} {
		if err := os.MkdirAll(filepath.Join(h.dir, path), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range []string{"originals/" + o.ID + "/one", "prints/" + o.ID + ".pdf"} {
		if err := os.WriteFile(filepath.Join(h.dir, path), []byte("left"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	h.run(t)
	h.until(t, h.place(t, choice("p1")).ID, orders.Ready)
	if left := h.files(t, o.ID); len(left) != 0 {
		t.Errorf("still there: %v", left)
	}
}

func TestAnothersOrderIsNeitherCancelledNorOrderedAgain(t *testing.T) {
	h := newHouse(t)
	o := h.place(t, choice("p1"))
	sam, err := h.NewCustomer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, stranger := range []string{sam.ID, ""} {
		e1 := h.Cancel(t.Context(), stranger, o.ID)
		_, e2 := h.Again(t.Context(), stranger, o.ID, orders.NewKey())
		e3 := h.BasketAgain(t.Context(), stranger, o.ID)
		if e1 != orders.ErrNotFound || e2 != orders.ErrNotFound || e3 != orders.ErrNotFound {
			t.Errorf("%v, %v, %v", e1, e2, e3)
		}
	}
	if now, _ := h.Order(t.Context(), h.customer, o.ID); now.State != orders.Placed {
		t.Errorf("jane's order is %s", now.State)
	}
}

func TestOrderingAgainIsANewOrderOfTheSameWithThePresentToken(t *testing.T) {
	h := newHouse(t)
	h.run(t)
	h.fill(t, vacation, "p1", "p2")
	b := h.change(t, func(b *orders.Basket) {
		b.Items[0].Fit, b.Items[0].Crop = orders.FitFill, orders.CropOf(.3, .5, 1.2, 2, false)
	})
	list, err := h.Checkout(t.Context(), h.customer, b.Key())
	if err != nil {
		t.Fatal(err)
	}
	old := h.until(t, list[0].ID, orders.Ready)
	h.connect(t, "jane-2", "jane")
	h.photos.Revoke("jane-1")
	key := orders.NewKey()
	again, err := h.Again(t.Context(), h.customer, old.ID, key)
	if err != nil || again.ID == old.ID || again.Number == old.Number {
		t.Fatalf("%+v, %v", again, err)
	}
	if twice, err := h.Again(t.Context(), h.customer, old.ID, key); err != nil || twice.ID != again.ID {
		t.Errorf("a second click gave %s, %v", twice.ID, err)
	}
	again = h.until(t, again.ID, orders.Ready)
	for i, it := range again.Items {
		if was := old.Items[i]; it.Photo != was.Photo || it.Fit != was.Fit || it.Crop != was.Crop || it.Copies != was.Copies {
			t.Errorf("photo %d is %+v, was %+v", i, it, was)
		}
	}
	h.connect(t, "sam-1", "sam")
	if _, err := h.Again(t.Context(), h.customer, old.ID, orders.NewKey()); err == nil || !strings.Contains(err.Error(), "connected as sam") {
		t.Errorf("as sam: %v", err)
	}
	if err := h.BasketAgain(t.Context(), h.customer, old.ID); err != nil || h.basket(t).Items[0].Crop != old.Items[0].Crop {
		t.Errorf("into the basket: %v", err)
	}
}

func TestHistoryIsSearchedAndFiltered(t *testing.T) {
	h := newHouse(t)
	beach := choice("p1")
	beach.AlbumTitle = "100% Beach_2"
	first, second := h.place(t, beach), h.place(t, choice("p2"))
	if err := h.Cancel(t.Context(), h.customer, second.ID); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		filter orders.Filter
		want   string
	}{
		"everything":         {orders.Filter{}, second.ID + first.ID},
		"a page":             {orders.Filter{Limit: 1, Offset: 1}, first.ID},
		"on the way":         {orders.Filter{Show: orders.ShowOnTheWay}, first.ID},
		"cancelled":          {orders.Filter{Show: orders.ShowCancelled}, second.ID},
		"ready":              {orders.Filter{Show: orders.ShowFinished}, ""},
		"by number":          {orders.Filter{Text: " " + strings.ToLower(first.Number[:5])}, first.ID},
		"by album":           {orders.Filter{Text: "beach"}, first.ID},
		"a percent is data":  {orders.Filter{Text: "100%"}, first.ID},
		"a line is data":     {orders.Filter{Text: "beach_2"}, first.ID},
		"a line is no joker": {orders.Filter{Text: "b_ach"}, ""},
		"an apostrophe":      {orders.Filter{Text: "' OR 1=1 --"}, ""},
		"nothing fits both":  {orders.Filter{Text: "beach", Show: orders.ShowCancelled}, ""},
	} {
		list, err := h.FindOrders(t.Context(), h.customer, c.filter)
		got := ""
		for _, o := range list {
			got += o.ID
		}
		if err != nil || got != c.want {
			t.Errorf("%s: %v, %v", name, list, err)
		}
	}
}
