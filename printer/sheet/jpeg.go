package sheet

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"sync"
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

// jpegFile walks over the structure of a JPEG from SOI to EOI without decoding it, and hands on what it passed: whether
// a JPEG is whole is found out while it is copied, so that it has to be read only once.
type jpegFile struct {
	r        *bufio.Reader
	out      io.Writer // nil: walk up to the first scan only
	n        int64     // bytes passed
	frame    []byte
	scans    int
	exif     []byte
	adobe    []byte
	chunks   map[byte][]byte // of the ICC profile, by their number
	declared byte            // how many chunks there should be
	kept     int             // bytes in chunks
}

// readers keeps the large buffers that make copying cheap.
var readers = sync.Pool{New: func() any { return bufio.NewReaderSize(nil, 256<<10) }}

// errScan ends a walk that only wanted the header.
var errScan = errors.New("the first scan begins")

// readJPEG learns from the header what PDF wants to know. The rest is verified when it is copied, up to EOI: whatever
// follows (a second picture, a film) stays out of the PDF.
func (p *picture) readJPEG() error {
	j, err := p.walkJPEG(nil)
	if err != errScan {
		return err // a walk that ended well has met a scan
	}
	p.height = int(binary.BigEndian.Uint16(j.frame[1:]))
	p.width = int(binary.BigEndian.Uint16(j.frame[3:]))
	p.components = int(j.frame[5])
	p.filter = "/DCTDecode"
	p.copy = func(w io.Writer) error {
		_, err := p.walkJPEG(w)
		return err
	}
	p.verify = func() error { return p.copy(io.Discard) }
	if o := orientation(j.exif); o != 0 {
		p.orientation = o
	}
	p.colours(j)
	return p.bound(maxPixels)
}

func (p *picture) walkJPEG(out io.Writer) (*jpegFile, error) {
	if _, err := p.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	r := readers.Get().(*bufio.Reader)
	defer readers.Put(r)
	r.Reset(p.File)
	j := &jpegFile{r: r, out: out, chunks: map[byte][]byte{}}
	return j, tooShort(j.walk())
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
			return j.end()
		}
		err = j.segment(marker)
	}
	return err
}

func (j *jpegFile) end() error {
	if j.scans == 0 {
		return refuse("it is damaged: there is no picture in it")
	}
	return nil
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
	b, err := j.take(1)
	if err != nil {
		return 0, err
	}
	return b[0], nil
}

// take gives the next n bytes and hands them on.
func (j *jpegFile) take(n int) ([]byte, error) {
	data := make([]byte, n)
	if _, err := io.ReadFull(j.r, data); err != nil {
		return nil, err
	}
	return data, j.pass(data)
}

func (j *jpegFile) pass(data []byte) error {
	j.n += int64(len(data))
	if j.out == nil {
		return nil
	}
	_, err := j.out.Write(data)
	return err
}

// segment reads one marker segment, and after SOS the scan's data.
func (j *jpegFile) segment(marker byte) error {
	switch {
	case marker <= 1, marker == markSOI, marker >= markRST0 && marker <= markRST7:
		return refuse("it is damaged: marker %02x at byte %d has no place there", marker, j.n-1)
	case marker == markDNL:
		return refuse("it is a kind of JPEG that cannot be printed (its height comes late)")
	case marker == markSOS && j.frame == nil:
		return refuse("it is damaged: there is no picture in it")
	case marker == markSOS && j.out == nil:
		return errScan
	}
	length, err := j.take(2)
	if err != nil {
		return err
	}
	n := int(binary.BigEndian.Uint16(length)) - 2
	if n < 0 {
		return refuse("it is damaged: a segment has no length")
	}
	data, err := j.take(n)
	if err != nil {
		return err
	}
	if marker == markSOS {
		return j.scan()
	}
	return j.keep(marker, data)
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
		if _, err := j.r.Peek(2); err != nil {
			return err
		}
		window, _ := j.r.Peek(j.r.Buffered())
		n, found := markerIn(window)
		if err := j.pass(window[:n]); err != nil {
			return err
		}
		if _, err := j.r.Discard(n); err != nil || found {
			return err
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
