package uploads

import (
	"bytes"
	"image"
	_ "image/jpeg"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.net/oauth1/e2e/programs"
)

// mostMemory is what photos may take up whatever somebody uploads.
const mostMemory = 300 << 20

// hostile is a picture, and what photos shall say: a part of the sentence that
// refuses it, or the size of the large rendition.
type hostile struct {
	name, file    string
	content       []byte
	refusal       string
	width, height int
}

// TestHostilePictures: each gets a refusal in a sentence or its right renditions, and the program never takes more
// memory than it may.
func TestHostilePictures(t *testing.T) {
	photos := programs.StartPhotos(t)
	eve := signUp(t, photos.URL, "eve")
	for _, h := range append(bombs(), disguises(t)...) {
		t.Run(h.name, func(t *testing.T) {
			photos.ForgetPeak()
			status, what, err := eve.upload(h.file, h.content)
			if err != nil {
				t.Fatal(err)
			}
			if h.refusal != "" {
				if status != http.StatusUnprocessableEntity || !strings.Contains(what.Error.Message, h.refusal) {
					t.Errorf("answered %d, %q; want a refusal about %q", status, what.Error.Message, h.refusal)
				}
			} else {
				eve.looksAt(t, what, h)
			}
			peak := photos.PeakMemory()
			t.Logf("%d bytes, peak %d MB", len(h.content), peak>>20)
			if peak > mostMemory {
				t.Errorf("took %d MB", peak>>20)
			}
		})
	}
}

// looksAt waits for the renditions and looks at their size.
func (p *person) looksAt(t *testing.T, what outcome, h hostile) {
	t.Helper()
	if what.Photo.Href == "" {
		t.Fatalf("refused: %s", what.Error.Message)
	}
	status, body := p.get(what.Photo.Href + "/large")
	config, kind, err := image.DecodeConfig(bytes.NewReader(body))
	if status != http.StatusOK || err != nil || kind != "jpeg" || config.Width != h.width || config.Height != h.height {
		t.Errorf("the large one is answered %d, %s of %d×%d, %v; want %d×%d", status, kind, config.Width, config.Height, err, h.width, h.height)
	}
}

// bombs are large in pixels and small in bytes.
func bombs() []hostile {
	const (
		full, half = "\x11\x11\x11", "\x22\x11\x11"
		inks       = "\x11\x11\x11\x11"
	)
	return []hostile{
		{"a PNG of 30,000 × 30,000", "a.png", pngOf(30_000, 30_000, 1, 0, 0), "million pixels", 0, 0},
		{"a JPEG of 30,000 × 30,000", "a.jpg", jpegOf(baseline, 30_000, 30_000, "\x11", 0), "million pixels", 0, 0},
		{"a GIF of 30,000 × 30,000", "a.gif", gifOf(30_000, 30_000, 1), "million pixels", 0, 0},
		{"a WebP of 16,000 × 16,000", "a.webp", webpOf(16_000, 16_000), "million pixels", 0, 0},
		{"100 megapixels", "a.jpg", jpegOf(baseline, 12_000, 8_334, half, 0), "million pixels", 0, 0},
		{"60 megapixels, baseline, at half colour", "a.jpg", jpegOf(baseline, 9_504, 6_336, half, 0), "", 2048, 1365},
		{"60 megapixels, baseline, at full colour", "a.jpg", jpegOf(baseline, 9_500, 6_330, full, 0), "", 2048, 1365},
		{"24 megapixels, baseline, at full colour", "a.jpg", jpegOf(baseline, 6_000, 4_000, full, 0), "", 2048, 1365},
		{"24 megapixels, progressive, at half colour", "a.jpg", jpegOf(progressive, 6_000, 4_000, half, 20), "", 2048, 1365},
		{"60 megapixels, progressive, CMYK", "a.jpg", jpegOf(progressive, 9_500, 6_300, inks, 0), "progressive", 0, 0},
		{"60 megapixels, CMYK", "a.jpg", jpegOf(baseline, 9_500, 6_300, inks, 0), "CMYK", 0, 0},
		{"20 megapixels, CMYK", "a.jpg", jpegOf(baseline, 5_000, 4_000, inks, 0), "", 2048, 1638},
		{"7 megapixels, progressive, CMYK", "a.jpg", jpegOf(progressive, 3_000, 2_400, inks, 0), "", 2048, 1638},
		{"a thousand scans", "a.jpg", jpegOf(progressive, 1_000, 1_000, half, 1000), "scans", 0, 0},
		{"90 scans", "a.jpg", jpegOf(progressive, 4_000, 3_000, half, 90), "", 2048, 1536},
		{"40 megapixels of PNG", "a.png", pngOf(8_000, 5_000, 8, 6, 0), "", 2048, 1280},
		{"40 megapixels of PNG, 16 bits", "a.png", pngOf(8_000, 5_000, 16, 6, 0), "memory", 0, 0},
		{"20 megapixels of PNG, 16 bits", "a.png", pngOf(5_000, 4_000, 16, 2, 0), "", 2048, 1638},
		{"20 megapixels of PNG, interlaced", "a.png", pngOf(5_000, 4_000, 8, 6, 1), "", 2048, 1638},
		{"40 megapixels of PNG, indexed", "a.png", pngOf(8_000, 5_000, 8, 3, 0), "", 2048, 1280},
		{"40 megapixels of GIF", "a.gif", gifOf(8_000, 5_000, 1), "", 2048, 1280},
		{"9 megapixels of GIF, 50 frames", "a.gif", gifOf(3_000, 3_000, 50), "", 2048, 2048},
		{"20 megapixels of WebP", "a.webp", webpOf(5_000, 4_000), "", 2048, 1638},
		{"40 megapixels of WebP", "a.webp", webpOf(8_000, 5_000), "memory", 0, 0},
	}
}

// disguises are not what they seem.
func disguises(t *testing.T) []hostile {
	t.Helper()
	jpg, png := fixture(t, "orient-6.jpg"), fixture(t, "png16.png")
	page := []byte("<!doctype html><script>alert(1)</script>")
	return []hostile{
		{"cut off", "a.jpg", fixture(t, "truncated.jpg"), "cut off", 0, 0},
		{"CMYK", "a.jpg", fixture(t, "cmyk.jpg"), "", 300, 169},
		{"16 bits", "a.png", png, "", 300, 169},
		{"a polyglot", "a.jpg", append(bytes.Clone(jpg), page...), "", 300, 169},
		{"a wrong extension", "a.gif", fixture(t, "gray.jpg"), "", 300, 169},
		{"a page called a picture", "a.jpg", page, "not a picture", 0, 0},
		{"SVG called a picture", "a.png", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), "not a picture", 0, 0},
		{"nothing", "a.jpg", nil, "not a picture", 0, 0},
	}
}

// fixture reads a picture that the tests of photos/renditions use too.
func fixture(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "photos", "renditions", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}
