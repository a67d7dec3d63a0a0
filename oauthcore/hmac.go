package oauthcore

import (
	"bytes"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/base64"
	"hash"
	"sync"
)

// The HMAC methods. HMAC-SHA1 is the specification's (OAuth Core 1.0a section
// 9.2); the others have the same base string and key, and another hash.
var (
	HMACSHA1   SignatureMethod = newHMAC("HMAC-SHA1", sha1.New)
	HMACSHA256 SignatureMethod = newHMAC("HMAC-SHA256", sha256.New)
	HMACSHA512 SignatureMethod = newHMAC("HMAC-SHA512", sha512.New)
)

// hmacMethod signs with a key made of both secrets.
type hmacMethod struct {
	name  string
	hash  func() hash.Hash
	ready sync.Pool // of *hmacState
}

func newHMAC(name string, hash func() hash.Hash) *hmacMethod {
	m := &hmacMethod{name: name, hash: hash}
	m.ready.New = func() any { return newHMACState(hash()) }
	return m
}

// Name implements [SignatureMethod].
func (m *hmacMethod) Name() string { return m.name }

// Sign implements [SignatureMethod]: the digest in base64 (section 9.2.1).
func (m *hmacMethod) Sign(baseString string, k Keys) (string, error) {
	return m.sign([]byte(baseString), k)
}

func (m *hmacMethod) sign(baseString []byte, k Keys) (string, error) {
	state := m.ready.Get().(*hmacState)
	defer m.ready.Put(state)
	room := make([]byte, 0, 88) // as long as the longest
	return string(base64.StdEncoding.AppendEncode(room, state.digest(baseString, k))), nil
}

// Check implements [SignatureMethod]: the digest is made again from the stored
// secrets and compared (section 9.2.2).
func (m *hmacMethod) Check(baseString, signature string, k Keys) bool {
	return m.check([]byte(baseString), signature, k)
}

func (m *hmacMethod) check(baseString []byte, signature string, k Keys) bool {
	state := m.ready.Get().(*hmacState)
	defer m.ready.Put(state)
	return sameDigest(signature, state.digest(baseString, k))
}

// hmacState makes HMACs one after the other without allocating. It is RFC 2104
// in as many lines as it takes to set up a crypto/hmac, which wants two new
// hashes for every key; a test holds the two against each other.
type hmacState struct {
	hash                hash.Hash
	inner, outer, zeros []byte // a block each
	key, padded, sum    []byte
}

func newHMACState(h hash.Hash) *hmacState {
	size := h.BlockSize()
	return &hmacState{
		hash:  h,
		inner: bytes.Repeat([]byte{0x36}, size), outer: bytes.Repeat([]byte{0x5c}, size),
		zeros: make([]byte, size), padded: make([]byte, size),
	}
}

// digest is H(K⊕opad, H(K⊕ipad, text)), K being the secrets (section 9.2),
// filled up to a block. It is valid until the next one is made.
func (s *hmacState) digest(text []byte, k Keys) []byte {
	s.key = k.appendSecrets(s.key[:0])
	if len(s.key) > len(s.zeros) {
		s.key = s.hashed(s.key[:0], s.key, nil)
	}
	s.key = append(s.key, s.zeros[len(s.key):]...)
	s.sum = s.hashed(s.sum[:0], s.keyed(s.inner), text)
	s.sum = s.hashed(s.sum[:0], s.keyed(s.outer), s.sum)
	clear(s.key)
	clear(s.padded)
	return s.sum
}

// keyed is a padding combined with the key.
func (s *hmacState) keyed(padding []byte) []byte {
	subtle.XORBytes(s.padded, s.key, padding)
	return s.padded
}

// hashed appends the hash of two texts, one after the other, to dst.
func (s *hmacState) hashed(dst, first, second []byte) []byte {
	s.hash.Reset()
	s.hash.Write(first)
	s.hash.Write(second)
	return s.hash.Sum(dst)
}
