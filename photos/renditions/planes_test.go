package renditions

import (
	"image"
	"image/color"
	"math/rand/v2"
	"testing"

	"github.com/disintegration/imaging"
)

// Colours come out as they went in, whichever way the original shares them among pixels.
func TestPlanesKeepTheirColours(t *testing.T) {
	for _, ratio := range []image.YCbCrSubsampleRatio{
		image.YCbCrSubsampleRatio444, image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio420,
		image.YCbCrSubsampleRatio440, image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio410,
	} {
		t.Run(ratio.String(), func(t *testing.T) {
			src := image.NewYCbCr(image.Rect(0, 0, 403, 301), ratio)
			for y := range 301 {
				for x := range 403 {
					c := color.YCbCr{Y: 80, Cb: 90, Cr: 200}
					if x >= 201 {
						c = color.YCbCr{Y: 160, Cb: 180, Cr: 60}
					}
					src.Y[src.YOffset(x, y)], src.Cb[src.COffset(x, y)], src.Cr[src.COffset(x, y)] = c.Y, c.Cb, c.Cr
				}
			}
			small := planar(src, 100, 75).(*image.YCbCr)
			for _, at := range []struct {
				x    int
				want color.YCbCr
			}{{2, color.YCbCr{Y: 80, Cb: 90, Cr: 200}}, {42, color.YCbCr{Y: 80, Cb: 90, Cr: 200}}, {58, color.YCbCr{Y: 160, Cb: 180, Cr: 60}}, {99, color.YCbCr{Y: 160, Cb: 180, Cr: 60}}} {
				for _, y := range []int{0, 37, 74} {
					if got := small.YCbCrAt(at.x, y); distance(got, at.want) > 4 {
						t.Errorf("at %d, %d is %v, want %v", at.x, y, got, at.want)
					}
				}
			}
		})
	}
}

func distance(a, b color.YCbCr) int {
	apart := func(a, b uint8) int { return max(int(a)-int(b), int(b)-int(a)) }
	return max(apart(a.Y, b.Y), apart(a.Cb, b.Cb), apart(a.Cr, b.Cr))
}

// A picture that keeps its size keeps its brightness, sample by sample.
func TestPlanesThatKeepTheirSizeStayAsTheyAre(t *testing.T) {
	src := noise(64, 48)
	if got := planar(src, 64, 48).(*image.Gray); string(got.Pix) != string(src.Pix) {
		t.Error("something changed")
	}
}

// Turning planes is what imaging does with pixels.
func TestPlanesTurnLikePixels(t *testing.T) {
	src := noise(7, 4)
	for o := orientation(2); o <= 8; o++ {
		got, want := o.upright(src), o.turn(src)
		if got.Bounds() != want.Bounds() {
			t.Fatalf("orientation %d: %v, want %v", o, got.Bounds(), want.Bounds())
		}
		for y := range want.Bounds().Dy() {
			for x := range want.Bounds().Dx() {
				if a, b := color.GrayModel.Convert(got.At(x, y)), color.GrayModel.Convert(want.At(x, y)); a != b {
					t.Errorf("orientation %d: at %d, %d is %v, want %v", o, x, y, a, b)
				}
			}
		}
	}
}

func noise(width, height int) *image.Gray {
	img := image.NewGray(image.Rect(0, 0, width, height))
	random := rand.New(rand.NewPCG(1, 2))
	for i := range img.Pix {
		img.Pix[i] = uint8(random.Uint32())
	}
	return img
}

// What is not in planes becomes opaque in the memory that it has.
func TestFlatteningGivesTheColoursThatAreSeen(t *testing.T) {
	r := image.Rect(0, 0, 4, 4)
	fill := func(img interface {
		image.Image
		Set(x, y int, c color.Color)
	}, c color.Color) image.Image {
		for i := range 16 {
			img.Set(i%4, i/4, c)
		}
		return img
	}
	for _, test := range []struct {
		name string
		img  image.Image
		want color.RGBA
	}{
		{"half a red", fill(image.NewNRGBA(r), color.NRGBA{R: 255, A: 128}), color.RGBA{255, 127, 127, 255}},
		{"half a red, multiplied", fill(image.NewRGBA(r), color.NRGBA{R: 255, A: 128}), color.RGBA{255, 127, 127, 255}},
		{"half a red of 16 bits", fill(image.NewNRGBA64(r), color.NRGBA{R: 255, A: 128}), color.RGBA{255, 127, 127, 255}},
		{"half a red of 16 bits, multiplied", fill(image.NewRGBA64(r), color.NRGBA{R: 255, A: 128}), color.RGBA{255, 127, 127, 255}},
		{"gray of 16 bits", fill(image.NewGray16(r), color.Gray{Y: 77}), color.RGBA{77, 77, 77, 255}},
		{"ink", fill(image.NewCMYK(r), color.CMYK{C: 255, M: 0, Y: 0, K: 51}), color.RGBA{0, 204, 204, 255}},
		{"a palette", fill(image.NewPaletted(r, color.Palette{color.NRGBA{R: 10, G: 20, B: 30, A: 255}}), color.White), color.RGBA{10, 20, 30, 255}},
	} {
		small := imaging.Resize(flatten(test.img, found{width: 4, height: 4}), 2, 2, imaging.Lanczos)
		if got := color.RGBAModel.Convert(small.At(1, 1)).(color.RGBA); apart(got, test.want) > 1 {
			t.Errorf("%s became %v, want %v", test.name, got, test.want)
		}
	}
}

func apart(a, b color.RGBA) int {
	return distance(color.YCbCr{Y: a.R, Cb: a.G, Cr: a.B}, color.YCbCr{Y: b.R, Cb: b.G, Cr: b.B}) + int(a.A^b.A)
}
