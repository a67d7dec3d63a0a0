package browser

import (
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// Moving looks at the page as somebody who does not mind if things move.
func Moving(*Page) []chromedp.Action[chromedp.Void] {
	return []chromedp.Action[chromedp.Void]{
		call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: "light"}, {Name: "prefers-reduced-motion", Value: "no-preference"},
		}}),
	}
}

// Point is a place in the window.
type Point struct{ X, Y float64 }

// Touch puts fingers on the screen.
func (p *Page) Touch(fingers ...Point) {
	p.t.Helper()
	p.touches(input.DispatchTouchEventTypeTouchStart, fingers)
}

// Slide moves the fingers that are on the screen, in ten steps.
func (p *Page) Slide(from, to []Point) {
	p.t.Helper()
	for step := 1.0; step <= 10; step++ {
		now := make([]Point, len(from))
		for i := range from {
			now[i] = Point{from[i].X + (to[i].X-from[i].X)*step/10, from[i].Y + (to[i].Y-from[i].Y)*step/10}
		}
		p.touches(input.DispatchTouchEventTypeTouchMove, now)
	}
}

// Lift takes all fingers off the screen.
func (p *Page) Lift() {
	p.t.Helper()
	p.touches(input.DispatchTouchEventTypeTouchEnd, nil)
}

// Swipe slides one finger over the screen.
func (p *Page) Swipe(from, to Point) {
	p.t.Helper()
	p.Touch(from)
	p.Slide([]Point{from}, []Point{to})
	p.Lift()
}

func (p *Page) touches(kind input.DispatchTouchEventType, fingers []Point) {
	p.t.Helper()
	points := make([]*input.TouchPoint, len(fingers))
	for i, f := range fingers {
		id := float64(i)
		points[i] = &input.TouchPoint{X: f.X, Y: f.Y, ID: &id}
	}
	p.step("touching", call(input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: kind, TouchPoints: points}))
}

// Wheel turns the wheel of the mouse over a place: down for y > 0.
func (p *Page) Wheel(at Point, y float64) {
	p.t.Helper()
	p.step("turning the wheel", call(input.DispatchMouseEvent, input.DispatchMouseEventParams{
		Type: input.DispatchMouseEventTypeMouseWheel, X: at.X, Y: at.Y, DeltaX: 1e-9, DeltaY: y})) // a zero would be left out, and then be missed
}

// ClickAt clicks a place in the window.
func (p *Page) ClickAt(at Point) {
	p.t.Helper()
	p.step("clicking", chromedp.MouseClickXY(at.X, at.Y))
	p.settle("after a click")
}
