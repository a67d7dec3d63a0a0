package renditions

import (
	"image"
	"image/color"
	"testing"
)

// The estimate is about what the decoders were seen to take; e2e/uploads measures the whole program.
func TestWhatDecodingCosts(t *testing.T) {
	full := []component{{1, 1, 1}, {2, 1, 1}, {3, 1, 1}}
	half := []component{{1, 2, 2}, {2, 1, 1}, {3, 1, 1}}
	inks := append(full[:3:3], component{4, 1, 1})
	for _, test := range []struct {
		name  string
		model color.Model
		shape shape
		want  int64 // bytes for a hundred pixels
	}{
		{"JPEG, half colour", color.YCbCrModel, shape{components: half}, 150},
		{"JPEG, full colour", color.YCbCrModel, shape{components: full}, 300},
		{"JPEG, gray", color.GrayModel, shape{components: full[:1]}, 100},
		{"JPEG, progressive", color.YCbCrModel, shape{components: half, progressive: true}, 750},
		{"JPEG of inks", color.CMYKModel, shape{components: inks}, 800},
		{"JPEG of inks, progressive", color.CMYKModel, shape{components: inks, progressive: true}, 2400},
		{"JPEG of red, green and blue", color.RGBAModel, shape{components: full, rgb: true}, 700},
		{"JPEG with strange factors", color.YCbCrModel, shape{components: []component{{1, 1, 1}, {2, 4, 4}, {3, 0, 1}}}, 300},
		{"PNG", color.RGBAModel, shape{}, 400},
		{"PNG of 16 bits", color.NRGBA64Model, shape{}, 800},
		{"PNG, interlaced", color.NRGBAModel, shape{interlaced: true}, 800},
		{"PNG or GIF with a palette", color.Palette{color.Black}, shape{}, 500},
		{"WebP, lossless", color.NRGBAModel, shape{lossless: true}, 900},
		{"WebP with opacity", color.NYCbCrAModel, shape{alpha: true}, 1400},
	} {
		if got := perHundred(image.Config{ColorModel: test.model}, test.shape); got != test.want {
			t.Errorf("%s: %d, want %d", test.name, got, test.want)
		}
	}
}
