package sheet

import (
	"bufio"
	"compress/zlib"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/png"
	"io"

	"golang.org/x/image/webp"
)

// decoding lets one picture be decoded at a time: it is the only thing here that costs memory.
var decoding = make(chan struct{}, 1)

// readDecoded prepares a picture that has to be decoded whole: GIF (its first frame), WebP, unusual PNG.
func (p *picture) readDecoded() error {
	config, err := p.decodeConfig()
	if err != nil {
		return unreadable(err)
	}
	p.width, p.height = config.Width, config.Height
	if err := p.bound(maxDecoded); err != nil {
		return err
	}
	p.filter, p.space, p.components, p.bits = "/FlateDecode", "/DeviceRGB", 3, 8
	p.copy = p.deflate
	p.verify = func() error { return p.decoded(func(image.Image) error { return nil }) }
	return nil
}

func (p *picture) decodeConfig() (image.Config, error) {
	config, err := decoders(p.File, gif.DecodeConfig, png.DecodeConfig, webp.DecodeConfig)
	return config, err
}

func (p *picture) decode() (image.Image, error) {
	img, err := decoders(p.File, gif.Decode, png.Decode, webp.Decode)
	return img, err
}

// decoders picks one of three by the file's first bytes. The image package's registry is left alone, since any
// import of the program could have put a decoder there; and a decoder that falls over a picture is that picture's fault.
func decoders[T any](f io.ReadSeeker, g, p, w func(io.Reader) (T, error)) (v T, err error) {
	defer func() {
		if broken := recover(); broken != nil {
			err = fmt.Errorf("decoding: %v", broken)
		}
	}()
	if _, err = f.Seek(0, io.SeekStart); err != nil {
		return v, err
	}
	r := bufio.NewReaderSize(f, 64<<10)
	start, err := r.Peek(4)
	if err != nil {
		return v, err
	}
	decode := map[string]func(io.Reader) (T, error){"GIF8": g, "\x89PNG": p, "RIFF": w}[string(start)]
	return decode(r)
}

// decoded lends the picture's pixels to use.
func (p *picture) decoded(use func(image.Image) error) error {
	decoding <- struct{}{}
	defer func() { <-decoding }()
	img, err := p.decode()
	if err != nil {
		return unreadable(err)
	}
	return use(asVideo(img))
}

// deflate writes the picture as rows of RGB on white.
func (p *picture) deflate(w io.Writer) error {
	return p.decoded(func(img image.Image) error {
		z, err := zlib.NewWriterLevel(w, zlib.BestSpeed)
		if err != nil {
			return err
		}
		for y := range p.height {
			if _, err := z.Write(p.row(img, y)); err != nil {
				return err
			}
		}
		return z.Close()
	})
}

// row lays one row on white; draw knows fast ways for every kind of image that the decoders give.
func (p *picture) row(img image.Image, y int) []byte {
	r := image.Rect(0, y, p.width, y+1)
	line := image.NewRGBA(r)
	draw.Draw(line, r, image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(line, r, img, r.Min, draw.Over)
	out := line.Pix[:0]
	for i := 0; i < len(line.Pix); i += 4 {
		out = append(out, line.Pix[i], line.Pix[i+1], line.Pix[i+2])
	}
	return out
}

func unreadable(err error) error {
	return refuse("it is damaged: %v", err)
}
