package browser

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// Drag takes what a selector finds by its middle and moves it so many pixels to the right and down: with the mouse, or
// with a finger on a touch screen.
func (p *Page) Drag(selector string, right, down float64) {
	p.t.Helper()
	quoted, _ := json.Marshal(selector)
	var at spot
	p.until(selector+" cannot be taken", func() (ok bool) {
		var err error
		at, err = Eval[spot](p, fmt.Sprintf(`(() => { const e = document.querySelector(%s); e.scrollIntoView({ block: "center", behavior: "instant" });
			const b = e.getBoundingClientRect(); return { x: b.x + b.width / 2, y: b.y + b.height / 2 }; })()`, quoted))
		return err == nil && at.X > 0
	})
	steps := 5
	p.step("dragging", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		for i := range steps + 2 {
			share := min(float64(i), float64(steps)) / float64(steps)
			if err := p.pointer(ctx, t, at.X+right*share, at.Y+down*share, i == 0, i == steps+1); err != nil {
				return err
			}
		}
		return nil
	}))
}

// pointer is one moment of a drag.
func (p *Page) pointer(ctx context.Context, t *chromedp.Target, x, y float64, first, last bool) error {
	if p.touch {
		kind, fingers := input.DispatchTouchEventTypeTouchMove, []*input.TouchPoint{{X: x, Y: y}}
		switch {
		case first:
			kind = input.DispatchTouchEventTypeTouchStart
		case last:
			kind, fingers = input.DispatchTouchEventTypeTouchEnd, []*input.TouchPoint{}
		}
		_, err := cdp.Call(ctx, t, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: kind, TouchPoints: fingers})
		return err
	}
	kind := input.DispatchMouseEventTypeMouseMoved
	switch {
	case first:
		kind = input.DispatchMouseEventTypeMousePressed
	case last:
		kind = input.DispatchMouseEventTypeMouseReleased
	}
	_, err := cdp.Call(ctx, t, input.DispatchMouseEvent, input.DispatchMouseEventParams{
		Type: kind, X: x, Y: y, Button: input.MouseButtonLeft, Buttons: 1, ClickCount: 1})
	return err
}
