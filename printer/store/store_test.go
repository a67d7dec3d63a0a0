package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.net/oauth1/internal/seal"
	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/printer/orders"
	"example.net/oauth1/printer/store"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func open(t *testing.T, dir string, key byte) *store.Store {
	t.Helper()
	db, err := sqldb.Open(t.Context(), filepath.Join(dir, "printer.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	s, err := store.New(t.Context(), db, seal.New([32]byte{key}))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func connection(id, user string) orders.Connection {
	return orders.Connection{
		ID: id, Customer: "c1", UserID: user, ScreenName: user, State: orders.Live, Created: noon,
		Credentials: orders.Credentials{Token: "token-of-" + id, Secret: "secret-of-" + id},
	}
}

func order(id, connection string) orders.Order {
	return orders.Order{
		ID: id, Number: "N-" + id, Customer: "c1", Connection: connection, Key: "key-" + id, Paper: "10x15", Finish: "matte",
		Fit: orders.FitFill, Copies: 2, State: orders.Placed, UnitPrice: 19, Placed: noon, NextTry: noon, Updated: noon,
		Items: []orders.Item{
			{Position: 0, Photo: "p1", Copies: 2, State: orders.Wanted}, {Position: 1, Photo: "p2", Copies: 2, State: orders.Wanted},
		},
	}
}

func withCustomer(t *testing.T) *store.Store {
	s := open(t, t.TempDir(), 1)
	must(t, s.CreateCustomer(t.Context(), orders.Customer{ID: "c1", Created: noon}))
	_, err := s.Connect(t.Context(), connection("k1", "jane"))
	must(t, err)
	return s
}

func TestSecretsAreSealedAtRest(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, 1)
	must(t, s.CreateCustomer(t.Context(), orders.Customer{ID: "c1", Created: noon}))
	_, err := s.Connect(t.Context(), connection("k1", "jane"))
	must(t, err)
	must(t, s.KeepRequestToken(t.Context(), orders.PendingToken{
		Browser: "browser-secret", Token: "request-token", Secret: "request-secret", Customer: "c1", Created: noon,
	}))
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	must(t, err)
	for _, file := range files {
		data, err := os.ReadFile(file)
		must(t, err)
		for _, secret := range []string{"token-of-k1", "secret-of-k1", "request-token", "request-secret", "browser-secret"} {
			if bytes.Contains(data, []byte(secret)) {
				t.Errorf("%s holds %q", filepath.Base(file), secret)
			}
		}
	}
	c, err := s.LiveConnection(t.Context(), "c1")
	if err != nil || c.Credentials != connection("k1", "jane").Credentials {
		t.Errorf("opened %v, %v", c.Credentials, err)
	}
	if _, err := open(t, dir, 2).LiveConnection(t.Context(), "c1"); !errors.Is(err, seal.ErrNotOurs) {
		t.Errorf("with another key: %v", err)
	}
}

func TestACustomerHasOneLiveConnection(t *testing.T) {
	s := withCustomer(t)
	var connecting sync.WaitGroup
	for i := range 20 {
		connecting.Go(func() {
			if _, err := s.Connect(t.Context(), connection(fmt.Sprint("again", i), "jane")); err != nil {
				t.Error(err)
			}
		})
	}
	connecting.Wait()
	live := 0
	for i := range 20 {
		if c, err := s.Connection(t.Context(), fmt.Sprint("again", i)); err == nil && c.State == orders.Live {
			live++
		}
	}
	if live != 1 {
		t.Errorf("%d live connections", live)
	}
}

func TestAClosedConnectionHasNoCredentials(t *testing.T) {
	s := withCustomer(t)
	_, _, err := s.CreateOrder(t.Context(), order("o1", "k1"))
	must(t, err)
	must(t, s.CloseConnection(t.Context(), "k1", "A sentence.", noon))
	c, err := s.Connection(t.Context(), "k1")
	if err != nil || c.State != orders.Closed || c.Credentials != (orders.Credentials{}) {
		t.Errorf("%+v, %v", c, err)
	}
	o, err := s.Order(t.Context(), "o1")
	if err != nil || o.State != orders.NeedsPermission || o.Reason != "A sentence." {
		t.Errorf("%s %q, %v", o.State, o.Reason, err)
	}
	if _, err := s.LiveConnection(t.Context(), "c1"); err != orders.ErrNotConnected {
		t.Error(err)
	}
}

func TestAReplacedConnectionKeepsItsCredentialsWhileAnOrderNeedsThem(t *testing.T) {
	s := withCustomer(t)
	_, _, err := s.CreateOrder(t.Context(), order("o1", "k1"))
	must(t, err)
	for id, user := range map[string]string{"k2": "sam", "k3": "jane"} {
		_, err := s.Connect(t.Context(), connection(id, user))
		must(t, err)
	}
	o, err := s.Order(t.Context(), "o1")
	must(t, err)
	c, err := s.Connection(t.Context(), o.Connection)
	if must(t, err); o.Connection != "k3" || c.State == orders.Closed {
		t.Errorf("jane's order hangs on %s, which is %s", o.Connection, c.State)
	}
	if c, err := s.Connection(t.Context(), "k1"); err != nil || c.State != orders.Closed {
		t.Errorf("the first connection is %s, %v", c.State, err)
	}
}

func TestAnOrderMovesOnceFromEachState(t *testing.T) {
	s := withCustomer(t)
	o, created, err := s.CreateOrder(t.Context(), order("o1", "k1"))
	if must(t, err); !created || len(o.Items) != 2 || o.Price != 4*19 {
		t.Fatalf("%+v", o)
	}
	var won atomic.Int32
	var moving sync.WaitGroup
	for range 50 {
		moving.Go(func() {
			next := o
			next.State = orders.Fetching
			if moved, err := s.Move(t.Context(), next, orders.Placed); err != nil {
				t.Error(err)
			} else if moved {
				won.Add(1)
			}
		})
	}
	moving.Wait()
	if won.Load() != 1 {
		t.Errorf("%d of 50 moved it", won.Load())
	}
}

func TestTheQueueGivesWhatIsDue(t *testing.T) {
	s := withCustomer(t)
	for i, change := range []func(*orders.Order){
		func(o *orders.Order) { o.State, o.NextTry = orders.Waiting, noon.Add(time.Hour) },
		func(o *orders.Order) { o.State = orders.Ready },
		func(o *orders.Order) { o.State, o.NextTry = orders.Composing, noon.Add(-time.Hour) },
		func(o *orders.Order) { o.State = orders.NeedsPermission },
		func(o *orders.Order) {},
	} {
		o := order(fmt.Sprint("o", i), "k1")
		change(&o)
		_, _, err := s.CreateOrder(t.Context(), o)
		must(t, err)
	}
	due, next, err := s.Due(t.Context(), noon)
	if err != nil || fmt.Sprint(due) != "[o2 o4]" || !next.Equal(noon.Add(time.Hour)) {
		t.Errorf("due %v, next %v, %v", due, next, err)
	}
}

func TestItemsAndListsTellTheSame(t *testing.T) {
	s := withCustomer(t)
	o, _, err := s.CreateOrder(t.Context(), order("o1", "k1"))
	must(t, err)
	o.Items[0].State, o.Items[0].Bytes, o.Items[0].File = orders.Fetched, 1000, "vacation.jpg"
	o.Items[1].State, o.Items[1].Reason = orders.Missing, "It is gone."
	must(t, s.SaveItems(t.Context(), "o1", o.Items, noon.Add(time.Minute)))
	one, err := s.Order(t.Context(), "o1")
	must(t, err)
	list, err := s.Orders(t.Context(), "c1", orders.Filter{})
	must(t, err)
	want := orders.Progress{Photos: 2, Fetched: 1, Missing: 1, Bytes: 1000}
	if one.Progress != want || list[0].Progress != want || one.Price != 2*19 || list[0].Price != 2*19 {
		t.Errorf("one: %+v %s, list: %+v %s", one.Progress, one.Price, list[0].Progress, list[0].Price)
	}
	if one.Items[0].File != "vacation.jpg" || one.Items[1].Reason != "It is gone." || !one.Updated.Equal(noon.Add(time.Minute)) {
		t.Errorf("%+v", one)
	}
}

func TestNothingIsFound(t *testing.T) {
	s := open(t, t.TempDir(), 1)
	_, e1 := s.Customer(t.Context(), "x")
	_, e2 := s.Order(t.Context(), "x")
	_, e3 := s.Connection(t.Context(), "x")
	_, _, e4 := s.Account(t.Context(), "x")
	_, e5 := s.OrderByKey(t.Context(), "x", "x")
	for _, err := range []error{e1, e2, e3, e4, e5} {
		if err != orders.ErrNotFound {
			t.Error(err)
		}
	}
	if list, err := s.Orders(t.Context(), "x", orders.Filter{}); err != nil || len(list) != 0 {
		t.Errorf("%v, %v", list, err)
	}
}
