package browser

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Patience is how long a step looks for what it needs before the test fails.
// It is generous: only a failing test ever waits that long.
const Patience = 20 * time.Second

// Page is a tab of the browser with cookies of its own. Its methods are what a
// person does; each fails the test when it cannot be done.
type Page struct {
	t     testing.TB
	ctx   context.Context
	watch *watch

	touch, noScript bool
	downloads       string // the folder that downloads are saved in
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
	return func(*Page) []chromedp.Action[chromedp.Void] {
		return []chromedp.Action[chromedp.Void]{chromedp.EmulateViewport(width, height)}
	}
}

// NoScript looks at the page with JavaScript switched off.
func NoScript(p *Page) []chromedp.Action[chromedp.Void] {
	p.noScript = true
	return []chromedp.Action[chromedp.Void]{
		call(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}),
	}
}

// Dark looks at the page as somebody who prefers dark colours.
func Dark(*Page) []chromedp.Action[chromedp.Void] { return media("dark") }

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
	p := &Page{t: t, ctx: ctx, watch: newWatch(hosts), downloads: t.TempDir()}
	t.Cleanup(func() { p.close(cancel) })
	if err := p.prepare(looks); err != nil {
		t.Fatalf("opening a page: %v", err)
	}
	return p
}

func (p *Page) prepare(looks []Look) error {
	if err := chromedp.Do(p.ctx); err != nil { // opens the tab; a deadline here would close it again
		return err
	}
	if err := chromedp.Listen(p.ctx, p.watch.see); err != nil {
		return err
	}
	steps := append(media("light"), p.keepDownloads())
	for _, look := range looks {
		steps = append(steps, look(p)...)
	}
	return chromedp.Do(p.ctx, steps...)
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

// fail ends the test with a picture of what the person saw.
func (p *Page) fail(format string, args ...any) {
	p.t.Helper()
	p.t.Fatalf(format, args...) // the evidence is collected in close
}

// evidence keeps a picture of the page and its HTML.
func (p *Page) evidence() {
	ctx, cancel := context.WithTimeout(p.ctx, 5*time.Second)
	defer cancel()
	if picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(90)); err == nil {
		p.keep("page.jpg", picture)
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
	format := page.CaptureScreenshotFormatPng
	beyond := true
	shot, err := chromedp.Run(p.ctx, func(ctx context.Context, t *chromedp.Target) (page.CaptureScreenshotResult, error) {
		return cdp.Call(ctx, t, page.CaptureScreenshot, page.CaptureScreenshotParams{Format: format, CaptureBeyondViewport: &beyond})
	})
	if err != nil {
		p.fail("a picture of the page: %v", err)
	}
	p.keep(name+".png", shot.Data)
}

// call makes an action of a command of the protocol.
func call[P, R any](command cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, command, params)
		return err
	})
}
