package sqldb

import (
	"context"
	"sync"
)

// note is a message to the listeners of a topic.
type note struct{ topic, payload string }

// Listen calls hear for every note on a topic from now on, whichever process it
// came from (this one too), in the order of the commits. The calls come one
// after the other; hear must be short.
//
// lost is called when notes may have been missed, because the line to the
// database was broken: whatever was kept from them must be looked up again. On
// SQLite, where one process serves, that never happens.
func (db *DB) Listen(topic string, hear func(payload string), lost func()) (stop func()) {
	return db.hub.add(&listener{topic, hear, lost})
}

// Notify tells the listeners of a topic, in every process. The payload may have
// up to 7,000 bytes. See [Tx.Notify] for notes that belong to a change.
func (db *DB) Notify(ctx context.Context, topic, payload string) error {
	return db.Write(ctx, func(tx *Tx) error { return tx.Notify(topic, payload) })
}

type listener struct {
	topic string
	hear  func(string)
	lost  func()
}

// hub knows who listens in this process.
type hub struct {
	mu        sync.RWMutex
	listeners map[*listener]struct{}
}

func (h *hub) add(l *listener) (remove func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.listeners == nil {
		h.listeners = map[*listener]struct{}{}
	}
	h.listeners[l] = struct{}{}
	return func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.listeners, l)
	}
}

// tell passes a note on.
func (h *hub) tell(n note) {
	for _, l := range h.all() {
		if l.topic == n.topic {
			l.hear(n.payload)
		}
	}
}

// broken tells everybody that notes may have been missed.
func (h *hub) broken() {
	for _, l := range h.all() {
		if l.lost != nil {
			l.lost()
		}
	}
}

// all is a copy, so that a listener may stop listening when it is called.
func (h *hub) all() []*listener {
	h.mu.RLock()
	defer h.mu.RUnlock()
	list := make([]*listener, 0, len(h.listeners))
	for l := range h.listeners {
		list = append(list, l)
	}
	return list
}
