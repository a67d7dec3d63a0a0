package requestlog

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"example.net/oauth1/oauthcore"
)

// Log keeps what was watched. Store must be set; Start begins, Close ends.
type Log struct {
	Store    Store
	Diagnose func(oauthcore.Misfit) string // says what made a signature wrong; may be nil
	Now      func() time.Time              // nil means time.Now
	Log      *slog.Logger                  // nil means slog.Default
	Newest   int                           // how many of each Consumer are kept; 0 means 1,000
	Age      time.Duration                 // how long they are kept; 0 means 7 days
	Bus      Bus                           // to the other processes that serve; nil where there are none

	// Compared is told of every signature that was compared; nil is not.
	Compared func(method string, matched bool)

	mu      sync.Mutex
	pending waiting
	readers map[chan struct{}]string // by Consumer Key

	peers *peers // nil without a Bus
	mark  string // of this process, in the ids of its entries; "" without a Bus

	writing sync.Mutex
	stop    context.CancelFunc
	working sync.WaitGroup
}

const (
	interval   = 800 * time.Millisecond // how soon a request is in the log
	relaxed    = 10 * time.Second       // the same when there are many and nobody is looking on
	many       = 256                    // so many are many
	forgetting = 10 * time.Minute       // how often old entries are forgotten
	batch      = 100                    // entries of one write, so that nobody waits long behind it
	examined   = 20                     // wrong signatures that the doctor sees in one round
)

// Start begins to write from time to time.
func (l *Log) Start() {
	ctx, stop := context.WithCancel(context.Background())
	l.stop = stop
	if l.Bus != nil {
		l.peers, l.mark = newPeers(l), mark(l.Bus.Member())
		l.working.Go(func() { l.peers.run(ctx) })
	}
	l.working.Go(func() { l.run(ctx) })
}

// Close writes what is left.
func (l *Log) Close() error {
	if l.stop != nil {
		l.stop()
	}
	l.working.Wait()
	err := l.Flush(context.Background())
	if l.peers != nil {
		l.peers.farewell(context.Background())
	}
	return err
}

func (l *Log) run(ctx context.Context) {
	write, forget := time.NewTicker(interval), time.NewTicker(forgetting)
	defer write.Stop()
	defer forget.Stop()
	last := time.Now()
	for {
		var err error
		select {
		case <-ctx.Done():
			return
		case <-write.C:
			if l.mayWait() && time.Since(last) < relaxed {
				continue
			}
			last, err = time.Now(), l.Flush(ctx)
		case <-forget.C:
			err = l.Forget(ctx)
		}
		if err != nil && ctx.Err() == nil {
			l.logger().Warn("the request log", "error", err)
		}
	}
}

// mayWait tells whether writing can wait. Of many requests most are pushed out by newer ones before anybody reads of
// them, and whoever reads has everything written first.
func (l *Log) mayWait() bool {
	if l.peers != nil && l.peers.awaited() {
		return false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.readers) == 0 && l.pending.count >= many && l.pending.count < maxWaiting/2
}

// Forget forgets what is too old. It is called from time to time by itself.
func (l *Log) Forget(ctx context.Context) error {
	return l.Store.ForgetRequests(ctx, l.now().Add(-orDefault(l.Age, 7*24*time.Hour)))
}

// keep takes a finished draft. It costs a request no more than this.
func (l *Log) keep(d *draft) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pending.add(d, l.newest())
}

// Flush writes what is waiting. Once it has returned, every request that was answered before is in the Store.
func (l *Log) Flush(ctx context.Context) error {
	l.writing.Lock()
	defer l.writing.Unlock()
	l.mu.Lock()
	drafts := l.pending.take()
	l.mu.Unlock()
	entries := l.finished(drafts)
	for len(entries) > 0 {
		n := min(len(entries), batch)
		if err := l.Store.AddRequests(context.WithoutCancel(ctx), entries[:n], l.newest()); err != nil {
			return fmt.Errorf("writing the request log: %w", err)
		}
		l.tell(entries[:n])
		entries = entries[n:]
	}
	return nil
}

