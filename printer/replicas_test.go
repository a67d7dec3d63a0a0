package printer_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.net/oauth1/internal/objects/objectstest"
	"example.net/oauth1/internal/sqldb/sqldbtest"
	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/printer"
)

// row is a shop of two replicas at one address.
type row struct {
	*shop
	p    *serviceProvider
	next atomic.Int64 // each request goes to another replica than the one before,
	pin  atomic.Int64 // unless it is to go to this one, counted from 1
}

// openRow starts them on a new database, with a place for print files that they have in common.
func openRow(t *testing.T, e sqldbtest.Engine, prints string, change func(*printer.Config)) *row {
	t.Helper()
	r := &row{shop: &shop{log: &strings.Builder{}}, p: newServiceProvider(t)}
	var apps [2]*printer.App
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		at := r.pin.Load() - 1
		if at < 0 {
			at = r.next.Add(1) % 2
		}
		apps[at].Handler.ServeHTTP(w, request)
	}))
	r.URL = server.URL
	r.p.register(r.URL + "/")
	var log sync.Mutex
	config := printer.Config{
		URL: r.URL, ProviderURL: r.p.URL, ConsumerKey: demoKey, SignatureMethod: "HMAC-SHA1", Database: e.Where(t), Blobs: prints,
		SecretKey: strings.Repeat("k", 40), Log: webapp.NewLogger(together{&log, r.log}, "printer"),
	}
	if change != nil {
		change(&config)
	}
	t.Cleanup(func() {
		server.Close()
		for _, app := range apps {
			if err := app.Close(); err != nil {
				t.Error(err)
			}
		}
		if t.Failed() {
			t.Log(r.log)
		}
	})
	for i := range apps {
		config.Data = t.TempDir()
		var err error
		if apps[i], err = printer.New(context.Background(), config); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

// together is a log of several programs.
type together struct {
	*sync.Mutex
	io.Writer
}

func (w together) Write(p []byte) (int, error) {
	w.Lock()
	defer w.Unlock()
	return w.Writer.Write(p)
}

// rows runs a test with print files in a folder, and in a bucket where there is a store.
func rows(t *testing.T, test func(t *testing.T, e sqldbtest.Engine, prints string)) {
	t.Helper()
	sqldbtest.Shared(t, func(t *testing.T, e sqldbtest.Engine) {
		t.Run("folder", func(t *testing.T) { test(t, e, t.TempDir()) })
		if address := objectstest.Address(t); address != "" {
			t.Run("bucket", func(t *testing.T) { test(t, e, address) })
		}
	})
}

// TestReplicasHaveOneKey: what one has sealed the other must be able to open, so another key is refused at once.
func TestReplicasHaveOneKey(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		where, prints := e.Where(t), t.TempDir()
		with := func(key string) printer.Config {
			config := good(t)
			config.Database, config.SecretKey, config.Blobs = where, strings.Repeat(key, 40), prints
			return config
		}
		if e.Name == "postgres" {
			starts(t, "no key", with(""), "set PRINTER_SECRET_KEY")
		}
		starts(t, "the first", with("a"), "")
		starts(t, "another key", with("b"), "first used with another secret key")
		starts(t, "the same key", with("a"), "")
	})
}

// TestReplicasHaveOnePlaceForPrintFiles: each has to find what another one has made.
func TestReplicasHaveOnePlaceForPrintFiles(t *testing.T) {
	rows(t, func(t *testing.T, e sqldbtest.Engine, prints string) {
		where := e.Where(t)
		with := func(blobs string) printer.Config {
			config := good(t)
			config.Database, config.SecretKey, config.Blobs = where, strings.Repeat("k", 40), blobs
			return config
		}
		starts(t, "the data folder", with(""), "set PRINTER_BLOBS to s3://")
		starts(t, "a folder beside it", with("prints"), "set PRINTER_BLOBS to s3://")
		starts(t, "a common place", with(prints), "")
		starts(t, "another folder", with(filepath.Join(t.TempDir(), "prints")), "PRINTER_BLOBS is not the place where the other replicas")
		starts(t, "the common place", with(prints), "")
		if strings.HasPrefix(prints, "s3://") {
			starts(t, "no bucket", with(strings.Replace(prints, "s3://", "s3://no-such-", 1)), "PRINTER_BLOBS: ")
		}
	})
}

// TestJaneOrdersOverReplicas: every request of hers is answered by another replica than the one before.
func TestJaneOrdersOverReplicas(t *testing.T) {
	rows(t, func(t *testing.T, e sqldbtest.Engine, prints string) {
		r := openRow(t, e, prints, nil)
		jane := r.visit(t)
		jane.connect(r.p, "jane").shows(200, "Vacation")
		order := jane.order("p1", "p3").shows(200, "Order", "€1.56")
		jane.until(order.address.Path, "event: end")
		ready := jane.get(order.address.Path).shows(200, "Your print file is ready")
		whole := jane.get(ready.address.Path + "/pdf")
		if !strings.HasPrefix(whole.html, "%PDF-") || !strings.HasSuffix(whole.html, "%%EOF\n") || !strings.Contains(whole.header.Get("Content-Disposition"), "attachment; filename=order-") {
			t.Errorf("the PDF: status %d, %q, begins %.8q", whole.status, whole.header, whole.html)
		}
		for asked, want := range map[string]string{"bytes=100-199": whole.html[100:200], "bytes=-50": whole.html[len(whole.html)-50:]} {
			request, _ := http.NewRequest(http.MethodGet, r.URL+ready.address.Path+"/pdf", nil)
			request.Header.Set("Range", asked)
			if piece := jane.do(request); piece.status != http.StatusPartialContent || piece.html != want {
				t.Errorf("%s: status %d, %d bytes", asked, piece.status, len(piece.html))
			}
		}
		request, _ := http.NewRequest(http.MethodGet, r.URL+ready.address.Path+"/pdf", nil)
		request.Header.Set("If-None-Match", whole.header.Get("Etag"))
		if same := jane.do(request); same.status != http.StatusNotModified {
			t.Errorf("asked for again: status %d", same.status)
		}
	})
}

