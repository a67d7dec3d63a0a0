package orders_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/png"
	"io"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"example.net/oauth1/printer/ipp"
	"example.net/oauth1/printer/ipp/ipptest"
	"example.net/oauth1/printer/orders"
)

func withPress(shop *orders.Shop, address string) error {
	press, err := ipp.New(address, nil)
	if err == nil {
		press.Timeout = 5 * time.Second
		shop.Press, shop.Poll = press, 20*time.Millisecond
	}
	return err
}

// pressHouse is a house with a real printer.
func pressHouse(t *testing.T) (*house, *ipptest.Printer) {
	t.Helper()
	h, printer := newHouse(t), ipptest.Start(t)
	if err := withPress(h.Shop, printer.URL); err != nil {
		t.Fatal(err)
	}
	return h, printer
}

// untilSaid watches the order until its reason holds the words.
func (h *house) untilSaid(t *testing.T, id, words string) orders.Order {
	t.Helper()
	return h.untilSo(t, id, words, func(o orders.Order) bool { return strings.Contains(o.Reason, words) })
}

// sum is the hash of an order's print file.
func (h *house) sum(t *testing.T, id string) string {
	t.Helper()
	pdf, err := h.OpenPDF(t.Context(), h.customer, id)
	if err != nil {
		t.Fatal(err)
	}
	defer pdf.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, pdf); err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// onPaper expects that exactly these orders came out, each once.
func (h *house) onPaper(t *testing.T, printer *ipptest.Printer, ids ...string) {
	t.Helper()
	var want, got []string
	for _, id := range ids {
		want = append(want, h.sum(t, id))
	}
	for _, p := range printer.Printed() {
		got = append(got, p.SHA256)
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("the printer printed %v, not %v; log:\n%s", got, want, h.log)
	}
}

// copies counts how often the whole order came out.
func (h *house) copies(t *testing.T, printer *ipptest.Printer, id string) (n int) {
	t.Helper()
	for _, p := range printer.Printed() {
		if p.SHA256 == h.sum(t, id) {
			n++
		}
	}
	return n
}

func TestAnOrderComesOutOfARealPrinter(t *testing.T) {
	h, printer := pressHouse(t)
	h.run(t)
	o := h.until(t, h.place(t, choice("p1", "p2")).ID, orders.Printed)
	h.onPaper(t, printer, o.ID)
	if got := printer.Printed()[0]; got.Media != "na_index-4x6_4x6in" || got.Job != "Order "+o.Number {
		t.Errorf("it was printed as %+v", got)
	}
	p, err := h.Printout(t.Context(), h.customer, o.ID)
	if err != nil || p.Step != orders.PrintSent || p.Printer != "Test Photo Printer" || o.Reason != "" {
		t.Errorf("printed with %+v, %v, %q", p, err, o.Reason)
	}
	if _, err := h.Printout(t.Context(), "somebody else", o.ID); err != orders.ErrNotFound {
		t.Errorf("another customer reads it: %v", err)
	}
}

func TestPaperOutIsToldAndGoesOnByItself(t *testing.T) {
	h, printer := pressHouse(t)
	printer.Lacks("media-empty")
	h.run(t)
	first := h.place(t, choice("p1"))
	h.untilSaid(t, first.ID, "The printer is out of paper.")
	second := h.place(t, choice("p2"))
	h.until(t, second.ID, orders.Printing)
	printer.Lacks("cover-open")
	h.untilSaid(t, first.ID, "A cover of the printer is open.")
	printer.Mend()
	h.until(t, first.ID, orders.Printed)
	h.until(t, second.ID, orders.Printed)
	h.onPaper(t, printer, first.ID, second.ID)
}

func TestAPrinterThatIsOffIsWaitedFor(t *testing.T) {
	h, printer := pressHouse(t)
	printer.Kill()
	h.run(t)
	o := h.place(t, choice("p1"))
	h.untilSaid(t, o.ID, "switched off, or not connected. We keep trying")
	printer.SwitchOn()
	h.until(t, o.ID, orders.Printed)
	h.onPaper(t, printer, o.ID)
}

