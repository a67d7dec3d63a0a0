package sheet

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"os"
	"path/filepath"
	"testing"

	"example.net/oauth1/printer/orders"
)

// pages renders all pages of a PDF, one pixel to the millimetre.
func pages(t *testing.T, path string) (list []image.Image) {
	t.Helper()
	dir := t.TempDir()
	run(t, "pdftoppm", "-png", "-r", "25.4", path, filepath.Join(dir, "page"))
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		list = append(list, decodeFile(t, filepath.Join(dir, f.Name())))
	}
	return list
}

// onTrim computes what each pixel of a finished print shows, the long way: back from the paper to the upright picture.
func onTrim(pic image.Image, paper orders.Paper, p orders.Print) image.Image {
	w, h := float64(pic.Bounds().Dx()), float64(pic.Bounds().Dy())
	turns := p.Crop.Turn
	if turns%2 == 1 {
		w, h = h, w
	}
	pw, ph := paper.WidthMM, paper.HeightMM
	if (w > h) != (pw > ph) != p.Crop.Across {
		pw, ph = ph, pw
	}
	scale, cx, cy := math.Min(pw/w, ph/h), .5, .5
	switch p.Fit {
	case orders.FitBorder:
		scale = math.Min((pw-10)/w, (ph-10)/h)
	case orders.FitFill:
		scale = math.Max((pw+6)/w, (ph+6)/h) * max(p.Crop.Zoom, 1)
		if p.Crop.X != 0 || p.Crop.Y != 0 {
			keep := func(v, paper, pic float64) float64 { // the bleed never leaves the picture
				half := (paper + 6) / scale / pic / 2
				return math.Max(half, math.Min(1-half, v))
			}
			cx, cy = keep(p.Crop.X, pw, w), keep(p.Crop.Y, ph, h)
		}
	}
	out := image.NewRGBA(image.Rect(0, 0, int(pw), int(ph)))
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			var sum [3]uint32
			for i := range 9 { // the mean of nine points
				u := ((float64(x)+float64(2*(i%3)+1)/6-pw/2)/scale + cx*w) / w
				v := ((float64(y)+float64(2*(i/3)+1)/6-ph/2)/scale + cy*h) / h
				r, g, b, _ := seen(pic, u, v, turns).RGBA()
				sum = [3]uint32{sum[0] + r, sum[1] + g, sum[2] + b}
			}
			out.Set(x, y, color.RGBA{uint8(sum[0] / 9 >> 8), uint8(sum[1] / 9 >> 8), uint8(sum[2] / 9 >> 8), 255})
		}
	}
	return out
}

// seen is the colour at a point, 0 to 1, of a picture turned clockwise; white beyond its edges.
func seen(pic image.Image, u, v float64, turns int) color.Color {
	if u < 0 || u > 1 || v < 0 || v > 1 {
		return color.White
	}
	for range turns { // a turn clockwise brings the left edge to the top
		u, v = v, 1-u
	}
	b := pic.Bounds()
	return pic.At(b.Min.X+min(int(u*float64(b.Dx())), b.Dx()-1), b.Min.Y+min(int(v*float64(b.Dy())), b.Dy()-1))
}

// trimmed cuts a page with bleed and marks.
func trimmed(img image.Image) image.Image {
	const around = 3 + markMM + slackMM
	return img.(interface {
		SubImage(image.Rectangle) image.Image
	}).SubImage(img.Bounds().Inset(around))
}

func TestEveryPlacementIsThePictureOnItsPaper(t *testing.T) {
	base := decodeFile(t, fixture("base.png"))
	for _, paper := range []orders.Paper{{WidthMM: 100, HeightMM: 150, BleedMM: 3}, {WidthMM: 130, HeightMM: 130, BleedMM: 3}} {
		j := job(paper, "")
		for orientation := 1; orientation <= 8; orientation++ {
			for turns := range 4 {
				for _, p := range []orders.Print{
					{Fit: orders.FitWhole}, {Fit: orders.FitBorder}, {Fit: orders.FitFill},
					{Fit: orders.FitFill, Crop: orders.Crop{X: .1, Y: .2, Zoom: 1.5}}, {Fit: orders.FitFill, Crop: orders.Crop{X: .8, Y: .5, Across: true}},
				} {
					p.Path, p.Crop.Turn = fixture(fmt.Sprintf("orient-%d.jpg", orientation)), turns
					j.Prints = append(j.Prints, p)
				}
			}
		}
		path := compose(t, j)
		validate(t, path)
		for i, page := range pages(t, path) {
			p := j.Prints[i]
			if d := difference(t, trimmed(page), onTrim(base, paper, p)); d > 10 { // poppler lays small pictures on whole pixels
				t.Errorf("%v × %v: %s, %s, %+v differs by %.1f", paper.WidthMM, paper.HeightMM, p.Path, p.Fit, p.Crop, d)
			}
		}
	}
}

// TestOtherPlacementsDiffer makes sure that the comparison above can tell one placement from another.
func TestOtherPlacementsDiffer(t *testing.T) {
	base := decodeFile(t, fixture("base.png"))
	paper := orders.Paper{WidthMM: 130, HeightMM: 130, BleedMM: 3}
	right := onTrim(base, paper, orders.Print{Fit: orders.FitFill})
	for _, p := range []orders.Print{
		{Fit: orders.FitWhole}, {Fit: orders.FitBorder}, {Fit: orders.FitFill, Crop: orders.Crop{Turn: 1}}, {Fit: orders.FitFill, Crop: orders.Crop{Turn: 2}},
		{Fit: orders.FitFill, Crop: orders.Crop{X: .1, Y: .5}}, {Fit: orders.FitFill, Crop: orders.Crop{Zoom: 1.5}},
	} {
		if d := difference(t, onTrim(base, paper, p), right); d < 18 {
			t.Errorf("%s %+v differs only by %.1f", p.Fit, p.Crop, d)
		}
	}
}
