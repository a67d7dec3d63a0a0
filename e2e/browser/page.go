package browser

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// Page is a tab of the browser with cookies of its own. Its methods are what a
// person does; each fails the test when it cannot be done.
type Page struct {
	// Patience is how long a step looks for what it needs before the test fails.
	// It is generous: only a failing test ever waits that long.
	Patience time.Duration

	t     testing.TB
	ctx   context.Context
	watch *watch

	looks     []Look
	touch     bool
	downloads string // the folder that downloads are saved in
}

// A Look changes how the page is looked at.
type Look func(*Page) []chromedp.Action[chromedp.Void]

// Phone looks at the page on a touch screen 390 pixels wide and 844 high.
func Phone(p *Page) []chromedp.Action[chromedp.Void] {
	p.touch = true
	return []chromedp.Action[chromedp.Void]{
		chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile, chromedp.EmulateTouch, chromedp.EmulatePortrait),
	}
}

// Size looks at the page in a window of this size.
func Size(width, height int64) Look {
	return func(p *Page) []chromedp.Action[chromedp.Void] {
		p.touch = false
		return []chromedp.Action[chromedp.Void]{chromedp.EmulateViewport(width, height)}
	}
}

// NoScript looks at the page with JavaScript switched off.
func NoScript(*Page) []chromedp.Action[chromedp.Void] {
	return []chromedp.Action[chromedp.Void]{
		call(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}),
	}
}

// Dark looks at the page as somebody who prefers dark colours.
func Dark(*Page) []chromedp.Action[chromedp.Void] { return media("dark") }

// Light looks at the page as somebody who prefers light colours, as most do.
func Light(*Page) []chromedp.Action[chromedp.Void] { return media("light") }

// media sets the preferred colours, and less motion so that nothing moves away under the pointer.
func media(scheme string) []chromedp.Action[chromedp.Void] {
	return []chromedp.Action[chromedp.Void]{
		call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
		}}),
	}
}

// Open opens an empty page with clean cookies. It is closed when the test ends,
// and the test fails if the page had anything to complain about meanwhile.
// Hosts that are not in the list may not be asked for anything; no list allows all.
func Open(t testing.TB, hosts []string, looks ...Look) *Page {
	t.Helper()
	browser, err := chromium()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	p := &Page{Patience: 20 * time.Second, t: t, ctx: ctx, watch: newWatch(hosts), looks: looks, downloads: t.TempDir()}
	t.Cleanup(func() { p.close(cancel) })
	if err := p.prepare(); err != nil {
		t.Fatalf("opening a page: %v", err)
	}
	return p
}

// Popup presses a button that opens another tab, and answers that tab.
func (p *Page) Popup(words string) *Page {
	p.t.Helper()
	known := map[target.ID]bool{}
	for _, tab := range p.tabs() {
		known[tab.TargetID] = true
	}
	p.click("button", words)
	var id target.ID
	p.until(words+" opens no other tab", func() bool {
		for _, tab := range p.tabs() {
			if !known[tab.TargetID] {
				id = tab.TargetID
			}
		}
		return id != ""
	})
	ctx, cancel := chromedp.NewContext(p.ctx, chromedp.WithTargetID(id))
	tab := &Page{Patience: p.Patience, t: p.t, ctx: ctx, watch: newWatch(p.watch.hosts), looks: p.looks, downloads: p.downloads}
	p.t.Cleanup(func() { tab.close(cancel) })
	if err := tab.prepare(); err != nil {
		p.fail("looking at another tab: %v", err)
	}
	return tab
}

// tabs are the tabs of this visitor.
func (p *Page) tabs() []*target.Info {
	p.t.Helper()
	all, err := chromedp.Targets(p.ctx)
	if err != nil {
		p.fail("looking for tabs: %v", err)
	}
	mine := chromedp.FromContext(p.ctx).BrowserContextID
	return slices.DeleteFunc(all, func(tab *target.Info) bool { return tab.Type != "page" || tab.BrowserContextID != mine })
}