// finished are the entries of the drafts, with the doctor's words.
func (l *Log) finished(drafts []*draft) []Entry {
	entries, patients := make([]Entry, len(drafts)), 0
	for i, d := range drafts {
		e := d.entry()
		if d.misfit != nil && l.Diagnose != nil {
			if patients++; patients <= examined {
				e.Diagnosis = l.Diagnose(*d.misfit)
			} else {
				e.Diagnosis = "So many wrong signatures came at once that this one was not examined."
			}
		}
		d.writeTexts(&e)
		entries[i] = e
	}
	return entries
}

// Gather has everything written that was answered before, by this process and the others, and returns when they have or
// have been waited for long enough.
func (l *Log) Gather(ctx context.Context) error {
	if l.peers == nil || l.Bus.Peers() <= 1 {
		return l.Flush(ctx)
	}
	asked := l.peers.rounds.join(ctx)
	if err := l.Flush(ctx); err != nil {
		return err
	}
	asked.wait(ctx)
	return nil
}

// Entries are the requests of a Consumer that a filter lets through, the newest first.
func (l *Log) Entries(ctx context.Context, consumer string, f Filter) ([]Entry, error) {
	if err := l.Gather(ctx); err != nil {
		return nil, err
	}
	return l.Store.Requests(ctx, consumer, f)
}

// Written is Entries for who has called Gather already.
func (l *Log) Written(ctx context.Context, consumer string, f Filter) ([]Entry, error) {
	return l.Store.Requests(ctx, consumer, f)
}

// Late is how much later an entry may come than one that is newer: each process writes when it is its turn, and their
// clocks differ. Alone there is one order.
func (l *Log) Late() time.Duration {
	if l.peers == nil {
		return 0
	}
	return 10 * time.Second
}

// Entry finds one request of a Consumer, or gallery.ErrNotFound.
func (l *Log) Entry(ctx context.Context, consumer, id string) (Entry, error) {
	if l.peers != nil { // most often it is there, and nobody need be asked
		if e, err := l.Store.Request(ctx, consumer, id); err == nil {
			return e, nil
		}
	}
	if err := l.Gather(ctx); err != nil {
		return Entry{}, err
	}
	return l.Store.Request(ctx, consumer, id)
}

// Follow says each time that there are new entries of a Consumer, or of any if it is empty, until the context ends.
// Whoever is slow is told once of many.
func (l *Log) Follow(ctx context.Context, consumer string) <-chan struct{} {
	news := make(chan struct{}, 1)
	l.mu.Lock()
	if l.readers == nil {
		l.readers = map[chan struct{}]string{}
	}
	l.readers[news] = consumer
	l.mu.Unlock()
	if l.peers != nil {
		l.peers.want(func() { l.peers.announce = true })
	}
	context.AfterFunc(ctx, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.readers, news)
	})
	return news
}

func (l *Log) tell(entries []Entry) {
	heard := map[string]bool{}
	for _, e := range entries {
		heard[e.Consumer] = true
	}
	l.Nudge(heard)
}

// Nudge makes those who follow any of these Consumers look again, though there may be nothing new of theirs: whoever
// shows Consumers beside their requests calls it when one has come or gone.
func (l *Log) Nudge(consumers map[string]bool) {
	l.nudge(consumers)
	if l.peers != nil && len(consumers) > 0 {
		l.peers.heard(consumers)
	}
}

// nudge is Nudge for this process.
func (l *Log) nudge(consumers map[string]bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for news, consumer := range l.readers {
		if consumers[consumer] || consumers[""] || consumer == "" && len(consumers) > 0 {
			select {
			case news <- struct{}{}:
			default:
			}
		}
	}
}

// follows are the Consumers whom somebody follows in this process.
func (l *Log) follows() map[string]bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	consumers := map[string]bool{}
	for _, consumer := range l.readers {
		consumers[consumer] = true
	}
	return consumers
}

func (l *Log) newest() int { return orDefault(l.Newest, 1000) }

func (l *Log) now() time.Time {
	if l.Now != nil {
		return l.Now()
	}
	return time.Now()
}

func (l *Log) logger() *slog.Logger {
	if l.Log != nil {
		return l.Log
	}
	return slog.Default()
}

func orDefault[T int | time.Duration](v, otherwise T) T {
	if v == 0 {
		return otherwise
	}
	return v
}
