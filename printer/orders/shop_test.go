package orders_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"example.net/oauth1/internal/seal"
	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/printer/orders"
	"example.net/oauth1/printer/photosapi/apitest"
	"example.net/oauth1/printer/sheet"
	"example.net/oauth1/printer/shelf"
	"example.net/oauth1/printer/store"
)

// house is a shop on a real database and a real file system, connected to a Service Provider that can fail.
type house struct {
	*orders.Shop
	site
	photos   *apitest.Server
	customer string
	log      *syncBuffer
}

// syncBuffer collects a log that several goroutines write.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// site is where a shop keeps what it has. Replicas have all but the folder in common.
type site struct{ dir, database, shelf string }

// alone is the site of a shop that serves alone.
func alone(dir string) site {
	return site{dir, filepath.Join(dir, "printer.db"), filepath.Join(dir, "prints")}
}

func newShop(ctx context.Context, at site, provider string) (*orders.Shop, func() error, error) {
	db, err := sqldb.Open(ctx, at.database)
	if err != nil {
		return nil, nil, err
	}
	rooms, err := store.New(ctx, db, seal.New([32]byte{1}))
	return &orders.Shop{
		Store: rooms, Provider: apitest.Client(provider), Composer: sheet.Composer{}, Dir: at.dir, Shelf: shelf.Folder(at.shelf),
		Replicas: rooms.Replicas(),
		Backoff:  orders.Backoff{First: 5 * time.Millisecond, Cap: 20 * time.Millisecond},
		Argon2:   orders.Argon2{MemoryKiB: 64, Passes: 1, Lanes: 1},
	}, db.Close, err
}

// newHouse has a customer connected as jane with the token "jane-1", and four photos p1 … p4.
func newHouse(t *testing.T) *house {
	t.Helper()
	return houseAt(t, alone(t.TempDir()))
}

func houseAt(t *testing.T, at site) *house {
	t.Helper()
	h := &house{photos: apitest.New(t), site: at, log: &syncBuffer{}}
	for i, name := range []string{"orient-1.jpg", "orient-6.jpg", "progressive.jpg", "base.png"} {
		h.photos.AddFile(t, fmt.Sprintf("p%d", i+1), filepath.Join("../sheet/testdata", name))
	}
	h.open(t)
	c, err := h.NewCustomer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	h.customer = c.ID
	h.connect(t, "jane-1", "jane")
	return h
}

// open opens a shop at the site.
func (h *house) open(t *testing.T) {
	t.Helper()
	shop, closeDB, err := newShop(t.Context(), h.site, h.photos.URL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeDB() })
	h.Shop = shop
	h.Log = slog.New(slog.NewTextHandler(h.log, nil))
}

func (h *house) connect(t *testing.T, token, user string) orders.Connection {
	t.Helper()
	c, err := h.Connect(t.Context(), h.customer, orders.Access{
		Credentials: orders.Credentials{Token: token, Secret: "secret of " + token}, UserID: "id of " + user, ScreenName: user,
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// run starts the worker; it is stopped, and has stopped, when the test or stop ends.
func (h *house) run(t *testing.T) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- h.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("the worker ended with %v", err)
		}
	})
	t.Cleanup(stop)
	return stop
}

func choice(photos ...string) orders.Choice {
	return orders.Choice{Album: "a1", AlbumTitle: "Vacation", Photos: photos, Paper: "10x15", Finish: "glossy", Copies: 2, Key: orders.NewKey()}
}

