package photosapi

import (
	"container/list"
	"sync"
	"time"

	"example.net/oauth1/printer/orders"
)

// The cache of small pictures: bounded in bytes, the longest unused goes first; and in age, so that a permission that
// was taken back does not live on here.
const (
	cacheBytes = 32 << 20
	cacheAge   = 10 * time.Minute
)

type cache struct {
	mu      sync.Mutex
	bytes   int
	entries map[string]*list.Element
	recent  list.List // the most recently used first
}

type entry struct {
	key     string
	picture orders.Picture
	until   time.Time
}

func (c *cache) get(key string) (orders.Picture, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.entries[key]
	if !ok {
		return orders.Picture{}, false
	}
	if time.Now().After(e.Value.(*entry).until) {
		c.drop(e)
		return orders.Picture{}, false
	}
	c.recent.MoveToFront(e)
	return e.Value.(*entry).picture, true
}

func (c *cache) put(key string, p orders.Picture) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.entries == nil {
		c.entries = map[string]*list.Element{}
	}
	if e, ok := c.entries[key]; ok {
		c.drop(e)
	}
	c.entries[key] = c.recent.PushFront(&entry{key, p, time.Now().Add(cacheAge)})
	for c.bytes += len(p.Bytes); c.bytes > cacheBytes; {
		c.drop(c.recent.Back())
	}
}

func (c *cache) drop(e *list.Element) {
	old := c.recent.Remove(e).(*entry)
	delete(c.entries, old.key)
	c.bytes -= len(old.picture.Bytes)
}
