package renditions

import (
	"image"
	"image/color"

	"example.net/oauth1/photos/gallery"
)

// shape is what the decoder's need of memory follows from, beside the size.
type shape struct {
	components  []component // of a JPEG
	progressive bool        // a JPEG
	adobe       bool        // a JPEG that tells how its colours are meant
	rgb         bool        // a JPEG of red, green and blue
	interlaced  bool        // a PNG
	lossless    bool        // a WebP
	alpha       bool        // a WebP
	profile     []byte      // as embedded, for the colours; see profile.go
}

// component is one of a JPEG's (ITU T.81 section B.2.2).
type component struct {
	id   byte
	h, v int // sampling factors
}

// noteSegment reads a segment of a JPEG.
func (s *shape) noteSegment(marker byte, b []byte) {
	switch marker {
	case markerAPP2:
		s.noteProfile(b)
	case markerAPPE:
		s.adobe = len(b) >= 12 && string(b[:5]) == "Adobe"
		s.rgb = s.adobe && b[11] == 0
	default:
		s.noteFrame(marker, b)
	}
}

func (s *shape) noteFrame(marker byte, b []byte) {
	s.progressive = marker == markerSOF2
	if len(b) < 6 {
		return
	}
	for b = b[6:]; len(b) >= 3 && len(s.components) < 4; b = b[3:] {
		s.components = append(s.components, component{b[0], int(b[1] >> 4), int(b[1] & 15)})
	}
}

// isRGB tells whether the decoder has to make another picture, of red, green
// and blue.
func (s *shape) isRGB() bool {
	return len(s.components) == 3 &&
		(s.rgb || s.components[0].id == 'R' && s.components[1].id == 'G' && s.components[2].id == 'B')
}

// samples is how many samples of all components the decoder holds for a hundred
// pixels. What is sampled in an unusual way is held at full size.
func (s *shape) samples() int64 {
	if len(s.components) == 0 {
		return 300
	}
	first := s.components[0]
	most, sum := 1, 0
	for _, c := range s.components {
		if c.h < 1 || c.v < 1 || c.h > first.h || c.v > first.v {
			return 100 * int64(len(s.components))
		}
		most, sum = max(most, c.h*c.v), sum+c.h*c.v
	}
	return int64(100 * sum / most)
}

// bytesPerHundred is about how many bytes a hundred pixels take while a JPEG is
// decoded: the samples, an int32 for each coefficient of a progressive one, and
// the interleaved picture that is made of inks or of red, green and blue.
func (s *shape) bytesPerHundred() int64 {
	n := s.samples()
	if s.progressive {
		n *= 5
	}
	if len(s.components) == 4 || s.isRGB() {
		n += 400
	}
	return n
}

// noteChunk reads a chunk of a PNG.
func (s *shape) noteChunk(kind string, b []byte) {
	if kind == "IHDR" {
		s.interlaced = b[12] != 0
		return
	}
	s.profile = unpackProfile(b)
}

// cost is about how many bytes decoding a picture, and then the first step of
// making it smaller, will hold. What is not in planes has four bytes for each
// pixel by then, and imaging makes it less wide before it makes it less high.
func cost(c image.Config, s shape) int64 {
	pixels := int64(c.Width) * int64(c.Height)
	if s.components != nil && len(s.components) != 4 && !s.isRGB() {
		return pixels*s.bytesPerHundred()/100 + fixedCost
	}
	width, _ := gallery.Photo{Width: c.Width, Height: c.Height}.Fit(gallery.Large)
	return max(pixels*perHundred(c, s)/100, 4*pixels+4*int64(width)*int64(c.Height)) + fixedCost
}

// fixedCost is for the renditions and their encoder, whatever the original.
const fixedCost = 8 << 20

// perHundred is bytesPerHundred for every format.
func perHundred(c image.Config, s shape) int64 {
	switch {
	case s.components != nil:
		return s.bytesPerHundred()
	case s.lossless:
		return 900
	case s.alpha:
		return 1400 // the opacity is decoded like a picture of its own
	}
	n := int64(400)
	switch c.ColorModel {
	case color.YCbCrModel:
		n = 150
	case color.GrayModel:
		n = 100
	case color.Gray16Model:
		n = 200
	case color.NRGBA64Model, color.RGBA64Model:
		n = 800
	}
	if s.interlaced {
		n *= 2 // each pass is a picture of its own
	}
	if _, indexed := c.ColorModel.(color.Palette); indexed {
		n += 100
	}
	return n
}
