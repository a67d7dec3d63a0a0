package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

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
	jane.Follow("Open in the workbench")
	jane.See("Your base string and this one are the same.")
	jane.See("Put the secrets in")
	jane.Back()
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

// TestInspectorAtPhotos: of a foreign Consumer the right side is known, to its
// developer, while it speaks.
func TestInspectorAtPhotos(t *testing.T) {
	demo := programs.Start(t)
	sam := &walker{visitor(t, demo), map[string]bool{}}
	sam.Visit(demo.Photos.URL + "/sign-in")
	sam.signIn("sam", programs.Password)
	sam.Visit(demo.Photos.URL + "/developers/apps/" + consumerKey)
	sam.Follow("Watch the wire")
	sam.See("Nothing has been said yet")
	token := sam.ask(sam.consumer(consumerKey, consumerSecret))
	sam.See("The Consumer asks for a Request Token") // by itself
	tryKey(t, demo, consumerKey, consumerSecret+"\n")
	jane := visitor(t, demo)
	jane.Visit(sam.consumer(consumerKey, consumerSecret).AuthorizeURL(token))
	jane.signIn("jane", programs.Password)
	jane.Press("Deny")
	sam.See("The request token is denied")
	sam.See("401 signature_invalid")
	sam.See("received side")
	sam.inspect("photos inspector")
	sam.Follow("The Consumer asks in its own name")
	sam.See("What photos made sure of")
	sam.See("keep a line end at the end of the Consumer Secret")
	sam.inspect("photos inspector message")
	sam.Key(kb.ArrowLeft)
	sam.See("1. The Consumer asks for a Request Token")
}
