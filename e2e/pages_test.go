package e2e

import (
	_ "embed"
	"fmt"
	"os"
	"strings"
	"testing"

	"example.net/oauth1/e2e/browser"
	"example.net/oauth1/e2e/programs"
)

//go:embed testdata/axe/axe.min.js
var axe string

// TestEveryPage walks through all pages of both programs and looks at each as
// several people do: in light and dark colours with the eyes of axe-core (WCAG
// 2.2 AA, no violation), and on a screen 390 pixels wide, where nothing may stick
// out. With ARTIFACTS set it keeps a picture of each.
func TestEveryPage(t *testing.T) {
	demo := programs.Start(t)
	w := &walker{visitor(t, demo), map[string]bool{}}
	w.asAnybody()
	w.throughTheDance()
	w.throughAnOrder()
	w.throughPhotos()
	w.throughRefusals()
	if len(w.seen) < 30 {
		t.Errorf("only %d pages were looked at", len(w.seen))
	}
}

// walker looks at every page that it comes by.
type walker struct {
	*customer
	seen map[string]bool
}

func (w *walker) asAnybody() {
	for _, path := range []string{"/", "/sign-in", "/sign-up", "/developers", "/credits", "/oauth/authorize", "/nowhere"} {
		w.goTo(w.demo.Photos, path)
	}
	for _, path := range []string{"/", "/sign-in", "/sign-up", "/account", "/albums", "/orders", "/nowhere"} {
		w.goTo(w.demo.Printer, path)
	}
}

func (w *walker) throughTheDance() {
	w.Visit(w.demo.Printer.URL)
	w.Press("Connect to photos")
	w.inspect("photos sign-in for the printer")
	w.signIn("jane", "wrong")
	w.inspect("photos sign-in after a wrong password")
	w.signIn("jane", programs.Password)
	w.See("Allow printer to see your photos?")
	w.inspect("photos consent")
	question := w.URL()
	w.Visit(question + "&interactivity=confirm_user")
	w.See("Are you Jane?")
	w.inspect("photos confirm")
	w.Visit(question)
	w.Press("Allow")
	w.See("Choose an album")
	w.inspect("printer albums after connecting")
}

func (w *walker) throughAnOrder() {
	w.Follow("Vacation")
	w.See("Tick what you want on paper.")
	w.inspect("printer album")
	w.Choose("Mountain path")
	w.Choose("Very wide panorama")
	w.Press("Print these")
	w.See("Your basket")
	w.inspect("printer basket")
	w.Follow("Place it: panorama")
	w.See("This is what the print will show.")
	w.inspect("printer crop, whole")
	w.Choose("Fill the paper")
	w.Pick("Size", "A4 poster, €2.29")
	w.See("it will look soft at this size")
	w.inspect("printer crop, soft")
	w.Press("Save")
	w.inspect("printer basket, two papers")
	w.Press("Empty the basket…")
	w.inspect("printer basket, to be emptied")
	w.Press("Review the order")
	w.See("All as you want it?")
	w.inspect("printer confirm")
	w.Press("Order")
	w.See("Your basket has become 2 orders, one for each paper.")
	w.inspect("printer orders, two at once")
	w.Follow("Vacation")
	w.untilReady(false)
	w.inspect("printer order")
	w.goTo(w.demo.Printer, "/orders?show=ended&q=nothing")
	w.goTo(w.demo.Printer, "/basket")
	for _, path := range []string{"/orders", "/", "/account"} {
		w.goTo(w.demo.Printer, path)
	}
}

func (w *walker) throughPhotos() {
	for _, path := range []string{"/connections", "/albums"} {
		w.goTo(w.demo.Photos, path)
	}
	w.Follow("Vacation")
	w.inspect("photos album")
	w.Follow("Mountain path")
	w.See("1 of 6")
	w.inspect("photos lightbox")
	w.Press("Details")
	w.See("Uploaded")
	w.inspect("photos lightbox, details")
	w.Reload()
	w.inspect("photos photo")
	w.Visit(w.demo.Photos.URL + "/albums")
	w.Fill("Name of the album", "Nothing in it yet")
	w.Press("Make the album")
	w.See("No pictures yet")
	w.inspect("photos album, empty")
}

