package sheet

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"example.net/oauth1/printer/orders"
)

// Document tells what the PDF says about itself. Its dates are Created: the same input gives the same bytes.
type Document struct {
	Title, Number string
	Created       time.Time
}

// Page says how one picture is put on paper.
type Page struct {
	Paper  orders.Paper
	Fit    orders.Fit
	Crop   orders.Crop
	Copies int
}

// Writer writes a PDF, page after page.
type Writer struct {
	pdf      *pdf
	doc      Document
	catalog  int
	tree     int
	pages    []int
	profiles map[[32]byte]int // ICC profiles by hash: each is written once
}

// New begins a PDF on w. If w is an *os.File, pictures are copied from file to file by the system.
func New(w io.Writer, doc Document) *Writer {
	p := newPDF(w)
	return &Writer{pdf: p, doc: doc, catalog: p.reserve(), tree: p.reserve(), profiles: map[[32]byte]int{}}
}

// Add puts the picture of a file on a page, and on as many more as there are copies; all of them share its data.
func (w *Writer) Add(path string, page Page) error {
	pic, err := open(path)
	if err != nil {
		return err
	}
	defer pic.Close()
	image, err := w.image(pic)
	if err != nil {
		return err
	}
	lay := arrange(pic.upright(), page)
	content := w.pdf.reserve()
	w.pdf.stream(content, "", lay.draw(turn(pic.orientation, page.Crop.Turn)))
	for range max(page.Copies, 1) {
		w.page(lay, content, image)
	}
	return w.pdf.err
}

func (w *Writer) page(lay layout, content, image int) {
	n := w.pdf.reserve()
	w.pages = append(w.pages, n)
	w.pdf.object(n, "<</Type/Page/Parent %d 0 R/MediaBox%s/BleedBox%s/TrimBox%s/Contents %d 0 R"+
		"/Resources<</XObject<</P %d 0 R>>>>>>", w.tree, lay.media, lay.media, lay.trim, content, image)
}

// image writes the picture's XObject and gives its number.
func (w *Writer) image(pic *picture) (int, error) {
	space := pic.space
	if len(pic.profile) > 0 {
		space = fmt.Sprintf("[/ICCBased %d 0 R]", w.profile(pic))
	}
	dict := fmt.Sprintf("/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace %s/BitsPerComponent %d/Filter%s%s",
		pic.width, pic.height, space, pic.bits, pic.filter, pic.extra)
	n := w.pdf.reserve()
	w.pdf.streamFrom(n, dict, pic.length, pic.copy)
	return n, w.pdf.err
}

func (w *Writer) profile(pic *picture) int {
	sum := sha256.Sum256(pic.profile)
	if n, ok := w.profiles[sum]; ok {
		return n
	}
	n := w.pdf.reserve()
	w.pdf.stream(n, fmt.Sprintf("/N %d/Alternate%s", pic.components, pic.space), pic.profile)
	w.profiles[sum] = n
	return n
}

// Close writes what stands at the end of a PDF: the page tree, the catalog, the cross-reference table.
func (w *Writer) Close() error {
	if len(w.pages) == 0 {
		return errors.New("a PDF needs a page")
	}
	w.pdf.object(w.tree, "<</Type/Pages/Count %d/Kids[%s]>>", len(w.pages), references(w.pages))
	w.pdf.object(w.catalog, "<</Type/Catalog/Pages %d 0 R/ViewerPreferences<</DisplayDocTitle true>>>>", w.tree)
	info := w.pdf.reserve()
	date := w.doc.Created.UTC().Format("D:20060102150405+00'00'")
	w.pdf.object(info, "<</Title%s/Subject%s/Creator(printer)/Producer(printer)/CreationDate(%s)/ModDate(%s)>>",
		text(w.doc.Title), text(w.doc.Number), date, date)
	id := sha256.Sum256([]byte(w.doc.Title + "\x00" + w.doc.Number + "\x00" + date))
	return w.pdf.finish(w.catalog, info, hex.EncodeToString(id[:16]))
}

func references(objects []int) string {
	var b strings.Builder
	for _, n := range objects {
		fmt.Fprintf(&b, "%d 0 R ", n)
	}
	return b.String()
}
