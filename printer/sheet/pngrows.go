package sheet

import (
	"bufio"
	"compress/flate"
	"compress/zlib"
	"errors"
	"io"
)

// rows inflates the picture and hands each row, its filter byte first, to each: memory for one row. It ends with a
// refusal unless there are exactly the rows that the header promised.
func (g *pngFile) rows(p *picture, each func(row []byte) error) error {
	parts := make([]io.Reader, len(g.data))
	for i, s := range g.data {
		parts[i] = io.NewSectionReader(p.File, s.at, s.length)
	}
	z, err := zlib.NewReader(bufio.NewReaderSize(io.MultiReader(parts...), 64<<10))
	if err != nil {
		return damaged(err)
	}
	bits := int64(p.width) * int64(pngChannels[g.colour]) * int64(g.depth)
	row := make([]byte, 1+(bits+7)/8)
	for range p.height {
		if _, err := io.ReadFull(z, row); err != nil {
			return damaged(err)
		}
		if row[0] > 4 {
			return refuse("it is damaged: a row has an unknown filter")
		}
		if err := each(row); err != nil {
			return err
		}
	}
	// The stream's own end and checksum; data beyond the last row would be a bomb for somebody else.
	if n, err := z.Read(row[:1]); n > 0 || err != io.EOF {
		return damaged(err)
	}
	return nil
}

// damaged says so in a sentence when the data is at fault, and passes on what the disk is to blame for.
func damaged(err error) error {
	if err == nil || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, zlib.ErrChecksum) || errors.Is(err, zlib.ErrHeader) || errors.Is(err, zlib.ErrDictionary) {
		return refuse("it is damaged: its data does not unpack")
	}
	var corrupt flate.CorruptInputError
	if errors.As(err, &corrupt) {
		return refuse("it is damaged: its data does not unpack")
	}
	return err
}

// flatten lays a transparent picture on white paper, row by row.
func (p *picture) flatten(g *pngFile) {
	p.bits, p.components, p.space = 8, 1, "/DeviceGray"
	if g.colour == 6 {
		p.components, p.space = 3, "/DeviceRGB"
	}
	p.copy = func(w io.Writer) error {
		z, err := zlib.NewWriterLevel(w, zlib.BestSpeed)
		if err != nil {
			return err
		}
		f := newFlattener(p, g, z)
		if err := g.rows(p, f.row); err != nil {
			return err
		}
		return z.Close()
	}
}

// flattener undoes PNG's filters and transparency for rows of 8 or 16 bits.
type flattener struct {
	w        io.Writer
	pixel    int // bytes of a pixel
	sample   int // bytes of a sample
	channels int // without alpha
	before   []byte
	out      []byte
}

func newFlattener(p *picture, g *pngFile, w io.Writer) *flattener {
	sample := int(g.depth) / 8
	return &flattener{
		w: w, sample: sample, channels: p.components, pixel: sample * (p.components + 1),
		before: make([]byte, p.width*sample*(p.components+1)), out: make([]byte, p.width*p.components),
	}
}

func (f *flattener) row(row []byte) error {
	line := row[1:]
	unfilter(row[0], line, f.before, f.pixel)
	copy(f.before, line)
	o := 0
	for i := 0; i < len(line); i += f.pixel {
		alpha := uint32(line[i+f.channels*f.sample])
		for c := range f.channels {
			v := uint32(line[i+c*f.sample])
			f.out[o] = byte((v*alpha + 255*(255-alpha) + 127) / 255)
			o++
		}
	}
	_, err := f.w.Write(f.out)
	return err
}

// unfilter restores a row from its differences (W3C PNG section 9.2): the bytes left, above, and left above.
func unfilter(filter byte, line, above []byte, pixel int) {
	for i := range line {
		var left, corner byte
		if i >= pixel {
			left, corner = line[i-pixel], above[i-pixel]
		}
		switch filter {
		case 1:
			line[i] += left
		case 2:
			line[i] += above[i]
		case 3:
			line[i] += byte((int(left) + int(above[i])) / 2)
		case 4:
			line[i] += paeth(left, above[i], corner)
		}
	}
}

// paeth picks the neighbour nearest to left + above - corner (section 9.4).
func paeth(left, above, corner byte) byte {
	estimate := int(left) + int(above) - int(corner)
	dl, da, dc := abs(estimate-int(left)), abs(estimate-int(above)), abs(estimate-int(corner))
	if dl <= da && dl <= dc {
		return left
	}
	if da <= dc {
		return above
	}
	return corner
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}
