package e2e

import (
	"strings"
	"testing"

	"example.net/oauth1/e2e/browser"
	"example.net/oauth1/e2e/programs"
)

// TestJane is OAuth Core 1.0a Appendix A: Jane keeps private photos at photos,
// and gets her vacation photo printed by printer, which never sees her password.
// She does so in four ways of looking at it.
func TestJane(t *testing.T) {
	for name, way := range map[string]struct {
		looks              []browser.Look
		fresh, noScript    bool
		album              string
		photos             []string // what is written about them
		files              []string // in seed/photos
		paper, finish, fit string
		copies             string
	}{
		"on a desk": {fresh: true, album: "Vacation", photos: []string{"Mountain path", "Green meadow"},
			files: []string{"vacation.jpg", "autumn-ridge.jpg"}, paper: "10 × 15 cm", finish: "Glossy", fit: "Whole photo", copies: "2"},
		"on a phone": {looks: []browser.Look{browser.Phone}, album: "Animals", photos: []string{"Two spaniels", "Face of a tabby cat"},
			files: []string{"dogs.jpg", "cat.jpg"}, paper: "13 × 18 cm", finish: "Matte", fit: "White border", copies: "1"},
		"without JavaScript": {looks: []browser.Look{browser.NoScript}, noScript: true, album: "Small things",
			photos: []string{"Cup of espresso"}, files: []string{"coffee.png"}, paper: "A4", finish: "Glossy", fit: "Whole photo", copies: "1"},
		"in the dark": {looks: []browser.Look{browser.Dark}, album: "Vacation", photos: []string{"Very wide panorama"},
			files: []string{"panorama.jpg"}, paper: "9 × 13 cm", finish: "Matte", fit: "Whole photo", copies: "1"},
	} {
		t.Run(name, func(t *testing.T) {
			start := programs.Start
			if way.fresh {
				start = programs.StartFresh
			}
			demo := start(t)
			jane := visitor(t, demo, way.looks...)
			jane.connect("jane")
			jane.choose(way.album, way.photos...)
			jane.order(way.paper, way.finish, way.fit, way.copies)
			jane.untilReady(way.noScript)
			path, file := jane.Download("Download the PDF")
			if !strings.HasSuffix(file, ".pdf") {
				t.Errorf("the print file is called %q", file)
			}
			var prints []string
			for _, file := range way.files {
				for range way.copies[0] - '0' {
					prints = append(prints, file)
				}
			}
			shows(t, path, prints)
		})
	}
}
