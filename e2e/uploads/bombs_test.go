package uploads

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"strings"
)

// These pictures are whole and right, and cost as much as their kind can: gray
// from edge to edge, so that few bytes stand for many pixels.

// Starts of frame (ITU T.81 table B.1).
const (
	baseline    = 0xc0
	progressive = 0xc2
)

// jpegOf makes a JPEG. sampling has a byte for each component: its factors
// across and down. An extra scan of a progressive one repeats nothing but work.
func jpegOf(frame byte, width, height int, sampling string, scans int) []byte {
	b := []byte("\xff\xd8")
	if len(sampling) == 4 {
		b = segment(b, 0xee, "Adobe\x00\x64\x00\x00\x00\x00\x00")
	}
	b = segment(b, 0xdb, "\x00"+strings.Repeat("\x01", 64))
	var components, scanned []byte
	most, blocks := 1, 0
	for i := range len(sampling) {
		components = append(components, byte(i+1), sampling[i], 0)
		scanned = append(scanned, byte(i+1), 0)
		n := int(sampling[i]>>4) * int(sampling[i]&15)
		most, blocks = max(most, n), blocks+n
	}
	size := binary.BigEndian.AppendUint16([]byte{8}, uint16(height))
	size = append(binary.BigEndian.AppendUint16(size, uint16(width)), byte(len(sampling)))
	b = segment(b, frame, string(size)+string(components))
	code := "\x01" + strings.Repeat("\x00", 15) + "\x00" // one code of one bit: nothing, or the end of the block
	b = segment(b, 0xc4, "\x00"+code+"\x10"+code)
	h, v := int(sampling[0]>>4), int(sampling[0]&15)
	units := ((width + 8*h - 1) / (8 * h)) * ((height + 8*v - 1) / (8 * v)) * blocks
	if most > h*v {
		panic("the first component is not the finest")
	}
	bits, spectrum := units, "\x00\x00\x00"
	if frame == baseline {
		bits, spectrum = 2*units, "\x00\x3f\x00"
	}
	b = segment(b, 0xda, string(byte(len(sampling)))+string(scanned)+spectrum)
	b = append(b, make([]byte, bits/8+1)...)
	for range scans {
		b = segment(b, 0xda, "\x01\x01\x00\x01\x3f\x00")
		b = append(b, make([]byte, ((width+7)/8)*((height+7)/8)/8+1)...)
	}
	return append(b, 0xff, 0xd9)
}

func segment(b []byte, marker byte, content string) []byte {
	b = binary.BigEndian.AppendUint16(append(b, 0xff, marker), uint16(len(content)+2))
	return append(b, content...)
}

// pngOf makes a PNG of zeros. kind is its colour type, interlaced 0 or 1.
func pngOf(width, height int, depth, kind, interlaced byte) []byte {
	samples := map[byte]int{0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[kind]
	header := binary.BigEndian.AppendUint32(nil, uint32(width))
	header = append(binary.BigEndian.AppendUint32(header, uint32(height)), depth, kind, 0, 0, interlaced)
	b := chunk([]byte("\x89PNG\r\n\x1a\n"), "IHDR", header)
	if kind == 3 {
		b = chunk(b, "PLTE", []byte{200, 100, 50})
	}
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	for _, pass := range passes(width, height, interlaced) {
		row := make([]byte, 1+(pass[0]*samples*int(depth)+7)/8)
		for range pass[1] {
			z.Write(row) // a bytes.Buffer does not fail
		}
	}
	z.Close()
	b = chunk(b, "IDAT", packed.Bytes())
	return chunk(b, "IEND", nil)
}

// passes are the widths and heights of the pictures that a PNG is made of: one,
// or the seven of Adam7.
func passes(width, height int, interlaced byte) (all [][2]int) {
	if interlaced == 0 {
		return [][2]int{{width, height}}
	}
	for _, p := range [][4]int{{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}} {
		if w, h := (width-p[0]+p[2]-1)/p[2], (height-p[1]+p[3]-1)/p[3]; w > 0 && h > 0 {
			all = append(all, [2]int{w, h})
		}
	}
	return all
}

func chunk(b []byte, kind string, content []byte) []byte {
	b = binary.BigEndian.AppendUint32(b, uint32(len(content)))
	start := len(b)
	b = append(append(b, kind...), content...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[start:]))
}

// gifOf makes a GIF with a number of frames as large as it is.
func gifOf(width, height, frames int) []byte {
	b := binary.LittleEndian.AppendUint16([]byte("GIF89a"), uint16(width))
	b = append(binary.LittleEndian.AppendUint16(b, uint16(height)), 0x80, 0, 0, 10, 20, 30, 40, 50, 60)
	frame := binary.LittleEndian.AppendUint16([]byte{0x2c, 0, 0, 0, 0}, uint16(width))
	frame = append(binary.LittleEndian.AppendUint16(frame, uint16(height)), 0, 2)
	data := zeroLZW(width * height)
	for len(data) > 0 {
		n := min(255, len(data))
		frame = append(append(frame, byte(n)), data[:n]...)
		data = data[n:]
	}
	frame = append(frame, 0)
	for range frames {
		b = append(append(b, 0x21, 0xf9, 4, 0, 10, 0, 0, 0), frame...)
	}
	return append(b, 0x3b)
}

// webpOf makes a lossless WebP of one colour, which takes no bits at all.
func webpOf(width, height int) []byte {
	var bits uint64
	at := 0
	put := func(n int, v uint64) { bits, at = bits|v<<at, at+n }
	put(14, uint64(width-1))
	put(14, uint64(height-1))
	put(4, 0) // no alpha, version 0
	put(3, 0) // no transform, no cache, no groups
	for range 5 {
		put(4, 1) // a simple code of one symbol: zero
	}
	data := append([]byte{0x2f}, binary.LittleEndian.AppendUint64(nil, bits)...)
	data = append(data, 0)
	body := binary.LittleEndian.AppendUint32([]byte("WEBPVP8L"), uint32(len(data)))
	body = append(body, data...)
	return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body))), body...)
}
