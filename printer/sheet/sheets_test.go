package sheet

import (
	"bytes"
	"fmt"
	"image"
	"os"
	"strings"
	"testing"

	"example.net/oauth1/printer/orders"
)

// part cuts a rectangle, in millimetres, out of a rendered page.
func part(img image.Image, x, y, w, h int) image.Image {
	at := img.Bounds().Min
	return img.(interface {
		SubImage(image.Rectangle) image.Image
	}).SubImage(image.Rect(x, y, x+w, y+h).Add(at))
}

func TestAWalletSheetIsOnePhotoFourTimes(t *testing.T) {
	paper, _ := orders.PaperByID("wallet")
	j := job(paper, orders.FitFill, fixture("orient-1.jpg"), fixture("tall.png"))
	j.Prints[0].Copies = 3
	path := compose(t, j)
	validate(t, path)
	all := pages(t, path)
	if len(all) != 4 {
		t.Fatalf("%d sheets, want 3 and 1", len(all))
	}
	small := onTrim0(decodeFile(t, fixture("base.png")), 45, 60)
	for _, at := range [][2]int{{15, 5}, {75, 5}, {15, 50}, {75, 50}} { // a lying sheet of 150 × 100 mm
		if d := difference(t, part(all[2], at[0], at[1], 60, 45), small); d > 14 {
			t.Errorf("at %v mm the sheet differs from the photo by %.1f", at, d)
		}
	}
	img := renderLarge(t, path)
	for _, at := range [][2]float64{{75, 2}, {75, 98}, {12, 50}, {138, 50}, {15, 2}, {135, 98}, {12, 5}, {138, 95}} {
		if !dark(img, at[0], at[1]) {
			t.Errorf("there is no mark to cut along at %v mm", at)
		}
	}
	if b := all[3].Bounds(); b.Dx() > b.Dy() {
		t.Error("the sheet of an upright photo lies")
	}
}

// onTrim0 is a filled paper without bleed.
func onTrim0(pic image.Image, w, h float64) image.Image {
	out := onTrim(pic, orders.Paper{WidthMM: w - 6, HeightMM: h - 6}, orders.Print{Fit: orders.FitFill})
	b := out.Bounds()
	whole := image.NewRGBA(image.Rect(0, 0, b.Dx()+6, b.Dy()+6))
	for y := range whole.Rect.Dy() { // the six pixels around are of no weight: the nearest will do
		for x := range whole.Rect.Dx() {
			whole.Set(x, y, out.At(min(max(x-3, 0), b.Dx()-1), min(max(y-3, 0), b.Dy()-1)))
		}
	}
	return whole
}

func TestPrintsAreImposedOnSheets(t *testing.T) {
	paper, _ := orders.PaperByID("10x15")
	j := job(paper, orders.FitFill, fixture("orient-6.jpg"), fixture("tall.png"))
	j.Prints[0].Copies, j.Sheet = 2, orders.Extent{W: 210, H: 297}
	path := compose(t, j)
	validate(t, path)
	if info := run(t, "pdfinfo", "-f", "1", "-l", "2", "-box", path); !strings.Contains(info, "841.89") || !strings.Contains(info, "Pages:           2") {
		t.Fatalf("two copies fill an A4 sheet, the third print begins another:\n%s", info)
	}
	all := pages(t, path)
	b := all[0].Bounds()
	if b.Dx() < b.Dy() {
		t.Fatal("the sheet stands, where two prints need it to lie")
	}
	// Two upright fields of 100 × 150 mm, 6 mm apart, in the middle; the photo lies in them, turned.
	want := onTrim(decodeFile(t, fixture("base.png")), paper, orders.Print{Fit: orders.FitFill, Crop: orders.Crop{Turn: 1}})
	for _, x := range []int{45, 151} {
		if d := difference(t, part(all[0], x, 30, 100, 150), want); d > 14 {
			t.Errorf("the print at %d mm differs by %.1f", x, d)
		}
	}
	if !white(all[1], 200, 100) || white(all[1], 95, 100) {
		t.Error("the second sheet does not have one print, on the left")
	}
	img := renderLarge(t, path)
	for _, at := range [][2]float64{{45.5, 25}, {145.5, 25}, {151.5, 25}, {251.5, 25}, {41, 30}, {41, 180}, {256, 30}, {45.5, 185}} {
		if !dark(img, at[0], at[1]) {
			t.Errorf("there is no mark to cut along at %v mm", at)
		}
	}
}

