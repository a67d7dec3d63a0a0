package renditions

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"image"
	"image/color"
	"image/png"
	"testing"
)

func TestAPlaceholderHasTheColoursOfThePhotoWhereTheyAre(t *testing.T) {
	for name, c := range map[string]struct{ width, height, edge int }{
		"a photo that is wide, red above blue": {400, 300, 100},
		"a photo that is high, red above blue": {300, 400, 200},
	} {
		t.Run(name, func(t *testing.T) {
			f, l := newFolder(t), newList()
			sum := put(t, f, twoColours(t, c.width, c.height, c.edge))
			l.add(sum)
			start(t, f, l)
			l.wait(1)
			packed, err := base64.RawURLEncoding.DecodeString(string(l.shown[sum]))
			if err != nil || len(packed) != 18 {
				t.Fatalf("the placeholder is %q: %v", l.shown[sum], err)
			}
			colours := hex.EncodeToString(packed) // a digit for each of red, green and blue
			if first, last := colours[:3], colours[33:]; !redder(first) || !redder(reverse(last)) {
				t.Errorf("the first colour is %s, the last %s", first, last)
			}
		})
	}
}

// redder tells whether a colour is red, as far as JPEG keeps it so.
func redder(colour string) bool { return colour[0] >= 'e' && colour[1] <= '1' && colour[2] <= '1' }

// reverse makes red of blue.
func reverse(colour string) string { return string([]byte{colour[2], colour[1], colour[0]}) }

func TestAPhotoWithRenditionsButNoPlaceholderGetsOne(t *testing.T) {
	f, first, second := newFolder(t), newList(), newList()
	sum := put(t, f, twoColours(t, 40, 30, 10))
	first.add(sum)
	w := start(t, f, first)
	first.wait(1)
	w.Close()
	second.add(sum) // as the database says of photos from before there were placeholders
	start(t, f, second)
	second.wait(1)
	if second.shown[sum] == "" || second.shown[sum] != first.shown[sum] {
		t.Errorf("first %q, then %q", first.shown[sum], second.shown[sum])
	}
}

func TestAPhotoThatCannotBeMadeSmallerHasNoPlaceholder(t *testing.T) {
	f, l := newFolder(t), newList()
	sum := put(t, f, []byte("\xff\xd8\xff and no more"))
	l.add(sum)
	start(t, f, l)
	l.wait(1)
	if l.shown[sum] != "" || l.made[sum][0] {
		t.Errorf("shown %q, made %v", l.shown[sum], l.made[sum])
	}
}

// twoColours is red above an edge and blue below it.
func twoColours(t *testing.T, width, height, edge int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			if img.Set(x, y, color.RGBA{B: 255, A: 255}); y < edge {
				img.Set(x, y, color.RGBA{R: 255, A: 255})
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
