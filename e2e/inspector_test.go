package e2e

import (
	"strings"
	"testing"

	"example.net/oauth1/e2e/browser"
	"example.net/oauth1/e2e/programs"
)

// TestInspector lets Jane connect while she watches the wire in another tab: each
// message appears by itself, in order, and a reload shows the same.
func TestInspector(t *testing.T) {
	demo := programs.Start(t)
	jane := &walker{visitor(t, demo), map[string]bool{}}
	jane.Visit(demo.Printer.URL + "/inspector")
	jane.See("Nothing has been said yet")
	jane.inspect("inspector, empty")
	jane.connect("jane")
	jane.Visit(demo.Printer.URL + "/inspector")
	jane.See("The request token is authorized")
	jane.Until("an end is missing", `document.querySelectorAll(".msg .badge.good").length >= 3`)
	for _, words := range []string{
		"The Consumer asks for a Request Token", "The browser is sent to decide", "The User decides", "The browser comes back", "The Consumer asks for an Access Token",
		"POST /oauth/request_token", "GET /oauth/authorize?oauth_token=…", "GET /callback?oauth_token=…&oauth_verifier=…", "POST /oauth/access_token",
	} {
		jane.See(words)
	}
	jane.inspect("inspector")
	jane.Look(browser.Size(1920, 1080))
	jane.keep("inspector wide")
	jane.Look(browser.Size(1280, 900))
	before := jane.titles()
	jane.Reload()
	if after := jane.titles(); after != before {
		t.Errorf("after a reload it shows\n%s\nand before\n%s", after, before)
	}
	jane.Follow("The Consumer asks for a Request Token")
	jane.See("Signature base string")
	jane.See("oauth_callback")
	jane.inspect("inspector message")
	jane.Look(browser.Size(1920, 1080))
	jane.keep("inspector message wide")
	jane.Look(browser.Size(1280, 900))
}

// titles are the rows of the timeline.
func (w *walker) titles() string {
	w.t.Helper()
	rows, err := browser.Eval[[]string](w.Page, `[...document.querySelectorAll(".msg")].map(m => m.innerText.replace(/\s+/g, " "))`)
	if err != nil {
		w.t.Fatal(err)
	}
	return strings.Join(rows, "\n")
}
