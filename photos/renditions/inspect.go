package renditions

import (
	"bufio"
	"errors"
	"fmt"
	"image"
	"io"

	"example.net/oauth1/photos/gallery"
)

// Limits bound what a picture may cost before any of it is decoded.
type Limits struct {
	Pixels int64 // width times height; zero means 80 million
	Decode int64 // bytes that decoding takes, about; zero means 200 MB
	Scans  int   // of a progressive JPEG; zero means 100, ten times what encoders write
	Frames int   // of an animation; zero means 1000
}

func (l Limits) withDefaults() Limits {
	if l.Pixels == 0 {
		l.Pixels = 80_000_000
	}
	if l.Decode == 0 {
		l.Decode = 200 << 20
	}
	if l.Scans == 0 {
		l.Scans = 100
	}
	if l.Frames == 0 {
		l.Frames = 1000
	}
	return l
}

// found is what is known of a picture before it is decoded.
type found struct {
	format        *format
	width, height int // as stored, not yet upright
	exif          exif
	profile       profile
	memory        int64 // how many bytes decoding will take, about
}

// upright is the width and height as displayed.
func (f found) upright() (width, height int) {
	if f.exif.orientation.sideways() {
		return f.height, f.width
	}
	return f.width, f.height
}

// Inspect finds out what a picture is without decoding its pixels. What is not
// one of our formats, is too large, or ends before its end is refused with a
// [*gallery.Refusal].
func (l Limits) Inspect(r io.ReadSeeker) (gallery.Info, error) {
	f, err := l.withDefaults().look(r)
	if err != nil {
		return gallery.Info{}, err
	}
	width, height := f.upright()
	return gallery.Info{ContentType: f.format.contentType, Width: width, Height: height, Taken: f.exif.taken}, nil
}

func (l Limits) look(r io.ReadSeeker) (found, error) {
	buffered, err := rewind(r)
	if err != nil {
		return found{}, err
	}
	format := sniff(buffered)
	if format == nil {
		return found{}, refuse("This is not a picture that we can take. Please use JPEG, PNG, GIF or WebP.")
	}
	config, err := format.config(buffered)
	if err != nil {
		return found{}, unreadable(r, err)
	}
	if err := l.checkPixels(config); err != nil {
		return found{}, err
	}
	w, err := l.walk(r, format)
	if err != nil {
		return found{}, err
	}
	f := found{
		format: format, width: config.Width, height: config.Height,
		exif: readEXIF(r, format.meta), profile: parseProfile(w.shape.profile), memory: cost(config, w.shape),
	}
	return f, l.checkCost(f, w.shape)
}

// rewind reads from the start again.
func rewind(r io.ReadSeeker) (*bufio.Reader, error) {
	_, err := r.Seek(0, io.SeekStart)
	return bufio.NewReaderSize(r, 64<<10), err
}

func (l Limits) checkPixels(c image.Config) error {
	pixels := int64(c.Width) * int64(c.Height)
	switch {
	case c.Width <= 0 || c.Height <= 0:
		return refuse("This picture is empty.")
	case pixels > l.Pixels:
		return refuse(fmt.Sprintf("This picture has %d million pixels. At most %d million are possible.",
			(pixels+999_999)/1_000_000, l.Pixels/1_000_000))
	}
	return nil
}

// checkCost refuses what cannot be decoded in the memory that one picture may
// take, and says what would help.
func (l Limits) checkCost(f found, s shape) error {
	if len(s.components) == 4 && !s.adobe {
		return refuse("This JPEG has four colours and does not tell which. Please save it in RGB.")
	}
	if f.memory <= l.Decode {
		return nil
	}
	advice := "Please save it with fewer pixels."
	switch {
	case s.progressive:
		advice = "Please save it as a baseline JPEG, not a progressive one, or with fewer pixels."
	case len(s.components) == 4:
		advice = "Please save it in RGB, not CMYK, or with fewer pixels."
	case f.format.contentType != "image/jpeg":
		advice = "Please save it as a JPEG, or with fewer pixels."
	}
	return refuse(fmt.Sprintf("Making this picture smaller would take %d MB of memory, and at most %d MB are possible. %s",
		f.memory>>20, l.Decode>>20, advice))
}

func (l Limits) walk(r io.ReadSeeker, f *format) (*walker, error) {
	buffered, err := rewind(r)
	if err != nil {
		return nil, err
	}
	w := &walker{r: buffered, limits: l}
	switch err := f.walk(w); {
	case errors.Is(err, errTooManyScans):
		return nil, refuse(fmt.Sprintf("This JPEG is built of more than %d scans. Please save it in the usual way.", l.Scans))
	case errors.Is(err, errTooManyFrames):
		return nil, refuse(fmt.Sprintf("This animation has more than %d frames.", l.Frames))
	case errors.Is(err, errAnimated):
		return nil, refuse("An animated WebP cannot be taken. Please use a still picture.")
	case err != nil:
		return nil, unreadable(r, err)
	}
	return w, nil
}

// unreadable tells a picture that is cut off from one that is faulty, and both
// from a disk that cannot be read.
func unreadable(r io.Seeker, err error) error {
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return refuse("This picture is cut off before its end. Please send it again.")
	case isIO(err):
		return fmt.Errorf("reading a picture: %w", err)
	}
	return refuse("This picture is damaged and cannot be read.")
}

func refuse(sentence string) error { return &gallery.Refusal{Sentence: sentence} }
