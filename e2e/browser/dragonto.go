package browser

import (
	"encoding/json"

	"github.com/chromedp/cdproto/input"
)

// DragOnto takes what the first script finds with the mouse, and lets it go over
// the left side of what the second one finds.
func (p *Page) DragOnto(what, over string) {
	p.t.Helper()
	from, to := p.box(what), p.box(over)
	at := func(kind input.DispatchMouseEventType, x, y float64) {
		p.step("dragging", call(input.DispatchMouseEvent, input.DispatchMouseEventParams{
			Type: kind, X: x, Y: y, Button: input.MouseButtonLeft, Buttons: 1, ClickCount: 1,
		}))
	}
	x, y := to.X+to.Width/5, to.Y+to.Height/2
	at(input.DispatchMouseEventTypeMousePressed, from.X+from.Width/2, from.Y+from.Height/3)
	at(input.DispatchMouseEventTypeMouseMoved, (from.X+x)/2, (from.Y+y)/2)
	at(input.DispatchMouseEventTypeMouseMoved, x, y)
	at(input.DispatchMouseEventTypeMouseReleased, x, y)
	p.settle("after dragging")
}

type box struct{ X, Y, Width, Height float64 }

// box is where on the window an element is.
func (p *Page) box(script string) (at box) {
	p.t.Helper()
	text, err := Eval[string](p, `(() => { const e = `+script+`; e.scrollIntoView({ block: "nearest" }); return JSON.stringify(e.getBoundingClientRect()); })()`)
	if err == nil {
		err = json.Unmarshal([]byte(text), &at)
	}
	if err != nil {
		p.fail("cannot find what to drag: %v", err)
	}
	return at
}
