package orders

import (
	"cmp"
	"slices"
)

const (
	nearMM = 4 // how much larger than a print the paper may be on which it stands alone: 4 × 6 inches for 10 × 15 cm
	edgeMM = 5 // what a printer leaves white on a sheet
)

// choice is the paper of the printer that an order goes on.
type mediaChoice struct {
	media   Media
	imposed Extent // several prints on a sheet of this size; zero: a page for each
	exact   bool   // the paper is larger: nothing is to be scaled to it
}

// chooseMedia takes paper of the print's own size, what lies in a tray before what does not; or else the smallest sheet
// that has room, single prints imposed on it. A printer that does not say what it has decides itself.
func chooseMedia(all []Media, paper Paper) (mediaChoice, bool) {
	if len(all) == 0 {
		return mediaChoice{}, true
	}
	size := Extent{min(paper.WidthMM, paper.HeightMM), max(paper.WidthMM, paper.HeightMM)}
	if m, ok := best(all, func(m Media) bool { return m.holds(size, 0) && !m.holds(size, nearMM) }); ok {
		return mediaChoice{media: m}, true
	}
	margin := 2.0 * edgeMM
	if paper.Layout == LayoutContact || paper.Layout == LayoutWallet {
		margin = 0 // they bring their own
	}
	m, ok := best(all, func(m Media) bool { return m.holds(size, margin) })
	c := mediaChoice{media: m, exact: true}
	if margin > 0 {
		c.imposed = m.Size
	}
	return c, ok
}

// holds reports whether an upright sheet has room for that size and so much more each way. Half a millimetre is nothing.
func (m Media) holds(size Extent, more float64) bool {
	return m.Size.W+.5 >= size.W+more && m.Size.H+.5 >= size.H+more
}

// best is what is ready before what is not, then the smallest.
func best(all []Media, fits func(Media) bool) (Media, bool) {
	var list []Media
	for _, m := range all {
		if fits(m) {
			list = append(list, m)
		}
	}
	if len(list) == 0 {
		return Media{}, false
	}
	return slices.MinFunc(list, func(a, b Media) int {
		if a.Ready != b.Ready {
			return map[bool]int{true: -1, false: 1}[a.Ready]
		}
		return cmp.Compare(a.Size.W*a.Size.H, b.Size.W*b.Size.H)
	}), true
}
