package metadata

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
)

const pngSignature = "\x89PNG\r\n\x1a\n"

// pngKinds are the chunks that make the picture, its colours and its movement
// (PNG third edition section 11), and the time of its last change.
var pngKinds = map[string]bool{
	"IHDR": true, "PLTE": true, "IDAT": true, "IEND": true, "tRNS": true, "cHRM": true, "gAMA": true, "iCCP": true,
	"sBIT": true, "sRGB": true, "cICP": true, "mDCV": true, "cLLI": true, "bKGD": true, "hIST": true, "pHYs": true,
	"sPLT": true, "tIME": true, "acTL": true, "fcTL": true, "fdAT": true,
}

// pngTexts are the keywords of section 11.3.3.2 that name no place. Others hold
// XMP, or Exif in letters.
var pngTexts = []string{"Title", "Author", "Description", "Copyright", "Creation Time", "Software", "Disclaimer", "Warning"}

// png copies a PNG chunk by chunk, up to its end.
func (f *filter) png() error {
	start, err := f.take(len(pngSignature))
	if err != nil {
		return err
	}
	if string(start) != pngSignature {
		return errStructure
	}
	if err := f.write(start); err != nil {
		return err
	}
	for {
		head, err := f.take(8)
		if err != nil {
			return err
		}
		if err := f.chunk(head, int64(binary.BigEndian.Uint32(head))); err != nil {
			return err
		}
		if string(head[4:]) == "IEND" {
			return f.end()
		}
	}
}

func (f *filter) chunk(head []byte, n int64) error {
	const crc = 4
	switch kind := string(head[4:]); {
	case n > 1<<31-1:
		return errStructure
	case pngKinds[kind], f.harmlessText(kind):
		return errors.Join(f.write(head), f.copy(n+crc))
	case kind != "eXIf" || n > maxExif:
		return f.drop(n + crc)
	}
	content, err := f.take(int(n) + crc)
	if err != nil {
		return err
	}
	clean := f.exif(content[:n])
	if clean == nil {
		return nil
	}
	sum := crc32.NewIEEE()
	sum.Write(head[4:])
	sum.Write(clean)
	return f.write(binary.BigEndian.AppendUint32(nil, uint32(len(clean))), head[4:], clean, sum.Sum(nil))
}

// harmlessText looks at the keyword of a text that comes next.
func (f *filter) harmlessText(kind string) bool {
	if kind != "tEXt" && kind != "zTXt" && kind != "iTXt" {
		return false
	}
	ahead, _ := f.r.Peek(80)
	keyword, _, _ := bytes.Cut(ahead, []byte{0})
	for _, k := range pngTexts {
		if string(keyword) == k {
			return true
		}
	}
	return false
}
