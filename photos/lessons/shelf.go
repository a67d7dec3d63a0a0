package lessons

import (
	"slices"
	"sync"

	"example.net/oauth1/oauthcore"
)

// A Shelf keeps the sandboxes of those who are at the exercises, in memory: the last ones that were used. The zero value
// is ready.
type Shelf struct {
	mu    sync.Mutex
	boxes map[string]*Sandbox
	order []string // the longest unused first
}

// mostSandboxes is how many learners without an account can be at the exercises at once.
const mostSandboxes = 200

// Put keeps a Sandbox and answers the name to find it by, which nobody can guess.
func (s *Shelf) Put(box *Sandbox) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.boxes == nil {
		s.boxes = map[string]*Sandbox{}
	}
	if len(s.order) >= mostSandboxes {
		delete(s.boxes, s.order[0])
		s.order = s.order[1:]
	}
	name := oauthcore.NewSecret()
	s.boxes[name] = box
	s.order = append(s.order, name)
	return name
}

// Find finds a Sandbox by its name, or nil.
func (s *Shelf) Find(name string) *Sandbox {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i := slices.Index(s.order, name); i >= 0 {
		s.order = append(slices.Delete(s.order, i, i+1), name)
	}
	return s.boxes[name]
}

// Drop forgets a Sandbox.
func (s *Shelf) Drop(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.boxes, name)
	s.order = slices.DeleteFunc(s.order, func(n string) bool { return n == name })
}
