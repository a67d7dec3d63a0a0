package requestlog_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"example.net/oauth1/internal/seal"
	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/internal/sqldb/sqldbtest"
	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/requestlog"
	"example.net/oauth1/photos/store"
)

// bus notes what goes out on it.
type bus struct {
	*sqldb.DB
	mu    sync.Mutex
	notes []string
}

func (b *bus) Notify(ctx context.Context, topic, payload string) error {
	b.mu.Lock()
	b.notes = append(b.notes, payload)
	b.mu.Unlock()
	return b.DB.Notify(ctx, topic, payload)
}

// news counts the notes with news of a Consumer.
func (b *bus) news(consumer string) (n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, note := range b.notes {
		if words := strings.Fields(note); words[0] == "news" && slices.Contains(words, consumer) {
			n++
		}
	}
	return n
}

// process is one of several that keep a request log in one database.
type process struct {
	*requestlog.Log
	bus *bus
}

const frame, other = "frame", "other"

// together starts so many processes, and waits until all hear each other.
func together(t *testing.T, e sqldbtest.Engine, n int, now func() time.Time) (list []*process) {
	t.Helper()
	where := e.Where(t)
	for range n {
		list = append(list, begin(t, where, now))
	}
	for _, p := range list {
		until(t, func() bool { return p.bus.Peers() == n && heard(t, list[0].bus.DB, p.bus.DB) })
	}
	for _, key := range []string{frame, other} {
		if err := list[0].Store.(*store.Store).Register(t.Context(), oauthcore.Registration{Key: key, Secret: "s"}); err != nil {
			t.Fatal(err)
		}
	}
	return list
}

func begin(t *testing.T, where string, now func() time.Time) *process {
	t.Helper()
	db, err := sqldb.Open(t.Context(), where)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := store.Open(t.Context(), db, store.Options{Sealer: seal.New([seal.KeySize]byte{1})})
	if err != nil {
		t.Fatal(err)
	}
	p := &process{bus: &bus{DB: db}}
	p.Log = &requestlog.Log{Store: kept, Bus: p.bus, Now: now}
	p.Start()
	if err := db.Join(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(p.Close(), kept.Close(), db.Close()); err != nil {
			t.Error(err)
		}
	})
	return p
}

// heard tells whether one hears what another says.
func heard(t *testing.T, speaker, listener *sqldb.DB) bool {
	t.Helper()
	ready := make(chan struct{}, 1)
	defer listener.Listen("ready", func(string) {
		select {
		case ready <- struct{}{}:
		default:
		}
	}, nil)()
	if err := speaker.Notify(t.Context(), "ready", ""); err != nil {
		t.Fatal(err)
	}
	select {
	case <-ready:
		return true
	case <-time.After(100 * time.Millisecond):
		return false
	}
}

// until waits for something to become true.
func until(t *testing.T, is func() bool) {
	t.Helper()
	tick, late := time.NewTicker(5*time.Millisecond), time.After(20*time.Second)
	defer tick.Stop()
	for !is() {
		select {
		case <-tick.C:
		case <-late:
			t.Fatal("it never came")
		}
	}
}

// answer answers a request of a Consumer, that is: refuses it.
func (p *process) answer(consumer, path string) {
	_, done := p.Watch(context.Background(), requestlog.About{Method: "GET", Path: path, Authorization: `OAuth oauth_consumer_key="` + consumer + `"`})
	done(400, nil, oauthcore.NewProblem(oauthcore.ParameterAbsent, ""))
}

func (p *process) entries(t *testing.T, f requestlog.Filter) (ids []string) {
	t.Helper()
	f.Limit = 10_000
	entries, err := p.Entries(t.Context(), frame, f)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		ids = append(ids, e.ID)
	}
	return ids
}

// What any process has answered is found at each, at once and under an id of its own, though all of it came at one moment.
func TestWhoLooksSeesWhatOthersAnswered(t *testing.T) {
	sqldbtest.Shared(t, func(t *testing.T, e sqldbtest.Engine) {
		moment := time.Now()
		list := together(t, e, 3, func() time.Time { return moment })
		for round := 1; round <= 10; round++ {
			for _, p := range list {
				p.answer(frame, "/photos")
				p.answer(other, "/photos")
			}
			ids := list[round%3].entries(t, requestlog.Filter{})
			slices.Sort(ids)
			if n := len(slices.Compact(ids)); n != 3*round {
				t.Fatalf("%d of %d requests are in the log", n, 3*round)
			}
		}
		if id := list[0].entries(t, requestlog.Filter{})[0]; id < requestlog.IDAt(moment) || id > requestlog.IDAt(moment.Add(time.Microsecond)) {
			t.Errorf("the id %s does not sort by time", id)
		}
		list[1].answer(frame, "/last")
		newest := list[2].entries(t, requestlog.Filter{Path: "/last"})[0]
		if e, err := list[0].Entry(t.Context(), frame, newest); err != nil || e.Path != "/last" {
			t.Error(e.Path, err)
		}
	})
}

