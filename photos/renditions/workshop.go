package renditions

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"runtime"
	"sync"
	"time"

	"example.net/oauth1/photos/gallery"
)

// Pending knows which originals have no renditions yet. It is the queue that a
// crash does not forget.
type Pending interface {
	// PendingRenditions are the hashes of originals without renditions, in their
	// order, after one.
	PendingRenditions(ctx context.Context, after string, limit int) ([]string, error)
	// RenditionsMade takes an original off the list: it has its renditions, or,
	// with made false, they cannot be made. It answers whether there still is a
	// photo with this original. p is what is shown until a rendition has arrived.
	RenditionsMade(ctx context.Context, sum string, made bool, p gallery.Placeholder) (wanted bool, err error)
}

// Workshop makes renditions, a few at a time.
type Workshop struct {
	Limits
	Blobs   gallery.Blobs
	Pending Pending
	Workers int   // zero means one for each processor, at most two
	Memory  int64 // bytes that decoded pictures may take at once; zero means 232 MB
	Log     *slog.Logger

	// Leases are what several processes agree by who makes which; nil where there
	// is one.
	Leases Leases

	// Made is told how long the renditions of an original took, or why there are none; nil is not.
	Made func(took time.Duration, err error)

	budget  *budget
	urgent  chan *job     // what somebody waits for
	large   chan *look    // what waits for much memory
	wake    chan struct{} // says that there may be more to do
	stop    context.CancelFunc
	stopped <-chan struct{}
	working sync.WaitGroup
	backlog backlog

	mu         sync.Mutex
	together   together
	jobs       map[string]*job     // under way, by hash: each is made once
	unreadable map[string]struct{} // what has been tried in vain
}

var _ gallery.Renditions = (*Workshop)(nil)

// job is one original whose renditions are being made.
type job struct {
	sum  string
	done chan struct{}
	err  error // once done
}

const (
	urgentQueue   = 256
	largeQueue    = 64
	maxUnreadable = 10_000

	// reserve is the part of the memory that is left to ordinary pictures while a
	// large one is worked on: one of 12 megapixels from a camera takes less.
	reserve = 32 << 20
)

// errGaveUp is the end of a job whose request ended before there was room.
var errGaveUp = errors.New("renditions: nobody is waiting any more")

// ErrClosed means that the workshop has been closed.
var ErrClosed = errors.New("renditions: the workshop is closed")

// Start begins to work: first at what was left undone before a restart.
func (w *Workshop) Start() {
	w.defaults()
	w.budget = newBudget(w.Memory, min(reserve, w.Memory/4))
	w.urgent, w.large = make(chan *job, urgentQueue), make(chan *look, largeQueue)
	w.wake = make(chan struct{}, 1)
	w.jobs, w.unreadable = map[string]*job{}, map[string]struct{}{}
	ctx, stop := context.WithCancel(context.Background())
	w.stop, w.stopped = stop, ctx.Done()
	if w.Leases != nil {
		w.shareWork(ctx)
	}
	for range w.Workers {
		w.working.Go(func() { w.work(ctx) })
	}
	w.working.Go(func() { w.workOnLarge(ctx) })
	w.wakeHere()
}

func (w *Workshop) defaults() {
	w.Limits = w.Limits.withDefaults()
	if w.Workers <= 0 {
		w.Workers = min(2, runtime.GOMAXPROCS(0))
	}
	if w.Memory <= 0 {
		w.Memory = 232 << 20
	}
	if w.Log == nil {
		w.Log = slog.New(slog.DiscardHandler)
	}
}

// Close stops, and waits for the workers. What is not made yet is made after
// the next Start.
func (w *Workshop) Close() error {
	w.stop()
	w.working.Wait()
	if w.Leases == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), prolonging)
	defer cancel()
	return w.Leases.EndLease(ctx, "")
}

// Wake tells that there is a new photo without renditions.
func (w *Workshop) Wake() {
	w.wakeHere()
	w.wakeOthers()
}

func (w *Workshop) wakeHere() {
	w.backlog.again.Store(true)
	w.nudge()
}

func (w *Workshop) nudge() {
	select {
	case w.wake <- struct{}{}:
	default: // somebody will wake up anyway
	}
}

// Open opens a rendition. If there is none, it is made before all others, and
// waited for.
func (w *Workshop) Open(ctx context.Context, sum string, size gallery.Size) (io.ReadSeekCloser, error) {
	content, err := w.Blobs.Open(ctx, sum, size)
	if !errors.Is(err, gallery.ErrNotFound) {
		return content, err
	}
	if err := w.makeNow(ctx, sum); err != nil {
		return nil, err
	}
	return w.Blobs.Open(ctx, sum, size)
}

// makeNow makes the renditions of an original, or waits for who does. If who
// does gives up before its turn has come, somebody else who waits takes over.
func (w *Workshop) makeNow(ctx context.Context, sum string) error {
	for {
		j, mine, err := w.join(sum)
		if err != nil {
			return err
		}
		if mine {
			w.queue(ctx, j)
		}
		select {
		case <-j.done:
			if j.err != errGaveUp && j.err != errElsewhere {
				return j.err
			}
		case <-ctx.Done():
		case <-w.stopped:
			return ErrClosed
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
}

// queue has a job done before the backlog, when there is room.
func (w *Workshop) queue(ctx context.Context, j *job) {
	if ours, err := w.leaseOrWait(ctx, j); !ours {
		w.finish(j, err)
		return
	}
	select {
	case w.urgent <- j:
	case <-ctx.Done():
		w.leave(ctx, j)
		w.finish(j, errGaveUp)
	case <-w.stopped:
		w.finish(j, ErrClosed)
	}
}

// join finds the job of an original, or makes it; then it is the caller's to
// have it done.
func (w *Workshop) join(sum string) (j *job, mine bool, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, vain := w.unreadable[sum]; vain {
		return nil, false, gallery.ErrUnreadable
	}
	if j, ok := w.jobs[sum]; ok {
		return j, false, nil
	}
	j = &job{sum: sum, done: make(chan struct{})}
	w.jobs[sum] = j
	return j, true, nil
}

func (w *Workshop) finish(j *job, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if errors.Is(err, gallery.ErrUnreadable) {
		if len(w.unreadable) >= maxUnreadable {
			clear(w.unreadable)
		}
		w.unreadable[j.sum] = struct{}{}
	}
	delete(w.jobs, j.sum)
	delete(w.together.leased, j.sum)
	j.err = err
	close(j.done)
}

// work is one worker: what somebody waits for first, then the backlog.
func (w *Workshop) work(ctx context.Context) {
	for {
		j := w.next(ctx)
		if j == nil {
			return
		}
		w.begin(ctx, j)
	}
}

// next waits for something to do; nil means that the workshop closes.
func (w *Workshop) next(ctx context.Context) *job {
	for ctx.Err() == nil {
		select {
		case j := <-w.urgent:
			return j
		default:
		}
		if j := w.fromBacklog(ctx); j != nil {
			return j
		}
		select {
		case j := <-w.urgent:
			return j
		case <-w.wake:
		case <-ctx.Done():
		}
	}
	return nil
}
