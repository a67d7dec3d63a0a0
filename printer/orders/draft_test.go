package orders_test

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.net/oauth1/printer/orders"
)

// printed is the print file of an order.
func (h *house) printed(t *testing.T, id string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(h.dir, "prints", id+".pdf"))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// untilGrown waits until there is a beginning of an order's print file.
func (h *house) untilGrown(t *testing.T, id string) {
	t.Helper()
	again := time.NewTicker(5 * time.Millisecond)
	defer again.Stop()
	late := time.After(time.Minute)
	for {
		info, err := os.Stat(filepath.Join(h.dir, "prints", id+".pdf.part"))
		if err == nil && info.Size() > 0 {
			return
		}
		select {
		case <-late:
			t.Fatalf("the print file does not grow: %v, %v", info, err)
		case <-again.C:
		}
	}
}

// TestThePrintFileGrowsWhileLaterPhotosAreStillOnTheirWay, and ends with the bytes that it has when it is made of its originals
// at the end, the missing photo left out of both.
func TestThePrintFileGrowsWhileLaterPhotosAreStillOnTheirWay(t *testing.T) {
	h := newHouse(t)
	release := make(chan bool)
	h.photos.Fault(func(w http.ResponseWriter, r *http.Request) bool {
		if !isFile(r) || !strings.Contains(r.URL.Path, "/p4/") {
			return false
		}
		select {
		case <-release:
		case <-r.Context().Done():
		}
		return false
	})
	stop := h.run(t)
	o := h.place(t, choice("p1", "gone", "p2", "p3", "p4"))
	h.untilGrown(t, o.ID)
	if now, err := h.Order(t.Context(), h.customer, o.ID); err != nil || now.State != orders.Fetching {
		t.Errorf("with a part of its print file the order is %s (%v)", now.State, err)
	}
	close(release)
	o = h.until(t, o.ID, orders.Ready)
	grown := h.printed(t, o.ID)
	if int64(len(grown)) != o.Bytes || !bytes.Contains(grown, []byte("%%EOF")) || o.Progress.Missing != 1 {
		t.Errorf("%d bytes, the order says %d, %+v", len(grown), o.Bytes, o.Progress)
	}
	stop()

	o.State = orders.Fetching // its originals are gone: they come again, one is known to be missing, and it is no whole beginning
	if moved, err := h.Store.Move(t.Context(), o, orders.Ready); err != nil || !moved {
		t.Fatal(moved, err)
	}
	h.run(t)
	o = h.until(t, o.ID, orders.Ready)
	if again := h.printed(t, o.ID); !bytes.Equal(grown, again) {
		t.Errorf("grown it has %d bytes, made at the end %d, or they differ", len(grown), len(again))
	}
}

// TestADraftOfAnOrderThatEndsOtherwiseIsRemoved: a part of the print file is there, and the order cannot go on.
func TestADraftOfAnOrderThatEndsOtherwiseIsRemoved(t *testing.T) {
	h := newHouse(t)
	release := make(chan bool)
	h.photos.Fault(func(w http.ResponseWriter, r *http.Request) bool {
		if !isFile(r) || !strings.Contains(r.URL.Path, "/p4/") {
			return false
		}
		select {
		case <-release:
		case <-r.Context().Done():
		}
		w.WriteHeader(http.StatusServiceUnavailable)
		return true
	})
	h.Backoff = orders.Backoff{First: time.Hour, Cap: time.Hour}
	stop := h.run(t)
	o := h.place(t, choice("p1", "p2", "p3", "p4"))
	h.untilGrown(t, o.ID)
	close(release)
	h.until(t, o.ID, orders.Waiting)
	stop()
	if left, err := filepath.Glob(filepath.Join(h.dir, "prints", "*")); err != nil || len(left) > 0 {
		t.Errorf("left of the print file: %v, %v", left, err)
	}
}
