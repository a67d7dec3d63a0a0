package requestlog

import (
	"cmp"
	"slices"
)

// waiting are the drafts that nobody has written yet: of each Consumer no more than the newest, since older ones would be
// pushed out at once.
type waiting struct {
	rings map[string]*ring // by Consumer Key
	count int
	total uint64 // of all that ever came
}

// ring holds the newest drafts of a Consumer. Once it is full, each new one takes the place of the oldest.
type ring struct {
	drafts []*draft
	oldest int
}

// maxWaiting bounds the memory of all rings together, for who sends many Consumer Keys that do not exist. Beyond it a
// Consumer's draft takes the place of one of its own, and who has none must try again.
const maxWaiting = 4096

// add takes a draft in, as one of so many of its Consumer's.
func (w *waiting) add(d *draft, newest int) {
	w.total++
	d.number = w.total
	r := w.rings[d.consumer]
	switch {
	case r != nil && (len(r.drafts) >= newest || w.count >= maxWaiting):
		r.drafts[r.oldest] = d
		r.oldest = (r.oldest + 1) % len(r.drafts)
	case w.count >= maxWaiting:
	case r != nil:
		r.drafts = append(r.drafts, d)
		w.count++
	default:
		if w.rings == nil {
			w.rings = map[string]*ring{}
		}
		w.rings[d.consumer] = &ring{drafts: []*draft{d}}
		w.count++
	}
}

// take takes all of them out, the oldest first.
func (w *waiting) take() (drafts []*draft) {
	for _, r := range w.rings {
		drafts = append(drafts, r.drafts...)
	}
	slices.SortFunc(drafts, func(a, b *draft) int { return cmp.Compare(a.number, b.number) })
	w.rings, w.count = nil, 0
	return drafts
}
