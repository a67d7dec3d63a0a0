package browser

import (
	"context"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

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

// ReloadAnyway loads the page again, and answers "leave" when the page asks
// whether the person really wants to.
func (p *Page) ReloadAnyway() {
	p.t.Helper()
	ctx, cancel := context.WithCancel(p.ctx)
	defer cancel()
	err := chromedp.Listen(ctx, func(event any) {
		if _, asked := event.(*page.EventJavascriptDialogOpening); asked {
			go func() { // the answer to this is an event too
				_ = chromedp.Do(p.ctx, call(page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true}))
			}()
		}
	})
	if err != nil {
		p.fail("listening for a question: %v", err)
	}
	p.Reload()
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

// Leave presses a button after which this tab may close itself, and does not wait for what it shows.
func (p *Page) Leave(words string) {
	p.t.Helper()
	p.touchAt(p.find("button", words))
}
