package gallery

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
)

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

// The length of a password, in characters. The upper limit is far above what
// anybody types; it only keeps a book from being hashed.
const (
	minPassword = 8
	maxPassword = 1000
)

const (
	saltBytes = 16
	keyBytes  = 32
)

// phc is an Argon2id hash in PHC string format:
// $argon2id$v=19$m=19456,t=2,p=1$salt$key
type phc struct {
	memory, passes uint32
	threads        uint8
	salt, key      []byte
}

func checkPassword(password string) error {
	switch n := utf8.RuneCountInString(password); {
	case n < minPassword:
		return refuse(fmt.Sprintf("The password is too short. Please use at least %d characters.", minPassword))
	case n > maxPassword:
		return refuse(fmt.Sprintf("The password is longer than %d characters.", maxPassword))
	}
	return nil
}

// enter waits for one of the few places at the hash: everybody signing in at
// once must not need everybody times 19 MiB.
func (p *Passwords) enter(ctx context.Context) error {
	p.once.Do(func() {
		n := p.AtOnce
		if n <= 0 {
			n = 4
		}
		p.gate = make(chan struct{}, n)
	})
	select {
	case p.gate <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (p *Passwords) leave() { <-p.gate }

func (p *Passwords) memory() uint32 {
	if p.MemoryKiB > 0 {
		return p.MemoryKiB
	}
	return 19 * 1024
}

func (p *Passwords) passes() uint32 {
	if p.Passes > 0 {
		return p.Passes
	}
	return 2
}

// hash hashes a new password with a salt of its own.
func (p *Passwords) hash(ctx context.Context, password string) (string, error) {
	if err := p.enter(ctx); err != nil {
		return "", err
	}
	defer p.leave()
	h := p.nobody()
	rand.Read(h.salt)
	h.key = h.derive(password)
	return h.String(), nil
}

// matches tells whether the password is the one that was hashed. An empty hash
// stands for a User who does not exist: it takes as long, and never matches.
func (p *Passwords) matches(ctx context.Context, password, hash string) (bool, error) {
	h, known := p.nobody(), hash != ""
	if known {
		var err error
		if h, err = parsePHC(hash); err != nil {
			return false, err
		}
	}
	if err := p.enter(ctx); err != nil {
		return false, err
	}
	defer p.leave()
	return subtle.ConstantTimeCompare(h.derive(password), h.key) == 1 && known, nil
}

// nobody is a hash at today's cost that no password has.
func (p *Passwords) nobody() phc {
	return phc{memory: p.memory(), passes: p.passes(), threads: 1, salt: make([]byte, saltBytes), key: make([]byte, keyBytes)}
}

func (h phc) derive(password string) []byte {
	return argon2.IDKey([]byte(password), h.salt, h.passes, h.memory, h.threads, uint32(len(h.key)))
}

func (h phc) String() string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version,
		h.memory, h.passes, h.threads, b64.EncodeToString(h.salt), b64.EncodeToString(h.key))
}

var errPHC = errors.New("a stored password hash is not one of Argon2id")

func parsePHC(s string) (h phc, err error) {
	fields := strings.Split(s, "$")
	if len(fields) != 6 || fields[1] != "argon2id" || fields[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return phc{}, errPHC
	}
	if _, err := fmt.Sscanf(fields[3], "m=%d,t=%d,p=%d", &h.memory, &h.passes, &h.threads); err != nil {
		return phc{}, errPHC
	}
	b64 := base64.RawStdEncoding.Strict()
	h.salt, err = b64.DecodeString(fields[4])
	if err == nil {
		h.key, err = b64.DecodeString(fields[5])
	}
	if err != nil || len(h.key) == 0 || h.passes == 0 || h.threads == 0 {
		return phc{}, errPHC
	}
	return h, nil
}
