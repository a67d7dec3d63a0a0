package renditions

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"testing"
	"time"

	"example.net/oauth1/internal/seal"
	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/internal/sqldb/sqldbtest"
	"example.net/oauth1/photos/blobs"
	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/photos/store"
)

// shop is a workshop of one of several processes: a database and a folder in common, the rest its own.
type shop struct {
	*Workshop
	store *store.Store
	db    *sqldb.DB
}

// shops opens so many of them, which are not started yet.
func shops(t *testing.T, e sqldbtest.Engine, n int) (list []*shop, f *countedBlobs) {
	t.Helper()
	where := e.Where(t)
	f = &countedBlobs{Folder: newFolder(t), puts: map[string]int{}}
	for range n {
		db, err := sqldb.Open(t.Context(), where)
		if err != nil {
			t.Fatal(err)
		}
		s, err := store.Open(t.Context(), db, store.Options{Sealer: seal.New([seal.KeySize]byte{1})})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := errors.Join(s.Close(), db.Close()); err != nil {
				t.Error(err)
			}
		})
		list = append(list, &shop{&Workshop{Blobs: f, Pending: s, Leases: s, Workers: 2}, s, db})
	}
	owner := gallery.User{ID: "jane", ScreenName: "jane", Created: time.Now()}
	err := list[0].store.CreateUser(t.Context(), owner, "")
	if err == nil {
		err = list[0].store.CreateAlbum(t.Context(), gallery.Album{ID: "a", Owner: "jane", Title: "A", Created: time.Now()})
	}
	if err != nil {
		t.Fatal(err)
	}
	return list, f
}

// open starts a workshop for as long as the test.
func (s *shop) open(t *testing.T) {
	t.Helper()
	s.Start()
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
}

