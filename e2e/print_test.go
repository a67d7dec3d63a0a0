package e2e

import (
	"fmt"
	"image"
	"image/color"
	_ "image/jpeg"
	_ "image/png"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"golang.org/x/image/draw"
)

// shows renders a PDF and compares each page with the photo that it should
// show, one page per print, in any order of the copies.
func shows(t *testing.T, pdf string, prints []string) {
	t.Helper()
	dir := t.TempDir()
	if out, err := exec.Command("pdftoppm", "-png", "-r", "50", pdf, filepath.Join(dir, "page")).CombinedOutput(); err != nil {
		t.Fatalf("rendering the print file (pdftoppm is part of poppler-utils): %v\n%s", err, out)
	}
	pages, err := filepath.Glob(filepath.Join(dir, "page-*.png"))
	if err != nil || len(pages) != len(prints) {
		t.Fatalf("the print file has %d pages, not %d: %v", len(pages), len(prints), err)
	}
	cuts := cuts(t, pdf, len(pages), 50)
	for i, file := range prints {
		page, photo := part(decode(t, pages[i]), cuts[i]), upright(decode(t, "../seed/photos/"+file), file)
		if err := samePicture(onPaper(page), photo); err != nil {
			t.Errorf("page %d does not show %s: %v", i+1, file, err)
		}
	}
}

// TestSamePicture makes sure that the comparison tells the demo photos apart,
// and knows one again when it is smaller.
func TestSamePicture(t *testing.T) {
	photo := decode(t, "../seed/photos/vacation.jpg")
	if err := samePicture(shrunk(photo, 300), photo); err != nil {
		t.Errorf("the photo is not known again: %v", err)
	}
	for _, other := range []string{"sunset.jpg", "raccoon.jpg", "pagoda.jpg", "fig.jpg"} {
		stretched := image.NewRGBA(image.Rect(0, 0, 400, 300))
		draw.BiLinear.Scale(stretched, stretched.Bounds(), decode(t, "../seed/photos/"+other), image.Rect(0, 0, 600, 400), draw.Src, nil)
		if samePicture(stretched, photo) == nil {
			t.Errorf("%s is taken for the photo", other)
		}
	}
	if samePicture(shrunk(turned{photo}, 300), photo) == nil {
		t.Error("the photo is not known to lie on its side")
	}
}

func decode(t *testing.T, path string) image.Image {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	picture, _, err := image.Decode(file)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return picture
}

// upright turns the one demo photo that says in its EXIF data that it lies on its side.
func upright(picture image.Image, file string) image.Image {
	if file != "dogs.jpg" {
		return picture
	}
	return turned{picture}
}

// turned is a picture turned clockwise by a quarter (EXIF orientation 6).
type turned struct{ image.Image }

func (t turned) Bounds() image.Rectangle {
	b := t.Image.Bounds()
	return image.Rect(0, 0, b.Dy(), b.Dx())
}

func (t turned) At(x, y int) color.Color {
	b := t.Image.Bounds()
	return t.Image.At(b.Min.X+y, b.Max.Y-1-x)
}

// onPaper is the part of a page that is not white: where the photo is.
func onPaper(page image.Image) image.Image {
	b := page.Bounds()
	box := image.Rectangle{}
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if r, g, b, _ := page.At(x, y).RGBA(); min(r, g, b) < 0xf800 {
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return part(page, box)
}

func part(p image.Image, of image.Rectangle) image.Image {
	return p.(interface {
		SubImage(image.Rectangle) image.Image
	}).SubImage(of)
}

var trimBox = regexp.MustCompile(`TrimBox: +([0-9.]+) +([0-9.]+) +([0-9.]+) +([0-9.]+)`)

// cuts are the trim boxes of a PDF's pages, in pixels of that many dots to the inch: what is left after cutting. Outside
// are the bleed and the crop marks, as much on each side.
func cuts(t *testing.T, pdf string, pages, dpi int) (list []image.Rectangle) {
	t.Helper()
	out, err := exec.Command("pdfinfo", "-box", "-f", "1", "-l", strconv.Itoa(pages), pdf).CombinedOutput()
	if err != nil {
		t.Fatalf("reading the boxes of the print file (pdfinfo is part of poppler-utils): %v\n%s", err, out)
	}
	for _, box := range trimBox.FindAllStringSubmatch(string(out), -1) {
		var edge [4]int
		for i := range edge {
			points, err := strconv.ParseFloat(box[i+1], 64)
			if err != nil {
				t.Fatal(err)
			}
			edge[i] = int(math.Round(points * float64(dpi) / 72))
		}
		list = append(list, image.Rect(edge[0], edge[1], edge[2], edge[3]))
	}
	if len(list) != pages {
		t.Fatalf("%d pages have a trim box, of %d", len(list), pages)
	}
	return list
}

// samePicture compares two pictures of any size by their shape and by the mean
// colours of a grid of fields.
func samePicture(got, want image.Image) error {
	shape := func(p image.Image) float64 { return float64(p.Bounds().Dx()) / float64(p.Bounds().Dy()) }
	if got.Bounds().Empty() || math.Abs(shape(got)/shape(want)-1) > 0.03 {
		return fmt.Errorf("it is %v where the photo is %v", got.Bounds().Size(), want.Bounds().Size())
	}
	var sum, worst float64
	a, b := fields(got), fields(want)
	for i := range a {
		for c := range a[i] {
			d := math.Abs(a[i][c] - b[i][c])
			sum, worst = sum+d, max(worst, d)
		}
	}
	if mean := sum / float64(3*len(a)); mean > 4 || worst > 32 {
		return fmt.Errorf("its colours differ by %.1f of 255, at most by %.1f", mean, worst)
	}
	return nil
}

const across, down = 12, 8

// fields are the mean colours of a grid laid over the picture.
func fields(p image.Image) (mean [across * down][3]float64) {
	b := p.Bounds()
	for i := range mean {
		x, y := i%across, i/across
		field := image.Rect(b.Min.X+x*b.Dx()/across, b.Min.Y+y*b.Dy()/down, b.Min.X+(x+1)*b.Dx()/across, b.Min.Y+(y+1)*b.Dy()/down)
		var n float64
		for y := field.Min.Y; y < field.Max.Y; y++ {
			for x := field.Min.X; x < field.Max.X; x++ {
				r, g, b, _ := p.At(x, y).RGBA()
				mean[i][0], mean[i][1], mean[i][2], n = mean[i][0]+float64(r>>8), mean[i][1]+float64(g>>8), mean[i][2]+float64(b>>8), n+1
			}
		}
		for c := range mean[i] {
			mean[i][c] /= max(n, 1)
		}
	}
	return mean
}
