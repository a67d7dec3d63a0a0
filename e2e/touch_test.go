package e2e

import (
	"fmt"
	"testing"

	"example.net/oauth1/e2e/browser"
)

// TestLightboxByTouch: on a phone the slides follow the finger, two fingers make the photo larger, and a pull down closes it.
func TestLightboxByTouch(t *testing.T) {
	jane := inVacation(t, browser.Phone, browser.Moving)
	album := jane.URL()
	jane.Follow("Mountain path")
	jane.lit("vacation", 1)
	right, left := browser.Point{X: 330, Y: 500}, browser.Point{X: 60, Y: 510}
	jane.Touch(right)
	jane.Slide([]browser.Point{right}, []browser.Point{left})
	jane.Until("the slides follow the finger", `document.querySelector("[data-track]").style.transform === "translateX(-270px)"`)
	jane.Lift()
	jane.lit("sunset", 2)
	jane.Swipe(left, right)
	jane.lit("vacation", 1)
	jane.Swipe(right, browser.Point{X: 300, Y: 500})
	jane.is("a short swipe leads nowhere", `document.querySelector("[data-track]").style.transform === "" && document.querySelector("[data-number]").textContent === "1 of 6"`)
	jane.Swipe(left, right)
	jane.is("there is nothing before the first", `document.querySelector("[data-track]").style.transform === "" && document.querySelector("[data-number]").textContent === "1 of 6"`)

	near := []browser.Point{{X: 180, Y: 460}, {X: 210, Y: 460}}
	far := []browser.Point{{X: 60, Y: 440}, {X: 330, Y: 480}}
	jane.Touch(near...)
	jane.Slide(near, far)
	jane.Lift()
	jane.is("two fingers make it larger", large)
	jane.is("the original comes for who looks so close", `img.currentSrc.endsWith("/original") && img.complete`)
	jane.is("the picture is wider than the window", `img.getBoundingClientRect().left < 0 && img.getBoundingClientRect().right > innerWidth`)
	jane.Swipe(right, browser.Point{X: -1500, Y: 510})
	jane.is("one finger moves it, as far as its edge", `Math.abs(img.getBoundingClientRect().right - innerWidth) < 1`)
	jane.doubleTap(browser.Point{X: 200, Y: 500})
	jane.is("a double tap makes it whole", whole)
	jane.doubleTap(browser.Point{X: 200, Y: 500})
	jane.is("another one large", large)
	jane.doubleTap(browser.Point{X: 200, Y: 500})
	jane.is("and whole again", whole)

	jane.Swipe(browser.Point{X: 200, Y: 400}, browser.Point{X: 210, Y: 700})
	jane.unlit(album, "Mountain path")
}

func (c *customer) doubleTap(at browser.Point) {
	c.t.Helper()
	for range 2 {
		c.Touch(at)
		c.Lift()
	}
}

// TestLightboxByMouse: the wheel makes the photo larger around the pointer, dragging moves it, and a click beside it closes.
func TestLightboxByMouse(t *testing.T) {
	jane := inVacation(t)
	album := jane.URL()
	jane.Follow("Mountain path")
	jane.lit("vacation", 1)
	at := browser.Point{X: 500, Y: 350}
	const under = `(() => { const b = img.getBoundingClientRect(); return (500 - b.left) / b.width; })()`
	before, err := browser.Eval[float64](jane.Page, `(() => { const img = document.querySelector("figure:not([inert]) img"); return `+under+`; })()`)
	if err != nil {
		t.Fatal(err)
	}
	jane.Wheel(at, -300)
	jane.is("the wheel makes it larger", large)
	jane.is("what is under the pointer stays there", `Math.abs(`+under+` - `+fmt.Sprint(before)+`) < 0.005`)
	jane.Wheel(at, 3000)
	jane.is("and smaller", whole)
	jane.Follow("Next")
	jane.lit("sunset", 2)
	jane.ClickAt(browser.Point{X: 60, Y: 200})
	jane.unlit(album, "Low sun")
}
