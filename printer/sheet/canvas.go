package sheet

import (
	"fmt"
	"slices"
	"strings"

	"example.net/oauth1/printer/orders"
)

// canvas collects what one page shows: a content stream (ISO 32000-1 section 7.8.2) and the objects that it names.
type canvas struct {
	boxes
	content []byte
	images  []int
	face    int // the font's object, 0 for none
}

func (c *canvas) add(format string, args ...any) { c.content = fmt.Appendf(c.content, format, args...) }

// picture draws a picture, cut at the edges of clip.
func (c *canvas) picture(d shown, at, clip rect, turns int) {
	i := slices.Index(c.images, d.object)
	if i < 0 {
		i = len(c.images)
		c.images = append(c.images, d.object)
	}
	m := matrix(at, turn(d.orientation, turns))
	c.add("q %s %s %s %s re W n %s %s %s %s %s %s cm /P%d Do Q\n", number(clip.x), number(clip.y), number(clip.w), number(clip.h),
		number(m[0]), number(m[1]), number(m[2]), number(m[3]), number(m[4]), number(m[5]), i)
}

// place puts a picture into a field of the page, as orders.Frame says, and lets it reach into the bleed around that.
func (c *canvas) place(d shown, field rect, p orders.Print, bleedMM float64) {
	f := orders.Frame(d.size, orders.Extent{W: field.w / points(1), H: field.h / points(1)}, bleedMM, p.Fit, p.Crop)
	c.picture(d, field.area(f.Picture), field.inset(-points(bleedMM)), p.Crop.Turn)
}

// line draws a hairline in black.
func (c *canvas) line(x1, y1, x2, y2 float64) {
	c.add("%s w 0 G %s %s m %s %s l S\n", number(markPt), number(x1), number(y1), number(x2), number(y2))
}

// cropMarks shows at each corner of the trim where to cut.
func (c *canvas) cropMarks() {
	t, off, long := c.trim, c.trim.x-c.bleed.x, points(markMM)
	for _, x := range []float64{t.x, t.x + t.w} {
		c.line(x, t.y-off-long, x, t.y-off)
		c.line(x, t.y+t.h+off, x, t.y+t.h+off+long)
	}
	for _, y := range []float64{t.y, t.y + t.h} {
		c.line(t.x-off-long, y, t.x-off, y)
		c.line(t.x+t.w+off, y, t.x+t.w+off+long, y)
	}
}

// resources names the objects that the content uses.
func (c *canvas) resources() string {
	var b strings.Builder
	b.WriteString("/XObject<<")
	for i, n := range c.images {
		fmt.Fprintf(&b, "/P%d %d 0 R", i, n)
	}
	b.WriteString(">>")
	if c.face > 0 {
		fmt.Fprintf(&b, "/Font<</F %d 0 R>>", c.face)
	}
	return b.String()
}