// upload keeps a picture and its row.
func (s *shop) upload(t *testing.T, f *countedBlobs, n int) (sum string) {
	t.Helper()
	sum = put(t, f.Folder, picture(n))
	_, _, err := s.store.CreatePhoto(t.Context(), gallery.Photo{ID: sum[:8], Album: "a", Owner: "jane", File: sum, SHA256: sum, Created: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

// left is how many originals have no renditions.
func (s *shop) left(t *testing.T) int {
	t.Helper()
	sums, err := s.store.PendingRenditions(t.Context(), "", 1000)
	if err != nil {
		t.Fatal(err)
	}
	return len(sums)
}

// leases counts them.
func (s *shop) leased(t *testing.T) (n int) {
	t.Helper()
	if err := s.db.Read().QueryRowContext(t.Context(), `SELECT count(*) FROM making`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// age lets time pass for all leases.
func (s *shop) age(t *testing.T) {
	t.Helper()
	if _, err := s.db.Exec(t.Context(), `UPDATE making SET until = 0`); err != nil {
		t.Fatal(err)
	}
}

// opens opens a rendition, making it if need be.
func (s *shop) opens(ctx context.Context, sum string) error {
	content, err := s.Open(ctx, sum, gallery.Thumb)
	if err == nil {
		err = content.Close()
	}
	return err
}

// until waits for something to become true.
func until(t *testing.T, is func() bool) {
	t.Helper()
	tick, late := time.NewTicker(5*time.Millisecond), time.After(40*time.Second)
	defer tick.Stop()
	for !is() {
		select {
		case <-tick.C:
		case <-late:
			t.Fatal("it never came")
		}
	}
}

// countedBlobs counts what is put, by its name; and some originals it does not give away before it may.
type countedBlobs struct {
	*blobs.Folder
	mu   sync.Mutex
	puts map[string]int
}

func (c *countedBlobs) PutRendition(ctx context.Context, sum string, size gallery.Size, jpeg []byte) error {
	c.mu.Lock()
	c.puts[sum+string(size)]++
	c.mu.Unlock()
	return c.Folder.PutRendition(ctx, sum, size, jpeg)
}

// wantsOnce makes sure that each of so many renditions was made once.
func (c *countedBlobs) wantsOnce(t *testing.T, originals int) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	for name, n := range c.puts {
		if n != 1 {
			t.Errorf("%s was made %d times", name, n)
		}
	}
	if want := originals * len(gallery.RenditionSizes); len(c.puts) != want {
		t.Errorf("%d renditions were made, want %d", len(c.puts), want)
	}
}

// stuck gives no original away before it is freed.
type stuck struct {
	*countedBlobs
	reached chan string
	free    chan struct{}
}

func (s *stuck) Open(ctx context.Context, sum string, size gallery.Size) (io.ReadSeekCloser, error) {
	if size == gallery.Original {
		s.reached <- sum
		<-s.free
	}
	return s.countedBlobs.Open(ctx, sum, size)
}

// Whatever two processes find in the list, or are asked for, is made by one of them.
func TestEachRenditionIsMadeOnceOverProcesses(t *testing.T) {
	sqldbtest.Shared(t, func(t *testing.T, e sqldbtest.Engine) {
		list, f := shops(t, e, 2)
		var sums []string
		for i := range 40 {
			sums = append(sums, list[0].upload(t, f, i))
		}
		for _, s := range list {
			s.open(t)
		}
		var asking sync.WaitGroup
		for i, sum := range sums {
			asking.Go(func() {
				if err := list[i%2].opens(t.Context(), sum); err != nil {
					t.Errorf("asked for at %d: %v", i%2, err)
				}
			})
		}
		asking.Wait()
		until(t, func() bool { return list[0].left(t) == 0 && list[0].leased(t) == 0 })
		f.wantsOnce(t, len(sums))
	})
}

// An upload at a process that is busy is work for another one; and who asks there for what is made here waits for it.
func TestABusyProcessLeavesWorkToOthersAndIsWaitedFor(t *testing.T) {
	sqldbtest.Shared(t, func(t *testing.T, e sqldbtest.Engine) {
		list, f := shops(t, e, 2)
		busy, idle := list[0], list[1]
		jam := &stuck{f, make(chan string, 10), make(chan struct{})}
		busy.Blobs, busy.Workers = jam, 1
		first := busy.upload(t, f, 0)
		busy.open(t)
		freed := false
		defer func() {
			if !freed {
				close(jam.free)
			}
		}()
		if sum := <-jam.reached; sum != first {
			t.Fatal("it works on something else")
		}
		idle.open(t)
		asked := make(chan error)
		go func() { asked <- idle.opens(t.Context(), first) }()
		for i := range 5 {
			busy.upload(t, f, i+1)
			busy.Wake()
		}
		until(t, func() bool { return busy.left(t) == 1 })
		select {
		case err := <-asked:
			t.Errorf("who asks for what the other makes is answered %v", err)
		default:
		}
		freed = true
		close(jam.free)
		if err := <-asked; err != nil {
			t.Error(err)
		}
		until(t, func() bool { return busy.left(t) == 0 })
		f.wantsOnce(t, 6)
	})
}

// What a process had leased that has died is made by another: out of the list, and for who waits for it.
func TestWhatADeadProcessHadLeasedIsMadeByAnother(t *testing.T) {
	sqldbtest.Shared(t, func(t *testing.T, e sqldbtest.Engine) {
		list, f := shops(t, e, 2)
		dead, alive := list[0], list[1]
		var sums []string
		for i := range 3 {
			sum := dead.upload(t, f, i)
			if ours, err := dead.store.LeaseOriginal(t.Context(), sum); err != nil || !ours {
				t.Fatal(ours, err)
			}
			if ours, err := alive.store.LeaseOriginal(t.Context(), sum); err != nil || ours {
				t.Fatal("two have leased it", err)
			}
			sums = append(sums, sum)
		}
		alive.open(t)
		asked := make(chan error)
		go func() { asked <- alive.opens(t.Context(), sums[0]) }()
		until(t, func() bool {
			alive.mu.Lock()
			defer alive.mu.Unlock()
			return alive.together.waiting[sums[0]] != nil
		})
		dead.age(t)
		if err := <-asked; err != nil {
			t.Error(err)
		}
		until(t, func() bool { return alive.left(t) == 0 && alive.leased(t) == 0 })
		f.wantsOnce(t, len(sums))
	})
}

// Who goes on working keeps its lease; who stops leaves it to others.
func TestALeaseIsProlongedAndEnded(t *testing.T) {
	sqldbtest.Shared(t, func(t *testing.T, e sqldbtest.Engine) {
		list, f := shops(t, e, 2)
		jam := &stuck{f, make(chan string, 10), make(chan struct{})}
		list[0].Blobs = jam
		sum := list[0].upload(t, f, 0)
		list[0].Start()
		<-jam.reached
		if _, err := list[0].db.Exec(t.Context(), `UPDATE making SET until = until - 10000000`); err != nil {
			t.Fatal(err)
		}
		var until10 int64
		read := func() (at int64) {
			if err := list[0].db.Read().QueryRow(`SELECT until FROM making`).Scan(&at); err != nil {
				t.Fatal(err)
			}
			return at
		}
		until10 = read()
		until(t, func() bool { return read() > until10+5_000_000 })
		go func() { // the shop closes in the middle of its work
			<-list[0].stopped
			close(jam.free)
		}()
		if err := list[0].Close(); err != nil {
			t.Fatal(err)
		}
		if ours, err := list[1].store.LeaseOriginal(t.Context(), sum); err != nil || !ours {
			t.Errorf("what was left is leased: %v, %v", ours, err)
		}
	})
}

// What cannot be made now is not kept from the others, and nobody tries for ever.
func TestAFailureEndsTheLease(t *testing.T) {
	sqldbtest.Shared(t, func(t *testing.T, e sqldbtest.Engine) {
		list, f := shops(t, e, 1)
		sum := list[0].upload(t, f, 0)
		if err := f.Delete(t.Context(), sum); err != nil {
			t.Fatal(err)
		}
		list[0].open(t)
		if err := list[0].opens(t.Context(), sum); !errors.Is(err, gallery.ErrNotFound) {
			t.Errorf("got %v", fmt.Sprint(err))
		}
		until(t, func() bool { return list[0].leased(t) == 0 })
	})
}