func (p *Page) prepare() error {
	if err := chromedp.Do(p.ctx); err != nil { // opens the tab; a deadline here would close it again
		return err
	}
	if err := chromedp.Listen(p.ctx, p.watch.see); err != nil {
		return err
	}
	steps := append(media("light"), p.keepDownloads())
	for _, look := range p.looks {
		steps = append(steps, look(p)...)
	}
	return chromedp.Do(p.ctx, steps...)
}

// Look changes how the page is looked at from now on.
func (p *Page) Look(looks ...Look) {
	p.t.Helper()
	for _, look := range looks {
		p.step("looking in another way", look(p)...)
	}
}

func (p *Page) close(cancel context.CancelFunc) {
	faults := p.Faults()
	if p.t.Failed() || len(faults) > 0 {
		p.evidence()
	}
	for _, fault := range faults {
		p.t.Errorf("the page complained: %s", fault)
	}
	cancel()
}

// Faults are the complaints of the pages so far that no test has taken note of.
func (p *Page) Faults() []string { return p.watch.takeFaults() }

// Expect makes complaints with these words part of the story from now on: a
// page that follows an order complains when the program it listens to is killed.
func (p *Page) Expect(words string) {
	p.watch.mu.Lock()
	defer p.watch.mu.Unlock()
	p.watch.expected = append(p.watch.expected, words)
}

// fail ends the test with a picture of what the person saw.
func (p *Page) fail(format string, args ...any) {
	p.t.Helper()
	p.t.Fatalf(format, args...) // the evidence is collected in close
}

// evidence keeps a picture of the page and its HTML.
func (p *Page) evidence() {
	ctx, cancel := context.WithTimeout(p.ctx, 5*time.Second)
	defer cancel()
	if picture, err := picture(ctx); err == nil {
		p.keep("page.png", picture)
	}
	if html, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.documentElement.outerHTML`)); err == nil {
		p.keep("page.html", []byte(html))
	}
	p.t.Logf("the page was %s", p.URL())
}

// keep saves a file for whoever looks into the failure.
func (p *Page) keep(name string, content []byte) {
	path := filepath.Join(Artifacts(p.t), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		p.t.Logf("keeping %s: %v", name, err)
		return
	}
	p.t.Logf("see %s", path)
}

// Artifacts is the folder for what a test leaves behind: below the one that
// ARTIFACTS names, or the one of go test -artifacts.
func Artifacts(t testing.TB) string {
	root := os.Getenv("ARTIFACTS")
	if root == "" {
		return t.ArtifactDir()
	}
	dir := filepath.Join(root, strings.NewReplacer("/", "_", " ", "_").Replace(t.Name()))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Logf("making %s: %v", dir, err)
	}
	return dir
}

// Shot keeps a picture of the whole page.
func (p *Page) Shot(name string) {
	p.t.Helper()
	picture, err := picture(p.ctx)
	if err != nil {
		p.fail("a picture of the page: %v", err)
	}
	p.keep(name+".png", picture)
}

// ShotOfWindow keeps a picture of what is in the window.
func (p *Page) ShotOfWindow(name string) {
	p.t.Helper()
	picture, err := pictureOf(p.ctx, false)
	if err != nil {
		p.fail("a picture of the window: %v", err)
	}
	p.keep(name+".png", picture)
}

// picture is the whole page as it looks, also what is below the window.
func picture(ctx context.Context) ([]byte, error) { return pictureOf(ctx, true) }

func pictureOf(ctx context.Context, beyond bool) ([]byte, error) {
	shot, err := chromedp.Call(ctx, page.CaptureScreenshot,
		page.CaptureScreenshotParams{Format: page.CaptureScreenshotFormatPng, CaptureBeyondViewport: &beyond})
	return shot.Data, err
}

// call makes an action of a command of the protocol.
func call[P, R any](command cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, command, params)
		return err
	})
}
