package e2e

import (
	"net/http"
	"testing"

	"example.net/oauth1/e2e/programs"
)

// TestDeny: Jane says no. The printer takes it well, and no way leads back to yes (P39).
func TestDeny(t *testing.T) {
	demo := programs.Start(t)
	jane := visitor(t, demo)
	jane.begin("jane")
	question := jane.URL()
	jane.Press("Deny")
	jane.See("You said no, and that is fine")
	jane.Visit(demo.Printer.URL + "/albums")
	jane.See("Not connected yet")

	jane.Visit(question)
	jane.See("It was denied, and stays so.")
	jane.NotSee("Allow printer")
	jane.Visit(demo.Photos.URL + "/connections")
	jane.See("No connected apps")
}

// TestDenyThenBackAndAllow: the page with the question is still in the browser's
// memory, but the button on it is dead (P39).
func TestDenyThenBackAndAllow(t *testing.T) {
	demo := programs.Start(t)
	jane := visitor(t, demo)
	jane.begin("jane")
	jane.Press("Deny")
	jane.See("You said no, and that is fine")
	jane.Back()
	jane.See("Allow printer to see your photos?")
	jane.Press("Allow")
	jane.See("It was denied, and stays so.")
}

// TestASignedAddressInABrowser: somebody opens an address that programs sign,
// and reads why there is nothing to see.
func TestASignedAddressInABrowser(t *testing.T) {
	demo := programs.Start(t)
	p := visitor(t, demo)
	p.Expect("401")
	for _, path := range []string{"/photos?file=vacation.jpg&size=original", "/api/user/profile", "/api/consumer"} {
		p.Visit(demo.Photos.URL + path)
		p.See("This is a protected resource; the request is not signed.")
		p.See("oauth_problem: parameter_absent")
		if p.Status() != http.StatusUnauthorized {
			t.Errorf("%s is answered %d", path, p.Status())
		}
	}
}

// TestWrongPassword: the page does not say what was wrong, and the right password
// leads on to where Jane was going.
func TestWrongPassword(t *testing.T) {
	demo := programs.Start(t)
	jane := visitor(t, demo)
	demo.Secret("a wrong password", "not-her-password")
	jane.Visit(demo.Printer.URL)
	jane.Press("Connect to photos")
	for _, name := range []string{"jane", "nobody_here"} {
		jane.signIn(name, "not-her-password")
		jane.See("This name and this password do not belong together.")
		if jane.Status() != http.StatusUnauthorized {
			t.Errorf("a wrong password of %s is answered %d", name, jane.Status())
		}
	}
	jane.signIn("jane", programs.Password)
	jane.See("Allow printer to see your photos?")
}

// TestPasswordsAreApart: the account at the printer is Jane's too, and neither
// password opens the other door.
func TestPasswordsAreApart(t *testing.T) {
	demo := programs.Start(t)
	jane := visitor(t, demo)
	const email, password = "jane@printer.example", "printer-demo"
	demo.Secret("her password at the printer", password)

	jane.Visit(demo.Printer.URL + "/sign-in")
	atPrinter := func(password string) {
		jane.Fill("E-mail address", email)
		jane.Fill("Password", password)
		jane.Press("Sign in")
	}
	atPrinter(programs.Password)
	if jane.Status() != http.StatusUnauthorized {
		t.Errorf("her photos password is answered %d by the printer", jane.Status())
	}
	atPrinter(password)
	jane.See("Account of Jane")

	jane.Visit(demo.Photos.URL + "/sign-in")
	jane.signIn("jane", password)
	jane.See("This name and this password do not belong together.")
}

// TestForeignCallback: an answer of photos counts only in the browser that asked (P61).
func TestForeignCallback(t *testing.T) {
	demo := programs.Start(t)
	jane := visitor(t, demo)
	jane.connect("jane")
	var callback string
	for _, hop := range jane.Redirects() {
		if token.MatchString(hop.URL) && hop.URL[:len(demo.Printer.URL)] == demo.Printer.URL {
			callback = hop.URL
		}
	}
	sam := visitor(t, demo)
	sam.Visit(callback)
	sam.See("This answer is not for this browser")
	sam.Visit(demo.Printer.URL + "/albums")
	sam.See("Not connected yet")
}
