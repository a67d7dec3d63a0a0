package sheet

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"

	"example.net/oauth1/printer/orders"
)

func TestMain(m *testing.M) {
	api.DisableConfigDir()
	os.Exit(m.Run())
}

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// test paper is as tall as the fixtures are wide: one pixel of theirs is one millimetre.
var testPaper = orders.Paper{ID: "test", WidthMM: 169, HeightMM: 300}

func job(paper orders.Paper, fit orders.Fit, paths ...string) orders.Job {
	j := orders.Job{Title: "Order K7QM-3XWD: “wakacje” (2)", Number: "K7QM-3XWD", Created: noon, Paper: paper}
	for _, p := range paths {
		j.Prints = append(j.Prints, orders.Print{Path: p, Copies: 1, Fit: fit})
	}
	return j
}

func compose(t testing.TB, j orders.Job) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "sheet.pdf")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := (Composer{}).Compose(t.Context(), f, j); err != nil {
		t.Fatal(err)
	}
	return path
}

// validate has an independent reader look at the file.
func validate(t *testing.T, path string) {
	t.Helper()
	conf := model.NewDefaultConfiguration()
	conf.ValidationMode = model.ValidationStrict
	if err := api.ValidateFile(path, conf); err != nil {
		t.Fatalf("pdfcpu: %v", err)
	}
}

// run needs poppler-utils: without them nothing here would be proved.
func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s (Debian's poppler-utils): %v\n%s", name, err, out)
	}
	return string(out)
}

