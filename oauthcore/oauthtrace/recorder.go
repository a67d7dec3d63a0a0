// Package oauthtrace keeps and streams what the hooks of an [oauthcore.Trace]
// tell: each message, sent or received, becomes one [Exchange] with its
// parameters, its base string, every check that was made, and every token that
// changed. It keeps the last ones only, and nothing secret, because no event
// holds a secret.
package oauthtrace

import (
	"context"
	"slices"
	"sync"
	"time"

	"example.net/oauth1/oauthcore"
)

// Side tells from which end a message was seen.
type Side string

// The two sides of a message.
const (
	Sent     Side = "sent"     // by a Consumer
	Received Side = "received" // by a Service Provider
)

// Exchange is all that was seen of one message.
type Exchange struct {
	ID         uint64    // counts up, within one Recorder
	Time       time.Time // when it began
	Side       Side
	Message    oauthcore.MessageInfo
	BaseString oauthcore.BaseStringInfo
	Checks     []oauthcore.CheckInfo
	Changes    []oauthcore.TokenChange
	Status     int // HTTP status of the answer; 0 when there was none
}

// Param is the value of a parameter of the message, or "".
func (e Exchange) Param(name string) string {
	for _, p := range e.Message.Params {
		if p.Name == name {
			return p.Value
		}
	}
	return ""
}

// Refusal is the check that refused the message, if one did.
func (e Exchange) Refusal() (refusal oauthcore.CheckInfo, refused bool) {
	for _, c := range e.Checks {
		if !c.Passed {
			return c, true
		}
	}
	return refusal, false
}

// Matches tells whether two exchanges are the two ends of the same message:
// Consumer Key, timestamp and nonce agree.
func (e Exchange) Matches(other Exchange) bool {
	for _, name := range []string{"oauth_consumer_key", "oauth_timestamp", "oauth_nonce"} {
		if e.Param(name) != other.Param(name) {
			return false
		}
	}
	return e.Side != other.Side && e.Param("oauth_nonce") != ""
}

// Recorder keeps the last exchanges and tells subscribers of each new one. It
// is safe for use by several goroutines. See [New].
type Recorder struct {
	now func() time.Time

	mu          sync.Mutex
	last        []Exchange // oldest first
	most        int
	count       uint64
	subscribers map[chan Exchange]bool
}

// New makes a Recorder that keeps the given number of exchanges.
func New(most int) *Recorder {
	return &Recorder{now: time.Now, most: most, subscribers: map[chan Exchange]bool{}}
}

// Record begins to watch one message. Whatever is signed or checked with the
// context that it returns becomes part of one Exchange, which is kept when done
// is called with the status of the answer. A message without any OAuth in it
// leaves no trace.
func (r *Recorder) Record(ctx context.Context, side Side) (watched context.Context, done func(status int)) {
	var mu sync.Mutex
	e := Exchange{Time: r.now(), Side: side}
	hook := func(note func()) {
		mu.Lock()
		defer mu.Unlock()
		note()
	}
	watched = oauthcore.WithTrace(ctx, &oauthcore.Trace{
		Collected:  func(m oauthcore.MessageInfo) { hook(func() { e.Message = m }) },
		BaseString: func(b oauthcore.BaseStringInfo) { hook(func() { e.BaseString = b }) },
		Checked:    func(c oauthcore.CheckInfo) { hook(func() { e.Checks = append(e.Checks, c) }) },
		Changed:    func(c oauthcore.TokenChange) { hook(func() { e.Changes = append(e.Changes, c) }) },
	})
	return watched, func(status int) {
		hook(func() {
			if e.Status = status; e.Message.Method != "" || len(e.Changes) > 0 {
				r.keep(e)
			}
		})
	}
}

// keep adds an exchange and tells the subscribers. One who does not keep up
// misses events rather than holding up the message.
func (r *Recorder) keep(e Exchange) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.count++
	e.ID = r.count
	if r.last = append(r.last, e); len(r.last) > r.most {
		r.last = slices.Delete(r.last, 0, len(r.last)-r.most)
	}
	for subscriber := range r.subscribers {
		select {
		case subscriber <- e:
		default:
		}
	}
}

// Last is a copy of what is kept, oldest first.
func (r *Recorder) Last() []Exchange {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.last)
}

// Subscribe streams each new exchange until the context ends, which closes the
// channel.
func (r *Recorder) Subscribe(ctx context.Context) <-chan Exchange {
	events := make(chan Exchange, 64)
	r.mu.Lock()
	r.subscribers[events] = true
	r.mu.Unlock()
	context.AfterFunc(ctx, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.subscribers, events)
		close(events)
	})
	return events
}
