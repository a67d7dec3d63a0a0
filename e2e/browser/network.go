package browser

import (
	"context"
	"net/http"
	"path/filepath"
	"slices"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/chromedp"
)

// Requests are all that the page has asked for since it was opened, redirects
// not counted.
func (p *Page) Requests() (all []Request) {
	p.watch.mu.Lock()
	defer p.watch.mu.Unlock()
	for _, id := range p.watch.order {
		all = append(all, *p.watch.requests[id])
	}
	return all
}

// Redirects are the answers that sent the browser on, in their order.
func (p *Page) Redirects() []Request {
	p.watch.mu.Lock()
	defer p.watch.mu.Unlock()
	return slices.Clone(p.watch.hops)
}

// FirstVisit visits an address as somebody who has never been there and has
// nothing cached, until the page asks for nothing more. It answers what was asked.
func (p *Page) FirstVisit(address string) (asked []Request) {
	p.t.Helper()
	p.step("doing without the cache", call(network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true}))
	defer p.step("using the cache again", call(network.SetCacheDisabled, network.SetCacheDisabledParams{}))
	p.Visit(address)
	p.until("the page does not stop asking", p.watch.isQuiet)
	p.watch.mu.Lock()
	defer p.watch.mu.Unlock()
	for _, id := range p.watch.order {
		if r := p.watch.requests[id]; r.loader == p.watch.loader {
			asked = append(asked, *r)
		}
	}
	return asked
}

// Status is the status of the page itself.
func (p *Page) Status() int {
	all := p.Requests()
	for _, r := range slices.Backward(all) {
		if r.Type == string(network.ResourceTypeDocument) {
			return r.Status
		}
	}
	return 0
}

// Cookies are the cookies of this page's visitor.
func (p *Page) Cookies() (cookies []*http.Cookie) {
	p.t.Helper()
	jar, err := chromedp.CallBrowser(p.ctx, storage.GetCookies,
		storage.GetCookiesParams{BrowserContextID: chromedp.FromContext(p.ctx).BrowserContextID})
	if err != nil {
		p.fail("reading the cookies: %v", err)
	}
	for _, c := range jar.Cookies {
		cookies = append(cookies, &http.Cookie{Name: c.Name, Value: c.Value, HttpOnly: c.HTTPOnly, Secure: c.Secure})
	}
	return cookies
}

// keepDownloads lets downloads through and into a folder of this page.
func (p *Page) keepDownloads() chromedp.Action[chromedp.Void] {
	events := true
	return chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.CallBrowser(ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
			Behavior:         browser.SetDownloadBehaviorBehaviorAllowAndName,
			BrowserContextID: chromedp.FromContext(p.ctx).BrowserContextID,
			DownloadPath:     p.downloads, EventsEnabled: &events,
		})
		return err
	})
}

// Download follows the link with these words and answers the file that comes, and the name that the browser would save it under.
func (p *Page) Download(words string) (path, name string) {
	p.t.Helper()
	begun := make(chan *browser.EventDownloadWillBegin, 1)
	over := make(chan *browser.EventDownloadProgress, 1)
	ctx, cancel := context.WithTimeout(p.ctx, p.Patience)
	defer cancel()
	err := chromedp.ListenBrowser(ctx, func(event any) {
		switch e := event.(type) {
		case *browser.EventDownloadWillBegin:
			begun <- e
		case *browser.EventDownloadProgress:
			if e.State != browser.DownloadProgressStateInProgress {
				over <- e
			}
		}
	})
	if err != nil {
		p.fail("listening for a download: %v", err)
	}
	p.touchAt(p.find("link", words))
	for {
		select {
		case e := <-begun:
			name = e.SuggestedFilename
		case e := <-over:
			if e.State != browser.DownloadProgressStateCompleted {
				p.fail("the download of %s was %s", name, e.State)
			}
			p.settle("after the download")
			return filepath.Join(p.downloads, e.GUID), name
		case <-ctx.Done():
			p.fail("%q downloads nothing", words)
		}
	}
}

// Upload chooses files for the file field with this label.
func (p *Page) Upload(label string, files ...string) {
	p.t.Helper()
	p.find("field", label)
	p.step("choosing files", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		field, err := cdp.Call(ctx, t, runtime.Evaluate, runtime.EvaluateParams{Expression: `document.querySelector("input[type=file]")`})
		if err != nil {
			return err
		}
		_, err = cdp.Call(ctx, t, dom.SetFileInputFiles, dom.SetFileInputFilesParams{Files: files, ObjectID: field.Result.ObjectID})
		return err
	}))
}

// Drop drops files onto the field with this label, as from a folder on the desk.
func (p *Page) Drop(label string, files ...string) {
	p.t.Helper()
	at := p.find("field", label)
	p.step("dropping files", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		for _, event := range []input.DispatchDragEventType{
			input.DispatchDragEventTypeDragEnter, input.DispatchDragEventTypeDragOver, input.DispatchDragEventTypeDrop,
		} {
			_, err := cdp.Call(ctx, t, input.DispatchDragEvent, input.DispatchDragEventParams{Type: event, X: at.X, Y: at.Y,
				Data: &input.DragData{Items: []*input.DragDataItem{}, Files: files, DragOperationsMask: 1}})
			if err != nil {
				return err
			}
		}
		return nil
	}))
}
