package e2e

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"example.net/oauth1/e2e/browser"
	"example.net/oauth1/e2e/programs"
	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/printer"
)

// TestOneStepInAWindow: Jane presses a button, approves in a small window, and the page behind it goes on by itself.
// What the window opens was signed when she pressed, and nothing on the page was.
func TestOneStepInAWindow(t *testing.T) {
	demo := programs.Start(t)
	jane := visitor(t, demo)
	jane.Visit(demo.Printer.URL + "/connect?next=/albums")
	jane.See("The shop asks for a Request Token")
	signed, err := browser.Eval[bool](jane.Page, `document.documentElement.outerHTML.includes("oauth_signature=")`)
	if err != nil || signed {
		t.Errorf("the page has a signed address in it: %v", err)
	}
	window := &customer{jane.Popup("Approve at photos"), t, demo}
	window.signIn("jane", programs.Password)
	window.See("asked with a signed link, without a Request Token")
	window.Leave("Allow")
	jane.See("Connected to photos as jane")
	jane.See("Choose an album")
	jane.Visit(demo.Printer.URL + "/connect")
	jane.See("in one step, in a window of its own")
	jane.See("The shop exchanges the callback token")
}

// TestOneStepWithoutScript: the same without JavaScript is an ordinary way there and back; so is a no.
func TestOneStepWithoutScript(t *testing.T) {
	demo := programs.Start(t)
	jane := visitor(t, demo, browser.NoScript)
	jane.Visit(demo.Printer.URL)
	jane.Follow("Other ways")
	jane.Press("Approve at photos")
	jane.signIn("jane", programs.Password)
	jane.Press("Deny")
	jane.See("You said no, and that is fine")
	jane.Visit(demo.Printer.URL + "/connect")
	jane.Press("Approve at photos")
	jane.Press("Allow")
	jane.See("Connected to photos as jane")
	jane.See("Choose an album")
}

// TestWaysWithoutScript: the two other ways, from the same page.
func TestWaysWithoutScript(t *testing.T) {
	demo := programs.Start(t)
	jane := visitor(t, demo, browser.NoScript, browser.Phone)
	jane.Visit(demo.Printer.URL + "/connect")
	jane.Press("Connect to photos")
	jane.signIn("jane", programs.Password)
	jane.Press("Allow")
	jane.See("Connected to photos as jane")
	jane.Visit(demo.Printer.URL + "/connect")
	jane.Press("Connect with a PIN")
	jane.See("Connect with a PIN")
	jane.Press("On another device")
	token, err := browser.Eval[string](jane.Page, `document.querySelector("output.request-token").textContent`)
	if err != nil {
		t.Fatal(err)
	}
	telephone := visitor(t, demo, browser.Phone)
	telephone.Visit(demo.Photos.URL + "/sign-in")
	telephone.signIn("jane", programs.Password)
	telephone.Visit(demo.Photos.URL + "/oauth/authorize")
	telephone.Fill("Code (Request Token)", token)
	telephone.Press("Go on")
	telephone.Press("Allow")
	pin, err := browser.Eval[string](telephone.Page, `document.querySelector("output.pin").textContent`)
	if err != nil {
		t.Fatal(err)
	}
	demo.Secret("the PIN", strings.ReplaceAll(pin, " ", ""))
	jane.Fill("PIN", pin)
	jane.Press("Connect")
	jane.See("Connected to photos as jane")
}

// TestRSAInTheQuery: Jane chooses another signature and another place, and everything goes on with them, her order too.
func TestRSAInTheQuery(t *testing.T) {
	demo := programs.Start(t)
	jane := visitor(t, demo)
	jane.Visit(demo.Printer.URL + "/settings")
	jane.Choose("RSA-SHA256")
	jane.Choose("In the query")
	jane.Press("Keep")
	jane.See("Your next connection signs with RSA-SHA256, its parameters in the query.")
	jane.Press("Connect to photos")
	jane.signIn("jane", programs.Password)
	jane.See("Allow printer (RSA) to see your photos?")
	jane.Press("Allow")
	jane.See("Choose an album")
	jane.choose("Vacation", "Mountain path")
	jane.Press("Review the order")
	jane.Press("Order")
	jane.prints("vacation.jpg")
	jane.Visit(demo.Printer.URL + "/connect")
	jane.See("as printer-rsa-demo")
	jane.Visit(demo.Photos.URL + "/connections")
	jane.See("printer (RSA)")
}

// developer is Sam, who has registered the printer, at its page in the console.
func developer(t *testing.T, demo *programs.Demo, page string) *customer {
	t.Helper()
	sam := visitor(t, demo)
	sam.Visit(demo.Photos.URL + "/sign-in")
	sam.signIn("sam", programs.Password)
	sam.See("Up and away")
	sam.Visit(demo.Photos.URL + "/developers/apps/" + consumerKey + page)
	return sam
}

