package browser

import (
	"context"
	"fmt"
	"strings"

	"github.com/chromedp/chromedp"
)

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

// tidy makes every run of white space one space.
func tidy(s string) string { return strings.Join(strings.Fields(s), " ") }
