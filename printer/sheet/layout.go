package sheet

import (
	"fmt"
	"math"

	"example.net/oauth1/printer/orders"
)

// borderMM is the white border of orders.FitBorder.
const borderMM = 5

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

// arrange turns the paper to match the picture and places it.
func arrange(pic size, page Page) layout {
	paper := size{points(page.Paper.WidthMM), points(page.Paper.HeightMM)}
	if (pic.w > pic.h) != (paper.w > paper.h) {
		paper.w, paper.h = paper.h, paper.w
	}
	bleed := points(page.Paper.BleedMM)
	l := layout{media: rect{0, 0, paper.w + 2*bleed, paper.h + 2*bleed}}
	l.trim = l.media.inset(bleed)
	switch page.Fit {
	case orders.FitFill:
		// The picture covers the bleed too, so that a cut a little off shows no white.
		l.picture, l.clip = place(pic, l.media, math.Max), true
	case orders.FitBorder:
		l.picture = place(pic, l.trim.inset(points(borderMM)), math.Min)
	default:
		l.picture = place(pic, l.trim, math.Min)
	}
	return l
}

// place scales the picture into the area (choose = math.Min) or over it (math.Max), in its middle.
func place(pic size, area rect, choose func(a, b float64) float64) rect {
	scale := choose(area.w/pic.w, area.h/pic.h)
	w, h := pic.w*scale, pic.h*scale
	return rect{area.x + (area.w-w)/2, area.y + (area.h-h)/2, w, h}
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
