package renditions

import (
	"context"
	"errors"
	"time"
)

// Leases keep the workshops of several processes from making the same: whoever
// has leased an original is the only one to work on it, until the lease is over.
// One that is not prolonged, because its process has died, is over after 20
// seconds by the clock that all have in common.
type Leases interface {
	// LeaseOriginal leases an original; ours is false while somebody else has it.
	LeaseOriginal(ctx context.Context, sum string) (ours bool, err error)
	// ProlongLeases goes on with those of this process.
	ProlongLeases(ctx context.Context, sums []string) error
	// EndLease ends one, though nothing was made; "" ends all of this process.
	EndLease(ctx context.Context, sum string) error
	// ClearLeases forgets the leases that are over, and tells whether there were
	// any: those have left something undone.
	ClearLeases(ctx context.Context) (some bool, err error)
	// TellPending tells the other processes that there is something to make.
	TellPending(ctx context.Context) error
	// HearOriginals calls pending when another process tells so, and made when the
	// renditions of an original were made, or cannot be.
	HearOriginals(pending func(), made func(sum string)) (stop func())
}

const (
	prolonging = 5 * time.Second        // how often leases are prolonged, and how often there is a look at what is left
	looking    = time.Second            // how often whoever waits for another process looks by herself
	telling    = 200 * time.Millisecond // at most so often the others are told
)

// errElsewhere is the end of a job that another process has leased.
var errElsewhere = errors.New("renditions: another process makes them")

// together is what a Workshop knows of the other processes. w.mu guards it.
type together struct {
	leased  map[string]struct{}      // by this process
	waiting map[string]chan struct{} // for what others have leased, by hash
	pending chan struct{}            // the others are to be told
}

// shareWork begins to work with the other processes.
func (w *Workshop) shareWork(ctx context.Context) {
	w.together = together{map[string]struct{}{}, map[string]chan struct{}{}, make(chan struct{}, 1)}
	stop := w.Leases.HearOriginals(w.wakeHere, w.madeElsewhere)
	w.working.Go(func() {
		defer stop()
		w.keepLeases(ctx)
	})
	w.working.Go(func() { w.tellPending(ctx) })
}

// keepLeases prolongs them while there is work, and looks now and then whether
// anybody has left something undone.
func (w *Workshop) keepLeases(ctx context.Context) {
	tick := time.NewTicker(prolonging)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := w.prolong(ctx); err != nil && ctx.Err() == nil {
			w.Log.Warn("cannot agree with the other processes who makes which renditions", "error", err)
		}
	}
}

func (w *Workshop) prolong(ctx context.Context) error {
	if sums := w.leases(); len(sums) > 0 {
		if err := w.Leases.ProlongLeases(ctx, sums); err != nil {
			return err
		}
	}
	some, err := w.Leases.ClearLeases(ctx)
	if some {
		w.Wake()
	}
	return err
}

// tellPending tells the others of new photos, of many at once.
func (w *Workshop) tellPending(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.together.pending:
		}
		if err := w.Leases.TellPending(ctx); err != nil && ctx.Err() == nil {
			w.Log.Warn("cannot tell the other processes of new photos", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(telling):
		}
	}
}

func (w *Workshop) wakeOthers() {
	if w.Leases == nil {
		return
	}
	select {
	case w.together.pending <- struct{}{}:
	default:
	}
}

func (w *Workshop) leases() (sums []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for sum := range w.together.leased {
		sums = append(sums, sum)
	}
	return sums
}

// lease makes a job ours among the processes, or tells that it is another's.
func (w *Workshop) lease(ctx context.Context, j *job) (ours bool, err error) {
	if w.Leases == nil {
		return true, nil
	}
	if ours, err = w.Leases.LeaseOriginal(ctx, j.sum); ours {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.together.leased[j.sum] = struct{}{}
	}
	return ours, err
}

// leave ends the lease of a job that has come to nothing. It is called before the
// job is finished: until then nobody in this process leases the same again.
func (w *Workshop) leave(ctx context.Context, j *job) {
	if w.Leases == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), prolonging)
	defer cancel()
	if err := w.Leases.EndLease(ctx, j.sum); err != nil {
		w.Log.Warn("cannot leave renditions to others", "original", j.sum, "error", err) // until the lease is over
	}
}

// leaseOrWait leases the original of a job that somebody waits for. If another
// process is at it, she waits for that one, and then there is nothing to do.
func (w *Workshop) leaseOrWait(ctx context.Context, j *job) (ours bool, err error) {
	for ctx.Err() == nil {
		made, over := w.await(j.sum) // before the lease is asked for: nothing is missed in between
		ours, err := w.lease(ctx, j)
		if ours || err != nil {
			over()
			return ours, err
		}
		timer := time.NewTimer(looking)
		select {
		case <-made:
		case <-timer.C:
		case <-ctx.Done():
		case <-w.stopped:
			err = ErrClosed
		}
		timer.Stop()
		over()
		if err != nil || w.complete(ctx, j.sum) {
			return false, err
		}
	}
	return false, errGaveUp
}

// await waits for another process to have made the renditions of an original.
// There is one job, hence one who waits.
func (w *Workshop) await(sum string) (made <-chan struct{}, over func()) {
	if w.Leases == nil {
		return nil, func() {}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	c := make(chan struct{})
	w.together.waiting[sum] = c
	return c, func() { w.madeElsewhere(sum) }
}

// madeElsewhere wakes up who waits for an original.
func (w *Workshop) madeElsewhere(sum string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if c, waiting := w.together.waiting[sum]; waiting {
		close(c)
		delete(w.together.waiting, sum)
	}
}
