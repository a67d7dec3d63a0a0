package sheet

import (
	"image"
	"strings"
	"testing"

	"example.net/oauth1/printer/orders"
)

// dark reports ink near a point given in millimetres from the upper left corner of a page rendered with 10 pixels each.
func dark(img image.Image, x, y float64) bool {
	for dx := -2; dx <= 2; dx++ {
		for dy := -2; dy <= 2; dy++ {
			if r, _, _, _ := img.At(int(x*10)+dx, int(y*10)+dy).RGBA(); r < 0xc000 {
				return true
			}
		}
	}
	return false
}

func renderLarge(t *testing.T, path string) image.Image {
	t.Helper()
	prefix := t.TempDir() + "/page"
	run(t, "pdftoppm", "-png", "-r", "254", "-singlefile", path, prefix)
	return decodeFile(t, prefix+".png")
}

func TestCropMarksPointAtTheCutAndStayOutOfTheBleed(t *testing.T) {
	paper, _ := orders.PaperByID("10x15")
	img := renderLarge(t, compose(t, job(paper, orders.FitBorder, fixture("base.png")))) // white up to the cut and beyond
	const left, top, right, bottom = 9, 9, 159, 109
	for _, at := range [][2]float64{{left, 3}, {right, 3}, {left, 115}, {right, 115}, {3, top}, {3, bottom}, {165, top}, {165, bottom}} {
		if !dark(img, at[0], at[1]) {
			t.Errorf("there is no mark at %v mm", at)
		}
	}
	for _, at := range [][2]float64{{left, 7}, {right, 111}, {7, top}, {161, bottom}, {left, top}, {80, 3}, {3, 60}} {
		if dark(img, at[0], at[1]) {
			t.Errorf("there is ink at %v mm", at)
		}
	}
}

// TestPicturesKeepTheirPixels asks poppler for size, encoding and resolution of what is in the PDF.
func TestPicturesKeepTheirPixels(t *testing.T) {
	paper, _ := orders.PaperByID("10x15")
	list := spaces.ReplaceAllString(run(t, "pdfimages", "-list", compose(t, job(paper, orders.FitWhole,
		fixture("orient-6.jpg"), fixture("cmyk.jpg"), fixture("gray.jpg"), fixture("base.png")))), " ")
	for _, want := range []string{
		"1 0 image 169 300 rgb 3 8 jpeg no", "2 1 image 300 169 cmyk 4 8 jpeg no", "3 2 image 300 169 gray 1 8 jpeg no",
		"4 3 image 300 169 rgb 3 8 image no", // deflated, not recompressed as JPEG
	} {
		if !strings.Contains(list, want) {
			t.Errorf("pdfimages does not tell %q:\n%s", want, list)
		}
	}
	// 300 pixels on 150 mm are 50.8 of them to the inch: as many as there are, none made up.
	if n := strings.Count(list, " 51 51 "); n != 4 {
		t.Errorf("%d of 4 pictures have 51 dpi:\n%s", n, list)
	}
}

func TestForAPrinterThePageIsTheFinishedPrint(t *testing.T) {
	paper, _ := orders.PaperByID("10x15")
	j := job(paper, orders.FitFill, fixture("base.png"))
	j.Cut = true
	path := compose(t, j)
	validate(t, path)
	info := spaces.ReplaceAllString(run(t, "pdfinfo", "-box", path), " ")
	if !strings.Contains(info, "CropBox: 25.51 25.51 450.71 308.98") || !strings.Contains(info, "Page size: 425.197 x 283.46") {
		t.Errorf("a printer would print more than the finished page:\n%s", info)
	}
}

func TestMetadataTellsTitleAndNumber(t *testing.T) {
	j := job(testPaper, orders.FitWhole, fixture("base.png"))
	j.Title = "Łódź <&> \x01\"x\""
	path := compose(t, j)
	validate(t, path)
	meta := run(t, "pdfinfo", "-meta", path)
	for _, want := range []string{">Łódź &lt;&amp;&gt; �&#34;x&#34;<", "<dc:identifier>K7QM-3XWD<", "2026-11-20T12:00:00Z"} {
		if !strings.Contains(meta, want) {
			t.Errorf("the metadata does not tell %q:\n%s", want, meta)
		}
	}
}
