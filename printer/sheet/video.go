package sheet

import (
	"image"
	"image/color"
)

// WebP's lossy frames keep their colours as video does: BT.601 with luma from 16 to 235 (RFC 6386 section 9.2).
// image.YCbCr is the full range of JPEG, and drawing it as such would grey the blacks and dim the whites.
//
// The picture is a field and not embedded, so that draw finds no faster way past At.
type video struct{ m *image.YCbCr }

// Bounds implements image.Image.
func (v video) Bounds() image.Rectangle { return v.m.Rect }

// At implements image.Image.
func (v video) At(x, y int) color.Color {
	c := v.m.YCbCrAt(x, y)
	luma := 76309 * (int32(c.Y) - 16) // 255/219 in 16.16 fixed point
	blue, red := int32(c.Cb)-128, int32(c.Cr)-128
	return color.RGBA{
		R: byteOf(luma + 104597*red),
		G: byteOf(luma - 25674*blue - 53279*red),
		B: byteOf(luma + 132201*blue),
		A: 255,
	}
}

// ColorModel implements image.Image.
func (v video) ColorModel() color.Model { return color.RGBAModel }

// videoAlpha is the same with transparency.
type videoAlpha struct{ m *image.NYCbCrA }

// Bounds implements image.Image.
func (v videoAlpha) Bounds() image.Rectangle { return v.m.Rect }

// At implements image.Image.
func (v videoAlpha) At(x, y int) color.Color {
	c := video{&v.m.YCbCr}.At(x, y).(color.RGBA)
	return color.NRGBA{R: c.R, G: c.G, B: c.B, A: v.m.A[v.m.AOffset(x, y)]}
}

// ColorModel implements image.Image.
func (v videoAlpha) ColorModel() color.Model { return color.NRGBAModel }

// asVideo gives what the WebP decoder made its true colours.
func asVideo(img image.Image) image.Image {
	switch m := img.(type) {
	case *image.YCbCr:
		return video{m}
	case *image.NYCbCrA:
		return videoAlpha{m}
	}
	return img
}

func byteOf(v int32) byte {
	return byte(min(max((v+1<<15)>>16, 0), 255))
}