func TestAContactSheetHasEveryPhotoWithItsName(t *testing.T) {
	paper, _ := orders.PaperByID("contact")
	names := []string{"vacation.jpg", "Żółw i jaźń", "Ωμέγα, Привет", "O’Hara & «Söhne»", "日本の夏 🏔", "a name that is much too long to stand below a picture of four and a half centimetres"}
	j := job(paper, orders.FitFill)
	for i := range 23 {
		j.Prints = append(j.Prints, orders.Print{Path: fixture("orient-6.jpg"), Copies: 2, Caption: names[i%len(names)]})
	}
	path := compose(t, j)
	validate(t, path)
	all := pages(t, path)
	if len(all) != 4 {
		t.Fatalf("%d pages, want two sheets twice", len(all))
	}
	base := decodeFile(t, fixture("base.png"))
	want := onTrim(base, orders.Paper{WidthMM: 45, HeightMM: 25.35}, orders.Print{Fit: orders.FitWhole})
	for _, at := range [][2]int{{10, 28}, {58, 28}, {154, 28}, {10, 82}, {154, 244}} {
		if d := difference(t, part(all[0], at[0], at[1], 45, 25), want); d > 16 {
			t.Errorf("at %v mm the sheet differs from the photo by %.1f", at, d)
		}
	}
	words := run(t, "pdftotext", "-raw", path, "-")
	for _, want := range append(names, "Order K7QM-3XWD: “wakacje” (2) · 1 of 2", "2 of 2") {
		if !strings.Contains(words, want) {
			t.Errorf("the text does not hold %q:\n%s", want, words)
		}
	}
	if fonts := run(t, "pdffonts", path); !strings.Contains(fonts, "CID TrueType") || !strings.Contains(fonts, "yes no  yes") {
		t.Errorf("the font is not embedded with its letters:\n%s", fonts)
	}
}

// TestCaptionsAreWordsOnly: what would be an instruction to a reader of the PDF stays text.
func TestCaptionsAreWordsOnly(t *testing.T) {
	paper, _ := orders.PaperByID("contact")
	j := job(paper, orders.FitWhole, fixture("base.png"))
	j.Prints[0].Caption = "> Tj ET Q /P9 Do ) \x00\u202e\n\\ endstream"
	path := compose(t, j)
	validate(t, path)
	if words := run(t, "pdftotext", "-raw", path, "-"); !strings.Contains(words, `> Tj ET Q /P9 Do ) \ endstream`) {
		t.Errorf("the caption is %q", words)
	}
}

func TestEverySheetIsTheSameTwice(t *testing.T) {
	for _, id := range []string{"wallet", "contact", "10x15"} {
		paper, _ := orders.PaperByID(id)
		j := job(paper, orders.FitWhole, fixture("base.png"), fixture("orient-3.jpg"))
		j.Prints[0].Caption, j.Sheet = "Zażółć gęślą jaźń", orders.Extent{W: 210, H: 297}
		var files [2][]byte
		for i := range files {
			var err error
			if files[i], err = os.ReadFile(compose(t, j)); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(files[0], files[1]) {
			t.Errorf("two runs of %s differ", id)
		}
	}
}

func TestCaptionsAreCutToTheirLine(t *testing.T) {
	f, err := newFace(newPDF(&bytes.Buffer{}))
	if err != nil {
		t.Fatal(err)
	}
	for words, want := range map[string]string{"short": "short", "": "", strings.Repeat("m", 3000): "mmmmmmmmmmm…", "a\x07b\u202ec": "abc"} {
		if got := f.shorten(words, 10, 105); got != want {
			t.Errorf("%s becomes %q, want %q", fmt.Sprintf("%.20q", words), got, want)
		}
	}
}
