package renditions

import (
	"bytes"
	"image"
	"image/jpeg"
	"math"
	"os"
	"testing"

	"example.net/oauth1/photos/gallery"
)

// The best that a rendition can be is the original made smaller in one step and without rounding, and encoded as we
// encode. Every rendition comes as near to it as nobody could see.
func TestRenditionsAreNearlyAsGoodAsCanBe(t *testing.T) {
	for _, name := range []string{"vacation.jpg", "drum.jpg"} {
		t.Run(name, func(t *testing.T) {
			original, err := os.ReadFile("../../seed/photos/" + name)
			if err != nil {
				t.Fatal(err)
			}
			r := bytes.NewReader(original)
			f, err := Limits{}.withDefaults().look(r)
			if err != nil {
				t.Fatal(err)
			}
			made, err := render(t.Context(), r, f)
			if err != nil {
				t.Fatal(err)
			}
			for _, size := range gallery.RenditionSizes {
				width, height := gallery.Photo{Width: f.width, Height: f.height}.Fit(size)
				best := exactly(decodeJPEG(t, original), width, height)
				ceiling := similarity(best, luminance(decodeJPEG(t, encodeJPEG(t, best, quality(size)))))
				ours := similarity(best, luminance(decodeJPEG(t, made[size])))
				t.Logf("%s: %.4f of %.4f", size, ours, ceiling)
				if ours < ceiling-0.003 {
					t.Errorf("%s has a similarity of %.4f, and %.4f is possible", size, ours, ceiling)
				}
			}
		})
	}
}

func decodeJPEG(t *testing.T, b []byte) image.Image {
	t.Helper()
	img, err := jpeg.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func encodeJPEG(t *testing.T, g gray, quality int) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, g.width, g.height))
	for i, v := range g.v {
		img.Pix[i] = uint8(math.Round(min(max(v, 0), 255)))
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// gray is the brightness of a picture, unrounded.
type gray struct {
	v             []float64
	width, height int
}

func luminance(img image.Image) gray {
	b := img.Bounds()
	g := gray{make([]float64, b.Dx()*b.Dy()), b.Dx(), b.Dy()}
	for y := range g.height {
		for x := range g.width {
			switch img := img.(type) {
			case *image.YCbCr:
				g.v[y*g.width+x] = float64(img.Y[img.YOffset(x, y)])
			case *image.Gray:
				g.v[y*g.width+x] = float64(img.GrayAt(x, y).Y)
			}
		}
	}
	return g
}

// exactly makes a picture smaller by the textbook: Lanczos' window of three lobes, in floating point.
func exactly(img image.Image, width, height int) gray {
	across := resampled(luminance(img), width)
	return resampled(across.transposed(), height).transposed()
}

func resampled(g gray, width int) gray {
	out := gray{make([]float64, width*g.height), width, g.height}
	scale := float64(g.width) / float64(width)
	for x := range width {
		center := (float64(x)+0.5)*scale - 0.5
		first, last := max(0, int(math.Ceil(center-3*scale))), min(g.width-1, int(math.Floor(center+3*scale)))
		for y := range g.height {
			sum, weights := 0.0, 0.0
			for i := first; i <= last; i++ {
				w := 1.0
				if d := math.Pi * (float64(i) - center) / scale; d != 0 {
					w = math.Sin(d) / d * math.Sin(d/3) / (d / 3)
				}
				sum, weights = sum+w*g.v[y*g.width+i], weights+w
			}
			out.v[y*width+x] = sum / weights
		}
	}
	return out
}

func (g gray) transposed() gray {
	out := gray{make([]float64, len(g.v)), g.height, g.width}
	for y := range g.height {
		for x := range g.width {
			out.v[x*g.height+y] = g.v[y*g.width+x]
		}
	}
	return out
}

// similarity is the mean structural similarity of Wang et al. (2004), in windows of eight by eight, two apart.
func similarity(a, b gray) float64 {
	const window, apart, c1, c2 = 8, 2, 6.5025, 58.5225
	sum, n := 0.0, 0
	for y := 0; y+window <= a.height; y += apart {
		for x := 0; x+window <= a.width; x += apart {
			var sa, sb, saa, sbb, sab float64
			for dy := range window {
				for dx := range window {
					i := (y+dy)*a.width + x + dx
					p, q := a.v[i], b.v[i]
					sa, sb, saa, sbb, sab = sa+p, sb+q, saa+p*p, sbb+q*q, sab+p*q
				}
			}
			const m = window * window
			ma, mb := sa/m, sb/m
			va, vb, cov := saa/m-ma*ma, sbb/m-mb*mb, sab/m-ma*mb
			sum += (2*ma*mb + c1) * (2*cov + c2) / ((ma*ma + mb*mb + c1) * (va + vb + c2))
			n++
		}
	}
	return sum / float64(n)
}
