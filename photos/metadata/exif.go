package metadata

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// entry is one field of an image file directory (TIFF 6.0 section 2).
type entry struct {
	tag, kind uint16
	count     uint32
	value     []byte
}

// The pointer to the directory of Exif's own fields.
const tagExif = 0x8769

// tells are the fields that say where a picture was taken, or that nobody but
// a maker can read, and those that make no sense without what is left out.
var tells = map[uint16]bool{
	0x8825: true,               // the GPS directory
	0x02bc: true,               // XMP
	0x83bb: true, 0x8649: true, // IPTC, Photoshop's resources: city, region, country
	0x927c: true, 0xc634: true, // notes of the maker
	0x9402: true, 0x9403: true, // air pressure and depth: an altitude
	0x014a: true, 0x0201: true, 0x0202: true, 0xa005: true, 0xea1c: true, // other directories, thumbnail, padding
}

// kindBytes is the length of one value of each type.
var kindBytes = [...]int{0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8}

// maxWritten is how much Exif fits into a segment of a JPEG.
const maxWritten = 65_000

// maxEntries is how many fields of one directory are read; cameras write fifty.
const maxEntries = 500

// cleanExif writes Exif anew without what may tell the place, or answers nil
// when nothing is left. The thumbnail goes: it is a picture with metadata of its
// own.
func cleanExif(tiff []byte) (clean []byte, changed bool) {
	t, ok := openTIFF(tiff)
	if !ok {
		return nil, true
	}
	main, next := t.directory(t.order.Uint32(tiff[4:]))
	var own []entry
	for _, e := range main {
		if e.tag == tagExif {
			own, _ = t.directory(t.order.Uint32(e.value))
		}
	}
	main, own = t.allowed(main), t.allowed(own)
	if len(own) == 0 {
		main = slices.DeleteFunc(main, func(e entry) bool { return e.tag == tagExif })
	}
	if len(main) == 0 {
		return nil, true
	}
	if 8+size(main)+size(own) > maxWritten { // fields that share their values, to make much of little
		return nil, true
	}
	clean = t.write(main, own)
	// Where as much comes out as went in, nothing has lain between the fields.
	changed = t.changed || next != 0 || len(clean) != len(tiff)
	if !changed {
		return tiff, false
	}
	return clean, true
}

// tiff is a TIFF structure that is read.
type tiff struct {
	data    []byte
	order   byteOrder
	changed bool
}

func openTIFF(data []byte) (*tiff, bool) {
	if len(data) < 8 || len(data) > maxExif {
		return nil, false
	}
	switch {
	case bytes.HasPrefix(data, []byte("II*\x00")):
		return &tiff{data: data, order: binary.LittleEndian}, true
	case bytes.HasPrefix(data, []byte("MM\x00*")):
		return &tiff{data: data, order: binary.BigEndian}, true
	}
	return nil, false
}

// directory reads a directory and where the next one is. Fields that cannot be
// read are left out.
func (t *tiff) directory(at uint32) (list []entry, next uint32) {
	if int64(at)+2 > int64(len(t.data)) {
		t.changed = true
		return nil, 0
	}
	n := int(t.order.Uint16(t.data[at:]))
	rest := t.data[at+2:]
	for range min(n, maxEntries) {
		if len(rest) < 12 {
			break
		}
		e, ok := t.entry(rest[:12])
		if rest = rest[12:]; ok && !slices.ContainsFunc(list, func(o entry) bool { return o.tag == e.tag }) {
			list = append(list, e)
		} else {
			t.changed = true
		}
	}
	if n > maxEntries || len(rest) < 4 {
		t.changed = true
		return list, 0
	}
	return list, t.order.Uint32(rest)
}

func (t *tiff) entry(b []byte) (e entry, ok bool) {
	e = entry{tag: t.order.Uint16(b), kind: t.order.Uint16(b[2:]), count: t.order.Uint32(b[4:])}
	if int(e.kind) >= len(kindBytes) || kindBytes[e.kind] == 0 {
		return e, false
	}
	if e.tag == tagExif && (e.count != 1 || kindBytes[e.kind] != 4) {
		return e, false
	}
	n := int64(e.count) * int64(kindBytes[e.kind])
	if n <= 4 {
		e.value = b[8 : 8+n]
		return e, true
	}
	at := int64(t.order.Uint32(b[8:]))
	if at+n > int64(len(t.data)) {
		return e, false
	}
	e.value = t.data[at : at+n]
	return e, true
}

func (t *tiff) allowed(list []entry) []entry {
	return slices.DeleteFunc(list, func(e entry) bool {
		t.changed = t.changed || tells[e.tag]
		return tells[e.tag]
	})
}

// write lays two directories out, one after the other, each followed by the
// values that are too long for it.
func (t *tiff) write(main, own []entry) []byte {
	const header = 8
	second := uint32(header + size(main))
	for i := range main {
		if main[i].tag == tagExif {
			main[i].kind = 4
			main[i].value = t.order.AppendUint32(nil, second)
		}
	}
	out := append(make([]byte, 0, int(second)+size(own)), t.data[:4]...)
	out = t.order.AppendUint32(out, header)
	out = t.lay(out, main)
	if len(own) > 0 {
		out = t.lay(out, own)
	}
	return out
}

// size is how long a directory is with its values, which begin at even places.
func size(list []entry) int {
	n := 2 + 12*len(list) + 4
	for _, e := range list {
		if len(e.value) > 4 {
			n += len(e.value) + len(e.value)%2
		}
	}
	return n
}

func (t *tiff) lay(out []byte, list []entry) []byte {
	values := len(out) + 2 + 12*len(list) + 4
	var long []byte
	out = t.order.AppendUint16(out, uint16(len(list)))
	for _, e := range list {
		out = t.order.AppendUint16(out, e.tag)
		out = t.order.AppendUint16(out, e.kind)
		out = t.order.AppendUint32(out, e.count)
		if len(e.value) <= 4 {
			out = append(append(out, e.value...), make([]byte, 4-len(e.value))...)
			continue
		}
		out = t.order.AppendUint32(out, uint32(values+len(long)))
		long = append(append(long, e.value...), make([]byte, len(e.value)%2)...)
	}
	out = t.order.AppendUint32(out, 0) // no directory follows
	return append(out, long...)
}

type byteOrder interface {
	binary.ByteOrder
	binary.AppendByteOrder
}
