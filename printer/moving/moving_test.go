package moving_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.net/oauth1/internal/archive"
	"example.net/oauth1/internal/seal"
	"example.net/oauth1/internal/sqldb/sqldbtest"
	"example.net/oauth1/printer/moving"
	"example.net/oauth1/printer/orders"
	"example.net/oauth1/printer/shelf"
	"example.net/oauth1/printer/store"
)

var (
	noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	key  = [seal.KeySize]byte{1, 2, 3}
)

// newPlace is a database and a shelf where there is nothing yet.
func newPlace(t testing.TB, e sqldbtest.Engine) *moving.Place {
	t.Helper()
	dir := t.TempDir()
	folder := shelf.Folder(filepath.Join(dir, "prints"))
	if err := folder.Make(); err != nil {
		t.Fatal(err)
	}
	return &moving.Place{DB: e.New(t), Shelf: folder, Dir: filepath.Join(dir, "moving"), Key: key, Now: func() time.Time { return noon }}
}

func open(t testing.TB, p *moving.Place) *store.Store {
	t.Helper()
	s, err := store.New(t.Context(), p.DB, seal.New(p.Key))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// onEachPair runs a test with every engine to come from and every one to go to.
func onEachPair(t *testing.T, test func(t *testing.T, from, to sqldbtest.Engine)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, from sqldbtest.Engine) {
		sqldbtest.Each(t, func(t *testing.T, to sqldbtest.Engine) { test(t, from, to) })
	})
}

// newShop is a shop with a customer, her connection, an order that is ready, one at the printer, and one under way.
func newShop(t testing.TB, e sqldbtest.Engine) (*moving.Place, *store.Store) {
	t.Helper()
	p := newPlace(t, e)
	s := open(t, p)
	must(t, s.CreateCustomer(t.Context(), orders.Customer{ID: "c1", Created: noon}))
	_, err := s.Connect(t.Context(), orders.Connection{
		ID: "k1", Customer: "c1", UserID: "jane", ScreenName: "jane", State: orders.Live, Created: noon,
		Credentials: orders.Credentials{Token: "token", Secret: "secret"},
	})
	must(t, err)
	for id, state := range map[string]orders.State{"ready": orders.Ready, "printing": orders.Printing, "fetching": orders.Fetching} {
		o := orders.Order{
			ID: id, Number: "N-" + id, Customer: "c1", Connection: "k1", Key: id, Paper: "10x15", Finish: "matte", Fit: orders.FitFill,
			Copies: 1, State: state, Placed: noon, NextTry: noon, Updated: noon, Home: "a replica",
			Items: []orders.Item{{Photo: "p1", Copies: 1, State: orders.Wanted}},
		}
		if state != orders.Fetching {
			o.PDF, o.Bytes = id+".pdf", int64(len(content(id)))
			shelve(t, p, o.PDF, content(id))
		}
		_, _, err := s.CreateOrder(t.Context(), o)
		must(t, err)
	}
	if ok, err := s.SavePrintout(t.Context(), "", orders.Printout{Order: "printing", Step: orders.PrintSent, Try: 1, Cancelling: true}); err != nil || !ok {
		t.Fatal(ok, err)
	}
	return p, s
}

func content(id string) string { return strings.Repeat("the print file of "+id+" ", 1000) }

func shelve(t testing.TB, p *moving.Place, name, content string) {
	t.Helper()
	f, err := os.CreateTemp(t.TempDir(), "*.part")
	must(t, err)
	_, err = f.WriteString(content)
	must(t, err)
	_, err = p.Shelf.Put(t.Context(), name, f)
	must(t, err)
}

// has makes sure that a place has a print file.
func has(t testing.TB, p *moving.Place, id string) {
	t.Helper()
	f, err := p.Shelf.Open(t.Context(), id+".pdf")
	must(t, err)
	defer f.Close()
	if got, err := io.ReadAll(f); err != nil || string(got) != content(id) {
		t.Errorf("the print file of %s is %.30q, %v", id, got, err)
	}
}

func backup(t testing.TB, p *moving.Place) (string, archive.Contents) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "backup.tar")
	var c archive.Contents
	must(t, archive.Write(path, nil, func(w io.Writer) (err error) {
		c, err = p.Backup(t.Context(), w, false)
		return err
	}))
	return path, c
}

func restore(t testing.TB, path string, into *moving.Place) (moving.Restored, error) {
	t.Helper()
	r, err := archive.Open(path)
	must(t, err)
	defer r.Close()
	c, err := r.Verify(t.Context(), key)
	must(t, err)
	return into.Restore(t.Context(), r, c)
}

