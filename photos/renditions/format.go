package renditions

import (
	"bufio"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"github.com/bep/imagemeta"
	"golang.org/x/image/webp"
)

// format is a kind of picture that we take. The list is all there is: the
// decoders that imaging registers for image.Decode (TIFF, BMP) are never asked.
type format struct {
	contentType string
	magic       []string // how it begins; a ? stands for any byte
	config      func(io.Reader) (image.Config, error)
	decode      func(io.Reader) (image.Image, error)
	walk        func(*walker) error // from start to end, without decoding
	meta        imagemeta.ImageFormat
}

var formats = []*format{
	{"image/jpeg", []string{"\xff\xd8\xff"}, jpeg.DecodeConfig, jpeg.Decode, walkJPEG, imagemeta.JPEG},
	{"image/png", []string{"\x89PNG\r\n\x1a\n"}, png.DecodeConfig, png.Decode, walkPNG, imagemeta.PNG},
	{"image/gif", []string{"GIF87a", "GIF89a"}, gif.DecodeConfig, gif.Decode, walkGIF, imagemeta.ImageFormatAuto},
	{"image/webp", []string{"RIFF????WEBPVP8"}, webp.DecodeConfig, webp.Decode, walkWebP, imagemeta.WebP},
}

// sniff finds the format of a picture by its first bytes, nil if it is none of
// ours.
func sniff(r *bufio.Reader) *format {
	for _, f := range formats {
		for _, magic := range f.magic {
			if b, _ := r.Peek(len(magic)); begins(b, magic) {
				return f
			}
		}
	}
	return nil
}

func begins(b []byte, magic string) bool {
	if len(b) < len(magic) {
		return false
	}
	for i := range len(magic) {
		if magic[i] != '?' && magic[i] != b[i] {
			return false
		}
	}
	return true
}
