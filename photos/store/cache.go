package store

import (
	"strings"
	"sync"
)

// cache keeps in memory what is looked up for every request. It is exact: once
// drop has returned, get answers nothing that drop was to take away, not even
// to a caller whose look-up had begun before.
//
// The danger is the slow reader: it finds no entry, reads the old row, a
// revocation is written and empties the cache, and then the reader puts the old
// row in, for ever. Hence the version: a reader that sees it changed looks again.
type cache[V any] struct {
	mu      sync.RWMutex
	entries map[string]V
	version uint64
	max     int
}

func newCache[V any](most int) *cache[V] {
	return &cache[V]{entries: map[string]V{}, max: most}
}

// get answers the entry of a key, loading it if it is not there. Errors are not
// kept.
func (c *cache[V]) get(key string, load func() (V, error)) (V, error) {
	for {
		v, ok, version := c.look(key)
		if ok {
			return v, nil
		}
		v, err := load()
		if err != nil {
			return v, err
		}
		if c.put(key, v, version) {
			return v, nil
		}
	}
}

func (c *cache[V]) look(key string) (v V, ok bool, version uint64) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	v, ok = c.entries[key]
	return v, ok, c.version
}

// put keeps v unless something has been dropped since the version.
func (c *cache[V]) put(key string, v V, version uint64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.version != version {
		return false
	}
	if len(c.entries) >= c.max {
		c.evict()
	}
	c.entries[strings.Clone(key)] = v // the key may be a piece of a long request
	return true
}

// evict makes room by dropping an eighth, whichever a map names first.
func (c *cache[V]) evict() {
	n := c.max/8 + 1
	for key := range c.entries {
		if n--; n < 0 {
			return
		}
		delete(c.entries, key)
	}
}

// drop takes away the entries that match. It is called after the change was
// written and before its caller hears of it.
func (c *cache[V]) drop(match func(key string, v V) bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.version++
	for key, v := range c.entries {
		if match(key, v) {
			delete(c.entries, key)
		}
	}
}

// forget drops one entry.
func (c *cache[V]) forget(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.version++
	delete(c.entries, key)
}
