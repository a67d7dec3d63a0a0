package sheet

import (
	"bufio"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"
)

// maxSize is the last offset that ten digits of a cross-reference table can tell (ISO 32000-1 section 7.5.4).
const maxSize = 9_999_999_999

var errTooLarge = errors.New("the PDF would be larger than its cross-reference table can tell")

// pdf writes the objects of a PDF file one after the other and remembers where each began.
type pdf struct {
	w       *bufio.Writer
	n       int64   // bytes written so far
	offsets []int64 // of object 1, 2, …; 0 while reserved
	err     error   // the first failure; everything after it is ignored
}

func newPDF(w io.Writer) *pdf {
	p := &pdf{w: bufio.NewWriterSize(w, 4<<10)}
	// Four bytes above 127 tell transports that this is no text (section 7.5.2).
	p.print("%%PDF-1.7\n%%\xe2\xe3\xcf\xd3\n")
	return p
}

// reserve gives the number of an object that will be written later.
func (p *pdf) reserve() int {
	p.offsets = append(p.offsets, 0)
	return len(p.offsets)
}

func (p *pdf) print(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p, format, args...)
	}
}

// Write counts what it passes on.
func (p *pdf) Write(b []byte) (int, error) {
	n, err := p.w.Write(b)
	p.n += int64(n)
	return n, err
}

// ReadFrom lets one file be copied into another by the system: bufio hands it on once its buffer is empty.
func (p *pdf) ReadFrom(r io.Reader) (int64, error) {
	if err := p.w.Flush(); err != nil {
		return 0, err
	}
	n, err := p.w.ReadFrom(r)
	p.n += n
	return n, err
}

func (p *pdf) begin(n int) {
	p.offsets[n-1] = p.n
	p.print("%d 0 obj\n", n)
}

func (p *pdf) object(n int, format string, args ...any) {
	p.begin(n)
	p.print(format, args...)
	p.print("\nendobj\n")
}

// stream writes a stream of known bytes.
func (p *pdf) stream(n int, dict string, data []byte) {
	p.streamFrom(n, dict, int64(len(data)), func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// streamFrom writes a stream that copy produces. length < 0 means unknown: then an object of its own tells it
// afterwards (section 7.3.8.2).
func (p *pdf) streamFrom(n int, dict string, length int64, copy func(io.Writer) error) {
	told, later := strconv.FormatInt(length, 10), 0
	if length < 0 {
		later = p.reserve()
		told = fmt.Sprintf("%d 0 R", later)
	}
	p.begin(n)
	p.print("<<%s/Length %s>>\nstream\n", dict, told)
	start := p.n
	if p.err == nil {
		p.err = copy(p)
	}
	written := p.n - start
	if p.err == nil && length >= 0 && written != length {
		p.err = fmt.Errorf("object %d is %d bytes long, not %d: its file has changed", n, written, length)
	}
	p.print("\nendstream\nendobj\n")
	if later > 0 {
		p.object(later, "%d", written)
	}
}

// finish writes the cross-reference table and the trailer (sections 7.5.4 and 7.5.5).
func (p *pdf) finish(catalog, info int, id string) error {
	start := p.n
	if p.err == nil && start > maxSize {
		p.err = errTooLarge
	}
	p.print("xref\n0 %d\n0000000000 65535 f \n", len(p.offsets)+1)
	for _, at := range p.offsets {
		p.print("%010d 00000 n \n", at)
	}
	p.print("trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]>>\nstartxref\n%d\n%%%%EOF\n",
		len(p.offsets)+1, catalog, info, id, id, start)
	if p.err != nil {
		return p.err
	}
	return p.w.Flush()
}

// text prints a text string (section 7.9.2.2) as UTF-16 in hexadecimal: whatever the words hold, they stay data.
func text(s string) string {
	units := utf16.Encode([]rune(s))
	b := []byte{0xfe, 0xff}
	for _, u := range units {
		b = append(b, byte(u>>8), byte(u))
	}
	return "<" + hex.EncodeToString(b) + ">"
}

// number prints a coordinate with at most three decimals: a ten-thousandth of a millimetre.
func number(v float64) string {
	s := strings.TrimRight(strconv.FormatFloat(v, 'f', 3, 64), "0")
	if s = strings.TrimSuffix(s, "."); s == "-0" {
		return "0"
	}
	return s
}
