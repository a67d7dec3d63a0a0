package sheet

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
)

// Markers of ITU-T T.81, table B.1.
const (
	markSOF0 = 0xc0
	markSOF1 = 0xc1
	markSOF2 = 0xc2
	markDHT  = 0xc4
	markJPG  = 0xc8
	markDAC  = 0xcc
	markRST0 = 0xd0
	markRST7 = 0xd7
	markSOI  = 0xd8
	markEOI  = 0xd9
	markSOS  = 0xda
	markDNL  = 0xdc
	markAPP1 = 0xe1
	markAPP2 = 0xe2
	markAPPE = 0xee
)

// maxScans bounds what a progressive JPEG costs its reader: an honest one has about ten.
const maxScans = 100

// jpegFile walks over the structure of a JPEG from SOI to EOI without decoding it.
type jpegFile struct {
	r        *bufio.Reader
	n        int64 // bytes read
	frame    []byte
	scans    int
	exif     []byte
	adobe    []byte
	chunks   map[byte][]byte // of the ICC profile, by their number
	declared byte            // how many chunks there should be
	kept     int             // bytes in chunks
}

// readJPEG learns what PDF wants to know and verifies the structure to its end: whatever follows EOI (a second
// picture, a film) stays out of the PDF.
func (p *picture) readJPEG() error {
	j := &jpegFile{r: bufio.NewReaderSize(p.File, 64<<10), chunks: map[byte][]byte{}}
	if err := j.walk(); err != nil {
		return tooShort(err)
	}
	if j.scans == 0 || j.frame == nil {
		return refuse("it is damaged: there is no picture in it")
	}
	p.height = int(binary.BigEndian.Uint16(j.frame[1:]))
	p.width = int(binary.BigEndian.Uint16(j.frame[3:]))
	p.components = int(j.frame[5])
	p.length, p.filter = j.n, "/DCTDecode"
	p.copy = func(w io.Writer) error { return p.section(w, 0, p.length) }
	if o := orientation(j.exif); o != 0 {
		p.orientation = o
	}
	p.colours(j)
	return p.bound(maxPixels)
}

func (p *picture) colours(j *jpegFile) {
	switch p.components {
	case 1:
		p.space = "/DeviceGray"
	case 3:
		p.space = "/DeviceRGB"
		if j.adobe == nil && j.plainRGB() {
			p.extra = "/DecodeParms<</ColorTransform 0>>"
		}
	case 4:
		p.space = "/DeviceCMYK"
		if j.adobe != nil {
			// Adobe's programs store ink as its absence (Adobe TN 5116 says nothing of it; every reader knows).
			p.extra = "/Decode[1 0 1 0 1 0 1 0]"
		}
	}
	p.profile = fitting(j.profile(), p.components)
}

// plainRGB reports components that are named R, G, B and hence not YCbCr.
func (j *jpegFile) plainRGB() bool {
	return j.frame[6] == 'R' && j.frame[9] == 'G' && j.frame[12] == 'B'
}

func (j *jpegFile) walk() error {
	marker, err := j.marker()
	if err == nil && marker != markSOI {
		return refuse("it is damaged: it does not begin like a JPEG")
	}
	for err == nil {
		if marker, err = j.marker(); err != nil {
			break
		}
		if marker == markEOI {
			return nil
		}
		err = j.segment(marker)
	}
	return err
}

// marker reads 0xFF, fill bytes and a marker's code (T.81 section B.1.1.2).
func (j *jpegFile) marker() (byte, error) {
	b, err := j.byte()
	if err == nil && b != 0xff {
		return 0, refuse("it is damaged: a marker is missing at byte %d", j.n-1)
	}
	for b == 0xff && err == nil {
		b, err = j.byte()
	}
	return b, err
}

func (j *jpegFile) byte() (byte, error) {
	j.n++
	return j.r.ReadByte()
}

