package orders

import (
	"context"
	"sync"
)

// live is what the shop knows only while it runs: who watches which order, which orders are being worked on.
type live struct {
	mu       sync.Mutex
	watchers map[string]map[chan struct{}]bool  // by order
	visited  map[string]bool                    // orders whose originals this run of the program knows
	running  map[string]context.CancelCauseFunc // of its worker
	once     sync.Once
	wake     chan struct{}
	press    chan struct{} // wakes runPress
	fetching chan struct{}
	compose  sync.Mutex
}

// init makes ready once, and then calls ready.
func (l *live) init(fetches int, ready func()) {
	l.once.Do(func() {
		defer ready()
		l.mu.Lock()
		defer l.mu.Unlock()
		l.watchers, l.running = map[string]map[chan struct{}]bool{}, map[string]context.CancelCauseFunc{}
		l.wake, l.press = make(chan struct{}, 1), make(chan struct{}, 1)
		l.fetching = make(chan struct{}, max(fetches, 1))
	})
}

// signal is a bell: ringing one that has been rung changes nothing.
func signal(bell chan struct{}) {
	select {
	case bell <- struct{}{}:
	default:
	}
}

func (l *live) wakeUp() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.wake != nil {
		signal(l.wake)
	}
}

func (l *live) wakePress() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.press != nil {
		signal(l.press)
	}
}

func (l *live) publish(order string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for bell := range l.watchers[order] {
		signal(bell)
	}
}

// publishAll is for what moves several orders at once; it is rare.
func (l *live) publishAll() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, bells := range l.watchers {
		for bell := range bells {
			signal(bell)
		}
	}
}

func (l *live) subscribe(order string) (bell chan struct{}, cancel func()) {
	bell = make(chan struct{}, 1)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.watchers[order] == nil {
		l.watchers[order] = map[chan struct{}]bool{}
	}
	l.watchers[order][bell] = true
	return bell, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.watchers[order], bell)
		if len(l.watchers[order]) == 0 {
			delete(l.watchers, order)
		}
	}
}

// visit tells whether this run of the program has worked on the order before.
func (l *live) visit(order string) (before bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.visited == nil {
		l.visited = map[string]bool{}
	}
	before, l.visited[order] = l.visited[order], true
	return before
}

func (l *live) forget(order string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.visited, order)
}

// claim takes an order for one worker of this process; at most limit are worked on at once.
func (l *live) claim(order string, limit int) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.running[order] != nil || len(l.running) >= limit {
		return false
	}
	l.running[order] = func(error) {}
	return true
}

// unclaim gives up a claim on which nothing was begun.
func (l *live) unclaim(order string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.running, order)
}

// begin says how the work on a claimed order is stopped.
func (l *live) begin(order string, stop context.CancelCauseFunc) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.running[order] = stop
}

// stop ends the work on an order; false if nobody works on it.
func (l *live) stop(order string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if stop := l.running[order]; stop != nil {
		stop(nil)
		return true
	}
	return false
}

func (l *live) release(order string) {
	l.mu.Lock()
	if stop := l.running[order]; stop != nil {
		stop(nil)
	}
	delete(l.running, order)
	l.mu.Unlock()
	l.wakeUp()
}

// Watch sends the order now and after each change, until ctx ends. A slow reader misses states, never the last one.
func (s *Shop) Watch(ctx context.Context, customer, id string) (<-chan Order, error) {
	s.init()
	// Subscribed before the first look, so that no change falls between.
	bell, cancel := s.live.subscribe(id)
	o, err := s.Order(ctx, customer, id)
	if err != nil {
		cancel()
		return nil, err
	}
	out := make(chan Order)
	go func() {
		defer close(out)
		defer cancel()
		s.follow(ctx, o, bell, out)
	}()
	return out, nil
}

func (s *Shop) follow(ctx context.Context, o Order, bell <-chan struct{}, out chan<- Order) {
	for {
		select {
		case out <- o:
		case <-ctx.Done():
			return
		}
		select {
		case <-bell:
		case <-ctx.Done():
			return
		}
		var err error
		if o, err = s.Order(ctx, o.Customer, o.ID); err != nil {
			return
		}
	}
}
