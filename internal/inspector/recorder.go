package inspector

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"example.net/oauth1/oauthcore"
)

// Recorder keeps the messages of a Consumer, as they are sent, and finds their
// other ends. A nil Recorder records nothing. Store must be set; Start begins to
// ask for the other ends, Close ends it.
type Recorder struct {
	Store Store
	// Other asks the Service Provider for what it has seen of a Consumer Key, the
	// newest first: its request log, and what Users decided. It may be nil, and then
	// there is one side only.
	Other func(ctx context.Context, consumer string) ([]Side, error)
	Now   func() time.Time // nil means time.Now
	Log   *slog.Logger     // nil means slog.Default

	// Ring, if set, tells the other processes that record into the same Store that
	// there is something new of an owner; what they ring comes in by [Recorder.Heard].
	Ring func(owner string)

	Newest int           // how many messages of one owner are kept; 0 means 400
	Age    time.Duration // for how long; 0 means 7 days

	mu      sync.Mutex
	count   uint64
	readers map[chan struct{}]string // by owner; "" follows everybody
	flows   book                     // which dance a token belongs to
	latest  book                     // the dance that an owner is in
	heard   []string                 // owners of whom another process has recorded something
	other   companion
}

// watch is what a context knows of the messages that are signed with it.
type watch struct {
	owner func() string
	mu    sync.Mutex
	bases map[string]string // what was signed, by nonce
}

type watchKey struct{}

// Watch makes a context whose messages are recorded for an owner, who is asked
// for when a message is sent: a session may learn of its customer on the way.
func (r *Recorder) Watch(ctx context.Context, owner func() string) context.Context {
	if r == nil {
		return ctx
	}
	w := &watch{owner: owner, bases: map[string]string{}}
	ctx = context.WithValue(ctx, watchKey{}, w)
	return oauthcore.WithTrace(ctx, &oauthcore.Trace{BaseString: w.signed})
}

// WatchFor is Watch for an owner who is known.
func (r *Recorder) WatchFor(ctx context.Context, owner string) context.Context {
	return r.Watch(ctx, func() string { return owner })
}

// signed remembers a base string until its message is sent.
func (w *watch) signed(b oauthcore.BaseStringInfo) {
	for _, p := range TakeApart(b.BaseString).Pairs {
		if p.Name == "oauth_nonce" {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.bases[p.Value] = b.BaseString
		}
	}
}

func (w *watch) take(nonce string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	base := w.bases[nonce]
	delete(w.bases, nonce)
	return base
}

// NewID names a message that begins at a moment. IDs sort by time.
func (r *Recorder) NewID(at time.Time) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.count++
	return fmt.Sprintf("%013x%06x", at.UnixMicro(), r.count&0xffffff) // as photos' request log does
}

// Keep keeps a message, tells whoever follows its owner, and looks for its other
// end. What cannot be kept is told to the log: watching must not break the dance.
func (r *Recorder) Keep(ctx context.Context, m Message) {
	if r == nil || m.Owner == "" {
		return
	}
	r.place(ctx, &m)
	if err := r.save(ctx, m); err != nil {
		return
	}
	r.other.wants(m)
	r.wake()
}

func (r *Recorder) save(ctx context.Context, m Message) error {
	err := r.Store.SaveMessage(context.WithoutCancel(ctx), m, orDefault(r.Newest, 400))
	if err != nil {
		r.logger().WarnContext(ctx, "the inspector", "error", err)
		return err
	}
	r.tell(m.Owner)
	if r.Ring != nil {
		r.Ring(m.Owner)
	}
	return nil
}

// place finds the dance that a message belongs to: one that begins a dance is the
// first of its own; otherwise its token tells, or else the latest of its owner.
func (r *Recorder) place(ctx context.Context, m *Message) {
	r.remember(ctx, m.Owner)
	r.mu.Lock()
	defer r.mu.Unlock()
	token, answered := m.Token(), answerToken(m.Side())
	switch {
	case m.Flow != "":
	case m.Step == AskRequestToken || m.Step == Approval:
		m.Flow = m.ID
	case r.flows.get(token) != "":
		m.Flow = r.flows.get(token)
	default:
		m.Flow = r.latest.get(m.Owner)
	}
	if m.Flow == "" {
		m.Flow = m.ID
	}
	r.latest.set(m.Owner, m.Flow)
	r.flows.set(token, m.Flow)
	r.flows.set(answered, m.Flow)
}

// remember looks up which dance an owner was in: once after a start, or each time
// where another process may have recorded the last message.
func (r *Recorder) remember(ctx context.Context, owner string) {
	r.mu.Lock()
	known := r.latest.get(owner) != ""
	r.mu.Unlock()
	if r.Ring != nil {
		r.learn(ctx, owner)
		return
	}
	if known {
		return
	}
	last, err := r.Store.Messages(ctx, owner, 1)
	if err != nil || len(last) == 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.latest.set(owner, last[0].Flow)
}

// Follow says each time that there is something new of an owner, or of everybody
// if owner is "", until the context ends. Whoever is slow is told once of many.
func (r *Recorder) Follow(ctx context.Context, owner string) <-chan struct{} {
	news := make(chan struct{}, 1)
	r.mu.Lock()
	if r.readers == nil {
		r.readers = map[chan struct{}]string{}
	}
	r.readers[news] = owner
	r.mu.Unlock()
	r.wake() // for a decision that somebody waits to see
	context.AfterFunc(ctx, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.readers, news)
	})
	return news
}

func (r *Recorder) tell(owner string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for news, follows := range r.readers {
		if follows != "" && follows != owner {
			continue
		}
		select {
		case news <- struct{}{}:
		default:
		}
	}
}

// Messages are those of an owner, the oldest first; of everybody if owner is "".
func (r *Recorder) Messages(ctx context.Context, owner string) ([]Message, error) {
	return r.Store.Messages(ctx, owner, orDefault(r.Newest, 400))
}

// Adopt gives the messages of a customer without an account to the account that
// she signs in to.
func (r *Recorder) Adopt(ctx context.Context, from, to string) error {
	if r == nil || from == "" || from == to {
		return nil
	}
	r.mu.Lock()
	r.latest.set(to, r.latest.get(from))
	r.mu.Unlock()
	r.other.adopt(from, to)
	return r.Store.AdoptMessages(ctx, from, to)
}

// forget forgets what is too old.
func (r *Recorder) forget(ctx context.Context) {
	err := r.Store.ForgetMessages(ctx, r.now().Add(-orDefault(r.Age, 7*24*time.Hour)))
	if err != nil && !errors.Is(err, context.Canceled) {
		r.logger().WarnContext(ctx, "the inspector", "error", err)
	}
}

func (r *Recorder) now() time.Time {
	if r.Now != nil {
		return r.Now()
	}
	return time.Now()
}

func (r *Recorder) logger() *slog.Logger {
	if r.Log != nil {
		return r.Log
	}
	return slog.Default()
}

func orDefault[T int | time.Duration](v, otherwise T) T {
	if v == 0 {
		return otherwise
	}
	return v
}

// book remembers some texts by other texts: the last ones.
type book struct {
	pages map[string]string
	order []string
}

// maxBook bounds a book.
const maxBook = 4096

func (b *book) get(key string) string { return b.pages[key] }

func (b *book) set(key, value string) {
	if key == "" || value == "" {
		return
	}
	if b.pages == nil {
		b.pages = map[string]string{}
	}
	if _, known := b.pages[key]; !known {
		b.order = append(b.order, key)
	}
	b.pages[key] = value
	if len(b.order) > maxBook {
		delete(b.pages, b.order[0])
		b.order = b.order[1:]
	}
}
