package sheet

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"io"
)

// maxParts bounds the memory for the list of IDAT chunks; 8 KB each is usual.
const maxParts = 100_000

const pngSignature = "\x89PNG\r\n\x1a\n"

// pngFile is what the chunks of a PNG tell (W3C PNG, third edition, section 11).
type pngFile struct {
	depth, colour, interlace byte
	palette                  []byte
	transparent              bool // a tRNS chunk
	profile                  []byte
	data                     []span // of the IDAT chunks
	ended                    bool
}

// span is a part of the file.
type span struct{ at, length int64 }

// channels of a pixel by colour type; 0 is no colour type.
var pngChannels = [7]int{0: 1, 2: 3, 3: 1, 4: 2, 6: 4}

// readPNG takes one of three ways: PDF's Flate filter knows PNG's rows, so data without transparency passes
// through; transparent rows are laid on white one by one; what is left (interlaced) is decoded whole.
func (p *picture) readPNG() error {
	g, err := p.pngChunks()
	if err != nil {
		return tooShort(err)
	}
	p.filter, p.profile = "/FlateDecode", nil
	if err := p.bound(maxPixels); err != nil {
		return err
	}
	alpha := g.colour == 4 || g.colour == 6
	switch {
	case g.interlace != 0 || g.transparent:
		return p.readDecoded()
	case alpha:
		p.flatten(g)
	default:
		p.passThrough(g)
	}
	p.profile = fitting(g.profile, p.components)
	if g.colour == 3 {
		p.profile = nil // it would belong inside the Indexed space; the palette's colours do without
	}
	p.verify = func() error { return g.rows(p, func([]byte) error { return nil }) }
	return nil
}

// passThrough hands the deflated rows to PDF as they are (ISO 32000-1 section 7.4.4.4: predictor 15 is PNG's).
func (p *picture) passThrough(g *pngFile) {
	p.bits, p.components = int(g.depth), pngChannels[g.colour]
	p.space = map[byte]string{0: "/DeviceGray", 2: "/DeviceRGB"}[g.colour]
	if g.colour == 3 {
		p.space = fmt.Sprintf("[/Indexed/DeviceRGB %d<%s>]", len(g.palette)/3-1, hex.EncodeToString(g.palette))
	}
	p.extra = fmt.Sprintf("/DecodeParms<</Predictor 15/Colors %d/BitsPerComponent %d/Columns %d>>",
		p.components, p.bits, p.width)
	p.length = 0
	for _, s := range g.data {
		p.length += s.length
	}
	p.copy = func(w io.Writer) error {
		for _, s := range g.data {
			if err := p.section(w, s.at, s.length); err != nil {
				return err
			}
		}
		return nil
	}
}

// pngChunks reads the chunks up to IEND, checking each one's CRC.
func (p *picture) pngChunks() (*pngFile, error) {
	g := &pngFile{}
	at := int64(len(pngSignature))
	for !g.ended {
		var head [8]byte
		if _, err := p.ReadAt(head[:], at); err != nil {
			return nil, err
		}
		length, kind := int64(binary.BigEndian.Uint32(head[:])), string(head[4:])
		if err := p.checkCRC(at+4, length+4); err != nil {
			return nil, err
		}
		if err := p.pngChunk(g, kind, span{at + 8, length}); err != nil {
			return nil, err
		}
		at += 12 + length
	}
	return g, g.complete()
}

func (p *picture) checkCRC(at, length int64) error {
	sum := crc32.NewIEEE()
	if n, err := io.Copy(sum, io.NewSectionReader(p.File, at, length)); err != nil || n < length {
		return orShort(err)
	}
	var want [4]byte
	if _, err := p.ReadAt(want[:], at+length); err != nil {
		return err
	}
	if sum.Sum32() != binary.BigEndian.Uint32(want[:]) {
		return refuse("it is damaged: a checksum is wrong")
	}
	return nil
}

func orShort(err error) error {
	if err == nil {
		return io.ErrUnexpectedEOF
	}
	return err
}

func (p *picture) pngChunk(g *pngFile, kind string, s span) error {
	switch kind {
	case "IHDR":
		return p.pngHeader(g, s)
	case "PLTE":
		if s.length > 768 || s.length%3 != 0 || s.length == 0 {
			return refuse("it is damaged: its palette has a wrong length")
		}
		g.palette = make([]byte, s.length)
		_, err := p.ReadAt(g.palette, s.at)
		return err
	case "tRNS":
		g.transparent = true
	case "iCCP":
		g.profile = p.pngProfile(s)
	case "IDAT":
		if g.data = append(g.data, s); len(g.data) > maxParts {
			return refuse("it is stored in too many parts")
		}
	case "IEND":
		g.ended = true
	}
	return nil
}

func (p *picture) pngHeader(g *pngFile, s span) error {
	h := make([]byte, 13)
	if s.length != 13 || p.width != 0 {
		return refuse("it is damaged: its header is wrong")
	}
	if _, err := p.ReadAt(h, s.at); err != nil {
		return err
	}
	p.width, p.height = int(binary.BigEndian.Uint32(h)), int(binary.BigEndian.Uint32(h[4:]))
	g.depth, g.colour, g.interlace = h[8], h[9], h[12]
	if !pngKind(g.depth, g.colour) || h[10] != 0 || h[11] != 0 || g.interlace > 1 {
		return refuse("it is a kind of PNG that cannot be printed")
	}
	return nil
}

// pngKind knows the allowed pairs of bit depth and colour type (section 11.2.1).
func pngKind(depth, colour byte) bool {
	switch colour {
	case 0:
		return depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16
	case 3:
		return depth == 1 || depth == 2 || depth == 4 || depth == 8
	case 2, 4, 6:
		return depth == 8 || depth == 16
	}
	return false
}

func (g *pngFile) complete() error {
	if g.depth == 0 || len(g.data) == 0 || g.colour == 3 && g.palette == nil {
		return refuse("it is damaged: a part of it is missing")
	}
	return nil
}

// pngProfile unpacks an iCCP chunk: a name, a zero, a method, deflated data. A bad one counts as none.
func (p *picture) pngProfile(s span) []byte {
	if s.length > maxProfile {
		return nil
	}
	chunk := make([]byte, s.length)
	if _, err := p.ReadAt(chunk, s.at); err != nil {
		return nil
	}
	_, packed, ok := bytes.Cut(chunk, []byte{0})
	if !ok || len(packed) < 1 || packed[0] != 0 {
		return nil
	}
	z, err := zlib.NewReader(bytes.NewReader(packed[1:]))
	if err != nil {
		return nil
	}
	profile, err := io.ReadAll(io.LimitReader(z, maxProfile))
	if err != nil {
		return nil
	}
	return profile
}
