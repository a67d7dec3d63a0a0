package web

import (
	"context"
	"crypto/rand"
	"sync"
	"time"

	"github.com/tus/tusd/v2/pkg/handler"
	"github.com/tus/tusd/v2/pkg/memorylocker"
)

// Holders let one request at a time work on an upload in pieces, whichever process it has reached. Whoever comes back
// takes the upload over from a connection that hangs: the one that holds it is asked to let go.
type Holders interface {
	// HoldUpload makes an upload a request's own, or lets it stay so for some seconds more; false means that it is
	// another's.
	HoldUpload(ctx context.Context, id, holder string) (ours bool, err error)
	LeaveUpload(ctx context.Context, id, holder string) error
	// AskForUpload asks the one who holds it to let go.
	AskForUpload(ctx context.Context, id string) error
	// HearAsking calls asked for every upload that somebody asks for, in whatever process.
	HearAsking(asked func(id string)) (stop func())
}

const (
	holding  = 3 * time.Second       // how often it is said that an upload is still held
	retrying = 50 * time.Millisecond // how often whoever wants one tries
	asking   = time.Second           // and how often she asks, after waiting as long
	letting  = 5 * time.Second       // for the database, when a request is over
)

// openLocker is memory where one process serves.
func (s *Server) openLocker() handler.Locker {
	if s.Holders == nil {
		return memorylocker.New()
	}
	l := &locker{holders: s.Holders, refuse: s.refuse, held: map[string]*hold{}}
	l.holders.HearAsking(l.asked) // as long as the database is open
	return l
}

// locker implements handler.Locker.
type locker struct {
	holders Holders
	refuse  func(context.Context, error) error

	mu   sync.Mutex
	held map[string]*hold // in this process, by upload
}

// hold implements handler.Lock: it is one request's.
type hold struct {
	*locker
	id, holder string
	letGo      func()        // asks the request to end
	over       chan struct{} // closed when it has
}

// NewLock implements handler.Locker.
func (l *locker) NewLock(id string) (handler.Lock, error) {
	return &hold{locker: l, id: id, holder: rand.Text(), over: make(chan struct{})}, nil
}

// asked asks the request that holds an upload, if it is in this process, to let go.
func (l *locker) asked(id string) {
	l.mu.Lock()
	h := l.held[id]
	l.mu.Unlock()
	if h != nil {
		h.letGo()
	}
}

// Lock implements handler.Lock.
func (h *hold) Lock(ctx context.Context, letGo func()) error {
	h.letGo = letGo
	ask := time.Now() // most requests are over soon, and need not be asked
	retry := time.NewTicker(retrying)
	defer retry.Stop()
	for {
		ours, err := h.holders.HoldUpload(ctx, h.id, h.holder)
		if err == nil && ours {
			h.keep()
			return nil
		}
		if err == nil && time.Since(ask) >= asking {
			ask, err = time.Now(), h.holders.AskForUpload(ctx, h.id)
		}
		select {
		case <-ctx.Done():
			return handler.ErrLockTimeout
		default:
		}
		if err != nil {
			return h.refuse(ctx, err)
		}
		select {
		case <-retry.C:
		case <-ctx.Done():
		}
	}
}

// keep holds the upload until Unlock. Where that fails for too long it is another's, and this request is over.
func (h *hold) keep() {
	h.mu.Lock()
	h.held[h.id] = h
	h.mu.Unlock()
	go func() {
		tick := time.NewTicker(holding)
		defer tick.Stop()
		for {
			select {
			case <-h.over:
				return
			case <-tick.C:
			}
			ctx, cancel := context.WithTimeout(context.Background(), holding)
			if ours, err := h.holders.HoldUpload(ctx, h.id, h.holder); err == nil && !ours {
				h.letGo()
			}
			cancel()
		}
	}()
}

// Unlock implements handler.Lock.
func (h *hold) Unlock() error {
	close(h.over)
	h.mu.Lock()
	if h.held[h.id] == h {
		delete(h.held, h.id)
	}
	h.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), letting)
	defer cancel()
	return h.holders.LeaveUpload(ctx, h.id, h.holder)
}
