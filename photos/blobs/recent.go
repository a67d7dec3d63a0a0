package blobs

import (
	"bytes"
	"io"
	"os"
	"sync"

	"example.net/oauth1/photos/gallery"
)

const (
	maxSmall  = 256 << 10 // a rendition up to this size is kept in memory: the thumbs, and most others
	maxRecent = 48 << 20  // what all of them may take up
)

// recent keeps the renditions that were opened lately in memory, unless they are
// large. Sending one costs less than to find, open and send a file, even if the
// kernel does that: an [os.Root] opens every folder on the way.
//
// It is exact: once forget has returned, nothing that was there before is
// opened any more, not even by a reader that was slower than the deletion.
// Hence the version: who has read a file while something was forgotten does not
// keep it.
type recent struct {
	mu      sync.RWMutex
	small   map[rendition][]byte
	bytes   int
	version uint64
}

type rendition struct {
	sum  string
	size gallery.Size
}

// open opens a rendition from memory, or as find does: it gives the content of one
// that is small enough to be kept, and opens any other.
func (r *recent) open(name rendition, find func() (io.ReadSeekCloser, []byte, error)) (io.ReadSeekCloser, error) {
	content, version := r.look(name)
	if content != nil {
		return newMemory(content), nil
	}
	opened, content, err := find()
	if err != nil || content == nil {
		return opened, err
	}
	r.keep(name, content, version)
	return newMemory(content), nil
}

// readSmall reads a file that is small enough to be kept, else nothing.
func readSmall(file *os.File) ([]byte, error) {
	info, err := file.Stat()
	if err != nil || info.Size() > maxSmall {
		return nil, err
	}
	content := make([]byte, info.Size())
	_, err = io.ReadFull(file, content)
	return content, err
}

func (r *recent) look(name rendition) (content []byte, version uint64) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.small[name], r.version
}

// keep keeps a rendition unless something has been forgotten since the version.
func (r *recent) keep(name rendition, content []byte, version uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.version != version || r.small[name] != nil {
		return
	}
	r.set(name, content)
}

func (r *recent) set(name rendition, content []byte) {
	if r.small == nil {
		r.small = map[rendition][]byte{}
	}
	r.makeRoom(len(content))
	r.small[name] = content
	r.bytes += len(content)
}

// renew is called after a rendition was put, and before anybody hears of it. It is
// likely to be opened soon, so it is kept at once, unless something has been forgotten
// since the version.
func (r *recent) renew(name rendition, content []byte, version uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.drop(name)
	if r.version == version && len(content) <= maxSmall {
		r.set(name, bytes.Clone(content))
	}
	r.version++
}

// makeRoom drops whichever a map names first.
func (r *recent) makeRoom(bytes int) {
	for name := range r.small {
		if r.bytes+bytes <= maxRecent {
			return
		}
		r.drop(name)
	}
}

func (r *recent) drop(name rendition) {
	r.bytes -= len(r.small[name])
	delete(r.small, name)
}

// forget is called after a file was removed or replaced, and before anybody
// hears of it.
func (r *recent) forget(name rendition) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.version++
	r.drop(name)
}

// memory is an open picture that needs no file.
type memory struct{ bytes.Reader }

func newMemory(content []byte) *memory {
	m := new(memory)
	m.Reset(content)
	return m
}

// Close implements io.Closer.
func (*memory) Close() error { return nil }
