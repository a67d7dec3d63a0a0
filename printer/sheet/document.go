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
	Cut           bool // for a printer: only what is left after cutting shall reach its paper
}

// Writer writes a PDF, page after page.
type Writer struct {
	pdf      *pdf
	doc      Document
	catalog  int
	tree     int
	pages    []int
	face     *face            // of captions; nil until there is one
	profiles map[[32]byte]int // ICC profiles by hash: each is written once
}

// New begins a PDF on w. If w is an *os.File, pictures are copied from file to file by the system.
func New(w io.Writer, doc Document) *Writer {
	p := newPDF(w)
	return &Writer{pdf: p, doc: doc, catalog: p.reserve(), tree: p.reserve(), profiles: map[[32]byte]int{}}
}

// shown is a picture whose data is in the PDF, to be put on pages.
type shown struct {
	object      int
	size        orders.Extent // upright
	orientation int
}

// add writes the picture of a file.
func (w *Writer) add(path string) (shown, error) {
	pic, err := open(path)
	if err != nil {
		return shown{}, err
	}
	defer pic.Close()
	object, err := w.image(pic)
	s := pic.upright()
	return shown{object, orders.Extent{W: s.w, H: s.h}, pic.orientation}, err
}

// put makes pages of what the canvas shows, which all share it.
func (w *Writer) put(c *canvas, copies int) error {
	content := w.pdf.reserve()
	w.pdf.stream(content, "", c.content)
	resources := c.resources()
	for range max(copies, 1) {
		n := w.pdf.reserve()
		w.pages = append(w.pages, n)
		w.pdf.object(n, "<</Type/Page/Parent %d 0 R/MediaBox%s%s/BleedBox%s/TrimBox%s/Contents %d 0 R/Resources<<%s>>>>",
			w.tree, c.media, w.cropBox(c), c.bleed, c.trim, content, resources)
	}
	return w.pdf.err
}

// cropBox tells a printer to print the finished page only, on paper of its size (ISO 32000-1 section 12.2: what is
// printed is the CropBox); a lab that imposes and cuts wants to see the marks.
func (w *Writer) cropBox(c *canvas) string {
	if !w.doc.Cut {
		return ""
	}
	return "/CropBox" + c.trim.String()
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
	w.face.write(w.pdf)
	metadata := w.pdf.reserve()
	w.pdf.stream(metadata, "/Type/Metadata/Subtype/XML", w.doc.xmp())
	w.pdf.object(w.catalog, "<</Type/Catalog/Pages %d 0 R/Metadata %d 0 R/ViewerPreferences<</DisplayDocTitle true/PrintScaling/None>>>>",
		w.tree, metadata)
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
