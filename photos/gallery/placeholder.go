package gallery

import (
	"encoding/base64"
	"image/color"
)

// Placeholder is a photo in twelve colours: what is shown, blurred, until its
// pixels are there. It is short enough to stand in a page hundreds of times: two
// characters of base64url for each colour, four bits for each of red, green and
// blue, row by row. "" is a photo that has none yet.
type Placeholder string

// PlaceholderGrid is how many colours stand side by side and on top of each
// other in the Placeholder of a photo.
func PlaceholderGrid(width, height int) (columns, rows int) {
	if width < height {
		return 3, 4
	}
	return 4, 3
}

// placeholderColours is columns times rows.
const placeholderColours = 12

// NewPlaceholder makes a Placeholder of its colours, row by row.
func NewPlaceholder(colours [placeholderColours]color.RGBA) Placeholder {
	const levels = 15
	level := func(v uint8) byte { return byte((int(v)*levels + 127) / 255) }
	var nibbles [3 * placeholderColours]byte
	for i, c := range colours {
		nibbles[3*i], nibbles[3*i+1], nibbles[3*i+2] = level(c.R), level(c.G), level(c.B)
	}
	packed := make([]byte, len(nibbles)/2)
	for i := range packed {
		packed[i] = nibbles[2*i]<<4 | nibbles[2*i+1]
	}
	return Placeholder(base64.RawURLEncoding.EncodeToString(packed))
}
