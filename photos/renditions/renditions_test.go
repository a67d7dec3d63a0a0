package renditions

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.net/oauth1/photos/gallery"
)

// fixture opens a picture of testdata.
func fixture(t *testing.T, name string) *os.File {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// renderFixture makes all renditions of a picture of testdata.
func renderFixture(t *testing.T, name string) (found, map[gallery.Size]image.Image) {
	t.Helper()
	r := fixture(t, name)
	f, err := Limits{}.withDefaults().look(r)
	if err != nil {
		t.Fatal(err)
	}
	made, err := render(t.Context(), r, f)
	if err != nil {
		t.Fatal(err)
	}
	images := map[gallery.Size]image.Image{}
	for size, b := range made {
		if images[size], err = jpeg.Decode(bytes.NewReader(b)); err != nil {
			t.Fatalf("%s is no JPEG: %v", size, err)
		}
	}
	return f, images
}

func TestEveryFormatGetsUprightRenditions(t *testing.T) {
	const width, height = 300, 169
	for name, contentType := range map[string]string{
		"base.png": "image/png", "png16.png": "image/png", "g.gif": "image/gif", "w.webp": "image/webp",
		"cmyk.jpg": "image/jpeg", "gray.jpg": "image/jpeg", "progressive.jpg": "image/jpeg",
		"orient-1.jpg": "image/jpeg", "orient-2.jpg": "image/jpeg", "orient-3.jpg": "image/jpeg", "orient-4.jpg": "image/jpeg",
		"orient-5.jpg": "image/jpeg", "orient-6.jpg": "image/jpeg", "orient-7.jpg": "image/jpeg", "orient-8.jpg": "image/jpeg",
	} {
		t.Run(name, func(t *testing.T) {
			info, err := Limits{}.Inspect(fixture(t, name))
			if err != nil {
				t.Fatal(err)
			}
			if info.ContentType != contentType || info.Width != width || info.Height != height {
				t.Errorf("is %s of %d×%d", info.ContentType, info.Width, info.Height)
			}
			_, images := renderFixture(t, name)
			for _, size := range gallery.RenditionSizes {
				wantW, wantH := gallery.Photo{Width: width, Height: height}.Fit(size)
				if b := images[size].Bounds(); b.Dx() != wantW || b.Dy() != wantH {
					t.Errorf("%s is %v, want %d×%d", size, b, wantW, wantH)
				}
				if name != "gray.jpg" && !reddest(images[size]) {
					t.Errorf("%s: the red corner is not top left", size)
				}
			}
		})
	}
}

// reddest tells whether the top left corner is the reddest of the four.
func reddest(img image.Image) bool {
	b := img.Bounds()
	x, y := b.Dx()/16, b.Dy()/16
	red := func(x, y int) int {
		r, g, b, _ := img.At(x, y).RGBA()
		return int(r) - int(g+b)/2
	}
	first := red(x, y)
	return first > 0x4000 && first > red(b.Dx()-1-x, y) && first > red(x, b.Dy()-1-y) && first > red(b.Dx()-1-x, b.Dy()-1-y)
}

func TestWhatIsNoPictureForUsIsRefusedWithASentence(t *testing.T) {
	jpg, err := os.ReadFile("testdata/orient-1.jpg")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ name, content, want string }{
		{"nothing", "", "not a picture"},
		{"text", "hello", "not a picture"},
		{"a page", "<html><script>alert(1)</script>", "not a picture"},
		{"SVG", `<svg xmlns="http://www.w3.org/2000/svg"/>`, "not a picture"},
		{"TIFF, which the library could decode", "II*\x00\x08\x00\x00\x00", "not a picture"},
		{"BMP, which the library could decode", "BM\x36\x00\x00\x00", "not a picture"},
		{"a JPEG that is only a beginning", string(jpg[:3]), "cut off"},
		{"a JPEG without its end", string(jpg[:len(jpg)-2]), "cut off"},
		{"half a JPEG", string(jpg[:len(jpg)/2]), "cut off"},
		{"a PNG of no kind", "\x89PNG\r\n\x1a\n\x00\x00\x00\x0dhello, this is no header at all", "damaged"},
		{"a GIF of four gigapixels in 34 bytes", bigGIF, "million pixels"},
		{"a JPEG with thousands of scans", scans(jpg, 5000), "scans"},
		{"a GIF with thousands of frames", "GIF89a\x01\x00\x01\x00\x00\x00\x00" + strings.Repeat(gifFrame, 1001) + ";", "frames"},
		{"an animated WebP", animatedWebP, "animated"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Limits{}.Inspect(strings.NewReader(test.content))
			refusal, ok := errors.AsType[*gallery.Refusal](err)
			if !ok || !strings.Contains(refusal.Sentence, test.want) {
				t.Errorf("got %v, want a refusal about %q", err, test.want)
			}
		})
	}
}

const (
	bigGIF   = "GIF89a\xff\xff\xff\xff\x00\x00\x00" + ",\x00\x00\x00\x00\xff\xff\xff\xff\x00\x02\x02\x44\x01\x00;"
	gifFrame = ",\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00"

	animatedWebP = "RIFF\x2a\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00" +
		"ANIM\x06\x00\x00\x00\x00\x00\x00\x00\x00\x00ANMF\x00\x00\x00\x00"
)

// scans adds start-of-scan segments to a JPEG.
func scans(jpg []byte, n int) string {
	end := len(jpg) - 2
	return string(jpg[:end]) + strings.Repeat("\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00", n) + string(jpg[end:])
}

