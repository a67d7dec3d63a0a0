package metadata_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/draw"
	_ "image/gif"
	_ "image/jpeg"
	_ "image/png"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/bep/imagemeta"
	_ "golang.org/x/image/webp"

	"example.net/oauth1/photos/metadata"
)

// secret stands for a place, wherever it can be written down.
const secret = "SECRETPLACE"

func file(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func photo(t testing.TB, name string) []byte { return file(t, "../../seed/photos/"+name) }
func sample(t testing.TB, name string) []byte {
	return file(t, "../renditions/testdata/"+name)
}

func strip(t testing.TB, in []byte, contentType string) (out []byte, removed bool) {
	t.Helper()
	var b bytes.Buffer
	removed, err := metadata.Reader{}.RemovePlace(&b, bytes.NewReader(in), contentType)
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), removed
}

// tags are what a library of others reads in a picture.
func tags(t testing.TB, in []byte, format imagemeta.ImageFormat) map[string]imagemeta.TagInfo {
	t.Helper()
	var all imagemeta.Tags
	_, err := imagemeta.Decode(imagemeta.Options{
		R: bytes.NewReader(in), ImageFormat: format, Sources: imagemeta.EXIF | imagemeta.XMP | imagemeta.IPTC,
		ShouldHandleTag: func(imagemeta.TagInfo) bool { return true },
		HandleTag:       func(tag imagemeta.TagInfo) error { all.Add(tag); return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.All()
}

// samePixels compares two pictures pixel by pixel.
func samePixels(t testing.TB, a, b []byte) {
	t.Helper()
	var pixels [2][]byte
	for i, in := range [][]byte{a, b} {
		img, _, err := image.Decode(bytes.NewReader(in))
		if err != nil {
			t.Fatal(err)
		}
		flat := image.NewNRGBA64(img.Bounds())
		draw.Draw(flat, flat.Bounds(), img, img.Bounds().Min, draw.Src)
		pixels[i] = flat.Pix
	}
	if !bytes.Equal(pixels[0], pixels[1]) {
		t.Error("the pixels are not the same")
	}
}

func segment(mark byte, content string) []byte {
	return append(binary.BigEndian.AppendUint16([]byte{0xff, mark}, uint16(len(content)+2)), content...)
}

// dirtyJPEG has a place wherever a JPEG can have one.
func dirtyJPEG(t testing.TB) []byte {
	in := photo(t, "vacation.jpg")
	in = bytes.Replace(in, []byte("\xff\xdb"), bytes.Join([][]byte{
		segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00<x>"+secret+"</x>"), segment(0xed, "Photoshop 3.0\x00"+secret),
		segment(0xe2, "MPF\x00"+secret), segment(0xe2, "ICC_PROFILE\x00\x01\x01kept"), segment(0xe5, secret), {0xff, 0xdb},
	}, nil), 1)
	return append(in, secret...)
}

func TestAJPEGLosesItsPlaceAndNothingElse(t *testing.T) {
	in := dirtyJPEG(t)
	before := tags(t, in, imagemeta.JPEG)
	if _, ok := before["GPSLatitude"]; !ok {
		t.Fatal("the photograph tells no place")
	}
	out, removed := strip(t, in, "image/jpeg")
	after := tags(t, out, imagemeta.JPEG)
	for name := range after {
		if strings.HasPrefix(name, "GPS") {
			t.Errorf("%s is still there", name)
		}
	}
	for _, name := range []string{"Make", "Model", "DateTimeOriginal", "Artist", "Copyright"} {
		if a, b := before[name], after[name]; a.Value == nil || a.Value != b.Value {
			t.Errorf("%s was %v and is %v", name, a.Value, b.Value)
		}
	}
	if !removed || bytes.Contains(out, []byte(secret)) || !bytes.Contains(out, []byte("kept")) {
		t.Error("not everything went, or too much")
	}
	samePixels(t, in, out)
	if again, removed := strip(t, out, "image/jpeg"); removed || !bytes.Equal(again, out) {
		t.Error("there is still something to remove")
	}
}

func TestAPictureStaysUpright(t *testing.T) {
	for _, name := range []string{"orient-3.jpg", "orient-6.jpg", "orient-8.jpg"} {
		in := sample(t, name)
		out, _ := strip(t, in, "image/jpeg")
		a, b := tags(t, in, imagemeta.JPEG)["Orientation"].Value, tags(t, out, imagemeta.JPEG)["Orientation"].Value
		if a == nil || a != b {
			t.Errorf("%s: orientation %v, and then %v", name, a, b)
		}
		samePixels(t, in, out)
	}
}

// What tells nothing is left byte for byte, so that the stored original serves.
func TestWhereThereIsNothingToRemoveNothingChanges(t *testing.T) {
	for name, contentType := range map[string]string{"gray.jpg": "image/jpeg", "progressive.jpg": "image/jpeg", "cmyk.jpg": "image/jpeg",
		"png16.png": "image/png", "g.gif": "image/gif", "w.webp": "image/webp"} {
		in := sample(t, name)
		out, _ := strip(t, in, contentType)
		again, removed := strip(t, out, contentType)
		if removed || !bytes.Equal(out, again) {
			t.Errorf("%s changes again", name)
		}
		if name == "cmyk.jpg" || name == "w.webp" { // the other samples carry texts of their maker
			if !bytes.Equal(in, out) {
				t.Errorf("%s has changed", name)
			}
		}
		samePixels(t, in, out)
	}
}

// A picture that is cut off is shown as far as it goes, and goes as far.
func TestACutPictureStaysAsItIs(t *testing.T) {
	in := sample(t, "truncated.jpg")
	if out, removed := strip(t, in, "image/jpeg"); removed || !bytes.Equal(in, out) {
		t.Errorf("%d bytes became %d", len(in), len(out))
	}
}

func exifOf(t testing.TB) []byte {
	in := photo(t, "vacation.jpg")
	at := bytes.Index(in, []byte("Exif\x00\x00"))
	n := int(binary.BigEndian.Uint16(in[at-2:])) - 8
	return in[at+6 : at+6+n]
}

func chunk(kind, content string) []byte {
	b := append(binary.BigEndian.AppendUint32(nil, uint32(len(content))), kind+content...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

func TestAPNGLosesItsPlace(t *testing.T) {
	in := photo(t, "coffee.png")
	at := 8 + 25 // behind IHDR
	in = bytes.Join([][]byte{in[:at], chunk("eXIf", string(exifOf(t))), chunk("iTXt", "XML:com.adobe.xmp\x00\x00\x00\x00\x00"+secret),
		chunk("tEXt", "exif:GPSLatitude\x00"+secret), chunk("tEXt", "Title\x00kept"), chunk("prIV", secret), in[at:], []byte(secret)}, nil)
	if _, ok := tags(t, in, imagemeta.PNG)["GPSLatitude"]; !ok {
		t.Fatal("the picture tells no place")
	}
	out, removed := strip(t, in, "image/png")
	after := tags(t, out, imagemeta.PNG)
	if _, ok := after["GPSLatitude"]; ok || after["Make"].Value == nil {
		t.Errorf("left: %v", after)
	}
	if !removed || bytes.Contains(out, []byte(secret)) || !bytes.Contains(out, []byte("kept")) {
		t.Error("not everything went, or too much")
	}
	samePixels(t, in, out)
}

func riff(kind string, content []byte) []byte {
	b := append(binary.LittleEndian.AppendUint32([]byte(kind), uint32(len(content))), content...)
	return append(b, make([]byte, len(content)%2)...)
}

func TestAWebPLosesItsPlace(t *testing.T) {
	plain := sample(t, "w.webp")
	config, _, err := image.DecodeConfig(bytes.NewReader(plain))
	if err != nil {
		t.Fatal(err)
	}
	w, h := uint32(config.Width-1), uint32(config.Height-1)
	x := []byte{0x0c, 0, 0, 0, byte(w), byte(w >> 8), byte(w >> 16), byte(h), byte(h >> 8), byte(h >> 16)}
	inside := bytes.Join([][]byte{[]byte("WEBP"), riff("VP8X", x), plain[12:], riff("EXIF", exifOf(t)), riff("XMP ", []byte("<x>"+secret+"</x>")), riff("OWN ", []byte(secret+"!"))}, nil)
	in := append(riff("RIFF", inside), secret...)
	if _, ok := tags(t, in, imagemeta.WebP)["GPSLatitude"]; !ok {
		t.Fatal("the picture tells no place")
	}
	out, removed := strip(t, in, "image/webp")
	after := tags(t, out, imagemeta.WebP)
	if _, ok := after["GPSLatitude"]; ok || after["Make"].Value == nil {
		t.Errorf("left: %v", after)
	}
	if !removed || bytes.Contains(out, []byte(secret)) || out[20]&0x0c != 0x08 || binary.LittleEndian.Uint32(out[4:]) != uint32(len(out)-8) {
		t.Error("not everything went, or the header lies")
	}
	samePixels(t, plain, out)
}

func TestAGIFLosesItsPlace(t *testing.T) {
	plain := sample(t, "g.gif")
	at := len(plain) - 1
	xmp := append([]byte("\x21\xff\x0bXMP DataXMP\x0b"+secret), 0)
	in := bytes.Join([][]byte{plain[:at], xmp, plain[at:], []byte(secret)}, nil)
	out, removed := strip(t, in, "image/gif")
	if !removed || bytes.Contains(out, []byte(secret)) {
		t.Error("not everything went")
	}
	samePixels(t, plain, out)
}

// Many fields may point at the same bytes: they must not become many.
func TestExifDoesNotGrow(t *testing.T) {
	tiff := []byte("II*\x00\x08\x00\x00\x00")
	const fields = 400
	tiff = binary.LittleEndian.AppendUint16(tiff, fields)
	for i := range fields {
		tiff = binary.LittleEndian.AppendUint16(tiff, uint16(0x1000+i))
		tiff = binary.LittleEndian.AppendUint16(tiff, 7)
		tiff = binary.LittleEndian.AppendUint32(tiff, 50_000)
		tiff = binary.LittleEndian.AppendUint32(tiff, 16)
	}
	tiff = append(tiff, make([]byte, 55_000)...)
	in := photo(t, "cat.jpg")
	in = bytes.Join([][]byte{in[:2], segment(0xe1, "Exif\x00\x00"+string(tiff)), in[2:]}, nil)
	if out, removed := strip(t, in, "image/jpeg"); !removed || len(out) > len(in) {
		t.Errorf("%d bytes became %d", len(in), len(out))
	}
}

func TestWhatIsFaultyIsAnError(t *testing.T) {
	for name, c := range map[string]struct{ content, contentType string }{
		"nothing":               {"", "image/jpeg"},
		"not what it says":      {"GIF89a", "image/jpeg"},
		"a segment cut off":     {"\xff\xd8\xff\xe0\x00\x50JFIF", "image/jpeg"},
		"a segment of no bytes": {"\xff\xd8\xff\xe0\x00\x00", "image/jpeg"},
		"a chunk cut off":       {"\x89PNG\r\n\x1a\n\x00\x00\xff\xffIHDRxx", "image/png"},
		"an endless chunk":      {"\x89PNG\r\n\x1a\n\xff\xff\xff\xffIDAT", "image/png"},
		"a RIFF cut off":        {"RIFF\xff\x00\x00\x00WEBPVP8 \xff\x00\x00\x00", "image/webp"},
		"a GIF cut off":         {"GIF89a\x01\x00\x01\x00\x00\x00\x00,", "image/gif"},
		"an unknown format":     {"II*\x00", "image/tiff"},
	} {
		if _, err := (metadata.Reader{}).RemovePlace(io.Discard, strings.NewReader(c.content), c.contentType); err == nil {
			t.Errorf("%s is let through", name)
		}
	}
}

func FuzzRemovePlace(f *testing.F) {
	kinds := []string{"image/jpeg", "image/png", "image/gif", "image/webp"}
	f.Add(dirtyJPEG(f)[:20_000], 0)
	for i, name := range []string{"gray.jpg", "png16.png", "g.gif", "w.webp"} {
		f.Add(sample(f, name), i)
	}
	f.Fuzz(func(t *testing.T, in []byte, kind int) {
		contentType := kinds[uint(kind)%uint(len(kinds))]
		var once, twice bytes.Buffer
		if _, err := (metadata.Reader{}).RemovePlace(&once, bytes.NewReader(in), contentType); err != nil {
			return
		}
		removed, err := metadata.Reader{}.RemovePlace(&twice, bytes.NewReader(once.Bytes()), contentType)
		if err != nil || removed || !bytes.Equal(once.Bytes(), twice.Bytes()) {
			t.Errorf("what came out does not come out the same: %v, %v", removed, err)
		}
		metadata.Reader{}.Details(bytes.NewReader(in), contentType)
	})
}
