package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"example.net/oauth1/e2e/browser"
	"example.net/oauth1/e2e/programs"
)

// guided goes to the guide and begins one of its flows, the n-th.
func (w *walker) guided(n string) {
	w.t.Helper()
	w.Visit(w.demo.Printer.URL + "/guided")
	w.See("Choose a way to connect")
	w.Press("Begin: " + n)
	w.See("Nothing yet.")
}

// knows counts who knows what, by the table of knowledge.
func (w *walker) knows() int {
	w.t.Helper()
	n, err := browser.Eval[int](w.Page, `document.querySelectorAll(".knows td .icon").length`)
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// TestGuidedDance goes leg by leg through the usual way: each page explains, asks
// and then really sends, and what was sent appears below.
func TestGuidedDance(t *testing.T) {
	demo := programs.Start(t)
	jane := &walker{visitor(t, demo), map[string]bool{}}
	jane.goTo(demo.Printer, "/guided")
	jane.guided("Three-legged, with a redirect")
	jane.See("printer asks photos for a Request Token")
	before := jane.knows()
	jane.Choose("The User’s password")
	jane.Press("Check the answer")
	jane.See("Not quite.")
	jane.Choose("The Consumer Secret and an empty Token Secret")
	jane.Press("Check the answer")
	jane.See("Right. There is no token yet")
	jane.inspect("guided, first leg")
	jane.wide("guided, first leg")
	jane.Press("Send")
	jane.See("printer sends the browser to photos")
	jane.See("POST /oauth/request_token")
	if now := jane.knows(); now <= before {
		t.Errorf("the table of knowledge has %d entries after the first leg and %d before", now, before)
	}
	jane.inspect("guided, second leg")
	jane.Press("Send")
	jane.signIn("jane", programs.Password)
	jane.Press("Allow")
	jane.See("printer exchanges the Request Token for an Access Token")
	if strings.Contains(jane.URL(), "oauth_verifier") {
		t.Error("the verifier stands in the address of the guide")
	}
	jane.See("GET /callback")
	jane.NotSee("POST /oauth/access_token")
	jane.Press("Send")
	jane.See("printer asks for the list of albums")
	jane.See("POST /oauth/access_token")
	jane.Press("Send")
	jane.See("Done: printer may see the photos")
	jane.See("GET /api/albums")
	jane.inspect("guided, done")
	jane.Follow("As a handout")
	jane.See("Answers")
	jane.inspect("guided, handout")
}

// wide keeps a picture as the wall shows it.
func (w *walker) wide(name string) {
	w.Look(browser.Size(1920, 1080))
	w.keep(name + " wide")
	w.Look(browser.Size(1280, 900))
}

// TestGuidedInOneStep and with a PIN: the other two flows.
func TestGuidedInOneStep(t *testing.T) {
	demo := programs.Start(t)
	jane := &walker{visitor(t, demo), map[string]bool{}}
	jane.guided("Signed approval, in one step")
	jane.Press("Send")
	jane.signIn("jane", programs.Password)
	jane.Press("Allow")
	jane.See("printer exchanges the callback token")
	jane.See("The browser is sent to decide, with a signed address")
	jane.inspect("guided, callback token")
	jane.Press("Send")
	jane.See("printer asks for the list of albums")
	jane.Press("Send")
	jane.See("Done: printer may see the photos")
}

// TestGuidedWithAPIN is in Polish, and types a wrong PIN first.
func TestGuidedWithAPIN(t *testing.T) {
	demo := programs.Start(t)
	jane := &walker{visitor(t, demo), map[string]bool{}}
	jane.Visit(demo.Printer.URL + "/guided")
	jane.Pick("Language", "Polski")
	jane.Press("Change")
	jane.See("Wybierz sposób połączenia")
	jane.inspect("guided in Polish")
	jane.Press("Zacznij: Z kodem PIN")
	jane.See("printer prosi o Request Token, poza pasmem")
	jane.Press("Wyślij")
	jane.See("Użytkownik otwiera photos i dostaje PIN")
	jane.inspect("guided, a PIN in Polish")
	tab := &customer{jane.Popup("Wyślij"), t, demo}
	tab.signIn("jane", programs.Password)
	tab.Press("Allow")
	tab.See("Type this PIN into printer")
	pin, err := browser.Eval[string](tab.Page, `document.querySelector("output.pin").textContent.replace(/\s/g, "")`)
	if err != nil {
		t.Fatal(err)
	}
	demo.Secret("the PIN", pin)
	jane.Press("Mam PIN")
	jane.See("Użytkownik wpisuje PIN, a printer wymienia")
	jane.See("The User decides") // it has appeared by itself
	jane.Fill("PIN", "WWWW-3333")
	jane.Press("Wyślij")
	jane.See("That is not the PIN that photos shows.")
	jane.Fill("PIN", pin)
	jane.Press("Connect")
	jane.See("printer prosi o listę albumów")
	jane.Press("Wyślij")
	jane.See("Gotowe: printer może oglądać zdjęcia")
}

// TestGuidedByKeyboard: a teacher at the far end of the room has a keyboard, and
// nothing else.
func TestGuidedByKeyboard(t *testing.T) {
	demo := programs.Start(t)
	jane := &walker{visitor(t, demo), map[string]bool{}}
	jane.guided("Three-legged, with a redirect")
	jane.tabTo("input[name=answer]")
	jane.Key(" ")
	jane.tabTo("form#question button")
	jane.Key(kb.Enter)
	jane.See("Right.")
	jane.tabTo("form.send button")
	jane.Key(kb.Enter)
	jane.See("printer sends the browser to photos")
	jane.Visit(demo.Printer.URL + "/inspector")
	jane.See("POST /oauth/request_token")
	jane.Key("j")
	jane.Key(kb.Enter)
	jane.See("Signature base string")
}

// tabTo presses the Tab key until something has the focus.
func (w *walker) tabTo(selector string) {
	w.t.Helper()
	for range 60 {
		w.Key(kb.Tab)
		if there, err := browser.Eval[bool](w.Page, `document.activeElement.matches(`+"`"+selector+"`"+`)`); err == nil && there {
			return
		}
	}
	w.t.Fatalf("the Tab key does not lead to %s", selector)
}

// TestAppendixAOnAPage: the specification's own values, byte for byte.
func TestAppendixAOnAPage(t *testing.T) {
	demo := programs.Start(t)
	jane := &walker{visitor(t, demo), map[string]bool{}}
	jane.Visit(demo.Printer.URL + "/guided/appendix-a")
	jane.See("tR3+Ty81lMeYAr/Fid0kMTYa/WM=")
	jane.NotSee("different")
	same, err := browser.Eval[int](jane.Page, `document.querySelectorAll(".replay .badge.good").length`)
	if err != nil || same != 11 {
		t.Errorf("%d lines are the same (%v)", same, err)
	}
	jane.inspect("guided, Appendix A")
	jane.wide("guided, Appendix A")
}
