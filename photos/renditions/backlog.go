package renditions

import (
	"context"
	"sync"
	"sync/atomic"
)

// backlog goes through the list of what is pending, a batch at a time, so that
// it takes no memory however long it is.
type backlog struct {
	again atomic.Bool // a new pass is due after this one

	mu      sync.Mutex
	batch   []string
	after   string
	passing bool
}

const batchSize = 64

// fromBacklog takes the next original off the backlog, nil if there is none.
func (w *Workshop) fromBacklog(ctx context.Context) *job {
	w.backlog.mu.Lock()
	defer w.backlog.mu.Unlock()
	for {
		sum, ok := w.nextPending(ctx)
		if !ok {
			return nil
		}
		j, mine, err := w.join(sum)
		if err != nil || !mine {
			continue
		}
		if ours, err := w.lease(ctx, j); !ours {
			if err != nil && ctx.Err() == nil {
				w.Log.Warn("cannot tell whether another process makes renditions", "original", sum, "error", err)
			}
			w.finish(j, errElsewhere)
			continue
		}
		if len(w.backlog.batch) > 0 {
			w.nudge() // there is work for another worker too
		}
		return j
	}
}

// nextPending is the next hash of the pass, or of a new pass if one is due.
func (w *Workshop) nextPending(ctx context.Context) (sum string, ok bool) {
	b := &w.backlog
	for len(b.batch) == 0 {
		if !b.passing && !b.again.Swap(false) {
			return "", false
		}
		if err := w.fetch(ctx); err != nil {
			w.Log.Warn("cannot list what has no renditions", "error", err)
			b.passing = false
			return "", false
		}
	}
	sum, b.batch = b.batch[0], b.batch[1:]
	return sum, true
}

// fetch reads the next batch of the pass.
func (w *Workshop) fetch(ctx context.Context) (err error) {
	b := &w.backlog
	if !b.passing {
		b.after = ""
	}
	b.batch, err = w.Pending.PendingRenditions(ctx, b.after, batchSize)
	b.passing = len(b.batch) == batchSize
	if len(b.batch) > 0 {
		b.after = b.batch[len(b.batch)-1]
	}
	return err
}
