package programs

import (
	"bytes"
	"crypto/rand"
	"image"
	"image/png"
)

// Noise is a small picture that nobody has seen before.
func Noise() []byte {
	img := image.NewGray(image.Rect(0, 0, 300, 200))
	rand.Read(img.Pix)
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err) // a bytes.Buffer takes everything
	}
	return b.Bytes()
}
