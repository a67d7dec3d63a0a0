package e2e

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.net/oauth1/e2e/programs"
)

// TestAPhotoThatCannotBeShown: the disk has lost the files of a photo. Its place on the wall says so, and the lightbox
// does; the photos beside it are shown as always.
func TestAPhotoThatCannotBeShown(t *testing.T) {
	demo := programs.Start(t)
	demo.Photos.Stop()
	lose(t, demo.Photos.Data, "sunset.jpg")
	demo.Photos.Start()
	jane := visitor(t, demo)
	jane.Expect("Failed to load resource")
	jane.Visit(demo.Photos.URL + "/sign-in")
	jane.signIn("jane", programs.Password)
	jane.Follow("Vacation")
	jane.Until("its place says so", `document.querySelectorAll("[data-wall] > li")[1].innerText.includes("cannot be shown")`)
	jane.Until("who listens is told what it was", `document.querySelectorAll("[data-wall] > li")[1].textContent.includes("Low sun over hills")`)
	jane.Until("the others are shown", `document.querySelectorAll("[data-wall] > li img").length === 5`)
	w := &walker{jane, map[string]bool{}}
	w.inspect("photos album with a photo that cannot be shown")
	jane.Follow("cannot be shown")
	jane.Until("the lightbox says so", `document.querySelector("dialog[open] figure:not([inert])")?.innerText.includes("cannot be shown")`)
	jane.Follow("Next")
	jane.lit("stream", 3)
	jane.Follow("Previous")
	jane.Until("the lightbox says so again", `document.querySelector("dialog[open] figure:not([inert])")?.innerText.includes("cannot be shown")`)
	jane.Reload()
	jane.Until("the page of the photo says so", `document.querySelector("[data-enlarge]").innerText.includes("cannot be shown")`)
}

// lose removes everything that is kept of a demo photograph.
func lose(t *testing.T, data, file string) {
	t.Helper()
	content, err := os.ReadFile(seedPhoto(t, file))
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(content)
	lost := 0
	err = filepath.WalkDir(data, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.Contains(path, hex.EncodeToString(sum[:])) {
			return err
		}
		lost++
		return os.Remove(path)
	})
	if err != nil || lost == 0 {
		t.Fatalf("%d files removed: %v", lost, err)
	}
}
