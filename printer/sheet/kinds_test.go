package sheet

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/color/palette"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"example.net/oauth1/printer/orders"
)

func encode(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func write(t *testing.T, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "picture")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// drawn is the fixture in another kind of image.
func drawn(t *testing.T, on draw.Image) image.Image {
	draw.Draw(on, on.Bounds(), decodeFile(t, fixture("base.png")), image.Point{}, draw.Src)
	return on
}

func TestEveryKindOfPNGLooksRight(t *testing.T) {
	r := image.Rect(0, 0, 300, 169)
	seeThrough := image.NewNRGBA(r)
	onWhite := image.NewRGBA(r)
	for y := range r.Dy() {
		for x := range r.Dx() {
			seeThrough.SetNRGBA(x, y, color.NRGBA{R: 255, A: byte(x * 255 / 300)})
			v := byte(255 - x*255/300)
			onWhite.SetRGBA(x, y, color.RGBA{R: 255, G: v, B: v, A: 255})
		}
	}
	holes := image.NewPaletted(r, color.Palette{color.Transparent, color.RGBA{B: 255, A: 255}})
	holesOnWhite := image.NewPaletted(r, color.Palette{color.White, color.RGBA{B: 255, A: 255}})
	for i := range holes.Pix {
		holes.Pix[i] = byte(i / 50 % 2)
	}
	copy(holesOnWhite.Pix, holes.Pix)
	deep := image.NewNRGBA64(r)
	draw.Draw(deep, r, seeThrough, image.Point{}, draw.Src)
	for name, c := range map[string]struct{ stored, seen image.Image }{
		"gray":              {drawn(t, image.NewGray(r)), nil},
		"gray, 16 bits":     {drawn(t, image.NewGray16(r)), nil},
		"colour":            {drawn(t, image.NewRGBA(r)), nil},
		"colour, 16 bits":   {drawn(t, image.NewRGBA64(r)), nil},
		"a palette":         {drawn(t, image.NewPaletted(r, palette.Plan9)), nil},
		"two colours":       {drawn(t, image.NewPaletted(r, color.Palette{color.Black, color.White})), nil},
		"alpha":             {seeThrough, onWhite},
		"alpha, 16 bits":    {deep, onWhite},
		"a palette's holes": {holes, holesOnWhite},
	} {
		t.Run(name, func(t *testing.T) {
			if c.seen == nil {
				c.seen = c.stored
			}
			path := write(t, encode(t, c.stored))
			if err := (Composer{}).Check(t.Context(), path); err != nil {
				t.Fatal(err)
			}
			out := compose(t, job(testPaper, orders.FitWhole, path))
			validate(t, out)
			if d := difference(t, render(t, out, 1, ""), c.seen); d > 6 {
				t.Errorf("the page differs from the picture by %.1f", d)
			}
		})
	}
}

// withHeader changes the header of a PNG and corrects its checksum.
func withHeader(data []byte, change func(header []byte)) []byte {
	data = bytes.Clone(data)
	change(data[16:29])
	binary.BigEndian.PutUint32(data[29:], crc32.ChecksumIEEE(data[12:29]))
	return data
}

func TestAnInterlacedPNGIsDecoded(t *testing.T) {
	dot := image.NewRGBA(image.Rect(0, 0, 1, 1)) // one pixel is the same in both orders
	dot.Set(0, 0, color.RGBA{G: 255, A: 255})
	path := write(t, withHeader(encode(t, dot), func(h []byte) { h[12] = 1 }))
	out := compose(t, job(testPaper, orders.FitFill, path))
	validate(t, out)
	if r, g, b, _ := render(t, out, 1, "").At(80, 80).RGBA(); r > 0x100 || g < 0xff00 || b > 0x100 {
		t.Errorf("it is %x %x %x, not green", r, g, b)
	}
}

// profile makes a matrix profile (ICC.1:2001-04) of sRGB's primaries in the given order.
func profile(order [3]int) []byte {
	primaries := [3][3]float64{{0.4361, 0.2225, 0.0139}, {0.3851, 0.7169, 0.0971}, {0.1431, 0.0606, 0.7139}}
	xyz := func(v [3]float64) []byte {
		b := []byte("XYZ \x00\x00\x00\x00")
		for _, n := range v {
			b = binary.BigEndian.AppendUint32(b, uint32(n*65536))
		}
		return b
	}
	curve := []byte("curv\x00\x00\x00\x00\x00\x00\x00\x01\x02\x33\x00\x00") // gamma 2.2
	words := append([]byte("text\x00\x00\x00\x00none"), 0, 0, 0, 0)
	tags := []struct {
		name string
		data []byte
	}{
		{"cprt", words}, {"wtpt", xyz([3]float64{0.9642, 1, 0.8249})},
		{"rXYZ", xyz(primaries[order[0]])}, {"gXYZ", xyz(primaries[order[1]])}, {"bXYZ", xyz(primaries[order[2]])},
		{"rTRC", curve}, {"gTRC", curve}, {"bTRC", curve},
	}
	head := make([]byte, 128)
	copy(head[8:], "\x02\x10\x00\x00mntrRGB XYZ ")
	copy(head[36:], "acsp")
	copy(head[68:], xyz([3]float64{0.9642, 1, 0.8249})[8:])
	table, data := binary.BigEndian.AppendUint32(nil, uint32(len(tags))), []byte(nil)
	for _, tag := range tags {
		table = append(table, tag.name...)
		table = binary.BigEndian.AppendUint32(table, uint32(128+4+12*len(tags)+len(data)))
		table = binary.BigEndian.AppendUint32(table, uint32(len(tag.data)))
		data = append(data, tag.data...)
	}
	whole := append(append(head, table...), data...)
	binary.BigEndian.PutUint32(whole, uint32(len(whole)))
	return whole
}

// segment is one APP2 of a profile.
func segment(number, count byte, data []byte) []byte {
	s := []byte{0xff, 0xe2}
	s = binary.BigEndian.AppendUint16(s, uint16(2+14+len(data)))
	s = append(s, "ICC_PROFILE\x00"...)
	return append(append(s, number, count), data...)
}

func withSegments(t *testing.T, segments ...[]byte) string {
	t.Helper()
	data, err := os.ReadFile(fixture("orient-1.jpg"))
	if err != nil {
		t.Fatal(err)
	}
	out := bytes.Clone(data[:2])
	for _, s := range segments {
		out = append(out, s...)
	}
	return write(t, append(out, data[2:]...))
}

func TestTheColourProfileIsKept(t *testing.T) {
	swapped := profile([3]int{2, 1, 0}) // its red is blue
	path := withSegments(t, segment(2, 2, swapped[100:]), segment(1, 2, swapped[:100]))
	out := compose(t, job(testPaper, orders.FitWhole, path, path))
	validate(t, out)
	if r, _, b, _ := render(t, out, 1, "").At(10, 10).RGBA(); r > 0x4000 || b < 0xc000 {
		t.Errorf("the profile does not count: red %x, blue %x", r, b)
	}
	pdf, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(pdf, []byte("/Alternate/DeviceRGB")); n != 1 {
		t.Errorf("the profile of two pictures is there %d times", n)
	}
}

func TestAProfileThatDoesNotFitIsLeftOut(t *testing.T) {
	whole := profile([3]int{0, 1, 2})
	gray := bytes.Clone(whole)
	copy(gray[16:], "GRAY")
	for name, segments := range map[string][][]byte{
		"of another kind": {segment(1, 1, gray)}, "with a part missing": {segment(1, 2, whole)},
		"of no kind": {segment(1, 1, []byte("hello"))}, "of two minds": {segment(1, 1, whole), segment(2, 3, whole)},
	} {
		out := compose(t, job(testPaper, orders.FitWhole, withSegments(t, segments...)))
		validate(t, out)
		if pdf, _ := os.ReadFile(out); bytes.Contains(pdf, []byte("ICCBased")) {
			t.Errorf("a profile %s is in the PDF", name)
		}
	}
}
