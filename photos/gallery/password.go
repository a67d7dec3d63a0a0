package gallery

import "sync"

// Passwords hashes passwords with Argon2id (RFC 9106). The zero value costs
// what OWASP asks for at least: 19 MiB, two passes, one thread. Tests make it
// cheaper. A hash says what it cost, so the cost can be raised at any time.
type Passwords struct {
	MemoryKiB uint32 // zero means 19 MiB
	Passes    uint32 // zero means 2
	AtOnce    int    // how many may be hashed at the same time; zero means 4

	once sync.Once
	gate chan struct{}
}