// TestAShortLivedTokenIsRenewedOnceByAllReplicas: a second renewal would be refused, and taken for the end of the permission.
func TestAShortLivedTokenIsRenewedOnceByAllReplicas(t *testing.T) {
	sqldbtest.Shared(t, func(t *testing.T, e sqldbtest.Engine) {
		clock := newHands()
		r := openRow(t, e, t.TempDir(), func(c *printer.Config) { c.Now = clock.time })
		r.p.Now = clock.time
		r.p.registerShortLived(r.URL + "/")
		jane := r.visit(t)
		jane.connect(r.p, "jane")
		var renewals atomic.Int32
		again := make(chan struct{}, 12)
		r.p.misbehave("/oauth/access_token", func(w http.ResponseWriter, request *http.Request) {
			if renewals.Add(1) == 1 { // time enough for the other replica to ask as well
				select {
				case <-again:
				case <-time.After(300 * time.Millisecond):
				}
			}
			again <- struct{}{}
			r.p.behave().ServeHTTP(w, request)
		})
		clock.move(61 * time.Minute)
		var pages sync.WaitGroup
		for range 12 {
			pages.Go(func() { jane.get("/albums").shows(200, "Vacation") })
		}
		pages.Wait()
		if n := renewals.Load(); n != 1 {
			t.Errorf("%d renewals", n)
		}
		jane.get("/connect").shows(200, "1 time so far")
	})
}

// TestTheInspectorFollowsOverReplicas: a dance that one begins and another ends is one, and whoever looks on hears of it.
func TestTheInspectorFollowsOverReplicas(t *testing.T) {
	sqldbtest.Shared(t, func(t *testing.T, e sqldbtest.Engine) {
		r := openRow(t, e, t.TempDir(), func(c *printer.Config) { c.Inspect = "on" })
		jane := r.visit(t)
		r.pin.Store(1)
		jane.connect(r.p, "jane")
		r.pin.Store(2)
		live := jane.stream("/inspector/live")
		live.next(t) // it is open
		r.pin.Store(1)
		r.p.beginsAgain(t, jane)
		live.next(t)
		r.pin.Store(2)
		jane.get(r.p.allow(t, "jane")).shows(200, "Connected to photos as jane")
		for at := range int64(2) {
			r.pin.Store(at + 1)
			timeline := jane.get("/inspector").shows(200)
			// The first ended when its token was handed back.
			if !strings.Contains(timeline.html, "6 messages, ended</option>") || !strings.Contains(timeline.html, "5 messages, connected</option>") {
				t.Errorf("replica %d tells the dances as\n%s", at+1, timeline.text())
			}
		}
	})
}

// stream is a line of server-sent events.
type stream struct{ events chan string }

func (b *browser) stream(path string) *stream {
	b.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, b.shop.URL+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	answer, err := b.http.Do(r)
	if err != nil || answer.StatusCode != 200 {
		b.t.Fatal(answer, err)
	}
	s := &stream{make(chan string, 100)}
	done := make(chan struct{})
	go func() {
		defer close(done)
		buffer := make([]byte, 4096)
		for {
			n, err := answer.Body.Read(buffer)
			if err != nil {
				return
			}
			s.events <- string(buffer[:n])
		}
	}()
	b.t.Cleanup(func() { cancel(); answer.Body.Close(); <-done })
	return s
}

func (s *stream) next(t *testing.T) {
	t.Helper()
	select {
	case <-s.events:
	case <-time.After(10 * time.Second):
		t.Fatal("nothing comes")
	}
}

// TestAStoreThatIsAwayHoldsOrdersUp, and nothing else: pages are up, and the order goes on by itself.
func TestAStoreThatIsAwayHoldsOrdersUp(t *testing.T) {
	sqldbtest.Shared(t, func(t *testing.T, e sqldbtest.Engine) {
		address := objectstest.Address(t)
		if address == "" {
			return // tested where there is a store
		}
		line := objectstest.NewLine(t, address)
		r := openRow(t, e, line.Address, nil)
		jane := r.visit(t)
		jane.connect(r.p, "jane")
		first := jane.order("p1")
		jane.until(first.address.Path, "event: end")
		line.Cut()
		second := jane.order("p2")
		jane.until(second.address.Path, "We cannot put your print file away at the moment.")
		jane.get(second.address.Path).shows(200, "We keep trying; nothing is lost.")
		jane.get("/orders").shows(200, "Ready", "Waiting")
		jane.get(first.address.Path+"/pdf").shows(503, "Your print file is safe")
		for _, path := range []string{"/", "/albums/a1", "/basket", "/healthz"} {
			if page := jane.get(path); page.status != 200 {
				t.Errorf("%s: status %d", path, page.status)
			}
		}
		line.Mend()
		jane.until(second.address.Path, "event: end")
		for _, order := range []*page{first, second} {
			if pdf := jane.get(order.address.Path + "/pdf"); pdf.status != 200 || !strings.HasPrefix(pdf.html, "%PDF-") {
				t.Errorf("afterwards: status %d, %.8q", pdf.status, pdf.html)
			}
		}
	})
}
