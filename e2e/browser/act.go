package browser

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
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

// Visit opens an address and waits until the page has loaded.
func (p *Page) Visit(address string) {
	p.t.Helper()
	p.step("visiting "+address, chromedp.Navigate(address))
	p.settle("visiting " + address)
}

// Reload loads the page again.
func (p *Page) Reload() {
	p.t.Helper()
	p.step("loading the page again", chromedp.Reload())
	p.settle("loading the page again")
}

// Back goes back as the browser's button does: Chromium may show a page that it
// has kept, which is then not loaded again.
func (p *Page) Back() {
	p.t.Helper()
	_, _, before := p.watch.state()
	history, err := chromedp.Run(p.ctx, chromedp.NavigationEntries())
	if err != nil || history.CurrentIndex == 0 {
		p.fail("there is nothing to go back to: %v", err)
	}
	p.step("going back", call(page.NavigateToHistoryEntry,
		page.NavigateToHistoryEntryParams{EntryID: history.Entries[history.CurrentIndex-1].ID}))
	p.until("going back leads nowhere", func() bool {
		loading, _, arrived := p.watch.state()
		return !loading && arrived > before
	})
}

// Press presses the button with these words (all of them, or else the first
// ones), and waits for the page that follows, if any.
func (p *Page) Press(words string) {
	p.t.Helper()
	p.click("button", words)
}

// Follow follows the link with these words, and waits for the page that it leads to.
func (p *Page) Follow(words string) {
	p.t.Helper()
	p.click("link", words)
}

func (p *Page) click(kind, words string) {
	p.t.Helper()
	at := p.find(kind, words)
	_, before, _ := p.watch.state()
	p.touchAt(at)
	if at.Leads {
		p.begun(before)
	}
	p.settle("after " + words)
}

// begun waits until a navigation has begun. Chromium tells of it a moment after
// the click, or never when the page's script takes the matter over.
func (p *Page) begun(before int) {
	again := time.NewTicker(5 * time.Millisecond)
	defer again.Stop()
	for end := time.Now().Add(time.Second); time.Now().Before(end); <-again.C {
		if _, now, _ := p.watch.state(); now > before {
			return
		}
	}
}

// Choose picks the radio button or checkbox with this label.
func (p *Page) Choose(label string) {
	p.t.Helper()
	if p.find("field", label).Checked {
		return
	}
	p.touchAt(p.find("field", label))
	p.until(label+" is not chosen", func() bool { return p.look("field", label).Checked })
}

// Fill replaces what stands in the field with this label.
func (p *Page) Fill(label, text string) {
	p.t.Helper()
	at := p.find("field", label)
	if at.Tag == "SELECT" {
		p.fail("%q is a list: use Pick", label)
	}
	p.touchAt(at)
	p.step("writing into "+label, chromedp.Evaluate[chromedp.Void](`document.activeElement.select()`),
		call(input.InsertText, input.InsertTextParams{Text: text}))
	if at.Type != "number" { // Chromium tells a number in its own way
		p.until(label+" does not take the text", func() bool { return p.look("field", label).Value == text })
	}
}

// Key presses one key, as package kb names it.
func (p *Page) Key(key string) {
	p.t.Helper()
	p.step("pressing a key", chromedp.KeyEvent(key))
	p.settle("after a key")
}

// See waits until these words can be seen on the page.
func (p *Page) See(words string) {
	p.t.Helper()
	p.until(fmt.Sprintf("there is no %q on the page", words), func() bool { return strings.Contains(p.Text(), tidy(words)) })
}

// SeeAny waits until one of these can be seen, and says which.
func (p *Page) SeeAny(words ...string) (seen string) {
	p.t.Helper()
	p.until(fmt.Sprintf("there is none of %q on the page", words), func() bool {
		text := p.Text()
		for _, w := range words {
			if strings.Contains(text, tidy(w)) {
				seen = w
				return true
			}
		}
		return false
	})
	return seen
}

// NotSee makes sure that these words cannot be seen now.
func (p *Page) NotSee(words string) {
	p.t.Helper()
	if strings.Contains(p.Text(), tidy(words)) {
		p.fail("%q is on the page", words)
	}
}

// Text is what can be read on the page, with single spaces.
func (p *Page) Text() string {
	text, _ := Eval[string](p, `document.body ? document.body.innerText : ""`)
	return tidy(text)
}

// URL is the address of the page.
func (p *Page) URL() string {
	address, _ := Eval[string](p, `location.href`)
	return address
}

// Eval runs a script in the page and answers its value. It works with
// JavaScript switched off too, since it is not the page's own.
func Eval[T any](p *Page, script string) (T, error) {
	ctx, cancel := context.WithTimeout(p.ctx, p.Patience)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
}

// Until runs a script in the page again and again until it is true.
func (p *Page) Until(what, script string) {
	p.t.Helper()
	p.until(what, func() bool { yes, err := Eval[bool](p, script); return err == nil && yes })
}

// LayoutShift is how much the page has jumped since it was opened (Cumulative
// Layout Shift without its session windows: the sum).
func (p *Page) LayoutShift() float64 {
	p.t.Helper()
	sum, err := Eval[float64](p, `(() => {
		const watch = new PerformanceObserver(() => {});
		watch.observe({ type: "layout-shift", buffered: true });
		return watch.takeRecords().reduce((sum, e) => sum + e.value, 0);
	})()`)
	if err != nil {
		p.fail("how much the page jumps: %v", err)
	}
	return sum
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

// settle waits until a navigation that has begun is over.
func (p *Page) settle(what string) {
	p.t.Helper()
	p.until(what+": the page does not finish loading", func() bool {
		loading, _, _ := p.watch.state()
		return !loading
	})
}

// step runs actions with a deadline.
func (p *Page) step(what string, actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, p.Patience)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		p.fail("%s: %v", what, err)
	}
}

func (p *Page) until(otherwise string, done func() bool) {
	p.t.Helper()
	p.untilSaid(func() (string, bool) { return otherwise, done() })
}

// untilSaid looks again and again until something is so, or fails with what was said last.
func (p *Page) untilSaid(done func() (otherwise string, ok bool)) {
	p.t.Helper()
	again := time.NewTicker(15 * time.Millisecond)
	defer again.Stop()
	for end := time.Now().Add(p.Patience); ; <-again.C {
		otherwise, ok := done()
		if ok {
			return
		}
		if time.Now().After(end) {
			p.fail("%s", otherwise)
		}
	}
}

// tidy makes every run of white space one space.
func tidy(s string) string { return strings.Join(strings.Fields(s), " ") }
