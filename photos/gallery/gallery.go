package gallery

import (
	"context"
	"sync"
	"time"
)

// Gallery is everything that photos can do with pictures and their owners.
// Store, Blobs and Renditions are needed; every other field has a default.
type Gallery struct {
	Store      Store
	Blobs      Blobs
	Renditions Renditions

	Metadata     Metadata     // nil: nothing is known of cameras, and nobody may hide a place
	RelyingParty RelyingParty // nil: nobody can have a passkey

	// Shared says that several processes keep pictures in the same Blobs. Then
	// nobody sweeps at the start, but now and then what is old, and each under Lock,
	// which holds a name against all of them.
	Shared bool
	Lock   func(ctx context.Context, name string) (unlock func(), err error)

	Passwords Passwords        // the cost of hashing; the zero value is OWASP's minimum
	MaxBytes  int64            // largest original; zero means [DefaultMaxBytes]
	Now       func() time.Time // nil means time.Now

	// keeping is held for reading while an original and its row are written, and
	// for writing while a row and its original are deleted: otherwise a deletion
	// could take away the bytes that a new row of the same picture points to. Where
	// the Blobs are shared, they see to that themselves.
	keeping sync.RWMutex

	stripping sync.Mutex // one original at a time is held in memory without its place
	tidying   tidying

	clock    sync.Mutex
	lastTime time.Time
}

// DefaultMaxBytes is the size limit of an original: 50 MB holds every JPEG that
// a camera makes.
const DefaultMaxBytes = 50 << 20

// stamp is the time of something new. It never gives the same microsecond
// twice, so what is ordered by creation has one order.
func (g *Gallery) stamp() time.Time {
	g.clock.Lock()
	defer g.clock.Unlock()
	now := time.Now
	if g.Now != nil {
		now = g.Now
	}
	t := now().UTC().Truncate(time.Microsecond)
	if !t.After(g.lastTime) {
		t = g.lastTime.Add(time.Microsecond)
	}
	g.lastTime = t
	return t
}

func (g *Gallery) maxBytes() int64 {
	if g.MaxBytes > 0 {
		return g.MaxBytes
	}
	return DefaultMaxBytes
}
