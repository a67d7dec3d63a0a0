package metadata

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"example.net/oauth1/photos/gallery"
)

// Reader implements [gallery.Metadata].
type Reader struct{}

var _ gallery.Metadata = Reader{}

// errStructure means that the segments of a file do not fit together.
var errStructure = errors.New("metadata: the structure of the file is faulty")

// maxExif is how much Exif is read. More than that is removed.
const maxExif = 1 << 20

// RemovePlace implements [gallery.Metadata].
func (Reader) RemovePlace(w io.Writer, r io.ReadSeeker, contentType string) (removed bool, err error) {
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return false, err
	}
	f := &filter{r: bufio.NewReaderSize(r, 64<<10), w: w}
	switch contentType {
	case "image/jpeg":
		err = f.jpeg()
	case "image/png":
		err = f.png()
	case "image/gif":
		err = f.gif()
	case "image/webp":
		err = f.webp(r)
	default:
		err = fmt.Errorf("metadata: %s is not a format that is known here", contentType)
	}
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return f.removed, err
}

// filter copies a file, piece by piece.
type filter struct {
	r       *bufio.Reader
	w       io.Writer
	removed bool
}

// take reads n bytes.
func (f *filter) take(n int) ([]byte, error) {
	b := make([]byte, n)
	_, err := io.ReadFull(f.r, b)
	return b, err
}

func (f *filter) write(pieces ...[]byte) error {
	for _, b := range pieces {
		if _, err := f.w.Write(b); err != nil {
			return err
		}
	}
	return nil
}

// copy lets n bytes through.
func (f *filter) copy(n int64) error {
	_, err := io.CopyN(f.w, f.r, n)
	return err
}

// drop leaves n bytes out.
func (f *filter) drop(n int64) error {
	f.removed = true
	_, err := io.CopyN(io.Discard, f.r, n)
	return err
}

// end is called behind the end of the picture: what follows is left out.
func (f *filter) end() error {
	_, err := f.r.ReadByte()
	if errors.Is(err, io.EOF) {
		return nil
	}
	f.removed = true
	return err
}

// exif is Exif as it may stay.
func (f *filter) exif(tiff []byte) []byte {
	clean, changed := cleanExif(tiff)
	f.removed = f.removed || changed
	return clean
}
