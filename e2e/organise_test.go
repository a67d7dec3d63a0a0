package e2e

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"example.net/oauth1/e2e/browser"
	"example.net/oauth1/e2e/programs"
)

// organiser is a person who brings order into her pictures, and looks at every
// page on the way.
type organiser struct{ *walker }

func newOrganiser(t *testing.T, looks ...browser.Look) *organiser {
	t.Helper()
	demo := programs.Start(t)
	o := &organiser{&walker{visitor(t, demo, looks...), map[string]bool{}}}
	o.Visit(demo.Photos.URL + "/sign-in")
	o.signIn("jane", programs.Password)
	return o
}

// order is the names of the photos or albums on the page for arranging, in their order.
func (o *organiser) order() string {
	o.t.Helper()
	names, err := browser.Eval[[]string](o.Page, `[...document.querySelectorAll(".arrange .name")].map(n => n.textContent)`)
	if err != nil {
		o.t.Fatal(err)
	}
	return strings.Join(names, ", ")
}

// wantOrder waits until what was moved is kept, and makes sure that it is.
func (o *organiser) wantOrder(want string) {
	o.t.Helper()
	o.Until("the move is not kept", `!document.querySelector("form[data-arrange]").ariaBusy || document.querySelector("form[data-arrange]").ariaBusy === "false"`)
	for _, when := range []string{"now", "after loading again"} {
		if got := o.order(); got != want {
			o.t.Errorf("%s the order is %s, want %s", when, got, want)
		}
		o.Reload()
	}
}

// focus puts the focus on the handle of an item.
func (o *organiser) focus(name string) {
	o.t.Helper()
	o.Until(name+" has no handle", `[...document.querySelectorAll(".arrange li")].some(li => {
		if (li.querySelector(".name").textContent !== `+"`"+name+"`"+` || li.querySelector("[data-handle]").hidden) return false;
		li.querySelector("[data-handle]").focus();
		return true;
	})`)
}

// drag takes an item with the mouse and lets it go before another.
func (o *organiser) drag(what, before string) {
	o.t.Helper()
	item := func(name string) string {
		return "[...document.querySelectorAll('.arrange li')].find(li => li.querySelector('.name').textContent === `" + name + "`)"
	}
	o.Until("nothing can be dragged yet", `!!document.querySelector(".arrange.scripted")`)
	o.DragOnto(item(what), item(before))
}

// TestJaneBringsOrderIntoHerPictures: an album renamed, its photos put in order
// from the keyboard and with the mouse, three of them moved, one deleted and
// taken back, found again by a word, and all of it taken home as a zip.
func TestJaneBringsOrderIntoHerPictures(t *testing.T) {
	o := newOrganiser(t)
	o.inspect("photos albums with a search")
	o.Follow("Vacation")
	o.See("6 photos")
	o.Press("Rename…")
	o.Fill("Name of the album", "Picos de Europa")
	o.Press("Rename")
	o.See("Picos de Europa")
	o.inspect("photos album with its actions")

	o.arrange()
	o.moveThree()
	o.deleteAndUndo()
	o.writeAndFind()
	o.download()
}

func (o *organiser) arrange() {
	o.t.Helper()
	o.Follow("Arrange")
	o.See("Arrange photos")
	o.inspect("photos arrange")
	o.focus("pagoda")
	o.Key(kb.Home)
	o.wantOrder("pagoda, vacation, sunset, stream, 山道 + 100%, panorama")
	o.focus("sunset")
	o.Key(kb.ArrowRight)
	o.Key(kb.ArrowRight)
	o.wantOrder("pagoda, vacation, stream, 山道 + 100%, sunset, panorama")
	o.drag("panorama", "vacation")
	o.wantOrder("pagoda, panorama, vacation, stream, 山道 + 100%, sunset")
	o.Follow("Done")
}

func (o *organiser) moveThree() {
	o.t.Helper()
	o.Follow("Select")
	o.See("0 photos chosen")
	for _, photo := range []string{"Pavilion", "Mountain path"} { // with everything between
		o.Choose(photo)
	}
	o.Choose("Very wide panorama")
	o.See("3 photos chosen")
	o.inspect("photos select")
	o.Press("Move or copy…")
	o.inspect("photos select, moving")
	o.Fill("or to a new one, called", "The best")
	o.Press("Move")
	o.See("3 photos were moved to “The best”.")
	o.See("3 photos, private")
}

func (o *organiser) deleteAndUndo() {
	o.t.Helper()
	o.Follow("Select")
	o.Choose("Small stream")
	o.Press("Delete")
	o.See("1 photo was deleted.")
	o.See("2 photos, private")
	o.inspect("photos album with a way back")
	o.Press("Undo")
	o.See("It is back, in “Picos de Europa”.")
	o.See("3 photos, private")
	o.Follow("Select")
	o.Choose("Small stream")
	o.Press("Delete")
	o.See("1 photo was deleted.")
	o.Visit(o.demo.Photos.URL + "/deleted")
	o.See("From “Picos de Europa”")
	o.inspect("photos recently deleted")
	o.Press("Put back")
	o.See("3 photos, private")
}

func (o *organiser) writeAndFind() {
	o.t.Helper()
	o.Follow("Write captions")
	o.See("3 on this page")
	o.inspect("photos captions")
	o.Fill("Caption of stream.jpg", "Where we had a swim")
	o.Press("Keep these words")
	o.See("The texts of 3 photos are kept.")
	o.Visit(o.demo.Photos.URL + "/albums")
	o.Fill("Search your photos", "swim")
	o.Press("Search")
	o.inspect("photos search")
	o.Follow("Small stream")
	o.See("Where we had a swim")
	o.Press("Title and caption…")
	o.inspect("photos photo, with words")
	o.Visit(o.demo.Photos.URL + "/search?q=nothing+has+this")
	o.See("Nothing found")
	o.inspect("photos search, nothing found")
}

func (o *organiser) download() {
	o.t.Helper()
	o.Visit(o.demo.Photos.URL + "/albums")
	o.Follow("The best")
	address, err := browser.Eval[string](o.Page, `[...document.links].find(a => a.href.endsWith("/zip")).href`)
	if err != nil {
		o.t.Fatal(err)
	}
	request, _ := http.NewRequest(http.MethodGet, address, nil)
	for _, cookie := range o.Cookies() {
		request.AddCookie(&http.Cookie{Name: cookie.Name, Value: cookie.Value})
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		o.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		o.t.Fatal(err)
	}
	archive, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil || len(archive.File) != 3 || archive.File[0].Name != "pagoda.jpg" {
		o.t.Errorf("the archive: %+v, %v", archive, err)
	}
}

// TestOrderWithoutJavaScript: the same with plain forms.
func TestOrderWithoutJavaScript(t *testing.T) {
	o := newOrganiser(t, browser.NoScript)
	o.Follow("Animals")
	o.Follow("Arrange")
	o.Press("Move cat earlier")
	if got, want := o.order(), "dogs, cat, zażółć gęślą jaźń"; got != want {
		t.Errorf("the order is %s, want %s", got, want)
	}
	o.Follow("Done")
	o.Follow("Select")
	o.Choose("Face of a tabby cat")
	o.Press("Delete")
	o.See("1 photo was deleted.")
	o.Press("Undo")
	o.See("3 photos, private")
	o.Visit(o.demo.Photos.URL + "/albums?arrange=1")
	o.Press("Move Animals earlier")
	if got, want := o.order(), "Animals, Vacation, Small things"; got != want {
		t.Errorf("the order is %s, want %s", got, want)
	}
}
