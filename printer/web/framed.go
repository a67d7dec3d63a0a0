package web

import (
	"cmp"
	"fmt"
	"strconv"

	"example.net/oauth1/printer/orders"
)

// Framed is a photo on its paper as the page draws it, in SVG: millimetres are its unit, as in the print file, and both
// come from orders.Frame. Drawing needs no style and no script.
type Framed struct {
	Src, Alt       string
	W, H           string // the trimmed paper
	X, Y, Pw, Ph   string // the photo before it is turned
	Turn           string // a transform
	Keep           string // "none": the photo fills its place exactly
	Margin, Mw, Mh string // a little more than the paper, for the editor
}

// frame draws a photo on its paper.
func frame(it orders.BasketItem, src string) Framed {
	paper, _ := orders.PaperByID(it.Paper)
	p := paper.Frame(it.Width, it.Height, it.Fit, it.Crop)
	x, y := p.Picture.X+p.Picture.W/2, p.Picture.Y+p.Picture.H/2
	w, h := p.Picture.W, p.Picture.H
	if it.Crop.Turn%2 == 1 {
		w, h = h, w
	}
	margin := editorMargin * max(p.Paper.W, p.Paper.H)
	f := Framed{
		Src: src, Alt: cmp.Or(it.Alt, it.Name()), W: mm(p.Paper.W), H: mm(p.Paper.H), X: mm(x - w/2), Y: mm(y - h/2), Pw: mm(w), Ph: mm(h),
		Turn: fmt.Sprintf("rotate(%d %s %s)", it.Crop.Turn*90, mm(x), mm(y)), Keep: "none",
		Margin: mm(-margin), Mw: mm(p.Paper.W + 2*margin), Mh: mm(p.Paper.H + 2*margin),
	}
	if it.Width < 1 || it.Height < 1 {
		f.Keep = "xMidYMid slice" // nobody told its shape
	}
	return f
}

// editorMargin is how much around the paper the editor shows, of its longer side.
const editorMargin = 0.14

func mm(v float64) string { return strconv.FormatFloat(v, 'f', 3, 64) }
