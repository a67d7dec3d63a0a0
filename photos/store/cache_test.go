package store

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
)

// The race that a cache must win: the row is read before a revocation is
// written, and put into the cache after the revocation has emptied it.
func TestAReaderThatIsSlowCannotPutAnOldValueBack(t *testing.T) {
	c := newCache[string](10, nil)
	var row atomic.Value
	row.Store("alive")
	read, revoked := make(chan struct{}), make(chan struct{})
	var once sync.Once
	got := make(chan string)
	go func() {
		v, _ := c.get("token", func() (string, error) {
			v := row.Load().(string)
			once.Do(func() { close(read); <-revoked }) // stopped between reading and putting
			return v, nil
		})
		got <- v
	}()
	<-read
	row.Store("revoked")
	c.forget("token")
	close(revoked)
	if v := <-got; v != "revoked" {
		t.Errorf("the slow reader was answered %q after the revocation had returned", v)
	}
	if v, _ := c.get("token", func() (string, error) { return row.Load().(string), nil }); v != "revoked" {
		t.Errorf("the cache holds %q", v)
	}
}

func TestDroppingOneEntryDoesNotLetAnotherGoStale(t *testing.T) {
	c := newCache[int](10, nil)
	for _, key := range []string{"a", "b"} {
		c.get(key, func() (int, error) { return 1, nil })
	}
	c.drop(func(key string, v int) bool { return key == "a" && v == 1 })
	if _, ok, _ := c.look("a"); ok {
		t.Error("a is still there")
	}
	if _, ok, _ := c.look("b"); !ok {
		t.Error("b is gone")
	}
}

func TestErrorsAreNotKept(t *testing.T) {
	c := newCache[int](10, nil)
	if _, err := c.get("a", func() (int, error) { return 0, errors.New("busy") }); err == nil {
		t.Error("no error")
	}
	if v, err := c.get("a", func() (int, error) { return 7, nil }); v != 7 || err != nil {
		t.Errorf("%d, %v", v, err)
	}
}

func TestACacheIsBounded(t *testing.T) {
	c := newCache[int](100, nil)
	for n := range 1000 {
		c.get(fmt.Sprint(n), func() (int, error) { return n, nil })
	}
	if n := len(c.entries); n > 100 || n < 80 {
		t.Errorf("%d entries", n)
	}
}
