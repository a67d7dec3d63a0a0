package browser

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/inspector"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
)

// Request is one request that a page made.
type Request struct {
	Method, URL string
	Type        string // "Document", "Image", "Stylesheet", ...
	Status      int
	Bytes       int  // what came over the wire, headers included
	Cached      bool // answered by the browser itself
	over        bool // the answer is here, or there is none
	loader      cdp.LoaderID
}

// watch sees everything that happens behind the page. Chromium calls it from
// its own goroutine.
type watch struct {
	hosts []string // the only ones that may be asked; nil allows all

	mu       sync.Mutex
	main     cdp.FrameID
	loader   cdp.LoaderID // of the document that is shown
	loading  bool         // a navigation was asked for and has not ended
	begun    int          // how many navigations have begun
	arrived  int          // how many documents the page has shown
	idle     bool         // nothing has been asked for during the last half second
	expected []string     // words of complaints that are part of the story
	faults   []string
	order    []network.RequestID
	requests map[network.RequestID]*Request
	hops     []Request // answers that redirected, in their order
}

func newWatch(hosts []string) *watch {
	return &watch{hosts: hosts, requests: map[network.RequestID]*Request{}}
}

// see is told every event of the page, in order.
func (w *watch) see(event any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch e := event.(type) {
	case *page.EventFrameRequestedNavigation:
		w.begin(e.FrameID)
	case *page.EventFrameStartedLoading:
		w.begin(e.FrameID)
	case *page.EventFrameStoppedLoading:
		w.end(e.FrameID)
	case *page.EventFrameNavigated:
		if e.Frame.ParentID == "" {
			w.main, w.loader = e.Frame.ID, e.Frame.LoaderID
			w.arrived++
		}
	case *page.EventLifecycleEvent:
		if e.Name == "networkIdle" && e.LoaderID == w.loader {
			w.idle = true
		}
	case *page.EventNavigatedWithinDocument:
		w.end(e.FrameID)
	case *network.EventRequestWillBeSent:
		w.sent(e)
	case *network.EventResponseReceived:
		w.answered(e.RequestID, e.Response)
	case *network.EventLoadingFinished:
		if r := w.requests[e.RequestID]; r != nil {
			r.Bytes, r.over = int(e.EncodedDataLength), true
		}
	case *network.EventLoadingFailed:
		if r := w.requests[e.RequestID]; r != nil {
			r.over = true
		}
	default:
		w.complaint(event)
	}
}

// complaint looks for what a developer would see in red on the console.
func (w *watch) complaint(event any) {
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		w.fault("uncaught: %s %s", e.ExceptionDetails.Text, thrown(e.ExceptionDetails))
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeAssert {
			w.fault("console: %s", words(e.Args))
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError && !w.isStatus(e.Entry) {
			w.fault("%s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL)
		}
	case *inspector.EventTargetCrashed:
		w.fault("the page crashed")
	}
}

// isStatus tells whether the browser complains about the status of a page
// itself: that is for the test to expect or not.
func (w *watch) isStatus(e *log.Entry) bool {
	return e.Source == log.EntrySourceNetwork && slices.ContainsFunc(w.order, func(id network.RequestID) bool {
		r := w.requests[id]
		return r.Type == string(network.ResourceTypeDocument) && r.URL == e.URL
	})
}

func (w *watch) sent(e *network.EventRequestWillBeSent) {
	if strings.HasPrefix(e.Request.URL, "data:") { // it asks nobody
		return
	}
	if e.RedirectResponse != nil {
		w.answered(e.RequestID, e.RedirectResponse)
		if before := w.requests[e.RequestID]; before != nil {
			w.hops = append(w.hops, *before)
		}
	} else {
		w.order = append(w.order, e.RequestID)
	}
	w.requests[e.RequestID] = &Request{Method: e.Request.Method, URL: e.Request.URL, Type: string(e.Type), loader: e.LoaderID}
	if u, err := url.Parse(e.Request.URL); err == nil && w.foreign(u) {
		w.fault("a request to a foreign host: %s", e.Request.URL)
	}
}

func (w *watch) foreign(u *url.URL) bool {
	return w.hosts != nil && strings.HasPrefix(u.Scheme, "http") && !slices.Contains(w.hosts, u.Host)
}

func (w *watch) answered(id network.RequestID, response *network.Response) {
	r := w.requests[id]
	if r == nil || response == nil {
		return
	}
	r.Status, r.Cached = int(response.Status), response.FromDiskCache
	r.Bytes = int(response.EncodedDataLength)
}

func (w *watch) begin(frame cdp.FrameID) {
	if w.main == "" || frame == w.main {
		w.loading, w.idle = true, false
		w.begun++
	}
}

func (w *watch) end(frame cdp.FrameID) {
	if w.main == "" || frame == w.main {
		w.loading = false
	}
}

// state tells whether a navigation is under way, and how many have begun and arrived.
func (w *watch) state() (loading bool, begun, arrived int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.loading, w.begun, w.arrived
}

// isQuiet tells whether the document that is shown has asked for nothing for
// half a second, and every answer is here.
func (w *watch) isQuiet() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, r := range w.requests {
		if !r.over && r.loader == w.loader { // a page that was left in a hurry never hears the answers
			return false
		}
	}
	return w.idle
}

func (w *watch) fault(format string, args ...any) {
	said := fmt.Sprintf(format, args...)
	if !slices.ContainsFunc(w.expected, func(words string) bool { return strings.Contains(said, words) }) {
		w.faults = append(w.faults, said)
	}
}

func (w *watch) takeFaults() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	faults := w.faults
	w.faults = nil
	return faults
}

// thrown is the message of an exception.
func thrown(d *runtime.ExceptionDetails) string {
	if d.Exception == nil {
		return ""
	}
	return d.Exception.Description
}

// words are what the page wrote to its console.
func words(args []*runtime.RemoteObject) string {
	var said []string
	for _, arg := range args {
		said = append(said, string(arg.Value)+arg.Description)
	}
	return strings.Join(said, " ")
}
