package e2e

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"example.net/oauth1/e2e/browser"
	"example.net/oauth1/e2e/programs"
)

// TestUpload: sam brings two pictures and something that only looks like one, in
// each of the ways there are. What is no picture is refused with a sentence and
// keeps nothing else from coming in; what came in is kept byte for byte.
func TestUpload(t *testing.T) {
	const field = "Choose pictures, or drop them here"
	for name, way := range map[string]struct {
		looks []browser.Look
		bring func(sam *customer, files ...string)
	}{
		"by choosing": {bring: func(sam *customer, files ...string) {
			sam.Upload(field, files...)
			sam.See("2 uploaded, 1 refused.")
			sam.Follow("Look at them")
		}},
		"by dropping": {bring: func(sam *customer, files ...string) {
			sam.Drop(field, files...)
			sam.See("2 uploaded, 1 refused.")
			sam.Follow("Look at them")
		}},
		"without JavaScript": {looks: []browser.Look{browser.NoScript}, bring: func(sam *customer, files ...string) {
			sam.Upload(field, files...)
			sam.Press("Upload")
		}},
	} {
		t.Run(name, func(t *testing.T) {
			demo := programs.Start(t)
			sam := visitor(t, demo, way.looks...)
			sam.Visit(demo.Photos.URL + "/sign-in")
			sam.signIn("sam", programs.Password)
			sam.Fill("Name of the album", "New ones")
			sam.Press("Make the album")
			no := filepath.Join(t.TempDir(), "holiday.jpg")
			if err := os.WriteFile(no, []byte("<html><script>alert(1)</script>"), 0o600); err != nil {
				t.Fatal(err)
			}
			sam.Expect("422") // the browser says so on its console, and the page says why
			way.bring(sam, seedPhoto(t, "vacation.jpg"), no, seedPhoto(t, "coffee.png"))
			sam.See("2 photos, private")
			sam.looksThrough()
		})
	}
}

// looksThrough goes from one photo to the next, gets back what was brought, and deletes it.
func (c *customer) looksThrough() {
	c.t.Helper()
	c.Follow("vacation")
	c.Reload() // the page of the photo, below the lightbox
	first := c.URL()
	path, name := c.Download("Download the original")
	if kept, err := os.ReadFile(path); err != nil || !bytes.Equal(kept, vacation(c.t)) || name != "vacation.jpg" {
		c.t.Errorf("the original comes back as %s with %d bytes: %v", name, len(kept), err)
	}
	c.Follow("Next")
	c.See("coffee.png")
	c.Follow("Previous")
	c.See("vacation.jpg")
	c.Press("Delete…")
	c.Press("Delete this photo")
	c.See("1 photo, private")
	c.Visit(first)
	if c.Status() != http.StatusNotFound {
		c.t.Errorf("the deleted photo is answered %d", c.Status())
	}
}

// TestKeyboard: the arrows lead from photo to photo, and Escape back to the album.
func TestKeyboard(t *testing.T) {
	demo := programs.Start(t)
	jane := visitor(t, demo)
	jane.Visit(demo.Photos.URL + "/sign-in")
	jane.signIn("jane", programs.Password)
	jane.Follow("Vacation")
	album := jane.URL()
	jane.Follow("Mountain path")
	first := jane.URL()
	jane.Key(kb.ArrowRight)
	jane.Until("the arrow leads to the next photo", `!["`+first+`", "`+album+`"].includes(location.href)`)
	jane.Key(kb.ArrowLeft)
	jane.Until("the arrow leads back", `location.href === "`+first+`"`)
	jane.Key(kb.Escape)
	jane.Until("Escape leads to the album", `location.href === "`+album+`"`)
}

// seedPhoto is the path of a demo photograph, as a file dialogue would give it.
func seedPhoto(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("..", "seed", "photos", name))
	if err != nil {
		t.Fatal(err)
	}
	return path
}
