package sheet

import (
	"math"

	"example.net/oauth1/printer/orders"
)

// grid is fields of one size on a sheet, with marks at the sheet's edges to cut along from side to side.
type grid struct {
	sheet, field orders.Extent // millimetres
	gap          float64       // between two fields
	bleed        float64       // around each
	across, down int
}

// leastMargin is what most printers leave white at the edge of a sheet.
const leastMargin = 5

// gridOf lays as many upright fields on the sheet as it holds, the sheet upright or lying, whichever holds more. At least
// one: a field larger than its sheet is the caller's choice.
func gridOf(sheet, field orders.Extent, bleed float64) grid {
	upright, lying := fill(sheet, field, bleed), fill(orders.Extent{W: sheet.H, H: sheet.W}, field, bleed)
	if lying.across*lying.down > upright.across*upright.down {
		return lying
	}
	return upright
}

func fill(sheet, field orders.Extent, bleed float64) grid {
	g := grid{sheet: sheet, field: field, gap: 2 * bleed, bleed: bleed}
	room := func(sheet, field float64) int {
		return max(1, int(math.Floor((sheet-2*leastMargin+g.gap+1e-9)/(field+g.gap))))
	}
	g.across, g.down = room(sheet.W, field.W), room(sheet.H, field.H)
	return g
}

// turned is the same grid, sheet and fields lying on their sides.
func (g grid) turned() grid {
	g.sheet.W, g.sheet.H = g.sheet.H, g.sheet.W
	g.field.W, g.field.H = g.field.H, g.field.W
	g.across, g.down = g.down, g.across
	return g
}

// at is the field of that number on a page: from left to right, then down.
func (g grid) at(page rect, i int) rect {
	used := orders.Extent{
		W: float64(g.across)*(g.field.W+g.gap) - g.gap, H: float64(g.down)*(g.field.H+g.gap) - g.gap,
	}
	return page.area(orders.Area{
		X: (g.sheet.W-used.W)/2 + float64(i%g.across)*(g.field.W+g.gap),
		Y: (g.sheet.H-used.H)/2 + float64(i/g.across)*(g.field.H+g.gap), W: g.field.W, H: g.field.H,
	})
}

func (g grid) count() int { return g.across * g.down }

// marks draws a short line at the sheet's edges for each cut.
func (g grid) marks(c *canvas) {
	first, last := g.at(c.media, 0), g.at(c.media, g.count()-1)
	off := points(math.Max(g.bleed, 1))
	for i := range g.across {
		f := g.at(c.media, i)
		for _, x := range []float64{f.x, f.x + f.w} {
			c.tick(x, first.y+first.h+off, 0, 1)
			c.tick(x, last.y-off, 0, -1)
		}
	}
	for i := range g.down {
		f := g.at(c.media, i*g.across)
		for _, y := range []float64{f.y, f.y + f.h} {
			c.tick(first.x-off, y, -1, 0)
			c.tick(last.x+last.w+off, y, 1, 0)
		}
	}
}

// tick draws a mark from a point outwards, as long as the paper allows.
func (c *canvas) tick(x, y, dx, dy float64) {
	long := points(markMM)
	clamp := func(v, most float64) float64 { return math.Min(math.Max(v, 0), most) }
	c.line(x, y, clamp(x+dx*long, c.media.w), clamp(y+dy*long, c.media.h))
}