func TestTheNewestOfAllProcessesAreKept(t *testing.T) {
	sqldbtest.Shared(t, func(t *testing.T, e sqldbtest.Engine) {
		list := together(t, e, 2, nil)
		for i := range 40 {
			list[i%2].Newest = 5
			list[i%2].answer(frame, "/photos")
			if i%10 == 9 {
				list[i/10%2].entries(t, requestlog.Filter{})
			}
		}
		list[1].answer(frame, "/last")
		if ids := list[0].entries(t, requestlog.Filter{}); len(ids) != 5 {
			t.Errorf("%d are kept, want 5", len(ids))
		}
		if ids := list[0].entries(t, requestlog.Filter{Path: "/last"}); len(ids) != 1 {
			t.Error("the newest is not among them")
		}
	})
}

// Whoever follows a Consumer at one process hears of what another has answered. Where nobody follows, nothing is said,
// and to those who do, seldom.
func TestWhoFollowsHearsOfOtherProcesses(t *testing.T) {
	sqldbtest.Shared(t, func(t *testing.T, e sqldbtest.Engine) {
		list := together(t, e, 3, nil)
		flush := func(p *process, times int) {
			for range times {
				p.answer(frame, "/photos")
				if err := p.Flush(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
		}
		flush(list[1], 50)
		if n := list[1].bus.news(frame); n != 0 {
			t.Errorf("%d notes for nobody", n)
		}
		ctx, leave := context.WithCancel(t.Context())
		defer leave()
		one, any := list[0].Follow(ctx, frame), list[2].Follow(ctx, "")
		list[0].Follow(ctx, other)
		<-one
		<-any // both are told of what came before
		for _, from := range []*process{list[1], list[2], list[0]} {
			from.answer(frame, "/photos")
			<-one
			<-any
		}
		before := list[1].bus.news(frame)
		flush(list[1], 100)
		if n := list[1].bus.news(frame) - before; n > 50 {
			t.Errorf("100 times something was written, and %d times that was said", n)
		}
		<-one
		if n := list[1].bus.news(other); n > 1 { // when it was heard that somebody follows
			t.Errorf("of a Consumer that asks nothing there is news %d times", n)
		}
	})
}

// A classroom says who has come; that is news as well.
func TestNudgeReachesOtherProcesses(t *testing.T) {
	sqldbtest.Shared(t, func(t *testing.T, e sqldbtest.Engine) {
		list := together(t, e, 2, nil)
		news := list[0].Follow(t.Context(), frame)
		<-news // when the other one has heard of it
		list[1].Nudge(map[string]bool{frame: true})
		<-news
	})
}

// After a cut nobody knows what was missed: who follows looks again, and the processes find each other once more.
func TestAfterACutWhoFollowsLooksAgain(t *testing.T) {
	sqldbtest.Shared(t, func(t *testing.T, e sqldbtest.Engine) {
		list := together(t, e, 2, nil)
		news := list[0].Follow(t.Context(), frame)
		<-news
		_, err := list[0].bus.Read().Exec(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'`)
		if err != nil {
			t.Fatal(err)
		}
		<-news
		until(t, func() bool {
			return heard(t, list[0].bus.DB, list[1].bus.DB) && heard(t, list[1].bus.DB, list[0].bus.DB)
		})
		for len(news) > 0 {
			<-news
		}
		list[1].answer(frame, "/photos")
		<-news
		if ids := list[0].entries(t, requestlog.Filter{}); len(ids) != 1 {
			t.Errorf("%d entries", len(ids))
		}
	})
}

// A process that has died is waited for, but not long.
func TestADeadProcessKeepsNobodyFromLooking(t *testing.T) {
	sqldbtest.Shared(t, func(t *testing.T, e sqldbtest.Engine) {
		list := together(t, e, 2, nil)
		clock, err := list[0].bus.Clock(t.Context())
		if err == nil {
			_, err = list[0].bus.Exec(t.Context(), `INSERT INTO members (id, host, seen) VALUES ('dead', '', $1)`, clock.UnixMicro())
		}
		if err != nil {
			t.Fatal(err)
		}
		until(t, func() bool { return list[0].bus.Peers() == 3 })
		list[1].answer(frame, "/photos")
		if ids := list[0].entries(t, requestlog.Filter{}); len(ids) != 1 {
			t.Errorf("%d entries", len(ids))
		}
	})
}
