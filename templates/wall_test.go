package templates

import (
	"math"
	"strconv"
	"strings"
	"testing"
)

// wall.js reads a shape as a power of the ratios' step, and must come to the same number as the class.
func TestAShapeIsTheRatioOfTheClass(t *testing.T) {
	for width := 10; width <= 9000; width += 13 {
		code := Shape(width, 1000)
		if code < '0' || code > '~' {
			t.Fatalf("the shape of %d × 1000 is %q", width, code)
		}
		class, err := strconv.ParseFloat(strings.TrimPrefix(ratio(width, 1000), "ar-"), 64)
		if err != nil || math.Abs(100*math.Pow(1.03, float64(code)-79)-class) > 0.51 {
			t.Errorf("%d × 1000 is %q, and of class %v", width, code, class)
		}
	}
}

// A photo that cannot be shown says so on the wall, and its description is still there.
func TestABrokenTileSaysSo(t *testing.T) {
	tile := map[string]any{"Href": "/photos/1", "Thumb": "/photos/1/thumb", "Small": "/photos/1/small", "Alt": "A dog", "Title": "dog",
		"Width": 3, "Height": 2, "Placeholder": "", "Broken": true, "Lazy": true}
	var b strings.Builder
	if err := parse(t, "photos").RenderBlock(&b, "album", "tiles", []any{tile}); err != nil {
		t.Fatal(err)
	}
	if html := b.String(); strings.Contains(html, "<img") || !strings.Contains(html, "cannot be shown") || !strings.Contains(html, "A dog") {
		t.Errorf("the tile is %s", html)
	}
}
