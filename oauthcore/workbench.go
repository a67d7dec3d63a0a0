package oauthcore

import (
	"bytes"
	"cmp"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"hash"
	"slices"
	"strings"
	"sync"
)

// This file says again what basestring.go, params.go and hmac.go say, for a
// server that checks thousands of signatures a second: the same results without
// a new piece of memory for each. Tests hold the two against each other. Nobody
// needs to read it to understand how a request is signed.

// workbench is room to write base strings in, used again and again.
type workbench struct {
	encoded []byte // names and values, encoded, one after the other
	pairs   []pair // where each lies there, sorted
	text    []byte // what is written
}

// pair is where a name and its value lie: the name before value, the value
// before end. The first bytes of the name are at hand, since they decide most
// comparisons.
type pair struct {
	first            uint64
	name, value, end int
}

var workbenches = sync.Pool{New: func() any { return new(workbench) }}

// baseString writes a base string, which is valid until the next one.
func (w *workbench) baseString(method, url string, params Params) []byte {
	w.text = append(appendEncoded(w.text[:0], strings.ToUpper(method)), '&')
	w.text = append(appendEncoded(w.text, url), '&')
	w.writeParams(params)
	return w.text
}

// writeParams writes the parameters, encoded, sorted, and encoded again.
func (w *workbench) writeParams(params Params) {
	w.encode(params)
	slices.SortFunc(w.pairs, w.compare)
	text := w.text
	for i, p := range w.pairs {
		if i > 0 {
			text = append(text, "%26"...)
		}
		text = append(text, w.encoded[p.name:p.value]...)
		text = append(text, "%3D"...)
		text = append(text, w.encoded[p.value:p.end]...)
	}
	w.text = text
}

// encode encodes each parameter that is signed, twice at once: a byte that is
// %2F after the first time is %252F after the second. That does not change the
// order, since only percent signs have grown, and they begin as before.
func (w *workbench) encode(params Params) {
	encoded, pairs := w.encoded[:0], w.pairs[:0]
	for i := range params {
		if params[i].Name == "oauth_signature" {
			continue
		}
		p := pair{name: len(encoded)}
		encoded = appendEscaped(encoded, params[i].Name, "%25")
		p.value = len(encoded)
		p.first = firstBytes(encoded[p.name:])
		encoded = appendEscaped(encoded, params[i].Value, "%25")
		p.end = len(encoded)
		pairs = append(pairs, p)
	}
	w.encoded, w.pairs = encoded, pairs
}

// firstBytes is a number that orders texts by their first eight bytes.
func firstBytes(text []byte) uint64 {
	var first [8]byte
	copy(first[:], text)
	return binary.BigEndian.Uint64(first[:])
}

// compare orders encoded parameters byte by byte, names before values.
func (w *workbench) compare(a, b pair) int {
	if a.first != b.first {
		return cmp.Compare(a.first, b.first)
	}
	if byName := bytes.Compare(w.encoded[a.name:a.value], w.encoded[b.name:b.value]); byName != 0 {
		return byName
	}
	return bytes.Compare(w.encoded[a.value:a.end], w.encoded[b.value:b.end])
}

// hmacState makes HMACs one after the other in the same memory. It is RFC 2104 in
// a few lines, where a crypto/hmac would want two new hashes for every key.
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

// sign is Sign for a base string on a workbench.
func (m *hmacMethod) sign(baseString []byte, k Keys) (string, error) {
	state := m.ready.Get().(*hmacState)
	defer m.ready.Put(state)
	room := make([]byte, 0, 88) // as long as the longest
	return string(base64.StdEncoding.AppendEncode(room, state.digest(baseString, k))), nil
}

// check is Check for a base string on a workbench.
func (m *hmacMethod) check(baseString []byte, signature string, k Keys) bool {
	state := m.ready.Get().(*hmacState)
	defer m.ready.Put(state)
	return sameDigest(signature, state.digest(baseString, k))
}

// ready is a method that takes a base string as it lies on a workbench, which
// saves a copy of it.
type ready interface {
	sign(baseString []byte, k Keys) (string, error)
	check(baseString []byte, signature string, k Keys) bool
}

// signBytes is m.Sign.
func signBytes(m SignatureMethod, baseString []byte, k Keys) (string, error) {
	if m, able := m.(ready); able {
		return m.sign(baseString, k)
	}
	return m.Sign(string(baseString), k)
}

// checkBytes is m.Check.
func checkBytes(m SignatureMethod, baseString []byte, signature string, k Keys) bool {
	if m, able := m.(ready); able {
		return m.check(baseString, signature, k)
	}
	return m.Check(string(baseString), signature, k)
}
