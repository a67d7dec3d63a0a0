package renditions

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
)

// walker goes through a picture from start to end without decoding it: to see
// that the end is there, and to count what would cost time. A JPEG of 484 KB
// and nine megapixels can have 20 000 scans, and keep a decoder busy for over a
// minute.
type walker struct {
	r      *bufio.Reader
	limits Limits
	scans  int
	frames int
	shape  shape
}

var (
	errTooManyScans  = errors.New("too many scans")
	errTooManyFrames = errors.New("too many frames")
	errAnimated      = errors.New("an animation")
	errMalformed     = errors.New("malformed")
)

func (w *walker) skip(n int64) error {
	for n > 0 {
		skipped, err := w.r.Discard(int(min(n, 1<<20)))
		if err != nil {
			return err
		}
		n -= int64(skipped)
	}
	return nil
}

func (w *walker) read(n int) ([]byte, error) {
	b := make([]byte, n)
	_, err := io.ReadFull(w.r, b)
	return b, err
}

func (w *walker) frame() error {
	if w.frames++; w.frames > w.limits.Frames {
		return errTooManyFrames
	}
	return nil
}

// Markers of a JPEG (ITU T.81 table B.1).
const (
	markerSOF0 = 0xc0
	markerSOF2 = 0xc2
	markerAPP2 = 0xe2
	markerAPPE = 0xee
	markerRST0 = 0xd0
	markerRST7 = 0xd7
	markerSOI  = 0xd8
	markerEOI  = 0xd9
	markerSOS  = 0xda
	markerTEM  = 0x01
)

// walkJPEG goes from marker to marker up to the end of image.
func walkJPEG(w *walker) error {
	for {
		marker, err := w.nextMarker()
		switch {
		case err != nil:
			return err
		case marker == markerEOI:
			return nil
		case marker >= markerRST0 && marker <= markerSOI, marker == markerTEM:
			continue // they stand alone
		case marker == markerSOS:
			if w.scans++; w.scans > w.limits.Scans {
				return errTooManyScans
			}
		}
		if err := w.segment(marker); err != nil {
			return err
		}
	}
}

// segment reads what tells the shape of a JPEG and its profile, and skips the
// rest.
func (w *walker) segment(marker byte) error {
	b, err := w.read(2)
	if err != nil {
		return err
	}
	n := int64(binary.BigEndian.Uint16(b)) - 2
	if n < 0 {
		return errMalformed
	}
	switch {
	case marker >= markerSOF0 && marker <= markerSOF2 && w.shape.components == nil, marker == markerAPP2 && w.scans == 0, marker == markerAPPE:
		if b, err = w.read(int(n)); err == nil {
			w.shape.noteSegment(marker, b)
		}
		return err
	}
	return w.skip(n)
}

// nextMarker finds the next marker, skipping the compressed data before it.
func (w *walker) nextMarker() (byte, error) {
	for {
		if _, err := w.r.ReadSlice(0xff); err == bufio.ErrBufferFull {
			continue
		} else if err != nil {
			return 0, err
		}
		marker := byte(0xff)
		for marker == 0xff { // any number of fill bytes
			var err error
			if marker, err = w.r.ReadByte(); err != nil {
				return 0, err
			}
		}
		if marker != 0 { // a zero means that the 0xff was data
			return marker, nil
		}
	}
}

// walkPNG goes from chunk to chunk up to IEND. The frames of an animated PNG
// are counted, although only the picture that stands for all is ever decoded.
func walkPNG(w *walker) error {
	if err := w.skip(8); err != nil {
		return err
	}
	for {
		b, err := w.read(8)
		if err != nil {
			return err
		}
		if err := w.chunk(string(b[4:]), int64(binary.BigEndian.Uint32(b))); err != nil {
			return err
		}
		switch string(b[4:]) {
		case "IEND":
			return nil
		case "fcTL":
			if err := w.frame(); err != nil {
				return err
			}
		}
	}
}

// chunk reads what tells the shape of a PNG and its profile, and skips the rest
// and the checksum.
func (w *walker) chunk(kind string, n int64) error {
	if kind == "IHDR" && n == 13 || kind == "iCCP" && n <= maxProfile {
		b, err := w.read(int(n))
		if err != nil {
			return err
		}
		w.shape.noteChunk(kind, b)
		n = 0
	}
	return w.skip(n + 4)
}

// walkGIF goes from block to block up to the trailer. Some encoders forget the
// trailer; after the first frame that is no harm.
func walkGIF(w *walker) error {
	b, err := w.read(13)
	if err == nil {
		err = w.skip(colorTable(b[10]))
	}
	for err == nil {
		var kind byte
		if kind, err = w.r.ReadByte(); err == io.EOF && w.frames > 0 {
			return nil
		} else if err != nil {
			break
		}
		switch kind {
		case 0x3b:
			return nil
		case 0x21:
			err = errors.Join(w.skip(1), w.skipSubBlocks())
		case 0x2c:
			err = w.gifFrame()
		default:
			if w.frames == 0 {
				return errMalformed
			}
			return nil
		}
	}
	return err
}

func (w *walker) gifFrame() error {
	if err := w.frame(); err != nil {
		return err
	}
	b, err := w.read(9)
	if err != nil {
		return err
	}
	if err := w.skip(colorTable(b[8]) + 1); err != nil {
		return err
	}
	return w.skipSubBlocks()
}

// colorTable is the size of the table of colours that a flags byte announces.
func colorTable(flags byte) int64 {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (flags&7 + 1)
}

func (w *walker) skipSubBlocks() error {
	for {
		n, err := w.r.ReadByte()
		if err != nil || n == 0 {
			return err
		}
		if err := w.skip(int64(n)); err != nil {
			return err
		}
	}
}

// walkWebP goes from chunk to chunk to the end of the picture's data. An
// animation is refused, because the decoder knows none.
func walkWebP(w *walker) error {
	if err := w.skip(12); err != nil {
		return err
	}
	for {
		b, err := w.read(8)
		if err != nil {
			return err
		}
		n := int64(binary.LittleEndian.Uint32(b[4:]))
		pad := n & 1
		switch string(b[:4]) {
		case "VP8 ", "VP8L":
			w.shape.lossless = string(b[:4]) == "VP8L"
			return w.skip(n)
		case "ALPH":
			w.shape.alpha = true
		case "ICCP":
			if n <= maxProfile {
				if w.shape.profile, err = w.read(int(n)); err != nil {
					return err
				}
				n = 0
			}
		case "ANIM", "ANMF":
			return errAnimated
		}
		if err := w.skip(n + pad); err != nil {
			return err
		}
	}
}
