package e2e

import (
	"image"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"example.net/oauth1/e2e/browser"
	"example.net/oauth1/e2e/programs"
)

// lying is how a photo lies on its paper, in millimetres, as the page draws it.
type lying struct {
	PaperW, PaperH, X, Y, W, H float64
	Transform                  string
}

// lies reads the picture that a selector finds: what is drawn is read, not what a form says.
func (c *customer) lies(selector string) lying {
	c.t.Helper()
	l, err := browser.Eval[lying](c.Page, `(() => {
		const svg = document.querySelector("`+selector+`"), paper = svg.querySelector("rect.paper"), image = svg.querySelector("image:not(.ghost)");
		const n = (e, name) => Number(e.getAttribute(name));
		return { paperW: n(paper, "width"), paperH: n(paper, "height"), x: n(image, "x"), y: n(image, "y"), w: n(image, "width"), h: n(image, "height"),
			transform: image.getAttribute("transform") };
	})()`)
	if err != nil {
		c.t.Fatalf("reading how the photo lies: %v", err)
	}
	return l
}

const stage = "[data-stage]"

// place opens the editor of a photo in the basket.
func (c *customer) place(photo string) {
	c.t.Helper()
	c.Follow("Place it: " + photo)
	c.See("This is what the print will show.")
}

// TestAPersonPlacesAPhoto picks from two albums and moves a photo on its paper by mouse and by keys; the print file then
// shows what the page showed.
func TestAPersonPlacesAPhoto(t *testing.T) {
	jane := visitor(t, programs.Start(t))
	jane.connect("jane")
	jane.choose("Vacation", "Mountain path")
	jane.Follow("More photos")
	jane.choose("Animals", "Raccoon")
	jane.See("2 photos chosen")
	jane.NotSee("dots per inch")
	jane.Choose("20 × 30 cm")
	jane.See("Only 98 dots per inch: it will look soft at this size. Good up to 13 × 18 cm.")
	jane.Press("Print it at 13 × 18 cm: zażółć gęślą jaźń")
	jane.See("13 × 18 cm, Glossy, Whole photo")
	jane.NotSee("dots per inch")
	jane.place("vacation")
	jane.Pick("Size", "13 × 13 cm, square, €0.29")
	whole := jane.lies(stage)
	jane.Choose("Fill the paper")
	middle := jane.lies(stage)
	if middle.W <= whole.W || middle.X >= -3 {
		t.Errorf("filling the paper makes of %+v %+v", whole, middle)
	}
	jane.Drag(stage, 60, 0)
	dragged := jane.lies(stage)
	if dragged.X <= middle.X+1 || dragged.Y != middle.Y || dragged.W != middle.W {
		t.Errorf("dragging to the right makes of %+v %+v", middle, dragged)
	}
	jane.Drag(stage, 2000, 0)
	if edge := jane.lies(stage); edge.X != -3 {
		t.Errorf("the photo was dragged off its paper: %+v", edge)
	}
	focus(jane)
	jane.Key(kb.ArrowLeft)
	if keyed := jane.lies(stage); keyed.X >= -3 {
		t.Errorf("the arrow key left it at %+v", keyed)
	}
	jane.Key("+")
	zoomed := jane.lies(stage)
	if zoomed.W <= dragged.W*1.05 {
		t.Errorf("plus makes it %+v", zoomed)
	}
	jane.Press("Save")
	jane.See("Your basket")
	if kept := jane.lies(".prints svg.print"); distance(kept, zoomed) > 0.01 {
		t.Errorf("the basket shows %+v, the editor showed %+v", kept, zoomed)
	}
	jane.Reload()
	if kept := jane.lies(".prints svg.print"); distance(kept, zoomed) > 0.01 {
		t.Errorf("after a reload the basket shows %+v", kept)
	}
	jane.Press("Remove zażółć")
	jane.See("1 photo chosen")
	jane.Press("Review the order")
	jane.Press("Order 1 print")
	jane.untilReady(false)
	path, _ := jane.Download("Download the PDF")
	showsPart(t, path, "vacation.jpg", zoomed)
}

// focus takes the photo in hand without a mouse.
func focus(c *customer) {
	c.t.Helper()
	if _, err := browser.Eval[bool](c.Page, `document.querySelector("`+stage+`").focus(), true`); err != nil {
		c.t.Fatal(err)
	}
}

// distance is the largest difference between two ways to lie, in millimetres.
func distance(a, b lying) float64 {
	return max(abs(a.PaperW-b.PaperW), abs(a.PaperH-b.PaperH), abs(a.X-b.X), abs(a.Y-b.Y), abs(a.W-b.W), abs(a.H-b.H))
}

func abs(v float64) float64 { return max(v, -v) }

