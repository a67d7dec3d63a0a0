package renditions

import (
	"context"
	"sync"
)

// budget bounds how much memory decoded pictures take at the same time.
type budget struct {
	mu    sync.Mutex
	total int64
	used  int64
	freed chan struct{} // closed when somebody gives back
}

func newBudget(total int64) *budget {
	return &budget{total: total, freed: make(chan struct{})}
}

// take waits until n fits. What is more than the whole budget waits until it is
// alone, and takes all of it.
func (b *budget) take(ctx context.Context, n int64) (giveBack func(), err error) {
	n = min(n, b.total)
	for {
		freed, ok := b.try(n)
		if ok {
			return func() { b.give(n) }, nil
		}
		select {
		case <-freed:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

func (b *budget) try(n int64) (freed <-chan struct{}, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.used+n > b.total {
		return b.freed, false
	}
	b.used += n
	return nil, true
}

func (b *budget) give(n int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.used -= n
	close(b.freed)
	b.freed = make(chan struct{})
}
