package e2e

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"example.net/oauth1/e2e/browser"
	"example.net/oauth1/e2e/programs"
)

// addPasskey goes to the account of photos and adds a passkey.
func (c *customer) addPasskey(name string) {
	c.t.Helper()
	c.Visit(c.demo.Photos.URL + "/account")
	c.Fill("Name of the passkey", name)
	c.Fill("Your password", programs.Password)
	c.Press("Add a passkey")
	c.See("“" + name + "” is added.")
}

// TestPasskey is the dance of a person who types no password: the printer sends
// her to photos, she confirms with her device, and is back with nothing lost.
func TestPasskey(t *testing.T) {
	for name, looks := range map[string][]browser.Look{"on a desk": nil, "on a phone, in the dark": {browser.Phone, browser.Dark}} {
		t.Run(name, func(t *testing.T) {
			demo := programs.Start(t)
			jane := visitor(t, demo, looks...)
			device := jane.Device()
			jane.Visit(demo.Photos.URL + "/sign-in")
			jane.See("A passkey signs for " + strings.TrimPrefix(demo.Photos.URL, "http://") + " and nowhere else")
			jane.signIn("jane", programs.Password)
			jane.addPasskey("My telephone")
			if keys := device.Passkeys(); len(keys) != 1 || keys[0].RpID != "localhost" || !keys[0].IsResidentCredential {
				t.Fatalf("the device keeps %+v", keys)
			}
			jane.Press("Sign out jane")

			jane.Visit(demo.Printer.URL)
			jane.Press("Connect to photos")
			jane.See("printer asks to see your photos.")
			jane.Press("Sign in with a passkey")
			jane.See("Allow printer to see your photos?")
			jane.Press("Allow")
			jane.See("Connected to photos as jane")

			jane.Visit(demo.Photos.URL + "/account")
			jane.See("With a passkey")
			jane.See("My telephone Added")
			jane.Press("Remove the passkey My telephone")
			jane.See("The passkey is removed.")
			jane.Press("Sign out here")
			jane.Visit(demo.Photos.URL + "/sign-in")
			jane.Expect("401")
			jane.Press("Sign in with a passkey")
			jane.See("This passkey is not accepted here.")
			jane.signIn("jane", programs.Password)
			jane.See("Vacation")
		})
	}
}

// TestPasskeyThatIsNotThere tells in a sentence what a device had to say.
func TestPasskeyThatIsNotThere(t *testing.T) {
	demo := programs.Start(t)
	jane := visitor(t, demo)
	device := jane.Device()
	jane.Visit(demo.Photos.URL + "/sign-in")
	jane.Press("Sign in with a passkey")
	jane.See("No passkey was used. You can try again, or sign in with your password.")
	jane.signIn("jane", programs.Password)

	jane.Visit(demo.Photos.URL + "/account")
	jane.Fill("Your password", "not the password")
	jane.Expect("403")
	jane.Press("Add a passkey")
	jane.See("This is not your password.")
	if keys := device.Passkeys(); len(keys) != 0 {
		t.Errorf("the device was asked before the password was right: %+v", keys)
	}
	jane.addPasskey("My telephone")
	jane.Fill("Your password", programs.Password)
	jane.Press("Add a passkey")
	jane.See("This device has a passkey for your account already.")
	device.Forget()
	jane.addPasskey("The same, forgotten")
}

// TestAConsumerCannotUseThePasskey: a printer that asks Jane's device itself
// gets a signature, since both programs share the host name here. It is worth
// nothing at photos, because the browser writes into it who has asked.
func TestAConsumerCannotUseThePasskey(t *testing.T) {
	demo := programs.Start(t)
	jane := visitor(t, demo)
	jane.Device()
	jane.Visit(demo.Photos.URL + "/sign-in")
	jane.signIn("jane", programs.Password)
	jane.addPasskey("My telephone")

	jar, _ := cookiejar.New(nil) // fails only for options that are not given
	thief := &http.Client{Jar: jar}
	form := url.Values{"csrf_token": {csrfOf(t, thief, demo.Photos.URL+"/sign-in")}}
	question := posted(t, thief, demo.Photos.URL+"/sign-in/passkey/options", form, http.StatusOK)

	jane.Visit(demo.Printer.URL)
	answer, err := browser.Eval[string](jane.Page, `(async question => JSON.stringify(await navigator.credentials.get({
		publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(question.publicKey) })))(`+question+`)`)
	if err != nil || !json.Valid([]byte(answer)) {
		t.Fatalf("the device answers %q: %v", answer, err)
	}
	form.Set("answer", answer)
	posted(t, thief, demo.Photos.URL+"/sign-in/passkey", form, http.StatusUnauthorized)

	jane.Visit(demo.Photos.URL + "/account")
	jane.See("With a passkey")
	jane.See("Refused")
}

var csrfField = regexp.MustCompile(`name="csrf_token" value="([^"]+)"`)

func csrfOf(t *testing.T, client *http.Client, address string) string {
	t.Helper()
	answer, err := client.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(csrfField.FindSubmatch(body)[1])
}

func posted(t *testing.T, client *http.Client, address string, form url.Values, status int) string {
	t.Helper()
	answer, err := client.PostForm(address, form)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != status {
		t.Fatalf("%s is answered %s, want %d (%v)", address, answer.Status, status, err)
	}
	return string(body)
}
