package sheet

import (
	"image"
	"regexp"
	"strings"
	"testing"

	"example.net/oauth1/printer/orders"
)

var spaces = regexp.MustCompile(` +`)

func TestBoxesAreThePaperTurnedToMatchThePhoto(t *testing.T) {
	paper, _ := orders.PaperByID("10x15")
	path := compose(t, job(paper, orders.FitWhole, fixture("orient-6.jpg"), fixture("tall.png")))
	validate(t, path)
	info := spaces.ReplaceAllString(run(t, "pdfinfo", "-box", "-f", "1", "-l", "2", path), " ")
	for _, want := range []string{
		// 150 × 100 mm, 3 mm around it, and 6 mm more for the marks, in points; orient-6 is stored upright and lies when turned.
		"Page 1 MediaBox: 0.00 0.00 476.22 334.49", "Page 1 BleedBox: 17.01 17.01 459.21 317.48",
		"Page 1 TrimBox: 25.51 25.51 450.71 308.98", "Page 1 CropBox: 0.00 0.00 476.22 334.49",
		"Page 2 MediaBox: 0.00 0.00 334.49 476.22", "Page 2 TrimBox: 25.51 25.51 308.98 450.71",
	} {
		if !strings.Contains(info, want) {
			t.Errorf("pdfinfo does not tell %q:\n%s", want, info)
		}
	}
}

// white reports paper.
func white(img image.Image, x, y int) bool {
	r, g, b, _ := img.At(x, y).RGBA()
	return r > 0xf800 && g > 0xf800 && b > 0xf800
}

func TestFitsLookAsTheyAreCalled(t *testing.T) {
	square := orders.Paper{WidthMM: 200, HeightMM: 200, BleedMM: 3}
	for fit, want := range map[orders.Fit]struct{ middle, top, edge, corner bool }{ // white?
		orders.FitWhole:  {false, true, true, true},    // 200 × 113 mm in the middle
		orders.FitFill:   {false, false, false, false}, // covers the bleed
		orders.FitBorder: {false, true, true, true},
	} {
		img := render(t, compose(t, job(square, fit, fixture("base.png"))), 1, "")
		b := img.Bounds()
		x, y := b.Dx()/2, b.Dy()/2
		for name, got := range map[string][2]bool{
			"middle": {white(img, x, y+20), want.middle}, "top": {white(img, x/2, 20), want.top},
			"edge of the bleed": {white(img, 6+1, y), want.edge}, "corner": {white(img, 6+1, 6+1), want.corner},
			"outside": {white(img, 4, y), true},
		} {
			if got[0] != got[1] {
				t.Errorf("%s: the %s is white: %v", fit, name, got[0])
			}
		}
		if inTrim := white(img, 9+2, y); inTrim != (fit == orders.FitBorder) {
			t.Errorf("%s: just inside the trim it is white: %v", fit, inTrim)
		}
	}
}

func TestNumbersAreShortAndNeverAnExponent(t *testing.T) {
	for v, want := range map[float64]string{
		0: "0", -0.0001: "0", 1: "1", 283.4645669: "283.465", 1e-9: "0", 100000.5: "100000.5", -12.5: "-12.5",
	} {
		if got := number(v); got != want {
			t.Errorf("%v prints as %q, want %q", v, got, want)
		}
	}
}