func TestTruncatedIsRefused(t *testing.T) {
	_, err := Limits{}.Inspect(fixture(t, "truncated.jpg"))
	if _, ok := errors.AsType[*gallery.Refusal](err); !ok {
		t.Errorf("got %v", err)
	}
	for _, name := range []string{"base.png", "png16.png", "g.gif", "w.webp", "cmyk.jpg", "gray.jpg", "progressive.jpg"} {
		b, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range []int{2, 3, 4} {
			_, err := Limits{}.Inspect(bytes.NewReader(b[:len(b)*(part-1)/part]))
			if _, ok := errors.AsType[*gallery.Refusal](err); !ok {
				t.Errorf("%s, %d/%d: %v", name, part-1, part, err)
			}
		}
	}
}

func TestThePixelLimitIsLookedAtBeforeDecoding(t *testing.T) {
	if _, err := (Limits{Pixels: 300 * 169}).Inspect(fixture(t, "base.png")); err != nil {
		t.Errorf("just as many as allowed: %v", err)
	}
	_, err := Limits{Pixels: 300*169 - 1}.Inspect(fixture(t, "base.png"))
	if _, ok := errors.AsType[*gallery.Refusal](err); !ok {
		t.Errorf("one too many: %v", err)
	}
}

func TestADiskThatFailsIsNoRefusal(t *testing.T) {
	f := fixture(t, "base.png")
	f.Close()
	_, err := Limits{}.Inspect(f)
	if _, refused := errors.AsType[*gallery.Refusal](err); err == nil || refused {
		t.Errorf("got %v", err)
	}
}

func TestRenditionsCarryNoMetadataEvenWhenTheOriginalIsSmall(t *testing.T) {
	r := fixture(t, "orient-6.jpg")
	original, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(original, []byte("Exif")) {
		t.Fatal("the fixture has no metadata to lose")
	}
	f, err := Limits{}.withDefaults().look(r)
	if err != nil {
		t.Fatal(err)
	}
	made, err := render(t.Context(), r, f)
	if err != nil {
		t.Fatal(err)
	}
	for size, b := range made {
		if bytes.Equal(b, original) {
			t.Errorf("%s is the original", size)
		}
		for _, marker := range []string{"\xff\xe1", "\xff\xe2", "\xff\xed", "\xff\xfe", "Exif"} {
			if bytes.Contains(b[:min(len(b), 700)], []byte(marker)) {
				t.Errorf("%s has %q", size, marker)
			}
		}
	}
}

func TestTransparencyBecomesWhite(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 8, 8)) // all transparent
	flat := flatten(img, found{width: 8, height: 8})
	if r, g, b, a := flat.At(4, 4).RGBA(); r != 0xffff || g != 0xffff || b != 0xffff || a != 0xffff {
		t.Errorf("became %x %x %x %x", r, g, b, a)
	}
}

func TestAFrameSmallerThanItsCanvasStaysInItsPlace(t *testing.T) {
	frame := image.NewPaletted(image.Rect(2, 2, 4, 4), nil)
	frame.Palette = append(frame.Palette, color.Black)
	flat := flatten(frame, found{width: 8, height: 8})
	if b := flat.Bounds(); b.Dx() != 8 || b.Dy() != 8 {
		t.Errorf("became %v", b)
	}
	if r, _, _, _ := flat.At(3, 3).RGBA(); r != 0 {
		t.Error("the frame is not where it was")
	}
	if r, _, _, _ := flat.At(5, 5).RGBA(); r != 0xffff {
		t.Error("the canvas is not white")
	}
}

func TestADecodersPanicIsAnError(t *testing.T) {
	f := found{width: 1, height: 1, format: &format{decode: func(io.Reader) (image.Image, error) { panic("palette index") }}}
	if _, err := render(t.Context(), strings.NewReader(""), f); !errors.Is(err, gallery.ErrUnreadable) {
		t.Errorf("got %v", err)
	}
}

func TestADecoderStopsWithItsContext(t *testing.T) {
	endless := func(r io.Reader) (image.Image, error) {
		for {
			if _, err := r.Read(make([]byte, 1)); err != nil && err != io.EOF {
				return nil, err
			}
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	f := found{width: 1, height: 1, format: &format{decode: endless}}
	if _, err := render(ctx, strings.NewReader(""), f); !errors.Is(err, gallery.ErrUnreadable) {
		t.Errorf("got %v", err)
	}
}

func TestWhenAPictureWasTaken(t *testing.T) {
	for _, test := range []struct {
		taken, offset, want string
	}{
		{"2018:07:14 11:22:33", "", "2018-07-14T11:22:33Z"},
		{"2018:07:14 11:22:33", "+02:00", "2018-07-14T09:22:33Z"},
		{"2018:07:14 11:22:33", "nonsense", "2018-07-14T11:22:33Z"},
		{"0000:00:00 00:00:00", "", "0001-01-01T00:00:00Z"},
		{"    :  :     :  :  ", "", "0001-01-01T00:00:00Z"},
		{"", "", "0001-01-01T00:00:00Z"},
	} {
		got := parseTaken(map[string]any{tagTaken: test.taken, tagOffset: test.offset})
		if s := got.Format("2006-01-02T15:04:05Z07:00"); s != test.want {
			t.Errorf("%q %q is %s, want %s", test.taken, test.offset, s, test.want)
		}
	}
}

func FuzzInspect(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.*")
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b[:min(len(b), 4096)])
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		info, err := Limits{}.Inspect(bytes.NewReader(b))
		if _, refused := errors.AsType[*gallery.Refusal](err); err != nil && !refused {
			t.Errorf("neither a picture nor a refusal: %v", err)
		}
		if err == nil && (info.Width <= 0 || info.Height <= 0 || info.ContentType == "") {
			t.Errorf("took %+v", info)
		}
	})
}
