package browser

import (
	"context"
	"time"

	"github.com/chromedp/chromedp"
)

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
