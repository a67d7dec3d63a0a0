package sheet

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// face is the font of captions: Go Regular, which has the letters of Latin, Greek and Cyrillic, embedded as a TrueType
// font whose codes are its glyphs' numbers (ISO 32000-1 section 9.7). What it has no letter for is drawn as a box; the
// words themselves stand beside the drawing, so that a name in any script can be found and copied.
type face struct {
	object int
	font   *sfnt.Font
	buffer sfnt.Buffer
	used   map[sfnt.GlyphIndex]rune // and what each stands for
}

// newFace parses the font, which is part of the program.
func newFace(p *pdf) (*face, error) {
	f, err := sfnt.Parse(goregular.TTF)
	if err != nil {
		return nil, fmt.Errorf("reading the font of captions: %w", err)
	}
	return &face{object: p.reserve(), font: f, used: map[sfnt.GlyphIndex]rune{}}, nil
}

// glyphs are the numbers of the text's letters, and its width for a size of 1.
func (f *face) glyphs(s string) (list []sfnt.GlyphIndex, width float64) {
	for _, r := range s {
		g, err := f.font.GlyphIndex(&f.buffer, r)
		if err != nil {
			g = 0
		}
		if f.used[g] = r; g == 0 {
			f.used[g] = unicode.ReplacementChar
		}
		list, width = append(list, g), width+f.advance(g)/1000
	}
	return list, width
}

// advance is a glyph's width in thousandths of the size.
func (f *face) advance(g sfnt.GlyphIndex) float64 {
	a, err := f.font.GlyphAdvance(&f.buffer, g, fixed.I(1000), font.HintingNone)
	if err != nil {
		return 0
	}
	return float64(a) / 64
}

// printable leaves out what has no place in one line: controls, and the marks that turn the direction of text around.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s)
}

// shorten cuts a text that is wider than the line, with an ellipsis at its end.
func (f *face) shorten(s string, size, line float64) string {
	s = printable(s)
	if _, w := f.glyphs(s); w*size <= line {
		return s
	}
	letters := []rune(s)
	for n := min(len(letters), 500) - 1; n > 0; n-- {
		short := strings.TrimRight(string(letters[:n]), " ") + "…"
		if _, w := f.glyphs(short); w*size <= line {
			return short
		}
	}
	return "…"
}

// text writes one line of words in the middle of a width that begins at x, with all of the words beside it.
func (c *canvas) text(f *face, words string, x, y, width, size float64) {
	glyphs, w := f.glyphs(f.shorten(words, size, width))
	if len(glyphs) == 0 {
		return
	}
	c.face = f.object
	c.add("/Span<</ActualText%s>>BDC BT 0 g /F %s Tf %s %s Td <", text(printable(words)), number(size), number(x+(width-w*size)/2), number(y))
	for _, g := range glyphs {
		c.add("%04x", g)
	}
	c.add("> Tj ET EMC\n")
}

// write writes the font, if any text was. It comes last, when it is known which glyphs were used.
func (f *face) write(p *pdf) {
	if f == nil || p.err != nil {
		return
	}
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	z.Write(goregular.TTF) // a Buffer takes everything
	z.Close()
	file, descriptor, cid, unicodes := p.reserve(), p.reserve(), p.reserve(), p.reserve()
	const name = "GoRegular"
	p.stream(file, fmt.Sprintf("/Filter/FlateDecode/Length1 %d", len(goregular.TTF)), packed.Bytes())
	p.object(descriptor, "<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[-440 -293 2160 952]/ItalicAngle 0"+
		"/Ascent 952/Descent -211/CapHeight 721/StemV 90/FontFile2 %d 0 R>>", name, file)
	p.object(cid, "<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"+
		"/FontDescriptor %d 0 R/CIDToGIDMap/Identity/W[%s]>>", name, descriptor, f.widths())
	p.stream(unicodes, "", f.toUnicode())
	p.object(f.object, "<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>", name, cid, unicodes)
}

// sorted are the glyphs in use: the same text gives the same bytes.
func (f *face) sorted() (list []sfnt.GlyphIndex) {
	for g := range f.used {
		list = append(list, g)
	}
	slices.Sort(list)
	return list
}

func (f *face) widths() string {
	var b strings.Builder
	for _, g := range f.sorted() {
		fmt.Fprintf(&b, "%d[%s]", g, number(f.advance(g)))
	}
	return b.String()
}

// toUnicode is a CMap (section 9.10.3) that tells which letter each glyph is, at most a hundred in one list.
func (f *face) toUnicode() []byte {
	b := []byte("/CIDInit/ProcSet findresource begin 12 dict begin begincmap/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n" +
		"/CMapName/Adobe-Identity-UCS def/CMapType 2 def 1 begincodespacerange<0000><ffff>endcodespacerange\n")
	for list := range slices.Chunk(f.sorted(), 100) {
		b = fmt.Appendf(b, "%d beginbfchar\n", len(list))
		for _, g := range list {
			b = fmt.Appendf(b, "<%04x>%s\n", g, strings.Replace(text(string(f.used[g])), "feff", "", 1))
		}
		b = append(b, "endbfchar\n"...)
	}
	return append(b, "endcmap CMapName currentdict/CMap defineresource pop end end"...)
}
