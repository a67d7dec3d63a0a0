package orders_test

import (
	"net/http"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"example.net/oauth1/printer/orders"
	"example.net/oauth1/printer/photosapi/apitest"
)

func isFile(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/file") }

func TestARevokedTokenLosesNothing(t *testing.T) {
	h := newHouse(t)
	var files atomic.Int32
	h.photos.Fault(func(w http.ResponseWriter, r *http.Request) bool {
		if isFile(r) && files.Add(1) == 2 {
			h.photos.Revoke("jane-1") // from the next request on
		}
		return false
	})
	h.Fetches = 1
	h.run(t)
	o := h.until(t, h.place(t, choice("p1", "p2", "p3", "p4")).ID, orders.NeedsPermission)
	if o.Progress.Fetched != 2 || !strings.Contains(o.Reason, "Connect again as jane") {
		t.Fatalf("needs permission with %+v: %s", o.Progress, o.Reason)
	}
	if _, err := h.Connection(t.Context(), h.customer); err != orders.ErrNotConnected {
		t.Errorf("the connection is still there: %v", err)
	}

	h.connect(t, "sam-1", "sam")
	if o, _ = h.Order(t.Context(), h.customer, o.ID); o.State != orders.NeedsPermission {
		t.Fatalf("sam's permission moved jane's order to %s", o.State)
	}

	h.connect(t, "jane-2", "jane")
	o = h.until(t, o.ID, orders.Ready)
	if o.Progress.Fetched != 4 || o.Reason != "" || h.pages(t, o.ID) != 8 {
		t.Errorf("ready with %+v, %q", o.Progress, o.Reason)
	}
	for _, p := range []string{"p1", "p2", "p3", "p4"} {
		if n := h.photos.Count("/api/photos/" + p + "/file"); n > 2 || p == "p1" && n != 1 {
			t.Errorf("%s was fetched %d times: what was there is not fetched again", p, n)
		}
	}
}

func TestARevokedTokenIsNoticedWhenBrowsing(t *testing.T) {
	h := newHouse(t)
	h.photos.Revoke("jane-1")
	_, err := h.Albums(t.Context(), h.customer)
	if !strings.Contains(err.Error(), orders.ErrRevoked.Error()) {
		t.Errorf("albums: %v", err)
	}
	if _, err := h.Picture(t.Context(), h.customer, "p1", orders.Thumb); err != orders.ErrNotConnected {
		t.Errorf("afterwards: %v", err)
	}
}

func TestDisconnectingDuringAnOrderAsksForPermission(t *testing.T) {
	h := newHouse(t)
	reached, release := make(chan bool, 9), make(chan bool)
	h.photos.Fault(func(w http.ResponseWriter, r *http.Request) bool {
		if isFile(r) {
			reached <- true
			<-release
		}
		return false
	})
	h.run(t)
	o := h.place(t, choice("p1", "p2"))
	<-reached
	if err := h.Disconnect(t.Context(), h.customer); err != nil {
		t.Fatal(err)
	}
	close(release)
	h.until(t, o.ID, orders.NeedsPermission)
	h.connect(t, "jane-2", "jane")
	h.until(t, o.ID, orders.Ready)
}

// outages are ways of being down; each ends by itself.
var outages = map[string]func(w http.ResponseWriter, r *http.Request){
	"503":            func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) },
	"500":            func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusInternalServerError) },
	"a dropped line": func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) },
	"too many":       func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusTooManyRequests) },
	"a page of HTML": func(w http.ResponseWriter, r *http.Request) { w.Write([]byte("<html>Log in to the Wi-Fi")) },
	"another clock":  problem("timestamp_refused"),
	"an unknown key": problem("consumer_key_unknown"),
	"a redirect": func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://evil.example/", http.StatusFound)
	},
	"half of a file":   half,
	"nothing for long": func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
}

func problem(code string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusUnauthorized)
		w.Write([]byte("oauth_problem=" + code))
	}
}

func half(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "image/jpeg")
	w.Header().Set("Content-Length", "10000")
	w.Write(make([]byte, 5_000))
	panic(http.ErrAbortHandler)
}

