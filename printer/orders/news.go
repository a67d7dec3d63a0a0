package orders

import (
	"context"
	"sync"
	"time"
)

// often is how long what was fetched may wait to be written down. A crash before costs a look at the files.
const often = 200 * time.Millisecond

// news is what became of photos lately: kept together, since each writing waits for the disk.
type news struct {
	*Shop
	order string
	lease string

	mu    sync.Mutex
	items []Item
	kept  time.Time
}

// add takes one photo's news, and keeps all of them if it is time to.
func (n *news) add(ctx context.Context, it Item) error {
	n.mu.Lock()
	n.items = append(n.items, it)
	n.mu.Unlock()
	return n.keep(ctx, often)
}

// keep writes down what is not yet, unless that was done less than a pause ago.
func (n *news) keep(ctx context.Context, pause time.Duration) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.items) == 0 || time.Since(n.kept) < pause {
		return nil
	}
	if err := n.saveItems(ctx, n.order, n.lease, n.items); err != nil {
		return err
	}
	n.items, n.kept = nil, time.Now()
	n.changed(ctx, n.order)
	return nil
}
