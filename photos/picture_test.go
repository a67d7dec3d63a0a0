package photos_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
)

// picture is a small JPEG that no other number makes.
func picture(number int) []byte {
	img := image.NewRGBA(image.Rect(0, 0, 60, 40))
	for i := range 60 * 40 {
		img.Set(i%60, i/60, color.RGBA{uint8(number * 37), uint8(i), uint8(number), 255})
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		panic(err) // of a picture that we made ourselves
	}
	return b.Bytes()
}
