package e2e

import (
	"encoding/json"
	"fmt"
	"math"
	"testing"

	"example.net/oauth1/e2e/browser"
	"example.net/oauth1/e2e/programs"
	"example.net/oauth1/printer/orders"
)

// laid is one photo laid on one paper: what is asked, and the answer of Go.
type laid struct {
	Photo, Paper struct{ W, H float64 }
	Bleed        float64
	Fit          orders.Fit
	Crop         orders.Crop
	Want         [6]float64 // the paper, and the picture on it
	DPI          int
}

// TestThePageLaysPhotosAsThePrintFileDoes compares printer-frame.js, which draws while a photo is dragged, with
// orders.Frame, which the print file is made with, in hundreds of cases.
func TestThePageLaysPhotosAsThePrintFileDoes(t *testing.T) {
	jane := visitor(t, programs.Start(t))
	jane.Visit(jane.demo.Printer.URL)
	cases := laidCases()
	asked, err := json.Marshal(cases)
	if err != nil {
		t.Fatal(err)
	}
	wrong, err := browser.Eval[[]string](jane.Page, fmt.Sprintf(`(async () => {
		const { frame, dpi, plain } = await import("/static/printer-frame.js");
		const lower = (o) => Object.fromEntries(Object.entries(o).map(([k, v]) => [k.toLowerCase(), v]));
		return %s.map((c) => {
			const crop = lower(c.Crop), { paper, picture } = frame(lower(c.Photo), lower(c.Paper), c.Bleed, c.Fit, crop);
			const got = [paper.w, paper.h, picture.x, picture.y, picture.w, picture.h];
			const sharp = dpi(lower(c.Photo), picture, plain(crop).turn);
			return got.every((v, i) => Math.abs(v - c.Want[i]) < 1e-6) && sharp === c.DPI ? "" : JSON.stringify({ ...c, got, sharp });
		}).filter(Boolean).slice(0, 3);
	})()`, asked))
	if err != nil || len(wrong) > 0 {
		t.Errorf("of %d cases the page lays these in another way: %v %v", len(cases), wrong, err)
	}
}

func laidCases() (cases []laid) {
	crops := []orders.Crop{{}, {X: .001, Y: .001}, {X: 1, Y: 1, Zoom: 1}, {X: .3, Y: .8, Zoom: 2.5, Turn: 1}, {Turn: 2, Across: true},
		{X: .5, Y: .25, Zoom: 1.01, Turn: 3, Across: true}, {X: 7, Y: -3, Zoom: 99, Turn: -5}}
	for _, photo := range []orders.Extent{{W: 3000, H: 2000}, {W: 2000, H: 3000}, {W: 1000, H: 1000}, {W: 2400, H: 668}, {W: 17, H: 4001}} {
		for _, paper := range orders.Papers() {
			for _, fit := range []orders.Fit{orders.FitWhole, orders.FitFill, orders.FitBorder} {
				for _, crop := range crops {
					cases = append(cases, laidCase(photo, paper.Piece(), fit, crop))
				}
			}
		}
	}
	return cases
}

func laidCase(photo orders.Extent, paper orders.Paper, fit orders.Fit, crop orders.Crop) laid {
	p := orders.Frame(photo, orders.Extent{W: paper.WidthMM, H: paper.HeightMM}, paper.BleedMM, fit, crop)
	c := laid{Bleed: paper.BleedMM, Fit: fit, Crop: crop, DPI: int(math.Floor(p.Resolution(photo, crop) + .5)),
		Want: [6]float64{p.Paper.W, p.Paper.H, p.Picture.X, p.Picture.Y, p.Picture.W, p.Picture.H}}
	c.Photo.W, c.Photo.H, c.Paper.W, c.Paper.H = photo.W, photo.H, paper.WidthMM, paper.HeightMM
	return c
}
