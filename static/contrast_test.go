package static

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"testing"
)

// pairs are the colours that meet on a page, and the contrast that WCAG 2.2 asks of them:
// 4.5 for text (1.4.3), 3 for the edges of fields and for the ring of focus (1.4.11).
var pairs = []struct {
	front, back string
	least       float64
}{
	{"ink", "bg", 4.5}, {"ink", "surface", 4.5}, {"ink", "sunken", 4.5}, {"ink", "accent-soft", 4.5},
	{"ink", "info-soft", 4.5}, {"ink", "good-soft", 4.5}, {"ink", "warn-soft", 4.5}, {"ink", "bad-soft", 4.5},
	{"muted", "bg", 4.5}, {"muted", "surface", 4.5}, {"muted", "sunken", 4.5}, {"muted", "accent-soft", 4.5},
	{"accent", "bg", 4.5}, {"accent", "surface", 4.5}, {"accent", "sunken", 4.5}, {"accent", "accent-soft", 4.5},
	{"on-accent", "accent", 4.5}, {"on-bar", "bar", 4.5}, {"on-bad", "bad", 4.5},
	{"good", "good-soft", 4.5}, {"warn", "warn-soft", 4.5}, {"bad", "bad-soft", 4.5}, {"info", "info-soft", 4.5},
	{"good", "surface", 4.5}, {"bad", "surface", 4.5}, {"bad", "bg", 4.5}, {"bad", "sunken", 4.5},
	{"warn", "surface", 4.5}, {"warn", "sunken", 4.5}, {"info", "surface", 4.5},
	{"edge", "bg", 3}, {"edge", "surface", 3}, {"edge", "sunken", 3}, {"accent", "sunken", 3},
}

func TestContrast(t *testing.T) {
	for _, app := range []string{"photos", "printer"} {
		colours := declared("style.css", app+".css")
		for theme, name := range []string{"light", "dark"} {
			for _, p := range pairs {
				front, ok1 := colours[p.front]
				back, ok2 := colours[p.back]
				if !ok1 || !ok2 {
					t.Fatalf("%s declares no --%s or no --%s", app, p.front, p.back)
				}
				if got := contrast(front[theme], back[theme]); got < p.least {
					t.Errorf("%s, %s: --%s %s on --%s %s has %.2f, and needs %.1f", app, name, p.front, front[theme], p.back, back[theme], got, p.least)
				}
			}
		}
	}
}

// The crowd in the last row sees nothing but the bar: its colours must be far apart.
func TestTheTwoBarsAreNotAlike(t *testing.T) {
	photos, printer := declared("photos.css")["bar"], declared("printer.css")["bar"]
	for theme := range 2 {
		r1, _, b1 := rgb(photos[theme])
		r2, _, b2 := rgb(printer[theme])
		if b1-r1 < 0.2 || r2-b2 < 0.4 {
			t.Errorf("bars %s and %s: one should be blue and the other red", photos[theme], printer[theme])
		}
	}
}

var declaration = regexp.MustCompile(`--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);`)

func declared(files ...string) map[string][2]string {
	colours := map[string][2]string{}
	for _, name := range files {
		for _, m := range declaration.FindAllStringSubmatch(Files.Text(name), -1) {
			colours[m[1]] = [2]string{m[2], m[3]}
		}
	}
	return colours
}

// contrast is WCAG 2.2's contrast ratio of two colours.
func contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

func luminance(hex string) float64 {
	r, g, b := rgb(hex)
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

func linear(c float64) float64 {
	if c <= 0.04045 {
		return c / 12.92
	}
	return math.Pow((c+0.055)/1.055, 2.4)
}

func rgb(hex string) (r, g, b float64) {
	n, err := strconv.ParseUint(hex[1:], 16, 32)
	if err != nil {
		panic(fmt.Sprintf("%s is no colour", hex))
	}
	return float64(n>>16) / 255, float64(n>>8&255) / 255, float64(n&255) / 255
}