func (w *walker) throughRefusals() {
	w.Visit(w.demo.Photos.URL + "/connections")
	w.Press("Revoke")
	w.See("No connected apps")
	w.inspect("photos connections, none")
	w.Visit(w.demo.Printer.URL + "/albums")
	w.inspect("printer albums after the permission was withdrawn")
	w.Press("Connect again")
	w.See("Allow printer to see your photos?")
	question := w.URL()
	w.Press("Deny")
	w.See("You said no, and that is fine")
	w.inspect("printer unfinished")
	w.Visit(question)
	w.See("It was denied, and stays so.")
	w.inspect("photos dead token")
	w.Visit(w.demo.Printer.URL)
	w.Press("With a PIN instead")
	w.See("Connect with a PIN")
	w.inspect("printer pin")
	tab := &walker{&customer{w.Popup("Open photos"), w.t, w.demo}, w.seen}
	tab.Press("Allow")
	tab.See("Type this PIN into printer")
	tab.inspect("photos pin")
}

// goTo visits a page and looks at it.
func (w *walker) goTo(p *programs.Program, path string) {
	w.t.Helper()
	w.Visit(p.URL + path)
	name := p.Name + " " + path
	if w.seen[name] {
		name += " again"
	}
	w.inspect(name)
}

// inspect looks at the page in both colours, and on a phone.
func (w *walker) inspect(name string) {
	w.t.Helper()
	w.seen[name] = true
	for colours, look := range map[string]browser.Look{"light": browser.Light, "dark": browser.Dark} {
		w.Look(look)
		w.accessible(name + " in " + colours)
		w.keep(name + " " + colours)
	}
	w.Look(browser.Light, browser.Phone)
	wide, err := browser.Eval[[]string](w.Page, sticksOut)
	if err != nil || len(wide) > 0 {
		w.t.Errorf("%s sticks out of a phone: %v %v", name, wide, err)
	}
	w.keep(name + " phone")
	w.Look(browser.Size(1280, 900))
}

// keep keeps a picture for those who want to look themselves.
func (w *walker) keep(name string) {
	if os.Getenv("ARTIFACTS") != "" {
		w.Shot(strings.NewReplacer("/", "_", " ", "-", ",", "").Replace(name))
	}
}

// sticksOut lists what is wider than the window, if the page can be pushed to the side.
const sticksOut = `document.documentElement.scrollWidth <= innerWidth ? [] :
	[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1).slice(0, 5).map(e => e.outerHTML.slice(0, 100))`

// accessible asks axe-core what a person with other eyes or other hands would stumble over.
func (w *walker) accessible(name string) {
	w.t.Helper()
	if loaded, err := browser.Eval[bool](w.Page, `"axe" in window`); err != nil || !loaded {
		if _, err := browser.Eval[bool](w.Page, axe+"\n;true"); err != nil {
			w.t.Fatalf("loading axe: %v", err)
		}
	}
	type violation struct {
		ID, Impact, Help string
		Nodes            []struct{ HTML, FailureSummary string }
	}
	found, err := browser.Eval[[]violation](w.Page, `axe.run(document, {
		runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations"],
	}).then(r => r.violations.map(v => ({ id: v.id, impact: v.impact, help: v.help,
		nodes: v.nodes.map(n => ({ html: n.html, failureSummary: n.failureSummary })) })))`)
	if err != nil {
		w.t.Fatalf("axe on %s: %v", name, err)
	}
	for _, v := range found {
		w.t.Errorf("%s: %s (%s): %s%s", name, v.ID, v.Impact, v.Help, first(v.Nodes))
	}
}

// first shows the first few places of a violation.
func first[T any](nodes []T) (said string) {
	for _, n := range nodes[:min(3, len(nodes))] {
		said += fmt.Sprintf("\n    %.400v", n)
	}
	return said
}
