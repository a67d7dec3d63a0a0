package browser

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

//go:embed find.js
var findJS string

// spot is where a person would touch something, or why it is not there to touch.
type spot struct {
	X, Y             float64
	Type, Tag, Value string
	Checked          bool
	Leads            bool // to another page, as far as one can tell
	Why              string
}

// find waits until what is meant by the words stands still and can be touched.
func (p *Page) find(kind, words string) (at spot) {
	p.t.Helper()
	var before spot
	p.untilSaid(func() (string, bool) {
		before, at = at, p.look(kind, words)
		return fmt.Sprintf("cannot find the %s %q: %s", kind, words, at.Why), at.Why == "" && at == before
	})
	return at
}

// look finds what is meant by the words once.
func (p *Page) look(kind, words string) spot {
	quoted, _ := json.Marshal([]string{kind, tidy(words)})
	at, err := Eval[spot](p, "("+findJS+")(..."+string(quoted)+")")
	if err != nil {
		return spot{Why: err.Error()}
	}
	return at
}

// touchAt clicks, or taps on a touch screen.
func (p *Page) touchAt(at spot) {
	p.t.Helper()
	if !p.touch {
		p.step("clicking", chromedp.MouseClickXY(at.X, at.Y))
		return
	}
	p.step("tapping", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		finger := []*input.TouchPoint{{X: at.X, Y: at.Y}}
		for _, touch := range []input.DispatchTouchEventParams{
			{Type: input.DispatchTouchEventTypeTouchStart, TouchPoints: finger},
			{Type: input.DispatchTouchEventTypeTouchEnd, TouchPoints: []*input.TouchPoint{}},
		} {
			if _, err := cdp.Call(ctx, t, input.DispatchTouchEvent, touch); err != nil {
				return err
			}
		}
		return nil
	}))
}
