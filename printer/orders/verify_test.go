package orders_test

import (
	"net/http"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"example.net/oauth1/printer/orders"
)

// TestWhatAPowerFailureSpoiledIsFetchedAgain: an original has its length, and other bytes. The next run of the program
// reads it before it trusts it.
func TestWhatAPowerFailureSpoiledIsFetchedAgain(t *testing.T) {
	h := newHouse(t)
	var files atomic.Int32
	h.photos.Fault(func(w http.ResponseWriter, r *http.Request) bool {
		if isFile(r) && files.Add(1) > 1 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return true
		}
		return false
	})
	h.Fetches = 1
	stop := h.run(t)
	o := h.until(t, h.place(t, choice("p1", "p2")).ID, orders.Waiting)
	stop()
	originals, err := filepath.Glob(filepath.Join(h.dir, "originals", o.ID, "*"))
	if err != nil || len(originals) != 1 {
		t.Fatalf("originals: %v, %v", originals, err)
	}
	data, err := os.ReadFile(originals[0])
	if err != nil {
		t.Fatal(err)
	}
	whole := len(data)
	for i := range data[whole/2:] {
		data[whole/2+i] = 0
	}
	if err := os.WriteFile(originals[0], data, 0o600); err != nil {
		t.Fatal(err)
	}
	var asked atomic.Int32
	h.photos.Fault(func(w http.ResponseWriter, r *http.Request) bool {
		if isFile(r) {
			asked.Add(1)
		}
		return false
	})
	again, closeDB, err := newShop(t.Context(), h.site, h.photos.URL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeDB() })
	h.Shop = again
	h.run(t)
	h.until(t, o.ID, orders.Ready)
	if n := asked.Load(); n != 2 {
		t.Errorf("%d files were fetched, not the missing one and the spoiled one", n)
	}
}
