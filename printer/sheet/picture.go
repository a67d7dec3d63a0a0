package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"example.net/oauth1/printer/orders"
)

// What a picture may ask of us. Data that passes through costs no memory; decoded pictures do.
const (
	maxSide    = 65_500
	maxPixels  = 250_000_000
	maxDecoded = 50_000_000
	maxProfile = 4 << 20
)

// picture is an opened file, and what an image XObject must tell of it (ISO 32000-1 section 8.9.5).
type picture struct {
	*os.File
	width, height int // as stored
	orientation   int // 1 to 8, EXIF
	components    int
	bits          int
	space         string // "/DeviceRGB" …
	filter        string // "/DCTDecode" or "/FlateDecode"
	extra         string // more entries: /Decode, /DecodeParms
	profile       []byte // ICC, whole and fitting, or nil
	length        int64  // of the stream, -1 if unknown
	copy          func(w io.Writer) error
	verify        func() error // reads what opening has not yet read
}

// Info tells what a file holds.
type Info struct{ Width, Height int } // upright, in pixels

// Inspect verifies a picture file to its end and tells its size. A *orders.Refusal says why it cannot be printed.
func Inspect(path string) (Info, error) {
	p, err := open(path)
	if err != nil {
		return Info{}, err
	}
	defer p.Close()
	s := p.upright()
	return Info{int(s.w), int(s.h)}, p.verify()
}

// upright is the size after turning.
func (p *picture) upright() size {
	if p.orientation >= 5 {
		return size{float64(p.height), float64(p.width)}
	}
	return size{float64(p.width), float64(p.height)}
}

// open looks at the content, never at a name or a declared type.
func open(path string) (*picture, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	p := &picture{File: f, orientation: 1, bits: 8, length: -1, verify: func() error { return nil }}
	if err := p.read(); err != nil {
		f.Close()
		return nil, err
	}
	return p, nil
}

func (p *picture) read() error {
	start := make([]byte, 12)
	n, err := p.ReadAt(start, 0)
	if err != nil && err != io.EOF {
		return err
	}
	start = start[:n]
	switch {
	case bytes.HasPrefix(start, []byte{0xff, 0xd8, 0xff}):
		return p.readJPEG()
	case bytes.HasPrefix(start, []byte(pngSignature)):
		return p.readPNG()
	case bytes.HasPrefix(start, []byte("GIF8")),
		bytes.HasPrefix(start, []byte("RIFF")) && bytes.HasSuffix(start, []byte("WEBP")):
		return p.readDecoded()
	}
	return refuse("it is not a JPEG, PNG, GIF or WebP picture")
}

// bound refuses sizes before any work is done for them.
func (p *picture) bound(pixels int64) error {
	if p.width < 1 || p.height < 1 {
		return refuse("it has no width or height")
	}
	if p.width > maxSide || p.height > maxSide || int64(p.width)*int64(p.height) > pixels {
		return refuse("it is too large to print (%d × %d pixels)", p.width, p.height)
	}
	return nil
}

// section copies bytes of the file. A LimitedReader on the *os.File itself lets the system do it.
func (p *picture) section(w io.Writer, at, length int64) error {
	if _, err := p.Seek(at, io.SeekStart); err != nil {
		return err
	}
	_, err := io.Copy(w, io.LimitReader(p.File, length))
	return err
}

func refuse(format string, args ...any) error {
	return &orders.Refusal{Sentence: fmt.Sprintf(format, args...)}
}

// tooShort turns the end of a file that should go on into a sentence; other errors stay what they are.
func tooShort(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return refuse("it is damaged: it ends too early")
	}
	return err
}
