package inspector

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"
	"time"
)

// companion looks for the other ends of messages, in one goroutine.
type companion struct {
	mu      sync.Mutex
	waiting map[string]Message // signed ones without their other end, by nonce
	asked   string             // the Consumer Key that a User is deciding about: a decision may come at any time
	latest  string             // the Consumer Key that was used last
	news    chan struct{}
	stop    context.CancelFunc
	working sync.WaitGroup
}

const (
	gather   = 120 * time.Millisecond // so that messages that come together are asked for together
	again    = time.Second            // while a User is deciding and somebody looks on
	patience = 10 * time.Minute       // an end that has not been found until then is not looked for any more
	tidying  = 10 * time.Minute
	maxWait  = 500
)

// wants notes that the other end of a message is wanted.
func (c *companion) wants(m Message) {
	c.mu.Lock()
	defer c.mu.Unlock()
	nonce := m.Sent.Param("oauth_nonce")
	c.noteAsked(m)
	if nonce == "" || m.Received != nil || len(c.waiting) >= maxWait {
		return
	}
	if c.waiting == nil {
		c.waiting = map[string]Message{}
	}
	c.waiting[nonce] = m
}

// noteAsked notes whether a User has been asked.
func (c *companion) noteAsked(m Message) {
	c.latest = cmp.Or(m.Sent.Param("oauth_consumer_key"), c.latest)
	switch m.Step {
	case Authorize, Approval:
		c.asked = c.latest
	case AskAccessToken:
		c.asked = ""
	}
}

// adopt gives what is waiting to another owner.
func (c *companion) adopt(from, to string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for nonce, m := range c.waiting {
		if m.Owner == from {
			m.Owner = to
			c.waiting[nonce] = m
		}
	}
}

// Start begins to look for other ends, and to forget what is old.
func (r *Recorder) Start() {
	if r == nil {
		return
	}
	ctx, stop := context.WithCancel(context.Background())
	r.mu.Lock()
	r.other.stop, r.other.news = stop, make(chan struct{}, 1)
	r.mu.Unlock()
	r.other.working.Go(func() { r.accompany(ctx) })
}

// Close ends what Start began.
func (r *Recorder) Close() error {
	if r != nil && r.other.stop != nil {
		r.other.stop()
		r.other.working.Wait()
	}
	return nil
}

// wake says that there may be something to ask for.
func (r *Recorder) wake() {
	select {
	case r.other.news <- struct{}{}:
	default: // it is awake, or was never started
	}
}

func (r *Recorder) accompany(ctx context.Context) {
	r.forget(ctx)
	tidy := time.NewTicker(tidying)
	defer tidy.Stop()
	for {
		var later <-chan time.Time
		if r.expectant() {
			later = time.After(again)
		}
		select {
		case <-ctx.Done():
			return
		case <-tidy.C:
			r.forget(ctx)
			continue
		case <-later:
		case <-r.other.news:
			select {
			case <-ctx.Done():
				return
			case <-time.After(gather):
			}
		}
		r.ask(ctx)
	}
}

// expectant tells whether it is worth asking although no message was sent.
func (r *Recorder) expectant() bool {
	r.mu.Lock()
	watched := len(r.readers) > 0
	r.mu.Unlock()
	r.other.mu.Lock()
	defer r.other.mu.Unlock()
	return watched && r.other.asked != ""
}

// keys are the Consumer Keys whose other ends are wanted.
func (c *companion) keys() (keys []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	wanted := map[string]bool{c.asked: true}
	for _, m := range c.waiting {
		wanted[m.Sent.Param("oauth_consumer_key")] = true
	}
	delete(wanted, "")
	return slices.Sorted(maps.Keys(wanted))
}

// ask fetches the Service Provider's side and puts each end where it belongs.
func (r *Recorder) ask(ctx context.Context) {
	if r.Other == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	r.learnHeard(ctx)
	for _, key := range r.other.keys() {
		ends, err := r.Other(ctx, key)
		if err != nil {
			r.logger().InfoContext(ctx, "the other side of the wire is not told", "error", err)
			continue
		}
		for i := len(ends) - 1; i >= 0; i-- { // the oldest first
			r.match(ctx, &ends[i])
		}
	}
	r.giveUp()
}

// match puts one end where it belongs.
func (r *Recorder) match(ctx context.Context, end *Side) {
	if end.Kind == string(Decision) {
		r.decided(ctx, end)
		return
	}
	nonce := end.Param("oauth_nonce")
	r.other.mu.Lock()
	m, wanted := r.other.waiting[nonce]
	wanted = wanted && m.Sent.Matches(end)
	if wanted {
		delete(r.other.waiting, nonce)
	}
	r.other.mu.Unlock()
	if wanted {
		m.Received = end
		_ = r.save(ctx, m) // told to the log there
	}
}

// decided adds what a User decided at the Service Provider to the dance that the
// token belongs to, once.
func (r *Recorder) decided(ctx context.Context, end *Side) {
	if len(end.Changes) == 0 {
		return
	}
	r.mu.Lock()
	flow, known := r.flows.get(end.Changes[0].Token), r.flows.get("decision "+end.ID) != ""
	r.mu.Unlock()
	if flow == "" || known {
		return
	}
	first, err := r.Store.Message(ctx, "", flow)
	if err != nil {
		return
	}
	r.mu.Lock()
	r.flows.set("decision "+end.ID, flow)
	r.mu.Unlock()
	// The ID is made of the entry's own, so that a decision that is found again after
	// a restart takes its old place.
	_ = r.save(ctx, Message{ID: end.ID, Owner: first.Owner, Flow: flow, Step: Decision, Received: end})
}

// giveUp forgets ends that will not come any more.
func (r *Recorder) giveUp() {
	before := r.now().Add(-patience)
	r.other.mu.Lock()
	defer r.other.mu.Unlock()
	for nonce, m := range r.other.waiting {
		if m.Time().Before(before) {
			delete(r.other.waiting, nonce)
		}
	}
}