func (h *house) place(t *testing.T, c orders.Choice) orders.Order {
	t.Helper()
	o, err := h.Place(t.Context(), h.customer, c)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// until watches the order, as a page does, until it is in the state.
func (h *house) until(t *testing.T, id string, state orders.State) orders.Order {
	t.Helper()
	return h.untilSo(t, id, string(state), func(o orders.Order) bool { return o.State == state })
}

// untilSo watches the order until it is so; want says what is waited for.
func (h *house) untilSo(t *testing.T, id, want string, so func(orders.Order) bool) orders.Order {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	states, err := h.Watch(ctx, h.customer, id)
	if err != nil {
		t.Fatal(err)
	}
	var last orders.Order
	for last = range states {
		if so(last) {
			return last
		}
		if last.State.Done() {
			break
		}
	}
	t.Fatalf("the order is %s (%s), not %s; log:\n%s", last.State, last.Reason, want, h.log)
	return last
}

// pages opens the PDF and counts.
func (h *house) pages(t *testing.T, id string) int {
	t.Helper()
	pdf, err := h.OpenPDF(t.Context(), h.customer, id)
	if err != nil {
		t.Fatal(err)
	}
	defer pdf.Close()
	data, err := io.ReadAll(pdf)
	if err != nil {
		t.Fatal(err)
	}
	if int64(len(data)) != pdf.Bytes || !bytes.HasSuffix(data, []byte("%%EOF\n")) {
		t.Errorf("the PDF has %d bytes, the order says %d", len(data), pdf.Bytes)
	}
	return bytes.Count(data, []byte("/Type/Page/"))
}

func TestAnOrderBecomesAPDF(t *testing.T) {
	h := newHouse(t)
	stop := h.run(t)
	placed := h.place(t, choice("p1", "p2", "p3", "p4"))
	if placed.State != orders.Placed || placed.Price != 8*19 || len(placed.Number) != 9 {
		t.Errorf("placed %+v", placed)
	}
	o := h.until(t, placed.ID, orders.Ready)
	if o.Progress.Fetched != 4 || o.Reason != "" || o.Bytes == 0 || o.Items[1].File != "orient-6.jpg" {
		t.Errorf("ready %+v", o)
	}
	if n := h.pages(t, o.ID); n != 8 {
		t.Errorf("%d pages, want two of each of four photos", n)
	}
	stop()
	if _, err := os.Stat(filepath.Join(h.dir, "originals", o.ID)); !os.IsNotExist(err) {
		t.Error("the originals are still in the shop's folder")
	}
	if list, err := h.Orders(t.Context(), h.customer); err != nil || len(list) != 1 || list[0].Price != o.Price || list[0].Progress != o.Progress {
		t.Errorf("the list tells %+v, %v", list, err)
	}
}

func TestTwoClicksAreOneOrder(t *testing.T) {
	h := newHouse(t)
	c := choice("p1")
	ids := make(chan string, 20)
	var clicks sync.WaitGroup
	for range 20 {
		clicks.Go(func() {
			o, err := h.Place(t.Context(), h.customer, c)
			if err != nil {
				t.Error(err)
			}
			ids <- o.ID
		})
	}
	clicks.Wait()
	first := <-ids
	for range 19 {
		if id := <-ids; id != first {
			t.Fatalf("two orders: %s and %s", first, id)
		}
	}
	if list, _ := h.Orders(t.Context(), h.customer); len(list) != 1 {
		t.Errorf("%d orders", len(list))
	}
}

func TestBadChoicesAreRefusedWithASentence(t *testing.T) {
	h := newHouse(t)
	h.MaxPhotos = 3
	for name, spoil := range map[string]func(*orders.Choice){
		"a paper that is not sold":  func(c *orders.Choice) { c.Paper = "banknote" },
		"no such finish":            func(c *orders.Choice) { c.Finish = "gold" },
		"no such fit":               func(c *orders.Choice) { c.Fit = "stretch" },
		"no copies":                 func(c *orders.Choice) { c.Copies = 0 },
		"too many copies":           func(c *orders.Choice) { c.Copies = 100 },
		"a negative number of them": func(c *orders.Choice) { c.Copies = -5 },
		"no photos":                 func(c *orders.Choice) { c.Photos = nil },
		"too many photos":           func(c *orders.Choice) { c.Photos = []string{"1", "2", "3", "4"} },
		"a photo id out of measure": func(c *orders.Choice) { c.Photos = []string{strings.Repeat("9", 1000)} },
		"no key":                    func(c *orders.Choice) { c.Key = "" },
	} {
		c := choice("p1")
		spoil(&c)
		_, err := h.Place(t.Context(), h.customer, c)
		if refusal, ok := err.(*orders.Refusal); !ok || !strings.HasSuffix(refusal.Sentence, ".") {
			t.Errorf("%s: %v", name, err)
		}
	}
	o := h.place(t, choice("p1", "p2", "p1"))
	if len(o.Items) != 2 {
		t.Error("a photo chosen twice is in the order twice")
	}
}

func TestAnothersOrderDoesNotExist(t *testing.T) {
	h := newHouse(t)
	h.run(t)
	o := h.place(t, choice("p1"))
	h.until(t, o.ID, orders.Ready)
	sam, err := h.NewCustomer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, stranger := range []string{sam.ID, "", "no such customer"} {
		for _, id := range []string{o.ID, "no-such-order", "../" + o.ID} {
			_, e1 := h.Order(t.Context(), stranger, id)
			_, e2 := h.OpenPDF(t.Context(), stranger, id)
			_, e3 := h.Watch(t.Context(), stranger, id)
			if e1 != orders.ErrNotFound || e2 != orders.ErrNotFound || e3 != orders.ErrNotFound {
				t.Errorf("%q asking for %q: %v, %v, %v", stranger, id, e1, e2, e3)
			}
		}
	}
}

func TestWithoutAConnectionNothingIsOrdered(t *testing.T) {
	h := newHouse(t)
	if err := h.Disconnect(t.Context(), h.customer); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Place(t.Context(), h.customer, choice("p1")); err != orders.ErrNotConnected {
		t.Errorf("placing: %v", err)
	}
	if _, err := h.Albums(t.Context(), h.customer); err != orders.ErrNotConnected {
		t.Errorf("albums: %v", err)
	}
	if n := h.photos.Count("/oauth/revoke"); n != 1 {
		t.Errorf("the token was revoked %d times", n)
	}
}
