package sheet

import (
	"bytes"
	"encoding/binary"
	"image"
	"os"
	"strings"
	"testing"
)

func read(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(fixture(name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// spoiled changes the frame of a JPEG: at is counted from its marker.
func spoiled(jpeg []byte, at int, value byte) []byte {
	jpeg = bytes.Clone(jpeg)
	jpeg[bytes.Index(jpeg, []byte{0xff, 0xc0})+at] = value
	return jpeg
}

func TestWhatCannotBePrintedIsRefusedWithASentence(t *testing.T) {
	good := read(t, "orient-1.jpg")
	small := encode(t, image.NewRGBA(image.Rect(0, 0, 40, 40)))
	flipped := bytes.Clone(small)
	flipped[len(flipped)-20] ^= 1
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"nothing":                         {nil, "not a JPEG"},
		"a page":                          {[]byte("<html><script>alert(1)</script>"), "not a JPEG"},
		"a TIFF":                          {[]byte("II*\x00 and so on"), "not a JPEG"},
		"a JPEG cut in its scan":          {read(t, "truncated.jpg"), "ends too early"},
		"a JPEG cut in its header":        {good[:100], "ends too early"},
		"a JPEG without its last byte":    {good[:len(good)-1], "ends too early"},
		"a JPEG of nothing":               {[]byte{0xff, 0xd8, 0xff, 0xd9}, "no picture"},
		"a JPEG gone astray":              {append([]byte{0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2}, good...), "damaged"},
		"an arithmetic JPEG":              {spoiled(good, 1, 0xc9), "lossless or arithmetic"},
		"a lossless JPEG":                 {spoiled(good, 1, 0xc3), "lossless or arithmetic"},
		"a JPEG of 12 bits":               {spoiled(good, 4, 12), "12 bits"},
		"a JPEG of 2 colours":             {spoiled(good, 9, 2), "wrong length"},
		"a JPEG of no height":             {spoiled(spoiled(good, 5, 0), 6, 0), "no width or height"},
		"a JPEG of 20000 scans":           {manyScans(good), "too many steps"},
		"a GIF of 34 bytes and 4 GB":      {[]byte("GIF89a\xff\xff\xff\xff\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\xff\xff\xff\xff\x00\x02\x00;"), "too large"},
		"a GIF cut short":                 {read(t, "g.gif")[:2000], "damaged"},
		"a WebP cut short":                {read(t, "w.webp")[:2000], "damaged"},
		"a WebP of nothing":               {[]byte("RIFF\x04\x00\x00\x00WEBP"), "damaged"},
		"a PNG cut short":                 {small[:len(small)-5], "ends too early"},
		"a PNG with a flipped bit":        {flipped, "checksum"},
		"a PNG larger than any paper":     {withHeader(small, func(h []byte) { binary.BigEndian.PutUint64(h, 60_000<<32|60_000) }), "too large"},
		"a PNG taller than its data":      {withHeader(small, func(h []byte) { h[7] = 41 }), "does not unpack"},
		"a PNG with more than it tells":   {withHeader(small, func(h []byte) { h[7] = 39 }), "does not unpack"},
		"a PNG of an unknown kind":        {withHeader(small, func(h []byte) { h[9] = 5 }), "kind of PNG"},
		"a PNG of a palette without one":  {withHeader(small, func(h []byte) { h[9] = 3 }), "a part of it is missing"},
		"a PNG that is only a signature":  {[]byte(pngSignature), "ends too early"},
		"a JPEG whose segment is too big": {[]byte{0xff, 0xd8, 0xff, 0xe0, 0xff, 0xff, 0}, "ends too early"},
	} {
		t.Run(name, func(t *testing.T) { refused(t, c.data, c.want) })
	}
}

// manyScans repeats a scan's header and a bit of its data: small to send, endless to decode.
func manyScans(jpeg []byte) []byte {
	at := bytes.Index(jpeg, []byte{0xff, 0xda})
	scan := jpeg[at : at+20]
	return append(append(bytes.Clone(jpeg[:at]), bytes.Repeat(scan, 20_000)...), 0xff, 0xd9)
}

func TestOrientationSurvivesStrangeEXIF(t *testing.T) {
	for name, tiff := range map[string]string{
		"nothing": "", "another magic": "XX*\x00\x08\x00\x00\x00", "a directory outside": "II*\x00\xff\xff\xff\x7f",
		"a directory in the header": "II*\x00\x00\x00\x00\x00", "a directory cut short": "II*\x00\x08\x00\x00\x00\xff\xff\x12\x01",
		"orientation 9": "MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x09\x00\x00\x00\x00",
	} {
		if o := orientation([]byte(tiff)); o != 0 {
			t.Errorf("%s: orientation %d", name, o)
		}
	}
	if o := orientation([]byte("II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00")); o != 6 {
		t.Errorf("little-endian: orientation %d", o)
	}
}

// FuzzInspect looks for a file that makes the readers fall or believe in bytes that are not there.
func FuzzInspect(f *testing.F) {
	entries, err := os.ReadDir("testdata")
	if err != nil {
		f.Fatal(err)
	}
	for _, e := range entries {
		if !e.IsDir() && !strings.HasSuffix(e.Name(), "16.png") {
			f.Add(read(f, e.Name()))
		}
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, data []byte) {
		path := dir + "/picture"
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		p, err := open(path)
		if err != nil {
			return
		}
		defer p.Close()
		if p.length > int64(len(data)) || p.width < 1 || p.height < 1 || p.orientation < 1 || p.orientation > 8 {
			t.Errorf("%d bytes are said to hold %d: %d × %d, orientation %d", len(data), p.length, p.width, p.height, p.orientation)
		}
		if p.width*p.height > 1<<20 {
			return
		}
		var out bytes.Buffer
		if err := p.copy(&out); err == nil && p.filter == "/DCTDecode" && !bytes.HasPrefix(data, out.Bytes()) {
			t.Error("a JPEG was not copied byte for byte")
		}
	})
}
