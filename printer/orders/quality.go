package orders

// SoftDPI is where a print begins to look soft at the distance of a hand.
const SoftDPI = 150

// A Quality says how sharp a photo will be on its paper.
type Quality struct {
	DPI    int   // pixels of the original per inch of paper; 0: its size is not known
	Soft   bool  // fewer than SoftDPI
	Better Paper // the one that shows it largest and sharp; its ID is "" if there is none
}

// QualityOf judges a photo of so many pixels, upright, on a paper.
func QualityOf(width, height int, paper Paper, fit Fit, crop Crop) Quality {
	if width < 1 || height < 1 {
		return Quality{}
	}
	q := Quality{DPI: dpi(width, height, paper, fit, crop)}
	if q.Soft = q.DPI < SoftDPI; !q.Soft {
		return q
	}
	largest := 0.0
	for _, p := range papers {
		seen := p.Frame(width, height, fit, crop).seenArea()
		if area := seen.W * seen.H; p.Layout == LayoutSingle && area > largest && dpi(width, height, p, fit, crop) >= SoftDPI {
			largest, q.Better = area, p
		}
	}
	return q
}

// seenArea is how large the photo appears on the paper, in millimetres.
func (p Placement) seenArea() Extent {
	return Extent{p.Source.W * p.Picture.W, p.Source.H * p.Picture.H}
}

func dpi(width, height int, paper Paper, fit Fit, crop Crop) int {
	photo := Extent{float64(width), float64(height)}
	return int(paper.Frame(width, height, fit, crop).Resolution(photo, crop) + 0.5)
}