// segment reads or skips one marker segment, and after SOS the scan's data.
func (j *jpegFile) segment(marker byte) error {
	if marker == 0 || marker == 1 || marker == markSOI || marker >= markRST0 && marker <= markRST7 {
		return refuse("it is damaged: marker %02x at byte %d has no place there", marker, j.n-1)
	}
	var length [2]byte
	if _, err := io.ReadFull(j.r, length[:]); err != nil {
		return err
	}
	n := int(binary.BigEndian.Uint16(length[:])) - 2
	if n < 0 {
		return refuse("it is damaged: a segment has no length")
	}
	j.n += 2
	switch {
	case marker == markAPP1 || marker == markAPP2 || marker == markAPPE || isFrame(marker):
		data := make([]byte, n)
		if _, err := io.ReadFull(j.r, data); err != nil {
			return err
		}
		j.n += int64(n)
		return j.keep(marker, data)
	case marker == markDNL:
		return refuse("it is a kind of JPEG that cannot be printed (its height comes late)")
	}
	if _, err := j.r.Discard(n); err != nil {
		return err
	}
	j.n += int64(n)
	if marker == markSOS {
		return j.scan()
	}
	return nil
}

func isFrame(marker byte) bool {
	return marker >= 0xc0 && marker <= 0xcf && marker != markDHT && marker != markJPG && marker != markDAC
}

func (j *jpegFile) keep(marker byte, data []byte) error {
	switch {
	case isFrame(marker):
		return j.keepFrame(marker, data)
	case marker == markAPP1 && j.exif == nil && bytes.HasPrefix(data, []byte("Exif\x00\x00")):
		j.exif = data[6:]
	case marker == markAPPE && len(data) >= 12 && bytes.HasPrefix(data, []byte("Adobe")):
		j.adobe = data
	case marker == markAPP2 && len(data) > 14 && bytes.HasPrefix(data, []byte("ICC_PROFILE\x00")):
		j.keepChunk(data[12], data[13], data[14:])
	}
	return nil
}

// keepFrame accepts what DCTDecode accepts (ISO 32000-1 section 7.4.8): baseline, extended and progressive
// Huffman frames of 8 bits.
func (j *jpegFile) keepFrame(marker byte, data []byte) error {
	if j.frame != nil {
		return refuse("it is damaged: there are two pictures in one")
	}
	if marker != markSOF0 && marker != markSOF1 && marker != markSOF2 {
		return refuse("it is a kind of JPEG that cannot be printed (lossless or arithmetic)")
	}
	if len(data) < 6 || len(data) != 6+3*int(data[5]) {
		return refuse("it is damaged: its frame has a wrong length")
	}
	if data[0] != 8 {
		return refuse("it is a kind of JPEG that cannot be printed (%d bits)", data[0])
	}
	if c := data[5]; c != 1 && c != 3 && c != 4 {
		return refuse("it is a kind of JPEG that cannot be printed (%d colours)", c)
	}
	j.frame = data
	return nil
}

// scan skips entropy-coded data up to the next real marker, which it leaves unread (T.81 section F.1.2.3:
// 0xFF is followed by 0 in data; restart markers belong to it).
func (j *jpegFile) scan() error {
	if j.scans++; j.scans > maxScans {
		return refuse("it is stored in too many steps (more than %d)", maxScans)
	}
	for {
		window, err := j.r.Peek(2)
		if err != nil {
			return err
		}
		window, _ = j.r.Peek(j.r.Buffered())
		n, found := markerIn(window)
		if _, err := j.r.Discard(n); err != nil {
			return err
		}
		j.n += int64(n)
		if found {
			return nil
		}
	}
}

// markerIn gives how much of the window is data, and whether a marker follows it. A last 0xFF is left for the next window.
func markerIn(window []byte) (n int, found bool) {
	for n < len(window) {
		i := bytes.IndexByte(window[n:], 0xff)
		if i < 0 {
			return len(window), false
		}
		if n += i; n+1 == len(window) {
			return n, false
		}
		next := window[n+1]
		switch {
		case next == 0xff: // a fill byte
			n++
		case next == 0 || next >= markRST0 && next <= markRST7:
			n += 2
		default:
			return n, true
		}
	}
	return n, false
}