// showsPart compares the only page of a PDF with the part of a photo that the page showed on its paper.
func showsPart(t *testing.T, pdf, file string, l lying) {
	t.Helper()
	dir := t.TempDir()
	if out, err := exec.Command("pdftoppm", "-png", "-r", "50", pdf, filepath.Join(dir, "page")).CombinedOutput(); err != nil {
		t.Fatalf("rendering the print file: %v\n%s", err, out)
	}
	pages, err := filepath.Glob(filepath.Join(dir, "page-*.png"))
	if err != nil || len(pages) != 1 {
		t.Fatalf("%d pages: %v", len(pages), err)
	}
	photo := upright(decode(t, "../seed/photos/"+file), file)
	scale := float64(photo.Bounds().Dx()) / l.W
	seen := image.Rect(int(-l.X*scale), int(-l.Y*scale), int((l.PaperW-l.X)*scale), int((l.PaperH-l.Y)*scale))
	if err := samePicture(part(decode(t, pages[0]), cuts(t, pdf, 1, 50)[0]), part(photo, seen)); err != nil {
		t.Errorf("the print does not show what the page showed: %v", err)
	}
}

// TestAPersonPlacesAPhotoOnAPhone does it with a finger, turns the photo, and goes on to the next.
func TestAPersonPlacesAPhotoOnAPhone(t *testing.T) {
	jane := visitor(t, programs.Start(t), browser.Phone)
	jane.connect("jane")
	jane.choose("Vacation", "Low sun", "Very wide panorama")
	jane.Choose("10 × 15 cm")
	jane.Choose("Fill the paper")
	jane.See("10 × 15 cm, Glossy, Fill the paper")
	jane.place("panorama")
	before := jane.lies(stage)
	jane.Drag(stage, -70, 0)
	after := jane.lies(stage)
	if after.X >= before.X-1 || after.Y != before.Y {
		t.Errorf("a finger made of %+v %+v", before, after)
	}
	jane.Pick("The photo lies", "Upside down")
	jane.Until("the photo is upside down", `document.querySelector("`+stage+` image").getAttribute("transform").startsWith("rotate(180")`)
	jane.Press("Save")
	jane.See("Your basket")
	if kept := jane.lies(".prints > li:last-of-type svg.print"); kept.Transform[:10] != "rotate(180" {
		t.Errorf("the basket shows %+v", kept)
	}
}

// TestAPersonPlacesAPhotoWithoutJavaScript chooses from the form what the others drag.
func TestAPersonPlacesAPhotoWithoutJavaScript(t *testing.T) {
	jane := visitor(t, programs.Start(t), browser.NoScript)
	jane.connect("jane")
	jane.choose("Vacation", "Low sun")
	jane.place("sunset")
	jane.Choose("Fill the paper")
	jane.Pick("Size", "20 × 30 cm, €1.99")
	jane.Choose("Bottom right")
	jane.Choose("Turn the paper the other way")
	jane.Press("Update the preview")
	l := jane.lies(stage)
	if l.PaperW != 200 || l.PaperH != 300 || abs(l.X+l.W-203) > 0.01 || abs(l.Y+l.H-303) > 0.01 {
		t.Errorf("it lies %+v, want the lower right corner on an upright print", l)
	}
	jane.Press("Save")
	jane.See("20 × 30 cm, Glossy, Fill the paper")
	if kept := jane.lies(".prints svg.print"); distance(kept, l) > 0.01 {
		t.Errorf("the basket shows %+v", kept)
	}
	jane.Press("Review the order")
	jane.Press("Order 1 print")
	jane.untilReady(true)
	path, _ := jane.Download("Download the PDF")
	showsPart(t, path, "sunset.jpg", l)
}

// TestAnOrderIsRepeatedAndTakenBack goes through the history: one click orders the same again, another takes it back.
func TestAnOrderIsRepeatedAndTakenBack(t *testing.T) {
	demo := programs.Start(t)
	jane := visitor(t, demo)
	jane.connect("jane")
	jane.choose("Animals", "Two spaniels")
	jane.order("13 × 18 cm", "Matte", "Fill the paper", "2")
	jane.untilReady(false)
	jane.Press("Order again")
	jane.See("We have ordered the same once more.")
	jane.untilReady(false)
	path, _ := jane.Download("Download the PDF")
	cuts(t, path, 2, 50) // fails unless there are two pages
	demo.Photos.Stop()
	jane.Press("Order again")
	jane.See("The photo service does not answer")
	jane.Press("Cancel this order…")
	jane.Press("Cancel the order")
	jane.See("You cancelled this order.")
	jane.NotSee("Cancel this order…")
	demo.Photos.Start()
	jane.Follow("Orders")
	jane.Pick("Which", "Cancelled or failed")
	jane.Press("Find")
	jane.Until("one order is listed, the cancelled one", `[...document.querySelectorAll(".rows .badge")].map(b => b.textContent).join() === "Cancelled"`)
	jane.Fill("Number, album or photo", "no such thing")
	jane.Press("Find")
	jane.See("No order fits")
}
