package oauthcore

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
	"strings"
	"sync"
)

// BaseString joins what is signed: the method in upper case, the address
// without its query, and the normalized parameters, each encoded and joined by
// & (OAuth Core 1.0a section 9.1.3, RFC 5849 section 3.4.1.1).
//
// The parameters are thereby encoded twice: once each when they were
// normalized, and once as a whole here. Forgetting the second time is the most
// frequent mistake of all.
func BaseString(method, url string, params Params) string {
	work := workbenches.Get().(*workbench)
	defer workbenches.Put(work)
	return string(work.baseString(method, url, params))
}

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

// notation is how parameters are written: normalized, or normalized and then
// encoded as a whole. The second is written at once, since a byte that is %2F
// after the first time is %252F after the second. It does not change the order:
// only percent signs have grown, and they begin as before.
type notation struct{ percent, equals, ampersand string }

var (
	normalized  = notation{"%", "=", "&"}
	thenEncoded = notation{"%25", "%3D", "%26"}
)

// baseString writes a base string, which is valid until the next one.
func (w *workbench) baseString(method, url string, params Params) []byte {
	w.text = append(appendEncoded(w.text[:0], strings.ToUpper(method)), '&')
	w.text = append(appendEncoded(w.text, url), '&')
	w.writeParams(params, thenEncoded)
	return w.text
}

// writeParams writes the parameters, encoded and sorted.
func (w *workbench) writeParams(params Params, as notation) {
	w.encode(params, as)
	slices.SortFunc(w.pairs, w.compare)
	text := w.text
	for i, p := range w.pairs {
		if i > 0 {
			text = append(text, as.ampersand...)
		}
		text = append(text, w.encoded[p.name:p.value]...)
		text = append(text, as.equals...)
		text = append(text, w.encoded[p.value:p.end]...)
	}
	w.text = text
}

// encode encodes each parameter that is signed.
func (w *workbench) encode(params Params, as notation) {
	encoded, pairs := w.encoded[:0], w.pairs[:0]
	for i := range params {
		if params[i].Name == "oauth_signature" {
			continue
		}
		p := pair{name: len(encoded)}
		encoded = appendEscaped(encoded, params[i].Name, as.percent)
		p.value = len(encoded)
		p.first = firstBytes(encoded[p.name:])
		encoded = appendEscaped(encoded, params[i].Value, as.percent)
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
