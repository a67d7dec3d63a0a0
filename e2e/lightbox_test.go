package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"example.net/oauth1/e2e/browser"
	"example.net/oauth1/e2e/programs"
)

// inVacation is jane, signed in, in front of her album of six photos.
func inVacation(t *testing.T, looks ...browser.Look) *customer {
	t.Helper()
	demo := programs.Start(t)
	jane := visitor(t, demo, looks...)
	jane.Visit(demo.Photos.URL + "/sign-in")
	jane.signIn("jane", programs.Password)
	jane.Follow("Vacation")
	return jane
}

// lit waits until the lightbox shows a photo, large, and the address is that of its page.
func (c *customer) lit(title string, number int) {
	c.t.Helper()
	c.Until("the lightbox shows "+title, fmt.Sprintf(`(() => {
		const box = document.querySelector("dialog[open]");
		const img = box?.querySelector("figure:not([inert]) img");
		const side = e => (r => r.left + r.width / 2)(e.getBoundingClientRect());
		return !!img && img.complete && Math.abs(side(img) - side(document.querySelector("[data-stage]"))) < 1 && img.naturalWidth > 300 && img.src.startsWith(location.href) && document.title === %q &&
			box.querySelector("[data-title]").textContent === %q && box.querySelector("[data-number]").textContent === "%d of 6";
	})()`, title, title, number))
}

// unlit waits until there is no lightbox, and the photo that was seen last has the focus.
func (c *customer) unlit(album, alt string) {
	c.t.Helper()
	c.Until("the lightbox is closed, and the focus is on "+alt, fmt.Sprintf(`!document.querySelector("dialog[open]") &&
		location.href === %q && document.activeElement.querySelector("img")?.alt.startsWith(%q) && document.title.startsWith("Vacation")`, album, alt))
}

// is waits until a script about the picture in the middle is true.
func (c *customer) is(what, script string) {
	c.t.Helper()
	c.Until(what, `(() => { const img = document.querySelector("dialog[open] figure:not([inert]) img"); return `+script+`; })()`)
}

// large and whole tell how large the picture is.
const (
	large = `/scale\((1\.[0-9]*[1-9]|[2-9])/.test(img.style.transform)`
	whole = `img.style.transform === ""`
)

// TestLightboxByKeyboard: everything that the lightbox can do is done without a mouse, and said to who does not see it.
func TestLightboxByKeyboard(t *testing.T) {
	jane := inVacation(t)
	album := jane.URL()
	jane.Key(kb.Tab)
	jane.Until("Tab comes to the photos", tabbing(`document.activeElement.closest("[data-wall]")`))
	jane.Key(kb.ArrowRight)
	jane.Until("the arrow goes to the next photo", `document.activeElement.querySelector("img")?.alt.startsWith("Low sun")`)
	jane.Key(kb.Enter)
	jane.lit("sunset", 2)
	jane.Until("it is said", `document.querySelector("[data-say]").textContent.startsWith("Low sun over hills")`)
	jane.Key(kb.ArrowRight)
	jane.lit("stream", 3)
	jane.Key(kb.ArrowLeft)
	jane.Key(kb.ArrowLeft)
	jane.lit("vacation", 1)
	jane.Until("there is nothing before the first", `document.querySelector(".lightbox-step[rel=prev]").hidden`)
	jane.Key(kb.End)
	jane.lit("pagoda", 6)
	jane.Key(kb.ArrowRight)
	jane.lit("pagoda", 6)
	for range 3 { // faster than pictures come
		jane.Key(kb.ArrowLeft)
	}
	jane.lit("stream", 3)
	jane.Key(kb.Home)
	jane.lit("vacation", 1)
	jane.zooms()
	jane.Key("i")
	jane.See("2000 × 1500 pixels")
	jane.Key(kb.ArrowRight)
	jane.See("2400 × 1600 pixels")
	jane.Key("i")
	jane.NotSee("2400 × 1600 pixels")
	for range 12 {
		jane.Key(kb.Tab)
		if inside, err := browser.Eval[bool](jane.Page, `document.activeElement === document.body || !!document.activeElement.closest("dialog")`); err != nil || !inside {
			t.Fatalf("the focus leaves the lightbox: %v", err)
		}
	}
	jane.Key(kb.Escape)
	jane.unlit(album, "Low sun")
}

