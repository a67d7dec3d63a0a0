package oauthcore

import (
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
	work.encodeAndSort(params)
	work.join(strings.ToUpper(method), url)
	return string(work.text)
}

// workbench is room to make a base string in, used again and again.
type workbench struct {
	pairs []Param // encoded once
	text  []byte  // the base string
}

var workbenches = sync.Pool{New: func() any { return new(workbench) }}

// encodeAndSort makes the normalized parameters, not yet written as one text.
func (w *workbench) encodeAndSort(params Params) {
	w.pairs = sorted(appendEncodedParams(w.pairs[:0], params))
}

// join writes method, address and parameters, each encoded and joined by &.
func (w *workbench) join(method, url string) {
	w.text = appendEncoded(w.text[:0], method)
	w.text = append(w.text, '&')
	w.text = appendEncoded(w.text, url)
	w.text = append(w.text, '&')
	for i, pair := range w.pairs {
		if i > 0 {
			w.text = append(w.text, "%26"...)
		}
		w.text = appendEncoded(w.text, pair.Name)
		w.text = append(w.text, "%3D"...)
		w.text = appendEncoded(w.text, pair.Value)
	}
}
