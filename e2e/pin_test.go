package e2e

import (
	"strings"
	"testing"

	"example.net/oauth1/e2e/browser"
	"example.net/oauth1/e2e/programs"
)

// TestPIN is the dance without a callback (OAuth Core 1.0a sections 6.1.1 and
// 6.2.3): photos shows Jane a PIN in another tab, and she types it at the printer
// as people do (P44). A wrong one may be typed again (P43).
func TestPIN(t *testing.T) {
	demo := programs.Start(t)
	jane := visitor(t, demo)
	jane.Visit(demo.Printer.URL)
	jane.Press("With a PIN instead")
	jane.See("Connect with a PIN")

	other := &customer{jane.Popup("Open photos"), t, demo}
	other.signIn("jane", programs.Password)
	other.See("Afterwards you get a PIN to type into printer.")
	other.Press("Allow")
	other.See("Type this PIN into printer")
	pin, err := browser.Eval[string](other.Page, `document.querySelector("output.pin").textContent`)
	if err != nil || len(pin) < 6 {
		t.Fatalf("the PIN is %q: %v", pin, err)
	}
	demo.Secret("the PIN", strings.ReplaceAll(pin, " ", ""))
	if strings.Contains(other.URL(), strings.ReplaceAll(pin, " ", "")) {
		t.Errorf("the PIN %s stands in the address %s", pin, other.URL())
	}

	jane.Fill("PIN", "ABCD-2345")
	jane.Press("Connect")
	jane.See("That is not the PIN that photos shows.")
	jane.Fill("PIN", " "+strings.ToLower(strings.ReplaceAll(pin, " ", "-"))+" ")
	jane.Press("Connect")
	jane.See("Connected to photos as jane")
}
