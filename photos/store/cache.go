package store

import (
	"strings"
	"sync"
	"time"
)

// cache keeps in memory what is looked up for every request. It is exact: once
// drop has returned, get answers nothing that drop was to take away, not even
// to a caller whose look-up had begun before.
//
// The danger is the slow reader: it finds no entry, reads the old row, a
// revocation is written and empties the cache, and then the reader puts the old
// row in, for ever. Hence the version: a reader that sees it changed looks again.
//
// Where several processes share the database it is exact for what this one
// changes. What others change it may answer until it hears of it, and no longer
// than an entry lives after it was read.
type cache[V any] struct {
	mu      sync.RWMutex
	entries map[string]entry[V]
	version uint64
	max     int
	clock   func() time.Duration // nil: entries live for ever
}

type entry[V any] struct {
	v    V
	read time.Duration // when the look-up began
}

func newCache[V any](most int, clock func() time.Duration) *cache[V] {
	return &cache[V]{entries: map[string]entry[V]{}, max: most, clock: clock}
}

func (c *cache[V]) now() time.Duration {
	if c.clock == nil {
		return 0
	}
	return c.clock()
}

// get answers the entry of a key, loading it if it is not there. Errors are not
// kept.
func (c *cache[V]) get(key string, load func() (V, error)) (V, error) {
	for {
		v, ok, version := c.look(key)
		if ok {
			return v, nil
		}
		read := c.now()
		v, err := load()
		if err != nil {
			return v, err
		}
		if c.put(key, entry[V]{v, read}, version) {
			return v, nil
		}
	}
}

func (c *cache[V]) look(key string) (v V, ok bool, version uint64) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	e, ok := c.entries[key]
	if ok && c.clock != nil && c.clock()-e.read >= Outdated {
		ok = false
	}
	return e.v, ok, c.version
}

// put keeps an entry unless something has been dropped since the version.
func (c *cache[V]) put(key string, e entry[V], version uint64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.version != version {
		return false
	}
	if len(c.entries) >= c.max {
		c.evict()
	}
	c.entries[strings.Clone(key)] = e // the key may be a piece of a long request
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
	for key, e := range c.entries {
		if match(key, e.v) {
			delete(c.entries, key)
		}
	}
}

// clear drops all entries.
func (c *cache[V]) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.version++
	clear(c.entries)
}

// forget drops one entry.
func (c *cache[V]) forget(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.version++
	delete(c.entries, key)
}