// render gives a page as a picture of one pixel to the millimetre.
func render(t *testing.T, path string, page int, box string) image.Image {
	t.Helper()
	prefix := filepath.Join(t.TempDir(), "page")
	n := strconv.Itoa(page)
	args := []string{"-png", "-r", "25.4", "-f", n, "-l", n, "-singlefile"}
	if box != "" {
		args = append(args, box)
	}
	if out := run(t, "pdftoppm", append(args, path, prefix)...); strings.Contains(out, "rror") {
		t.Fatalf("pdftoppm complains: %s", out)
	}
	data, err := os.ReadFile(prefix + ".png")
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func fixture(name string) string { return filepath.Join("testdata", name) }

// difference is the mean difference of two pictures' colours, 0 to 255.
func difference(t *testing.T, got, want image.Image) float64 {
	t.Helper()
	g, w := got.Bounds(), want.Bounds()
	if math.Abs(float64(g.Dx()-w.Dx())) > 1 || math.Abs(float64(g.Dy()-w.Dy())) > 1 {
		t.Fatalf("the page is %v, want %v", g, w)
	}
	var sum, n float64
	for y := range min(g.Dy(), w.Dy()) {
		for x := range min(g.Dx(), w.Dx()) {
			r1, g1, b1, _ := got.At(g.Min.X+x, g.Min.Y+y).RGBA()
			r2, g2, b2, _ := want.At(w.Min.X+x, w.Min.Y+y).RGBA()
			for _, d := range [][2]uint32{{r1, r2}, {g1, g2}, {b1, b2}} {
				sum += math.Abs(float64(d[0])-float64(d[1])) / 257
				n++
			}
		}
	}
	return sum / n
}

func decodeFile(t *testing.T, path string) image.Image {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// red reports the fixture's red field, which is in the upper left corner when the picture stands upright.
func red(img image.Image, x, y int) bool {
	r, g, b, _ := img.At(x, y).RGBA()
	return r > 0xc000 && g < 0x4000 && b < 0x4000
}

func TestEveryOrientationStandsUpright(t *testing.T) {
	base := decodeFile(t, fixture("base.png"))
	for o := 1; o <= 8; o++ {
		name := "orient-" + strconv.Itoa(o) + ".jpg"
		t.Run(name, func(t *testing.T) {
			path := compose(t, job(testPaper, orders.FitWhole, fixture(name)))
			validate(t, path)
			img := render(t, path, 1, "")
			b := img.Bounds()
			if !red(img, 10, 10) || red(img, b.Dx()-10, 10) || red(img, 10, b.Dy()-10) || red(img, b.Dx()-10, b.Dy()-10) {
				t.Error("the red corner is not in the upper left")
			}
			if d := difference(t, img, base); d > 6 {
				t.Errorf("the page differs from the upright picture by %.1f", d)
			}
		})
	}
}

func TestEveryKindOfPictureLooksRight(t *testing.T) {
	base := decodeFile(t, fixture("base.png"))
	for name, tolerance := range map[string]float64{
		"base.png": 4, "png16.png": 4, "progressive.jpg": 6, "w.webp": 6, "g.gif": 12, "cmyk.jpg": 25, "gray.jpg": 35,
	} {
		t.Run(name, func(t *testing.T) {
			path := compose(t, job(testPaper, orders.FitWhole, fixture(name)))
			validate(t, path)
			img := render(t, path, 1, "")
			if d := difference(t, img, base); d > tolerance {
				t.Errorf("the page differs from the picture by %.1f, more than %.0f", d, tolerance)
			}
			if name != "gray.jpg" && !red(img, 10, 10) && name != "cmyk.jpg" {
				t.Error("the red corner is not red")
			}
		})
	}
}

func TestJPEGBytesPassThroughUntouched(t *testing.T) {
	for _, name := range []string{"orient-6.jpg", "progressive.jpg", "cmyk.jpg", "gray.jpg"} {
		original, err := os.ReadFile(fixture(name))
		if err != nil {
			t.Fatal(err)
		}
		pdf, err := os.ReadFile(compose(t, job(testPaper, orders.FitWhole, fixture(name))))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(pdf, original) {
			t.Errorf("%s is not in the PDF byte for byte", name)
		}
	}
}

func TestWhatFollowsTheEndOfAJPEGStaysOut(t *testing.T) {
	original, err := os.ReadFile(fixture("orient-1.jpg"))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "motion.jpg")
	if err := os.WriteFile(path, append(original, "<script>a film</script>"...), 0o600); err != nil {
		t.Fatal(err)
	}
	out := compose(t, job(testPaper, orders.FitWhole, path))
	validate(t, out)
	pdf, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(pdf, []byte("film")) || !bytes.Contains(pdf, original) {
		t.Error("the PDF holds what is not part of the picture")
	}
}

func TestCopiesShareOneImage(t *testing.T) {
	j := job(orders.Papers()[1], orders.FitWhole, fixture("orient-1.jpg"), fixture("orient-6.jpg"))
	j.Prints[0].Copies = 3
	path := compose(t, j)
	validate(t, path)
	pdf, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(pdf, []byte("/Subtype/Image")); n != 2 {
		t.Errorf("%d images for two photos", n)
	}
	if info := run(t, "pdfinfo", path); !strings.Contains(info, "Pages:           4") {
		t.Errorf("not four pages:\n%s", info)
	}
}

func TestTheSameJobGivesTheSameBytes(t *testing.T) {
	j := job(orders.Papers()[0], orders.FitFill, fixture("base.png"), fixture("g.gif"), fixture("cmyk.jpg"))
	one, err := os.ReadFile(compose(t, j))
	if err != nil {
		t.Fatal(err)
	}
	two, err := os.ReadFile(compose(t, j))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(one, two) {
		t.Error("two runs differ")
	}
}

func TestTheDocumentTellsTitleNumberAndDate(t *testing.T) {
	info := run(t, "pdfinfo", "-isodates", compose(t, job(testPaper, orders.FitWhole, fixture("orient-1.jpg"))))
	for _, want := range []string{"Order K7QM-3XWD: “wakacje” (2)", "Subject:         K7QM-3XWD", "2026-11-20T12:00:00Z"} {
		if !strings.Contains(info, want) {
			t.Errorf("pdfinfo does not tell %q:\n%s", want, info)
		}
	}
}

func TestAnEmptyJobIsNoPDF(t *testing.T) {
	if err := (Composer{}).Compose(t.Context(), &bytes.Buffer{}, job(testPaper, orders.FitWhole)); err == nil {
		t.Error("no error")
	}
}

// refused expects a sentence that a customer can read.
func refused(t *testing.T, data []byte, want string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "picture")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	err := (Composer{}).Check(t.Context(), path)
	var refusal *orders.Refusal
	if !errors.As(err, &refusal) || !strings.Contains(refusal.Sentence, want) {
		t.Errorf("got %v, want a refusal with %q", err, want)
	}
}