func TestABackupOfTheShopComesBack(t *testing.T) {
	onEachPair(t, func(t *testing.T, from, to sqldbtest.Engine) {
		p, _ := newShop(t, from)
		path, c := backup(t, p)
		if c.Files != 2 || c.Rows["orders"] != 3 || len(c.Missing)+len(c.Damaged)+len(c.Gone) != 0 {
			t.Errorf("the backup holds %+v", c)
		}
		there := newPlace(t, to)
		if done, err := restore(t, path, there); err != nil || done.Files != 2 || done.Rows["orders"] != 3 {
			t.Fatalf("%+v, %v", done, err)
		}
		has(t, there, "ready")
		has(t, there, "printing")
		s := open(t, there)
		if k, err := s.Connection(t.Context(), "k1"); err != nil || k.Credentials.Secret != "secret" {
			t.Errorf("the connection is %+v, %v", k, err)
		}
		if o, err := s.Order(t.Context(), "fetching"); err != nil || o.State != orders.Fetching || o.Home != "" || len(o.Items) != 1 {
			t.Errorf("the order under way is %+v, %v", o, err)
		}
		out, err := s.Printout(t.Context(), "printing")
		if err != nil || out.Step != orders.PrintUnsure || out.Cancelling {
			t.Errorf("what may have come out of the printer is %+v, %v", out, err)
		}
		if _, err := restore(t, path, there); !errors.Is(err, store.ErrOccupied) {
			t.Errorf("over another shop: %v", err)
		}
	})
}

// taken is a shelf from which somebody takes a file while it is looked through.
type taken struct {
	orders.Shelf
	before func()
}

func (s *taken) Open(ctx context.Context, name string) (io.ReadSeekCloser, error) {
	s.before()
	return s.Shelf.Open(ctx, name)
}

func TestWhatIsCancelledMeanwhileStaysCancelled(t *testing.T) {
	p, s := newShop(t, sqldbtest.Engine{Name: "sqlite"})
	whole := p.Shelf
	p.Shelf = &taken{whole, func() {
		o, err := s.Order(t.Context(), "ready")
		must(t, err)
		o.State, o.PDF = orders.Cancelled, ""
		s.Move(t.Context(), o, orders.Ready)
		must(t, whole.Remove(t.Context(), "ready.pdf"))
	}}
	path, c := backup(t, p)
	if len(c.Gone) != 1 || c.Gone[0] != "ready.pdf" || c.Files != 1 {
		t.Fatalf("the backup holds %+v", c)
	}
	there := newPlace(t, sqldbtest.Engine{Name: "sqlite"})
	if _, err := restore(t, path, there); err != nil {
		t.Fatal(err)
	}
	if o, err := open(t, there).Order(t.Context(), "ready"); err != nil || o.State != orders.Cancelled || o.PDF != "" {
		t.Errorf("it is %+v, %v", o, err)
	}
}

func TestALostPrintFileIsNamed(t *testing.T) {
	p, _ := newShop(t, sqldbtest.Engine{Name: "sqlite"})
	must(t, p.Shelf.Remove(t.Context(), "ready.pdf"))
	if _, c := backup(t, p); len(c.Missing) != 1 || c.Missing[0] != "ready.pdf" || c.Files != 1 {
		t.Errorf("the backup says %+v", c)
	}
}

func TestAShopIsMoved(t *testing.T) {
	onEachPair(t, func(t *testing.T, from, to sqldbtest.Engine) {
		p, s := newShop(t, from)
		there := newPlace(t, to)
		m := &moving.Move{From: p, To: there}
		if needed, err := m.Begin(t.Context()); err != nil || !needed {
			t.Fatal(needed, err)
		}
		if n, lost, err := m.Files(t.Context()); n != 2 || len(lost) != 0 || err != nil {
			t.Errorf("the first pass: %d, %v, %v", n, lost, err)
		}
		shelve(t, p, "fetching.pdf", content("fetching"))
		o, err := s.Order(t.Context(), "fetching")
		must(t, err)
		o.State, o.PDF = orders.Ready, "fetching.pdf"
		if ok, err := s.Move(t.Context(), o, orders.Fetching); !ok || err != nil {
			t.Fatal(ok, err)
		}
		m = &moving.Move{From: p, To: there} // the first try was interrupted
		if needed, err := m.Begin(t.Context()); err != nil || !needed {
			t.Fatal(needed, err)
		}
		if n, lost, err := m.Files(t.Context()); n != 1 || len(lost) != 0 || err != nil {
			t.Errorf("the second pass: %d, %v, %v", n, lost, err)
		}
		done, err := m.Rows(t.Context())
		if err != nil || done.Rows["orders"] != 3 {
			t.Fatalf("%+v, %v", done, err)
		}
		if needed, err := m.Begin(t.Context()); needed || err != nil {
			t.Errorf("after all has arrived: %v, %v", needed, err)
		}
		for _, id := range []string{"ready", "printing", "fetching"} {
			has(t, there, id)
		}
		moved := open(t, there)
		if k, err := moved.Connection(t.Context(), "k1"); err != nil || k.Credentials.Token != "token" {
			t.Errorf("the connection is %+v, %v", k, err)
		}
		if out, err := moved.Printout(t.Context(), "printing"); err != nil || out.Step != orders.PrintSent {
			t.Errorf("what was at the printer is %+v, %v", out, err)
		}
		if _, err := there.DB.Exec(t.Context(), `UPDATE orders SET reason = 'x' WHERE id = 'ready'`); err != nil {
			t.Fatal(err)
		}
		if err := m.Compare(t.Context()); err == nil || !strings.Contains(err.Error(), "orders (3 rows, and 3 here)") {
			t.Errorf("a row that is another: %v", err)
		}
	})
}
