package renditions

import (
	"context"
	"sync"
)

// budget bounds how much memory decoded pictures take at the same time. Of the
// total, reserve is for small ones: those go on while somebody waits for
// memory for a large one, and cannot keep it waiting for ever either.
type budget struct {
	mu      sync.Mutex
	total   int64
	reserve int64
	used    int64
	small   int64         // of what is used, by those that fit into the reserve
	waiting int           // how many large ones are
	freed   chan struct{} // closed when somebody gives back
}

func newBudget(total, reserve int64) *budget {
	return &budget{total: total, reserve: reserve, freed: make(chan struct{})}
}

// take waits until n fits. What is more than there is for large ones waits until
// it is the only one, and takes all of that.
func (b *budget) take(ctx context.Context, n int64) (giveBack func(), err error) {
	n = b.clip(n)
	if b.isLarge(n) {
		defer b.wait()()
	}
	for {
		freed, ok := b.try(n, true)
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

// takeNow is take for who does not wait.
func (b *budget) takeNow(n int64) (giveBack func(), ok bool) {
	n = b.clip(n)
	if _, ok := b.try(n, false); !ok {
		return nil, false
	}
	return func() { b.give(n) }, true
}

func (b *budget) clip(n int64) int64 { return min(n, b.total-b.reserve) }

func (b *budget) isLarge(n int64) bool { return n > b.reserve }

// wait announces a large one.
func (b *budget) wait() (over func()) {
	b.count(1)
	return func() { b.count(-1) }
}

func (b *budget) count(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.waiting += n
	b.tell()
}

// try takes n if it fits. Once a large one waits, no other large one is let in
// before it, and no more small ones than the reserve has room for.
func (b *budget) try(n int64, announced bool) (freed <-chan struct{}, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	large := b.isLarge(n)
	switch {
	case b.used+n > b.total,
		large && !announced && b.waiting > 0,
		!large && b.waiting > 0 && b.small+n > b.reserve:
		return b.freed, false
	}
	b.used += n
	if !large {
		b.small += n
	}
	return nil, true
}

func (b *budget) give(n int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.used -= n
	if !b.isLarge(n) {
		b.small -= n
	}
	b.tell()
}

// tell wakes up all who wait. b.mu is held.
func (b *budget) tell() {
	close(b.freed)
	b.freed = make(chan struct{})
}