// tabbing presses on: Until asks again and again, and every time the focus goes one further.
func tabbing(there string) string {
	return `!!` + there + ` || (() => { const all = [...document.querySelectorAll("a[href], button, input, select")].filter(e => e.checkVisibility());
		all[all.indexOf(document.activeElement) + 1]?.focus(); return !!` + there + `; })()`
}

// zooms makes the picture larger and smaller.
func (c *customer) zooms() {
	c.t.Helper()
	c.Key("+")
	c.is("+ makes the picture larger", large)
	c.Until("that is said", `document.querySelector("[data-say]").textContent === "Zoom 150 %."`)
	c.is("the picture is in its middle", `!/translate\(-/.test(img.style.transform)`)
	c.Key(kb.ArrowRight)
	c.is("the arrow moves it", `/translate\(-/.test(img.style.transform)`)
	c.Key("-")
	c.is("- makes it whole again", whole)
	for range 6 {
		c.Key("+")
	}
	c.is("at its largest it is the original", `img.currentSrc.endsWith("/original") && img.complete &&
		Math.abs(img.getBoundingClientRect().width - 2000) < 1`)
	c.Key("0")
	c.is("0 makes it whole", whole)
}

// TestLightboxAndHistory: Back closes the lightbox, Forward opens it, and its address is a page of its own.
func TestLightboxAndHistory(t *testing.T) {
	jane := inVacation(t)
	album := jane.URL()
	jane.Follow("Mountain path")
	jane.lit("vacation", 1)
	jane.Key(kb.ArrowRight)
	jane.lit("sunset", 2)
	photo := jane.URL()
	jane.travel("back")
	jane.unlit(album, "Low sun")
	jane.travel("forward")
	jane.lit("sunset", 2)
	jane.Press("Close")
	jane.unlit(album, "Low sun")
	jane.travel("forward")
	jane.lit("sunset", 2)
	jane.Reload()
	jane.See("Download the original")
	jane.Until("a reload shows the page of the photo", `!document.querySelector("dialog[open]") && document.querySelector("h1").textContent === "sunset"`)
	jane.Follow("Low sun over hills")
	jane.lit("sunset", 2)
	jane.Key(kb.ArrowRight)
	jane.lit("stream", 3)
	jane.Key(kb.Escape)
	jane.Until("Escape leads back to the page below", `!document.querySelector("dialog[open]") && location.href === "`+photo+`" && document.activeElement.matches("[data-enlarge]")`)
	jane.Back()
	jane.Until("Back leads to the album", `location.href === "`+album+`" && !document.querySelector("dialog[open]")`)
	jane.Follow("Mountain path")
	jane.lit("vacation", 1)
	jane.Until("the neighbour is fetched ahead", `[...document.querySelectorAll("figure[inert] img")].some(img => img.complete && img.naturalWidth > 600)`)
}

// travel goes back or forward within the document, as the browser's buttons do.
func (c *customer) travel(way string) {
	c.t.Helper()
	if _, err := browser.Eval[bool](c.Page, "history."+way+"(), true"); err != nil {
		c.t.Fatal(err)
	}
}

// TestSlideshow goes on by itself, stops when it is told to, and moves nothing for who does not want that.
func TestSlideshow(t *testing.T) {
	for name, look := range map[string]struct {
		look browser.Look
		wait int
	}{"moving": {browser.Moving, 220}, "with reduced motion": {browser.Light, 0}} {
		t.Run(name, func(t *testing.T) {
			jane := inVacation(t, look.look)
			jane.Follow("Mountain path")
			jane.lit("vacation", 1)
			if _, err := browser.Eval[bool](jane.Page, `(() => { const animate = Element.prototype.animate; window.glides = [];
				Element.prototype.animate = function (frames, how) { glides.push(how.duration); return animate.call(this, frames, how); }; return true; })()`); err != nil {
				t.Fatal(err)
			}
			jane.Key(" ")
			jane.Until("the button says so", `document.querySelector("[data-do=play]").ariaPressed === "true"`)
			jane.lit("sunset", 2)
			jane.Until("it glides", fmt.Sprintf(`glides.length === 1 && glides[0] === %d`, look.wait))
			jane.Press("Slideshow")
			jane.Until("it has stopped", `document.querySelector("[data-do=play]").ariaPressed === "false" &&
				document.querySelector("[data-say]").textContent === "The slideshow has stopped."`)
		})
	}
}
