package orders

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"

	"golang.org/x/crypto/argon2"
)

// Argon2 is the cost of a password hash.
type Argon2 struct {
	MemoryKiB, Passes uint32
	Lanes             uint8
}

// hashing lets few passwords be hashed at once: each takes 19 MiB, and a crowd signing in together must not take the machine.
var hashing = make(chan struct{}, 4)

func (s *Shop) cost() Argon2 {
	if s.Argon2 == (Argon2{}) {
		return Argon2{MemoryKiB: 19 << 10, Passes: 2, Lanes: 1} // OWASP's minimum
	}
	return s.Argon2
}

// hash makes a PHC string: cost and salt travel with the hash, so the cost can be raised later.
func (s *Shop) hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, 16)
	rand.Read(salt)
	return s.hashWith(ctx, s.cost(), salt, password)
}

func (s *Shop) hashWith(ctx context.Context, c Argon2, salt []byte, password string) (string, error) {
	select {
	case hashing <- struct{}{}:
		defer func() { <-hashing }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	key := argon2.IDKey([]byte(password), salt, c.Passes, c.MemoryKiB, c.Lanes, 32)
	enc := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version,
		c.MemoryKiB, c.Passes, c.Lanes, enc.EncodeToString(salt), enc.EncodeToString(key)), nil
}

// matches compares with a PHC string; with "" it works as long and says no.
func (s *Shop) matches(ctx context.Context, phc, password string) (bool, error) {
	cost, salt, ok := parsePHC(phc)
	if !ok {
		cost, salt = s.cost(), make([]byte, 16)
	}
	again, err := s.hashWith(ctx, cost, salt, password)
	return ok && subtle.ConstantTimeCompare([]byte(again), []byte(phc)) == 1, err
}

func parsePHC(phc string) (c Argon2, salt []byte, ok bool) {
	var version int
	var encoded string
	n, err := fmt.Sscanf(phc, "$argon2id$v=%d$m=%d,t=%d,p=%d$%22s", &version, &c.MemoryKiB, &c.Passes, &c.Lanes, &encoded)
	if err != nil || n != 5 || version != argon2.Version {
		return Argon2{}, nil, false
	}
	salt, err = base64.RawStdEncoding.DecodeString(encoded)
	return c, salt, err == nil && len(salt) == 16
}
