package renditions

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"example.net/oauth1/photos/gallery"
)

// What is built to cost much is refused, or looked at, for little: neither time nor memory follows what a header claims.
func TestBombsCostLittle(t *testing.T) {
	jpg, err := os.ReadFile("testdata/orient-1.jpg")
	if err != nil {
		t.Fatal(err)
	}
	for _, bomb := range []struct {
		name, content, want string // want is part of a refusal, "" where the picture is taken
	}{
		{"a PNG of 30 000 × 30 000", pngOf(30_000, 30_000), "million pixels"},
		{"a PNG of 2 147 483 647 × 2 147 483 647", pngOf(1<<31-1, 1<<31-1), ""},
		{"a PNG whose text unpacks to 100 MB", textBomb(t), "cut off"},
		{"a WebP of 16 million × 127 on its canvas", webpCanvas(1<<24, 127), "million pixels"},
		{"a WebP with a picture larger than its canvas", webpCanvas(1, 1), ""},
		{"a JPEG of 65 535 × 65 535", "\xff\xd8\xff\xc0\x00\x0b\x08\xff\xff\xff\xff\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\xff\xd9", "million pixels"},
		{"a GIF of 100 000 frames", "GIF89a\x01\x00\x01\x00\x00\x00\x00" + strings.Repeat(gifFrame, 100_000) + ";", "frames"},
		{"EXIF that counts to four thousand million", withEXIF(jpg, exifEntry(0x9003, 2, 0xffffffff, 8)), ""},
		{"EXIF whose directory leads to itself", withEXIF(jpg, exifEntry(0x8769, 4, 1, 8)), ""},
		{"EXIF of 60 000 entries", withEXIF(jpg, "II*\x00\x08\x00\x00\x00\x60\xea"+strings.Repeat("\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00", 5000)), ""},
		{"EXIF that lies beyond the file", withEXIF(jpg, "MM\x00*\xff\xff\xff\xff"), ""},
	} {
		t.Run(bomb.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			began := time.Now()
			info, err := Limits{}.Inspect(strings.NewReader(bomb.content))
			took := time.Since(began)
			runtime.ReadMemStats(&after)
			if took > 3*time.Second || after.TotalAlloc-before.TotalAlloc > 64<<20 {
				t.Errorf("looking at %d bytes took %v and %d bytes", len(bomb.content), took, after.TotalAlloc-before.TotalAlloc)
			}
			refusal, refused := errors.AsType[*gallery.Refusal](err)
			if err != nil && !refused || bomb.want != "" && (!refused || !strings.Contains(refusal.Sentence, bomb.want)) {
				t.Errorf("answered %v, %v", info, err)
			}
			if err == nil && int64(info.Width)*int64(info.Height) > 80_000_000 {
				t.Errorf("%d × %d pixels are taken", info.Width, info.Height)
			}
		})
	}
}

// chunk is a part of a PNG.
func chunk(kind string, data []byte) string {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	b = append(append(b, kind...), data...)
	return string(binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:])))
}

func pngOf(width, height uint32) string {
	header := binary.BigEndian.AppendUint32(nil, width)
	header = append(binary.BigEndian.AppendUint32(header, height), 8, 6, 0, 0, 0)
	return "\x89PNG\r\n\x1a\n" + chunk("IHDR", header) + chunk("IDAT", []byte("x\x9c\x63\x00\x00\x00\x01\x00\x01")) + chunk("IEND", nil)
}

// textBomb is a PNG whose texts are small packed and large unpacked, and that ends too early.
func textBomb(t *testing.T) string {
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	if _, err := z.Write(make([]byte, 100<<20)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	small := pngOf(1, 1)
	texts := chunk("zTXt", append([]byte("Raw profile type exif\x00\x00"), packed.Bytes()...)) +
		chunk("iCCP", append([]byte("p\x00\x00"), packed.Bytes()...))
	return small[:33] + texts + small[33:len(small)-12]
}

// webpCanvas is a WebP that announces a canvas, and then brings a lossless picture of 16 384 × 16 384.
func webpCanvas(width, height uint32) string {
	canvas := []byte{0, 0, 0, 0, byte(width - 1), byte((width - 1) >> 8), byte((width - 1) >> 16), byte(height - 1), byte((height - 1) >> 8), byte((height - 1) >> 16)}
	body := "WEBPVP8X\x0a\x00\x00\x00" + string(canvas) + "VP8L\x08\x00\x00\x00\x2f\xff\xff\xff\x0f\x00\x00\x00"
	return "RIFF" + string(binary.LittleEndian.AppendUint32(nil, uint32(len(body)))) + body
}

// exifEntry is a directory with one entry.
func exifEntry(tag, kind uint16, count, value uint32) string {
	b := binary.LittleEndian.AppendUint16([]byte("II*\x00\x08\x00\x00\x00\x01\x00"), tag)
	b = binary.LittleEndian.AppendUint16(b, kind)
	b = binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(b, count), value)
	return string(append(b, 0, 0, 0, 0))
}

// withEXIF puts metadata into a JPEG, as the first segment.
func withEXIF(jpg []byte, tiff string) string {
	tiff = "Exif\x00\x00" + tiff
	length := binary.BigEndian.AppendUint16(nil, uint16(len(tiff)+2))
	return string(jpg[:2]) + "\xff\xe1" + string(length) + tiff + string(jpg[2:])
}

// A picture larger than its canvas does not get through the pixel limit by way of the decoder either.
func TestADecoderIsHeldToWhatWasAnnounced(t *testing.T) {
	r := strings.NewReader(webpCanvas(1, 1))
	f, err := Limits{}.withDefaults().look(r)
	if err != nil {
		return // refused before it was decoded: better still
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err = render(t.Context(), r, f)
	runtime.ReadMemStats(&after)
	if !errors.Is(err, gallery.ErrUnreadable) || after.TotalAlloc-before.TotalAlloc > 64<<20 {
		t.Errorf("decoding took %d bytes and ended with %v", after.TotalAlloc-before.TotalAlloc, err)
	}
}
