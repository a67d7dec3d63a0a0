package sheet

import (
	"fmt"

	"example.net/oauth1/printer/orders"
)

// size is a width and a height in any one unit.
type size struct{ w, h float64 }

// rect is a rectangle on the page, in points, from its lower left corner.
type rect struct{ x, y, w, h float64 }

func (r rect) String() string {
	return fmt.Sprintf("[%s %s %s %s]", number(r.x), number(r.y), number(r.x+r.w), number(r.y+r.h))
}

func (r rect) inset(d float64) rect { return rect{r.x + d, r.y + d, r.w - 2*d, r.h - 2*d} }

// layout is one page: its boxes, and where the picture stands.
type layout struct {
	media, trim rect // what is printed, and what is left after cutting (ISO 32000-1 section 14.11.2)
	picture     rect
	clip        bool // the picture is larger than the page
}

func points(mm float64) float64 { return mm * 72 / 25.4 }

// arrange puts the picture where orders.Frame says, in PDF's points from the lower left corner.
func arrange(pic size, page Page) layout {
	p := orders.Frame(orders.Extent{W: pic.w, H: pic.h}, orders.Extent{W: page.Paper.WidthMM, H: page.Paper.HeightMM},
		page.Paper.BleedMM, page.Fit, page.Crop)
	bleed := points(page.Paper.BleedMM)
	l := layout{media: rect{0, 0, points(p.Paper.W) + 2*bleed, points(p.Paper.H) + 2*bleed}, clip: page.Fit == orders.FitFill}
	l.trim = l.media.inset(bleed)
	a := p.Picture
	l.picture = rect{l.trim.x + points(a.X), l.trim.y + points(p.Paper.H-a.Y-a.H), points(a.W), points(a.H)}
	return l
}

// draw is the page's content stream.
func (l layout) draw(orientation int) []byte {
	clip := ""
	if l.clip {
		m := l.media
		clip = fmt.Sprintf("%s %s %s %s re W n ", number(m.x), number(m.y), number(m.w), number(m.h))
	}
	m := matrix(l.picture, orientation)
	return fmt.Appendf(nil, "q %s%s %s %s %s %s %s cm /P Do Q", clip,
		number(m[0]), number(m[1]), number(m[2]), number(m[3]), number(m[4]), number(m[5]))
}

// quarter gives the orientation that shows a picture of each one turned clockwise by a quarter.
var quarter = [9]int{1: 6, 6: 3, 3: 8, 8: 1, 2: 7, 7: 4, 4: 5, 5: 2}

// turn adds quarter turns, as orders.Crop counts them, to an orientation.
func turn(orientation, turns int) int {
	for range (turns%4 + 4) % 4 {
		orientation = quarter[orientation]
	}
	return orientation
}

// matrix maps the unit square, on which PDF draws every image with its first row on top, to r, turned and
// mirrored as EXIF 2.32 section 4.6.4 (tag 0112, Orientation) says.
func matrix(r rect, orientation int) [6]float64 {
	x, y, w, h := r.x, r.y, r.w, r.h
	switch orientation {
	case 2: // mirrored left to right
		return [6]float64{-w, 0, 0, h, x + w, y}
	case 3: // upside down
		return [6]float64{-w, 0, 0, -h, x + w, y + h}
	case 4: // mirrored top to bottom
		return [6]float64{w, 0, 0, -h, x, y + h}
	case 5: // mirrored along the falling diagonal
		return [6]float64{0, -h, -w, 0, x + w, y + h}
	case 6: // to be turned clockwise
		return [6]float64{0, -h, w, 0, x, y + h}
	case 7: // mirrored along the rising diagonal
		return [6]float64{0, h, w, 0, x, y}
	case 8: // to be turned counter-clockwise
		return [6]float64{0, h, -w, 0, x + w, y}
	}
	return [6]float64{w, 0, 0, h, x, y}
}