// TestAPrinterThatForgets: it dies with the order in it. Nobody can know what came out, so the customer is asked.
func TestAPrinterThatForgets(t *testing.T) {
	for name, decide := range map[string]func(*house, string) error{
		"print it again": func(h *house, id string) error { return h.PrintAgain(t.Context(), h.customer, id) },
		"it came out":    func(h *house, id string) error { return h.IsPrinted(t.Context(), h.customer, id) },
		"forget it":      func(h *house, id string) error { return h.Cancel(t.Context(), h.customer, id) },
	} {
		t.Run(name, func(t *testing.T) {
			h, printer := pressHouse(t)
			printer.Lacks("media-empty")
			h.run(t)
			o := h.place(t, choice("p1"))
			h.untilSaid(t, o.ID, "out of paper")
			if err := decide(h, o.ID); name != "forget it" && err == nil {
				t.Error("it was decided while the printer knew")
			}
			if name == "forget it" {
				return // cancelling at the printer is another story
			}
			printer.Kill()
			h.untilSaid(t, o.ID, "cannot be reached")
			printer.Mend()
			printer.SwitchOn()
			h.untilSaid(t, o.ID, "has forgotten it. We do not know whether anything was printed.")
			h.onPaper(t, printer)
			if err := decide(h, o.ID); err != nil {
				t.Fatal(err)
			}
			h.until(t, o.ID, orders.Printed)
			if name == "print it again" {
				h.onPaper(t, printer, o.ID)
			} else {
				h.onPaper(t, printer)
			}
		})
	}
}

func TestAnOrderThatThePrinterGivesUpAsks(t *testing.T) {
	h, printer := pressHouse(t)
	printer.GiveUp()
	h.run(t)
	o := h.place(t, choice("p1"))
	h.untilSaid(t, o.ID, "gave the order up")
	printer.Recover()
	if err := h.PrintAgain(t.Context(), h.customer, o.ID); err != nil {
		t.Fatal(err)
	}
	h.until(t, o.ID, orders.Printed)
	h.onPaper(t, printer, o.ID)
	if err := h.PrintAgain(t.Context(), h.customer, o.ID); err == nil {
		t.Error("a printed order is printed again by the button for uncertain ones")
	}
	if err := h.PrintAgain(t.Context(), "somebody else", o.ID); err != orders.ErrNotFound {
		t.Errorf("by somebody else: %v", err)
	}
}

func TestCancellingAtThePrinter(t *testing.T) {
	h, printer := pressHouse(t)
	printer.Lacks("media-empty")
	h.run(t)
	first := h.place(t, choice("p1"))
	h.untilSaid(t, first.ID, "out of paper")
	second := h.place(t, choice("p2"))
	h.until(t, second.ID, orders.Printing)
	for _, id := range []string{second.ID, first.ID} {
		if err := h.Cancel(t.Context(), h.customer, id); err != nil {
			t.Fatal(err)
		}
	}
	h.until(t, second.ID, orders.Cancelled)
	printer.Mend()
	h.until(t, first.ID, orders.Cancelled)
	for _, p := range printer.Printed() { // what ippeveprinter has begun it ends, cancelled or not
		if p.Job != "Order "+first.Number {
			t.Errorf("it printed %v", p)
		}
	}
	h.until(t, h.place(t, choice("p3")).ID, orders.Printed)
}

func TestCancellingWhileThePrinterIsOff(t *testing.T) {
	h, printer := pressHouse(t)
	printer.Kill()
	h.run(t)
	o := h.place(t, choice("p1"))
	h.untilSaid(t, o.ID, "cannot be reached")
	if err := h.Cancel(t.Context(), h.customer, o.ID); err != nil {
		t.Fatal(err)
	}
	h.until(t, o.ID, orders.Cancelled)
	printer.SwitchOn()
	next := h.place(t, choice("p2"))
	h.until(t, next.ID, orders.Printed)
	h.onPaper(t, printer, next.ID)
}

