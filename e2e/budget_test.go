package e2e

import (
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"golang.org/x/image/draw"

	"example.net/oauth1/e2e/browser"
	"example.net/oauth1/e2e/programs"
)

// TestPageBudget: an album of 200 photos costs a first visitor few requests and
// few bytes, nothing on it jumps, and it is complete without JavaScript. The
// photos come in as a User brings them: chosen all at once and uploaded.
func TestPageBudget(t *testing.T) {
	const photos = 200
	demo := programs.Start(t)
	jane := visitor(t, demo)
	jane.Visit(demo.Photos.URL + "/sign-in")
	jane.signIn("jane", programs.Password)
	jane.Fill("Name of the album", "Two hundred")
	jane.Press("Make the album")
	jane.See("No pictures yet")
	album := jane.URL()
	jane.Upload("Choose pictures, or drop them here", pictures(t, photos)...)
	jane.Patience = 2 * time.Minute
	jane.Follow("Look at them")
	jane.See("200 photos")
	jane.Until("the thumbs are made", `(async () => {
		for (const img of document.querySelectorAll(".photo-grid img")) if (!(await fetch(img.src)).ok) return false;
		return true;
	})()`)

	for name, budget := range map[string]struct {
		look            browser.Look
		requests, bytes int
	}{
		"desktop": {browser.Size(1280, 900), 70, 600_000},
		"phone":   {browser.Phone, 30, 250_000},
	} {
		t.Run(name, func(t *testing.T) {
			jane.Look(budget.look)
			asked := jane.FirstVisit(album)
			var bytes int
			for _, r := range asked {
				bytes += r.Bytes
				if r.Cached || r.Bytes == 0 {
					t.Errorf("not asked for anew: %+v", r)
				}
			}
			t.Logf("%d requests, %d bytes", len(asked), bytes)
			if len(asked) > budget.requests || bytes > budget.bytes {
				t.Errorf("%d requests and %d bytes are more than %d and %d", len(asked), bytes, budget.requests, budget.bytes)
			}
			if shift := jane.LayoutShift(); shift != 0 {
				t.Errorf("the page jumps by %v", shift)
			}
		})
	}
	t.Run("in the shop", func(t *testing.T) { shopBudget(t, jane, "Two hundred") })
	t.Run("without JavaScript", func(t *testing.T) {
		jane.Look(browser.NoScript, browser.Size(1280, 900))
		jane.Visit(album)
		if shown, err := browser.Eval[int](jane.Page, `document.querySelectorAll(".photo-grid a[href] img[src][width][height]").length`); err != nil || shown != photos {
			t.Errorf("%d of %d photos are on the page: %v", shown, photos, err)
		}
	})
}

// pictures makes as many different photographs of the demo's: each is one of
// them, smaller, with another pixel or two cut off its edges. So their thumbs
// weigh what the thumbs of real photographs weigh.
func pictures(t *testing.T, n int) (files []string) {
	t.Helper()
	sources, err := filepath.Glob("../seed/photos/*")
	if err != nil || len(sources) < 10 {
		t.Fatalf("the demo photographs: %v %v", sources, err)
	}
	dir := t.TempDir()
	for i, source := range sources {
		small := shrunk(decode(t, source), 640)
		for j := i; j < n; j += len(sources) {
			files = append(files, filepath.Join(dir, fmt.Sprintf("picture-%03d.jpg", j)))
			cut := small.Bounds().Inset(1 + j/len(sources))
			save(t, small.SubImage(cut), files[len(files)-1])
		}
	}
	slices.Sort(files)
	return files
}

// shrunk is a picture made smaller to a width.
func shrunk(picture image.Image, width int) *image.RGBA {
	b := picture.Bounds()
	small := image.NewRGBA(image.Rect(0, 0, width, b.Dy()*width/b.Dx()))
	draw.BiLinear.Scale(small, small.Bounds(), picture, b, draw.Src, nil)
	return small
}

func save(t *testing.T, picture image.Image, path string) {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(jpeg.Encode(file, picture, &jpeg.Options{Quality: 85}), file.Close()); err != nil {
		t.Fatal(err)
	}
}
