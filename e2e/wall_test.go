package e2e

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp/kb"
	"golang.org/x/sync/errgroup"

	"example.net/oauth1/e2e/browser"
	"example.net/oauth1/e2e/programs"
	"example.net/oauth1/photos"
)

const thousands = 5000

// TestFiveThousandPhotos: an album of 5,000 photos is as quick to open as one of 200, its rows have their places from the
// beginning, the page never holds more than what is near, and who comes back is where she was.
func TestFiveThousandPhotos(t *testing.T) {
	demo := programs.Start(t)
	album := demo.Photos.URL + "/albums/" + fill(t, demo, thousands)
	jane := visitor(t, demo)
	jane.Visit(demo.Photos.URL + "/sign-in")
	jane.signIn("jane", programs.Password)
	jane.Visit(album)
	jane.See("5000 photos")
	t.Run("first visit", func(t *testing.T) { jane.opensWithinBudget(t, album) })
	t.Run("second visit", func(t *testing.T) {
		asked := jane.visitAgain(album)
		if len(asked) > 2 {
			t.Errorf("what should be kept is asked for again: %+v", asked)
		}
	})
	t.Run("to the end and back", func(t *testing.T) { jane.scrolls(t, album) })
	t.Run("without JavaScript", func(t *testing.T) { jane.pages(t, album) })
}

