package store_test

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.net/oauth1/internal/seal"
	"example.net/oauth1/internal/sqldb/sqldbtest"
	"example.net/oauth1/printer/orders"
	"example.net/oauth1/printer/store"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// place is a database on one engine, which may be opened several times.
type place struct {
	sqldbtest.Engine
	where string
}

// each runs a test on every engine that there is.
func each(t *testing.T, test func(t *testing.T, p place)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) { test(t, place{e, e.Where(t)}) })
}

func (p place) open(t *testing.T, key byte) *store.Store {
	t.Helper()
	s, err := store.New(t.Context(), sqldbtest.Open(t, p.where), seal.New([32]byte{key}))
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

func (p place) withCustomer(t *testing.T) *store.Store {
	t.Helper()
	s := p.open(t, 1)
	must(t, s.CreateCustomer(t.Context(), orders.Customer{ID: "c1", Created: noon}))
	_, err := s.Connect(t.Context(), connection("k1", "jane"))
	must(t, err)
	return s
}

func TestSecretsAreSealedAtRest(t *testing.T) { each(t, secretsAreSealedAtRest) }

func secretsAreSealedAtRest(t *testing.T, p place) {
	s := p.open(t, 1)
	must(t, s.CreateCustomer(t.Context(), orders.Customer{ID: "c1", Created: noon}))
	_, err := s.Connect(t.Context(), connection("k1", "jane"))
	must(t, err)
	must(t, s.KeepRequestToken(t.Context(), orders.PendingToken{
		Browser: "browser-secret", Token: "request-token", Secret: "request-secret", Customer: "c1", Created: noon,
	}))
	data := p.atRest(t)
	for _, secret := range []string{"token-of-k1", "secret-of-k1", "request-token", "request-secret", "browser-secret"} {
		if bytes.Contains(data, []byte(secret)) {
			t.Errorf("the database holds %q", secret)
		}
	}
	if !bytes.Contains(data, []byte("jane")) {
		t.Error("what is no secret is not found either")
	}
	c, err := s.LiveConnection(t.Context(), "c1")
	if err != nil || c.Credentials != connection("k1", "jane").Credentials {
		t.Errorf("opened %v, %v", c.Credentials, err)
	}
	if _, err := p.open(t, 2).LiveConnection(t.Context(), "c1"); !errors.Is(err, seal.ErrNotOurs) {
		t.Errorf("with another key: %v", err)
	}
}

func TestACustomerHasOneLiveConnection(t *testing.T) { each(t, aCustomerHasOneLiveConnection) }

func aCustomerHasOneLiveConnection(t *testing.T, p place) {
	s := p.withCustomer(t)
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

func TestAClosedConnectionHasNoCredentials(t *testing.T) { each(t, aClosedConnectionHasNoCredentials) }

func aClosedConnectionHasNoCredentials(t *testing.T, p place) {
	s := p.withCustomer(t)
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
	each(t, aReplacedConnectionKeepsItsCredentialsWhileAnOrderNeedsThem)
}

func aReplacedConnectionKeepsItsCredentialsWhileAnOrderNeedsThem(t *testing.T, p place) {
	s := p.withCustomer(t)
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

func TestAnOrderMovesOnceFromEachState(t *testing.T) { each(t, anOrderMovesOnceFromEachState) }

func anOrderMovesOnceFromEachState(t *testing.T, p place) {
	s := p.withCustomer(t)
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

func TestTheQueueGivesWhatIsDue(t *testing.T) { each(t, theQueueGivesWhatIsDue) }

func theQueueGivesWhatIsDue(t *testing.T, p place) {
	s := p.withCustomer(t)
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

func TestItemsAndListsTellTheSame(t *testing.T) { each(t, itemsAndListsTellTheSame) }

func itemsAndListsTellTheSame(t *testing.T, p place) {
	s := p.withCustomer(t)
	o, _, err := s.CreateOrder(t.Context(), order("o1", "k1"))
	must(t, err)
	o.Items[0].State, o.Items[0].Bytes, o.Items[0].File = orders.Fetched, 1000, "vacation.jpg"
	o.Items[1].State, o.Items[1].Reason = orders.Missing, "It is gone."
	saved, err := s.SaveItems(t.Context(), "o1", "", o.Items, noon.Add(time.Minute))
	if must(t, err); !saved {
		t.Error("the photos were not kept")
	}
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

func TestNothingIsFound(t *testing.T) { each(t, nothingIsFound) }

func nothingIsFound(t *testing.T, p place) {
	s := p.open(t, 1)
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

// atRest is everything that lies where the database keeps it.
func (p place) atRest(t *testing.T) (all []byte) {
	t.Helper()
	if p.Name == "postgres" {
		return p.rows(t)
	}
	files, err := filepath.Glob(filepath.Join(filepath.Dir(p.where), "*"))
	must(t, err)
	for _, file := range files {
		data, err := os.ReadFile(file)
		must(t, err)
		all = append(all, data...)
	}
	return all
}

// rows reads every value of every table.
func (p place) rows(t *testing.T) (all []byte) {
	t.Helper()
	db := sqldbtest.Open(t, p.where).Read()
	tables, err := db.Query("SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()")
	must(t, err)
	defer tables.Close()
	for tables.Next() {
		var name string
		must(t, tables.Scan(&name))
		all = append(all, p.table(t, db, name)...)
	}
	must(t, tables.Err())
	return all
}

func (p place) table(t *testing.T, db *sql.DB, name string) (all []byte) {
	t.Helper()
	rows, err := db.Query("SELECT * FROM " + name)
	must(t, err)
	defer rows.Close()
	columns, err := rows.Columns()
	must(t, err)
	values := make([]sql.RawBytes, len(columns))
	into := make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		must(t, rows.Scan(into...))
		all = append(all, bytes.Join(toBytes(values), []byte("\n"))...)
	}
	must(t, rows.Err())
	return all
}

func toBytes(values []sql.RawBytes) (list [][]byte) {
	for _, v := range values {
		list = append(list, v)
	}
	return list
}
