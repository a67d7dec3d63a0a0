package orders

import (
	"math"
	"testing"
)

func near(a, b Area) bool {
	const little = 1e-9
	return math.Abs(a.X-b.X) < little && math.Abs(a.Y-b.Y) < little && math.Abs(a.W-b.W) < little && math.Abs(a.H-b.H) < little
}

func TestFrame(t *testing.T) {
	wide := Extent{3000, 2000}
	for name, c := range map[string]struct {
		photo, paper   Extent
		bleed          float64
		fit            Fit
		crop           Crop
		picture, shown Area
	}{
		"the paper turns to match":         {wide, Extent{100, 150}, 0, FitWhole, Crop{}, Area{0, 0, 150, 100}, Area{0, 0, 1, 1}},
		"whole, in the middle":             {wide, Extent{150, 150}, 3, FitWhole, Crop{}, Area{0, 25, 150, 100}, Area{0, 0, 1, 1}},
		"border":                           {wide, Extent{160, 160}, 3, FitBorder, Crop{}, Area{5, 30, 150, 100}, Area{0, 0, 1, 1}},
		"fill, in the middle":              {wide, Extent{100, 100}, 0, FitFill, Crop{}, Area{-25, 0, 150, 100}, Area{1. / 6, 0, 2. / 3, 1}},
		"fill covers the bleed":            {wide, Extent{94, 94}, 3, FitFill, Crop{}, Area{-28, -3, 150, 100}, Area{28. / 150, .03, 94. / 150, .94}},
		"fill, to the left edge":           {wide, Extent{100, 100}, 0, FitFill, Crop{X: .01, Y: .5}, Area{0, 0, 150, 100}, Area{0, 0, 2. / 3, 1}},
		"fill, to the right edge":          {wide, Extent{100, 100}, 0, FitFill, Crop{X: 1, Y: .5}, Area{-50, 0, 150, 100}, Area{1. / 3, 0, 2. / 3, 1}},
		"fill, twice as large":             {wide, Extent{100, 100}, 0, FitFill, Crop{X: .5, Y: .25, Zoom: 2}, Area{-100, 0, 300, 200}, Area{1. / 3, 0, 1. / 3, .5}},
		"turned, the paper turns too":      {wide, Extent{100, 150}, 0, FitWhole, Crop{Turn: 1}, Area{0, 0, 100, 150}, Area{0, 0, 1, 1}},
		"an upright print of a wide photo": {wide, Extent{100, 150}, 0, FitFill, Crop{Across: true}, Area{-62.5, 0, 225, 150}, Area{62.5 / 225, 0, 100. / 225, 1}},
		"turned four times":                {wide, Extent{100, 150}, 0, FitWhole, Crop{Turn: -4}, Area{0, 0, 150, 100}, Area{0, 0, 1, 1}},
		"what is no number is the least":   {wide, Extent{100, 100}, 0, FitFill, Crop{X: math.NaN(), Y: math.Inf(1), Zoom: math.NaN()}, Area{0, 0, 150, 100}, Area{0, 0, 2. / 3, 1}},
	} {
		p := Frame(c.photo, c.paper, c.bleed, c.fit, c.crop)
		if !near(p.Picture, c.picture) || !near(p.Source, c.shown) {
			t.Errorf("%s: the picture is at %v, seen %v; want %v, %v", name, p.Picture, p.Source, c.picture, c.shown)
		}
	}
}

// TestTheBleedIsAlwaysCovered: wherever the crop is, no white shows at the cut.
func TestTheBleedIsAlwaysCovered(t *testing.T) {
	for _, photo := range []Extent{{3000, 2000}, {2000, 3000}, {1000, 1000}, {9000, 100}, {100, 9000}} {
		for _, paper := range Papers() {
			for x := 0.0; x <= 1; x += .25 {
				for y := 0.0; y <= 1; y += .25 {
					for turn := range 4 {
						p := Frame(photo, Extent{paper.WidthMM, paper.HeightMM}, paper.BleedMM, FitFill, Crop{x, y, 1 + x, turn, turn == 2})
						a, b := p.Picture, paper.BleedMM-1e-9
						if a.X > -b || a.Y > -b || a.X+a.W < p.Paper.W+b || a.Y+a.H < p.Paper.H+b {
							t.Fatalf("%v on %s at %v, %v, turned %d: %+v leaves white", photo, paper.Name, x, y, turn, p)
						}
						if s := p.Source; s.X < -1e-9 || s.Y < -1e-9 || s.X+s.W > 1+1e-9 || s.Y+s.H > 1+1e-9 {
							t.Fatalf("%v on %s: seen is %v", photo, paper.Name, s)
						}
					}
				}
			}
		}
	}
}

func TestResolution(t *testing.T) {
	photo := Extent{3000, 2000}
	for turn := range 4 {
		crop := Crop{Turn: turn}
		if dpi := Frame(photo, Extent{100, 150}, 3, FitWhole, crop).Resolution(photo, crop); math.Abs(dpi-508) > .01 {
			t.Errorf("turned %d: %v dpi", turn, dpi)
		}
	}
}
