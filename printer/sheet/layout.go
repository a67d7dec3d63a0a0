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

func points(mm float64) float64 { return mm * 72 / 25.4 }

// area turns millimetres from the upper left corner of r into points on the page.
func (r rect) area(a orders.Area) rect {
	return rect{r.x + points(a.X), r.y + r.h - points(a.Y+a.H), points(a.W), points(a.H)}
}

// boxes are the edges of one page (ISO 32000-1 section 14.11.2): of the medium with its crop marks, of what is printed
// beyond the cut, and of what is left after cutting.
type boxes struct{ media, bleed, trim rect }

// Crop marks stand outside the bleed, so that none is left on a print cut a little off.
const (
	markMM  = 5    // their length
	slackMM = 1    // beyond them
	markPt  = 0.25 // their thickness: a hairline
)

// boxesOf is a page for paper of this size; without bleed it is the paper and nothing around it.
func boxesOf(paper orders.Extent, bleedMM float64) boxes {
	bleed, around := points(bleedMM), 0.0
	if bleedMM > 0 {
		around = bleed + points(markMM+slackMM)
	}
	b := boxes{media: rect{0, 0, points(paper.W) + 2*around, points(paper.H) + 2*around}}
	b.trim = b.media.inset(around)
	b.bleed = b.trim.inset(-bleed)
	return b
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
