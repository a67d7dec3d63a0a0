package inspector

import (
	"context"
	"slices"
)

// Several processes may record into one Store, each what it sends itself. What one
// has begun another may go on with, so each looks up what the others have recorded.

// recently is how many messages of an owner tell what she is doing.
const recently = 30

// Heard says that another process has recorded something of an owner, or, if owner
// is "", that it may have, of anybody.
func (r *Recorder) Heard(owner string) {
	if owner == "" {
		r.tellAll()
		return
	}
	if r.followed(owner) { // a User's decision is asked for where somebody waits to see it
		r.mu.Lock()
		r.heard = append(r.heard, owner)
		r.mu.Unlock()
	}
	r.tell(owner)
	r.wake()
}

// learnHeard learns of those that were heard of.
func (r *Recorder) learnHeard(ctx context.Context) {
	r.mu.Lock()
	heard := slices.Compact(slices.Sorted(slices.Values(r.heard)))
	r.heard = nil
	r.mu.Unlock()
	for _, owner := range heard {
		r.learn(ctx, owner)
	}
}

// learn reads what dances an owner is in, and whether she was asked to decide.
func (r *Recorder) learn(ctx context.Context, owner string) {
	list, err := r.Store.Messages(ctx, owner, recently)
	if err != nil {
		return // as if nothing were known
	}
	r.mu.Lock()
	for _, m := range list {
		r.flows.set(m.Token(), m.Flow)
		r.flows.set(answerToken(m.Side()), m.Flow)
		r.latest.set(owner, m.Flow)
	}
	r.mu.Unlock()
	r.other.mu.Lock()
	defer r.other.mu.Unlock()
	for _, m := range list {
		r.other.noteAsked(m)
	}
}

// followed tells whether somebody follows an owner here.
func (r *Recorder) followed(owner string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, follows := range r.readers {
		if follows == "" || follows == owner {
			return true
		}
	}
	return false
}

func (r *Recorder) tellAll() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for news := range r.readers {
		select {
		case news <- struct{}{}:
		default:
		}
	}
}
