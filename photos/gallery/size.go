package gallery

// Size is one of the sizes a photo can be had in. Original is the upload byte
// for byte; the others are renditions: JPEG, upright, without metadata.
type Size string

// The sizes of a photo, from large to small.
const (
	Original Size = "original"
	Large    Size = "large"
	Medium   Size = "medium"
	Small    Size = "small" // for dense screens where others take a thumb
	Thumb    Size = "thumb"
)

// Placeless is an original without the place where it was taken. Nobody asks for
// it by name: others get it instead of the original when its owner wants that.
const Placeless Size = "placeless"

// RenditionSizes are the sizes that are made from an original, in the order in
// which each is made from the one before.
var RenditionSizes = []Size{Large, Medium, Small, Thumb}

// ParseSize reads a size as it stands in a URL.
func ParseSize(s string) (Size, bool) {
	switch size := Size(s); size {
	case Original, Large, Medium, Small, Thumb:
		return size, true
	}
	return "", false
}

// Side is the longest side of a rendition in pixels, 0 for the original. A
// photo that is smaller keeps its size. The thumb of a panorama is longer: see
// [Photo.Fit].
func (s Size) Side() int {
	switch s {
	case Large:
		return 2048
	case Medium:
		return 1024
	case Small:
		return 640
	case Thumb:
		return 320
	}
	return 0
}

// Fit is the width and height of a photo in a size, for the attributes of an
// image element: with them a page does not jump while it loads.
func (p Photo) Fit(s Size) (width, height int) {
	side := s.Side()
	if enough := panoramaHeight * side / Thumb.Side(); p.Height > 0 && (s == Thumb || s == Small) {
		side = max(side, min(panoramaSide*side/Thumb.Side(), enough*p.Width/p.Height))
	}
	if side == 0 || p.Width <= side && p.Height <= side {
		return p.Width, p.Height
	}
	if p.Width >= p.Height {
		return side, scaled(p.Height, side, p.Width)
	}
	return scaled(p.Width, side, p.Height), side
}

// A thumb stands in a row of an album, so what counts is its height: that of a
// picture more than twice as wide as high is this, as far as the width allows. A
// small picture is twice as large as a thumb.
const (
	panoramaHeight = 160
	panoramaSide   = 800
)

// scaled is n*to/from, rounded, and at least one pixel.
func scaled(n, to, from int) int {
	return max(1, (n*to+from/2)/from)
}
