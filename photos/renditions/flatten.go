package renditions

import (
	"image"
	"image/color"
	"image/draw"
)

// flatten puts a picture that may be transparent, or smaller than its canvas,
// on white, in the memory that it has already where that is possible.
//
// It also keeps palettes away from imaging: that works in goroutines of its
// own, where a panic over an index outside the palette would end the program
// (CVE-2023-36308).
func flatten(img image.Image, f found) image.Image {
	if img.Bounds() == image.Rect(0, 0, f.width, f.height) {
		switch img := img.(type) {
		case *image.YCbCr, *image.Gray:
			return img
		case *image.RGBA:
			onWhite(img.Pix)
			return opaque(img.Pix, img.Stride, img.Rect)
		case *image.NRGBA:
			mixWithWhite(img.Pix)
			return opaque(img.Pix, img.Stride, img.Rect)
		case *image.CMYK:
			ink(img.Pix)
			return opaque(img.Pix, img.Stride, img.Rect)
		case *image.RGBA64:
			pix := halve(img.Pix)
			onWhite(pix)
			return opaque(pix, img.Stride/2, img.Rect)
		case *image.NRGBA64:
			pix := halve(img.Pix)
			mixWithWhite(pix)
			return opaque(pix, img.Stride/2, img.Rect)
		case *image.Gray16:
			return &image.Gray{Pix: halve(img.Pix), Stride: img.Stride / 2, Rect: img.Rect}
		}
	}
	ground := image.NewRGBA(image.Rect(0, 0, f.width, f.height))
	draw.Draw(ground, ground.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(ground, img.Bounds(), img, img.Bounds().Min, draw.Over)
	return opaque(ground.Pix, ground.Stride, ground.Rect)
}

// opaque is a picture that hides what is behind it, in the form that imaging
// reads quickest.
func opaque(pix []uint8, stride int, r image.Rectangle) image.Image {
	return &image.NRGBA{Pix: pix, Stride: stride, Rect: r}
}

// onWhite adds the white that shines through to colours that have been
// multiplied by their opacity.
func onWhite(pix []uint8) {
	for i := 0; i+4 <= len(pix); i += 4 {
		if p := pix[i : i+4 : i+4]; p[3] != 0xff {
			through := 0xff - p[3]
			p[0], p[1], p[2], p[3] = p[0]+through, p[1]+through, p[2]+through, 0xff
		}
	}
}

// mixWithWhite does the same to colours that have not.
func mixWithWhite(pix []uint8) {
	for i := 0; i+4 <= len(pix); i += 4 {
		if p := pix[i : i+4 : i+4]; p[3] != 0xff {
			a := uint32(p[3])
			for c := range 3 {
				p[c] = uint8((uint32(p[c])*a + 0xff*(0xff-a) + 0x7f) / 0xff)
			}
			p[3] = 0xff
		}
	}
}

// ink makes colours of light out of those of ink, as [color.CMYKToRGB] does.
func ink(pix []uint8) {
	for i := 0; i+4 <= len(pix); i += 4 {
		p := pix[i : i+4 : i+4]
		p[0], p[1], p[2] = color.CMYKToRGB(p[0], p[1], p[2], p[3])
		p[3] = 0xff
	}
}

// halve keeps the upper byte of every sample of sixteen bits.
func halve(pix []uint8) []uint8 {
	half := pix[:len(pix)/2]
	for i := range half {
		half[i] = pix[2*i]
	}
	return half
}