// noise is a picture of 12 MB.
func noise(t *testing.T) []byte {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, 2000, 2000))
	random := rand.New(rand.NewPCG(1, 2))
	for i := range img.Pix {
		if img.Pix[i] = byte(random.Uint32()); i%4 == 3 {
			img.Pix[i] = 255
		}
	}
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.NoCompression}).Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestALineThatBreaks: in the middle of the document, or after it, when only the answer is lost.
func TestALineThatBreaks(t *testing.T) {
	decide := map[string]func(*house, string) error{
		"in the document": func(h *house, id string) error { return h.PrintAgain(t.Context(), h.customer, id) },
		"at the answer":   func(h *house, id string) error { return h.IsPrinted(t.Context(), h.customer, id) },
	}
	for name, breaks := range map[string]func(*ipptest.Call){
		"in the document": func(c *ipptest.Call) { c.Upload = 8 << 10 },
		"at the answer":   func(c *ipptest.Call) { c.NoAnswer = true },
		"at once":         func(c *ipptest.Call) { c.Refuse = true },
	} {
		t.Run(name, func(t *testing.T) {
			h, printer := pressHouse(t)
			line := ipptest.NewLine(t, printer.URL)
			press, err := ipp.New(line.URL, nil)
			if err != nil {
				t.Fatal(err)
			}
			press.Timeout, press.Stall = time.Second, 3*time.Second
			h.Press = press
			var broken atomic.Int32
			line.Fault(func(c *ipptest.Call) {
				c.SeenRequest = func(start []byte) {
					if bytes.Contains(start, []byte("last-document")) && broken.Add(1) == 1 { // Send-Document
						breaks(c)
					}
				}
			})
			h.run(t)
			h.photos.Add("noise", "noise.png", noise(t)) // more than the system keeps of a connection
			o := h.place(t, choice("noise"))
			if decide[name] != nil { // this printer takes what it got for the whole, and does not say how much it was
				h.untilSaid(t, o.ID, "broke while your order was sent. One sheet")
				if err := decide[name](h, o.ID); err != nil {
					t.Fatal(err)
				}
			}
			h.until(t, o.ID, orders.Printed)
			if broken.Load() == 0 {
				t.Fatal("nothing broke")
			}
			if n := h.copies(t, printer, o.ID); n != 1 {
				t.Errorf("the order came out %d times", n)
			}
		})
	}
}

// TestPrintsAreImposedOnWhatThePrinterHas: 9 × 13 cm on 4 × 6 inches with marks to cut along, and no paper for a poster.
func TestPrintsAreImposedOnWhatThePrinterHas(t *testing.T) {
	h, printer := pressHouse(t)
	h.run(t)
	small := choice("p1")
	small.Paper = "9x13"
	o := h.until(t, h.place(t, small).ID, orders.Printed)
	if p, err := h.Printout(t.Context(), h.customer, o.ID); err != nil || p.Sheet != (orders.Extent{W: 101.6, H: 152.4}) {
		t.Errorf("it was printed as %+v, %v", p, err)
	}
	if got := printer.Printed(); len(got) != 1 || got[0].Media != "na_index-4x6_4x6in" {
		t.Errorf("it was printed as %+v", got)
	}
	large := choice("p1")
	large.Paper = "20x30"
	h.untilSaid(t, h.place(t, large).ID, "The printer has no paper for 20 × 30 cm.")
}

// TestAFileMadeWithoutThePrinterIsMadeAgain: what paper there is was not known when the order was composed.
func TestAFileMadeWithoutThePrinterIsMadeAgain(t *testing.T) {
	h, printer := pressHouse(t)
	printer.Kill()
	h.run(t)
	small := choice("p1")
	small.Paper = "9x13"
	o := h.place(t, small)
	h.untilSaid(t, o.ID, "cannot be reached")
	before := h.sum(t, o.ID)
	printer.SwitchOn()
	h.until(t, o.ID, orders.Printed)
	h.onPaper(t, printer, o.ID)
	if before == h.sum(t, o.ID) {
		t.Error("the print file is the same as without the printer")
	}
}

func TestWithoutAPrinterAnyMoreThePrintFileIsThere(t *testing.T) {
	h, printer := pressHouse(t)
	printer.Kill()
	stop := h.run(t)
	o := h.place(t, choice("p1"))
	h.untilSaid(t, o.ID, "cannot be reached")
	stop()
	h.Press = nil
	h.run(t)
	h.until(t, o.ID, orders.Ready)
	if h.pages(t, o.ID) != 2 {
		t.Error("there is no print file")
	}
}
