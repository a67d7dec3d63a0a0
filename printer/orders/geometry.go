package orders

import "math"

// borderMM is the white border of FitBorder.
const borderMM = 5

// Extent is a width and a height: of a photo in pixels, of paper in millimetres.
type Extent struct{ W, H float64 }

func (s Extent) turned() Extent { return Extent{s.H, s.W} }

// Area is a rectangle; X and Y are its upper left corner.
type Area struct{ X, Y, W, H float64 }

func (a Area) inset(d float64) Area { return Area{a.X + d, a.Y + d, a.W - 2*d, a.H - 2*d} }

// Crop says what of a photo is seen when it fills its paper (FitFill), and how it is turned. The zero value is the
// middle, as much as the paper's shape allows, not turned.
type Crop struct {
	X, Y   float64 // the point in the middle of the paper, 0 to 1 of the turned photo; both 0: 0.5, 0.5
	Zoom   float64 // 1 and more; 0 is 1
	Turn   int     // quarter turns clockwise, 0 to 3
	Across bool    // the paper lies the other way than the photo: an upright print of a lying photo
}

// Placement is a photo on its paper, in millimetres from the paper's upper left corner. What customers see before they
// order and what is printed are both computed from it.
type Placement struct {
	Paper   Extent // turned to match the photo
	Picture Area   // the whole turned photo; beyond the paper where it is cropped
	Source  Area   // what is seen of it after cutting, 0 to 1 of the turned photo's width and height
}

// Frame places a photo of this size (upright, before crop.Turn) on paper. With FitFill it covers the bleed too, so that a
// cut a little off shows no white; the middle of what is seen is as near to the crop's as the photo's edges allow.
func Frame(photo, paper Extent, bleed float64, fit Fit, crop Crop) Placement {
	crop = crop.valid()
	if crop.Turn%2 == 1 {
		photo = photo.turned()
	}
	if ((photo.W > photo.H) != (paper.W > paper.H)) != crop.Across {
		paper = paper.turned()
	}
	whole := Area{0, 0, paper.W, paper.H}
	p := Placement{Paper: paper}
	switch fit {
	case FitFill:
		p.Picture = cover(photo, whole.inset(-bleed), crop)
	case FitBorder:
		p.Picture = contain(photo, whole.inset(borderMM))
	default:
		p.Picture = contain(photo, whole)
	}
	p.Source = p.Picture.seen(whole)
	return p
}

// Resolution is the photo's pixels per inch of paper.
func (p Placement) Resolution(photo Extent, crop Crop) float64 {
	if crop.valid().Turn%2 == 1 {
		photo = photo.turned()
	}
	return photo.W / p.Picture.W * 25.4
}

// Plain is the same crop with everything said and within its bounds.
func (c Crop) Plain() Crop { return c.valid() }

// valid brings what is out of range, or no number at all, back into it.
func (c Crop) valid() Crop {
	if c.X == 0 && c.Y == 0 {
		c.X, c.Y = 0.5, 0.5
	}
	c.X, c.Y = within(c.X, 0, 1), within(c.Y, 0, 1)
	c.Zoom = within(c.Zoom, 1, 20)
	c.Turn = (c.Turn%4 + 4) % 4
	return c
}

// within also turns NaN into the least.
func within(v, least, most float64) float64 {
	if !(v > least) {
		return least
	}
	return math.Min(v, most)
}

// contain is the photo as large as it goes, in the middle.
func contain(photo Extent, area Area) Area {
	scale := math.Min(area.W/photo.W, area.H/photo.H)
	w, h := photo.W*scale, photo.H*scale
	return Area{area.X + (area.W-w)/2, area.Y + (area.H-h)/2, w, h}
}

// cover is the photo as small as it still covers the area, enlarged by the zoom, moved towards the crop's middle.
func cover(photo Extent, area Area, crop Crop) Area {
	scale := math.Max(area.W/photo.W, area.H/photo.H) * crop.Zoom
	w, h := photo.W*scale, photo.H*scale
	x := within(area.X+area.W/2-crop.X*w, area.X+area.W-w, area.X)
	y := within(area.Y+area.H/2-crop.Y*h, area.Y+area.H-h, area.Y)
	return Area{x, y, w, h}
}

// seen is the part of the picture that lies on the paper, in shares of the picture.
func (a Area) seen(paper Area) Area {
	left, top := math.Max(a.X, paper.X), math.Max(a.Y, paper.Y)
	right, bottom := math.Min(a.X+a.W, paper.X+paper.W), math.Min(a.Y+a.H, paper.Y+paper.H)
	return Area{(left - a.X) / a.W, (top - a.Y) / a.H, (right - left) / a.W, (bottom - top) / a.H}
}

// Quarter is the same part of the photo, turned clockwise by a quarter more.
func (c Crop) Quarter() Crop {
	c = c.valid()
	c.X, c.Y, c.Turn = 1-c.Y, c.X, (c.Turn+1)%4
	return c
}