// fill makes an album of jane's with so many photos, through the doors of photos: the first sixty are photographs, for
// their weight, the others small and of many shapes.
func fill(t *testing.T, demo *programs.Demo, n int) (album string) {
	t.Helper()
	demo.Photos.Stop()
	app, err := photos.New(t.Context(), photos.Config{URL: demo.Photos.URL, Data: demo.Photos.Data, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	jane, err := app.Gallery.SignIn(t.Context(), "jane", programs.Password)
	if err != nil {
		t.Fatal(err)
	}
	made, err := app.Gallery.CreateAlbum(t.Context(), jane.ID, "Many")
	if err != nil {
		t.Fatal(err)
	}
	add := func(name string, content []byte) error {
		_, _, err := app.Gallery.Upload(t.Context(), jane.ID, made.ID, name, bytes.NewReader(content))
		return err
	}
	files := pictures(t, 60)
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err == nil {
			err = add(filepath.Base(file), content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	var group errgroup.Group
	group.SetLimit(16)
	for i := len(files); i < n; i++ {
		group.Go(func() error { return add(fmt.Sprintf("small-%04d.png", i), small(i)) })
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	if err := app.Close(); err != nil {
		t.Fatal(err)
	}
	demo.Photos.Start()
	return made.ID
}

// small is picture number i: a few pixels of a colour and a shape of its own.
func small(i int) []byte {
	shapes := []image.Point{{24, 16}, {16, 24}, {24, 18}, {20, 20}, {32, 18}, {24, 16}, {40, 12}}
	shape := shapes[i%len(shapes)]
	img := image.NewRGBA(image.Rectangle{Max: shape})
	for p := range shape.X * shape.Y {
		img.Set(p%shape.X, p/shape.X, color.RGBA{uint8(40 + i%160), uint8(60 + i/40), uint8(80 + 4*(p/shape.X)), 255})
	}
	var b bytes.Buffer
	_ = png.Encode(&b, img) // a bytes.Buffer does not fail
	return b.Bytes()
}

// opensWithinBudget visits as somebody who has never been there.
func (c *customer) opensWithinBudget(t *testing.T, album string) {
	for name, budget := range map[string]struct {
		look            browser.Look
		requests, bytes int
	}{
		"desktop": {browser.Size(1280, 900), 70, 600_000},
		"phone":   {browser.Phone, 30, 250_000},
	} {
		t.Run(name, func(t *testing.T) {
			c.Look(budget.look)
			asked := c.FirstVisit(album)
			weighs(t, asked, budget.requests, budget.bytes)
			if shift := c.LayoutShift(); shift != 0 {
				t.Errorf("the page jumps by %v", shift)
			}
		})
	}
	c.Look(browser.Size(1280, 900))
}

// weighs compares what was asked for with a budget.
func weighs(t *testing.T, asked []browser.Request, requests, limit int) {
	t.Helper()
	var bytes int
	types := map[string]int{}
	for _, r := range asked {
		bytes += r.Bytes
		types[r.Type] += r.Bytes
		if r.Cached || r.Bytes == 0 {
			t.Errorf("not asked for anew: %+v", r)
		}
	}
	t.Logf("%d requests, %d bytes: %v", len(asked), bytes, types)
	if len(asked) > requests || bytes > limit {
		t.Errorf("%d requests and %d bytes are more than %d and %d", len(asked), bytes, requests, limit)
	}
}

// visitAgain answers what is asked for by somebody who has been there before.
func (c *customer) visitAgain(address string) (asked []browser.Request) {
	c.t.Helper()
	c.Visit(address)
	c.quiet()
	c.Visit("about:blank")
	before := len(c.Requests())
	c.Visit(address)
	c.quiet()
	for _, r := range c.Requests()[before:] {
		if !r.Cached && r.Bytes > 0 {
			asked = append(asked, r)
		}
	}
	return asked
}

// quiet waits until everything near the window is there.
func (c *customer) quiet() {
	c.t.Helper()
	c.Until("the photos in the window are there", inWindow+`.length > 3 && `+inWindow+`.every(li => {
		const img = li.querySelector("img"); return img && img.complete && img.naturalWidth > 0; })`)
}

// inWindow are the photos in the window.
const inWindow = `[...document.querySelectorAll("[data-wall] > li")].filter(li => { const b = li.getBoundingClientRect(); return b.bottom > 0 && b.top < innerHeight; })`

// scrolls goes to the end of the album and comes back.
func (c *customer) scrolls(t *testing.T, album string) {
	c.Visit(album)
	c.quiet()
	height, err := browser.Eval[float64](c.Page, `document.documentElement.scrollHeight`)
	if err != nil || height < 50_000 {
		t.Fatalf("the page is %v high: %v", height, err)
	}
	for _, part := range []string{"0.1", "0.35", "0.6", "0.85", "1"} {
		c.scroll(`(document.querySelector("[data-wall]").getBoundingClientRect().bottom + scrollY - innerHeight) * ` + part)
		c.quiet()
		held, err := browser.Eval[int](c.Page, `document.querySelectorAll("[data-wall] *").length`)
		if err != nil || held > 2500 {
			t.Errorf("at %s of the album the page holds %d elements: %v", part, held, err)
		}
	}
	c.Until("the last photo is at the end", inWindow+`.some(li => li.ariaPosInSet === "5000" && li.textContent.includes("small-"))`)
	if grown, err := browser.Eval[float64](c.Page, `document.documentElement.scrollHeight`); err != nil || grown != height {
		t.Errorf("the page was %v high, and is %v: %v", height, grown, err)
	}
	if shift := c.LayoutShift(); shift != 0 {
		t.Errorf("the page jumps by %v", shift)
	}
	c.comesBack(t, album)
}

func (c *customer) scroll(to string) {
	c.t.Helper()
	if _, err := browser.Eval[bool](c.Page, "scrollTo({ top: "+to+", behavior: 'instant' }), true"); err != nil {
		c.t.Fatal(err)
	}
}

// comesBack leaves the album in its middle and finds it there again, and goes to the beginning by keyboard.
func (c *customer) comesBack(t *testing.T, album string) {
	c.scroll("30000")
	c.quiet()
	const first = inWindow + `[0].ariaPosInSet`
	c.Until("the place is remembered", `history.state?.wall?.at > 0 && String(history.state.wall.at + 1) === `+first)
	there, err := browser.Eval[string](c.Page, first)
	if err != nil {
		t.Fatal(err)
	}
	c.Visit(c.demo.Photos.URL + "/albums")
	c.Back()
	c.Until("Back leads to the same place", `location.href === "`+album+`" && `+first+` === "`+there+`"`)
	c.quiet()
	c.Look(browser.Phone)
	c.Until("in a window of another width it is the same place", first+` === "`+there+`" || Math.abs(`+first+` - `+there+`) < 4`)
	c.Look(browser.Size(1280, 900))
	c.quiet()
	if _, err := browser.Eval[bool](c.Page, inWindow+`[4].querySelector("a").focus(), true`); err != nil {
		t.Fatal(err)
	}
	c.Key(kb.End)
	c.Until("End leads to the last photo", `document.activeElement.closest("li")?.ariaPosInSet === "5000"`)
	c.Key(kb.ArrowLeft)
	c.Until("an arrow to the one before", `document.activeElement.closest("li")?.ariaPosInSet === "4999"`)
	c.Key(kb.Home)
	c.Until("Home leads to the first", `document.activeElement.closest("li")?.ariaPosInSet === "1" && scrollY < 400`)
	c.Key(kb.ArrowDown)
	c.Until("an arrow to the row below", `document.activeElement.closest("li")?.getBoundingClientRect().left < 400 && Number(document.activeElement.closest("li").ariaPosInSet) > 1`)
}

// pages looks through the album page by page.
func (c *customer) pages(t *testing.T, album string) {
	c.Look(browser.NoScript)
	c.Visit(album)
	seen := map[string]bool{}
	for range 3 {
		links, err := browser.Eval[[]string](c.Page, `[...document.querySelectorAll("[data-wall] a[href]")].filter(a => a.querySelector("img[alt][width][height]")).map(a => a.href)`)
		if err != nil || len(links) < 200 {
			t.Fatalf("%d photos on a page: %v", len(links), err)
		}
		for _, link := range links {
			if seen[link] {
				t.Fatalf("%s is there twice", link)
			}
			seen[link] = true
		}
		c.Follow("More photos")
	}
	c.Follow("small-")
	c.See("Download the original")
}