func TestWhenPhotosIsDownTheOrderWaitsAndGoesOnByItself(t *testing.T) {
	for name, outage := range outages {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			client := apitest.Client(h.photos.URL)
			client.Timeout, client.Stall = 50*time.Millisecond, 50*time.Millisecond
			h.Provider = client
			h.photos.Fault(func(w http.ResponseWriter, r *http.Request) bool {
				if down := isFile(r); down {
					outage(w, r)
					return true
				}
				return false
			})
			h.run(t)
			o := h.until(t, h.place(t, choice("p1", "p2")).ID, orders.Waiting)
			if !strings.Contains(o.Reason, "keep trying") {
				t.Errorf("it waits without a sentence: %q", o.Reason)
			}
			h.photos.Fault(nil)
			if o = h.until(t, o.ID, orders.Ready); o.Reason != "" || o.Progress.Missing != 0 {
				t.Errorf("ready with %q, %+v", o.Reason, o.Progress)
			}
		})
	}
}

func TestAServerThatIsNotThereIsWaitedFor(t *testing.T) {
	h := newHouse(t)
	h.photos.Close()
	h.run(t)
	h.until(t, h.place(t, choice("p1")).ID, orders.Waiting)
}

func TestRetryAfterIsRespected(t *testing.T) {
	h := newHouse(t)
	h.photos.Fault(func(w http.ResponseWriter, r *http.Request) bool {
		w.Header().Set("Retry-After", "120")
		w.WriteHeader(http.StatusServiceUnavailable)
		return true
	})
	h.run(t)
	before := time.Now()
	o := h.until(t, h.place(t, choice("p1")).ID, orders.Waiting)
	if pause := o.NextTry.Sub(before); pause < 119*time.Second || pause > 150*time.Second {
		t.Errorf("the next try is in %v", pause)
	}
	h.photos.Fault(nil)
	if n, err := h.Resume(t.Context(), h.customer); n != 1 || err != nil {
		t.Errorf("resumed %d orders, %v", n, err)
	}
	h.until(t, o.ID, orders.Ready)
}

func TestAMissingPhotoIsToldAndTheRestPrinted(t *testing.T) {
	h := newHouse(t)
	h.photos.Change("p2", nil)
	h.run(t)
	o := h.until(t, h.place(t, choice("p1", "p2", "p3")).ID, orders.Ready)
	if o.Progress.Missing != 1 || o.Price != 4*19 || h.pages(t, o.ID) != 4 {
		t.Errorf("%+v costs %s", o.Progress, o.Price)
	}
	if it := o.Items[1]; it.State != orders.Missing || !strings.Contains(it.Reason, "no longer there") || !strings.Contains(o.Reason, "One photo") {
		t.Errorf("photo: %q, order: %q", it.Reason, o.Reason)
	}
}

func TestAnOrderOfNothingPrintableFailsWithASentence(t *testing.T) {
	h := newHouse(t)
	h.photos.AddFile(t, "cut", filepath.Join("../sheet/testdata", "truncated.jpg"))
	h.photos.Add("page", "page.jpg", []byte("<html><script>alert(1)</script>"))
	h.run(t)
	o := h.until(t, h.place(t, choice("cut", "page", "../../etc/passwd", "nowhere")).ID, orders.Failed)
	if !strings.Contains(o.Reason, "None of the photos") || o.Price != 0 {
		t.Errorf("failed with %q at %s", o.Reason, o.Price)
	}
	for i, want := range []string{"damaged", "not a JPEG", "no longer there", "no longer there"} {
		if !strings.Contains(o.Items[i].Reason, want) {
			t.Errorf("photo %d: %q", i, o.Items[i].Reason)
		}
	}
}

func TestOtherBytesThanAnnouncedAreNotPrinted(t *testing.T) {
	h := newHouse(t)
	h.photos.Change("p1", func(p *apitest.Photo) { p.SHA256 = strings.Repeat("0", 64) })
	h.run(t)
	o := h.until(t, h.place(t, choice("p1", "p2")).ID, orders.Ready)
	if it := o.Items[0]; it.State != orders.Missing || !strings.Contains(it.Reason, "not the file that was announced") {
		t.Errorf("%+v", it)
	}
}

func TestNoSecretReachesTheLog(t *testing.T) {
	h := newHouse(t)
	h.run(t)
	h.until(t, h.place(t, choice("p1")).ID, orders.Ready)
	c, err := h.Connection(t.Context(), h.customer)
	if err != nil {
		t.Fatal(err)
	}
	h.Log.Info("on purpose", "connection", c, "credentials", c.Credentials)
	for _, secret := range []string{"jane-1", "secret of"} {
		if strings.Contains(h.log.String(), secret) {
			t.Errorf("the log holds %q:\n%s", secret, h.log)
		}
	}
}
