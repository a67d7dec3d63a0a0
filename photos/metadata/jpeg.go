package metadata

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
)

// The markers of JPEG that matter here (ITU T.81 table B.1).
const (
	markSOI  = 0xd8
	markEOI  = 0xd9
	markSOS  = 0xda
	markAPP0 = 0xe0
	markAPP1 = 0xe1
	markAPP2 = 0xe2
	markAPPE = 0xee
	markAPPF = 0xef
)

var (
	exifID  = []byte("Exif\x00\x00")
	jfifID  = []byte("JFIF\x00")
	iccID   = []byte("ICC_PROFILE\x00")
	adobeID = []byte("Adobe")
)

// jpeg copies a JPEG up to its end mark, with those application segments alone
// that are known to tell no place.
func (f *filter) jpeg() error {
	start, err := f.take(2)
	if err != nil {
		return err
	}
	if start[0] != 0xff || start[1] != markSOI {
		return errStructure
	}
	if err := f.write(start); err != nil {
		return err
	}
	for {
		mark, err := f.marker()
		if err != nil {
			return err
		}
		switch {
		case mark == markEOI:
			return errors.Join(f.write([]byte{0xff, mark}), f.end())
		case mark == 0x01, mark >= 0xd0 && mark <= 0xd7: // they stand alone
			err = f.write([]byte{0xff, mark})
		default:
			err = f.segment(mark)
		}
		if err == nil && mark == markSOS {
			err = f.scan()
		}
		if errors.Is(err, errCut) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// marker finds the next marker. Decoders jump over what is before it, so it may
// be left out.
func (f *filter) marker() (byte, error) {
	for {
		b, err := f.r.ReadByte()
		if err != nil {
			return 0, err
		}
		if b != 0xff {
			f.removed = true
			continue
		}
		for b == 0xff {
			if b, err = f.r.ReadByte(); err != nil {
				return 0, err
			}
		}
		if b != 0 {
			return b, nil
		}
		f.removed = true
	}
}

// segment copies a segment, changed or not, or leaves it out.
func (f *filter) segment(mark byte) error {
	length, err := f.take(2)
	if err != nil {
		return err
	}
	n := int(binary.BigEndian.Uint16(length)) - 2
	if n < 0 {
		return errStructure
	}
	content, err := f.take(n)
	if err != nil {
		return err
	}
	if mark == markAPP1 && bytes.HasPrefix(content, exifID) {
		return f.exifSegment(content)
	}
	if !tellsNoPlace(mark, content) {
		f.removed = true
		return nil
	}
	return f.write([]byte{0xff, mark}, length, content)
}

// tellsNoPlace knows the segments that make the pixels, and of the
// application's own the header, the colour profile and Adobe's colour transform.
func tellsNoPlace(mark byte, content []byte) bool {
	switch {
	case mark < markAPP0 || mark > markAPPF:
		return true
	case mark == markAPP0:
		return bytes.HasPrefix(content, jfifID)
	case mark == markAPP2:
		return bytes.HasPrefix(content, iccID)
	case mark == markAPPE:
		return bytes.HasPrefix(content, adobeID)
	}
	return false
}

func (f *filter) exifSegment(content []byte) error {
	clean := f.exif(content[len(exifID):])
	if clean == nil {
		return nil
	}
	length := binary.BigEndian.AppendUint16(nil, uint16(2+len(exifID)+len(clean)))
	return f.write([]byte{0xff, markAPP1}, length, exifID, clean)
}

// errCut means that a picture ends within its pixels. Decoders show what there
// is.
var errCut = errors.New("metadata: the picture is cut off")

// scan copies entropy-coded data, up to the marker that follows it.
func (f *filter) scan() error {
	for {
		if _, err := f.r.Peek(1); errors.Is(err, io.EOF) {
			return errCut
		} else if err != nil {
			return err
		}
		ahead, _ := f.r.Peek(f.r.Buffered())
		i := bytes.IndexByte(ahead, 0xff)
		if i < 0 {
			i = len(ahead)
		}
		if err := f.copy(int64(i)); err != nil {
			return err
		}
		if i == len(ahead) {
			continue
		}
		two, err := f.r.Peek(2)
		if errors.Is(err, io.EOF) {
			return errCut
		} else if err != nil {
			return err
		}
		if next := two[1]; next != 0 && (next < 0xd0 || next > 0xd7) {
			return nil
		}
		if err := f.copy(2); err != nil { // a byte of data, or a restart
			return err
		}
	}
}