// TestRenewalDuringAnOrder: the permission's token lives for an hour, and is too old while an order is on its way. The
// shop renews it and says so; Jane has nothing to do.
func TestRenewalDuringAnOrder(t *testing.T) {
	demo := programs.Start(t)
	sam := developer(t, demo, "/edit")
	sam.Pick("An Access Token lives", "an hour, and is renewed")
	sam.Press("Save")
	sam.See("an hour, and is renewed")
	sam.Visit(demo.Photos.URL + "/developers/apps/" + consumerKey + "/sandbox")
	jane := chosen(t, demo)
	old := time.Now().Add(2 * time.Second)
	sam.Fill("Access Tokens are too old after so many seconds", "1")
	sam.Press("Switch")
	sam.See("Something is switched on.")
	sam.Until("her token is older than that", fmt.Sprintf("Date.now() > %d", old.UnixMilli()))
	jane.Press("Order")
	jane.SeeAny("We keep trying", "Your print file is ready to download.")
	sam.Press("Everything off")
	if jane.SeeAny("Try now", "Your print file is ready to download.") == "Try now" {
		jane.Press("Try now")
	}
	jane.prints("vacation.jpg")
	jane.Visit(demo.Printer.URL + "/connect")
	jane.See("is renewed by itself")
	jane.NotSee("renewed by itself, not yet")
	if !strings.Contains(demo.Printer.Log(), "renewed a short-lived permission") {
		t.Error("the log does not tell of the renewal")
	}
}

// TestClockOffByTwentyMinutes: the printer's clock is wrong. It connects and orders all the same, and says what it
// learned.
func TestClockOffByTwentyMinutes(t *testing.T) {
	demo := programs.Start(t)
	demo.Printer.Stop()
	slow(t, demo, -20*time.Minute)
	jane := chosen(t, demo)
	jane.Press("Order")
	jane.prints("vacation.jpg")
	jane.Visit(demo.Printer.URL + "/connect")
	jane.See("The clock of photos is 20 minutes ahead of ours.")
}

// slow runs the printer in this process, at its usual address, with a clock of its own.
func slow(t *testing.T, demo *programs.Demo, by time.Duration) {
	t.Helper()
	app, err := printer.New(context.Background(), printer.Config{
		URL: demo.Printer.URL, Data: t.TempDir(), ProviderURL: demo.Photos.URL, ConsumerKey: consumerKey, SignatureMethod: "HMAC-SHA1",
		Now: func() time.Time { return time.Now().Add(by) }, Log: webapp.NewLogger(t.Output(), "printer"),
	})
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Addr: strings.TrimPrefix(demo.Printer.URL, "http://"), Handler: app.Handler}
	ended := make(chan error, 1)
	go func() { ended <- server.ListenAndServe() }()
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
		<-ended
		if err := app.Close(); err != nil {
			t.Error(err)
		}
	})
}

// TestRevokedIsExplained: Jane takes her permission back at photos; the shop says so where she meets it, and the page of
// the connection too.
func TestRevokedIsExplained(t *testing.T) {
	demo := programs.Start(t)
	jane := visitor(t, demo)
	jane.connect("jane")
	jane.Visit(demo.Photos.URL + "/connections")
	jane.Press("Revoke")
	jane.See("No connected apps")
	jane.Visit(demo.Printer.URL + "/albums")
	jane.See("The permission was withdrawn")
	jane.Visit(demo.Printer.URL + "/connect")
	jane.See("None. We cannot see any of your photos.")
}

// TestEveryPageOfConnecting looks at the pages of this file as TestEveryPage looks at the others.
func TestEveryPageOfConnecting(t *testing.T) {
	demo := programs.Start(t)
	w := &walker{visitor(t, demo), map[string]bool{}}
	for _, path := range []string{"/connect", "/settings"} {
		w.goTo(w.demo.Printer, path)
	}
	w.Choose("RSA-SHA512")
	w.Choose("In the form body")
	w.Press("Keep")
	w.inspect("printer connect, chosen")
	w.Press("Connect with a PIN")
	w.See("Connect with a PIN")
	w.Press("On another device")
	w.inspect("printer pin, on another device")
	w.unfolds("printer pin, on another device")
	w.Visit(demo.Printer.URL + "/connect")
	w.Press("Connect to photos")
	w.signIn("jane", programs.Password)
	w.Press("Allow")
	w.See("Choose an album")
	w.goTo(w.demo.Printer, "/connect")
	w.goTo(w.demo.Printer, "/settings")
	w.Expect("403")
	w.Visit(demo.Printer.URL + "/callback?oauth_token=unknown&oauth_verifier=x")
	w.inspect("printer unfinished, not for this browser")
}
