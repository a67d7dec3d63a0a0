package e2e

import (
	"testing"

	"example.net/oauth1/e2e/browser"
	"example.net/oauth1/e2e/programs"
)

// TestAccount is a person who looks after her account, without JavaScript:
// everything but adding a passkey can be done.
func TestAccount(t *testing.T) {
	demo := programs.Start(t)
	jane, telephone := visitor(t, demo, browser.NoScript), visitor(t, demo, browser.NoScript, browser.Phone)
	for _, place := range []*customer{jane, telephone} {
		place.Visit(demo.Photos.URL + "/sign-in")
		place.NotSee("Sign in with a passkey")
		place.signIn("jane", programs.Password)
		place.See("Vacation")
	}
	jane.Follow("Account")
	jane.NotSee("Add a passkey")
	jane.See("To add a passkey, switch JavaScript on")
	jane.Fill("Your name", "Jane Doe")
	jane.Press("Change the name")
	jane.See("You are Jane Doe, and sign in as jane")

	const better = "four better words here"
	demo.Secret("jane's new password", better)
	jane.Fill("Present password", programs.Password)
	jane.Fill("New password", better)
	jane.Press("Change the password")
	jane.See("You are signed out everywhere but here.")
	telephone.Reload()
	telephone.See("Type your password nowhere else")
	telephone.Expect("401")
	telephone.signIn("jane", programs.Password)
	telephone.See("do not belong together")
	telephone.signIn("jane", better)
	telephone.See("Vacation")

	jane.Follow("Account")
	jane.See("Refused")
	jane.Press("Sign out Chrome on")
	jane.See("That browser is signed out.")
	telephone.Reload()
	telephone.See("Sign in")

	jane.Press("Delete…")
	jane.Fill("Type jane to confirm", "sam")
	jane.Fill("Your password, once more", better)
	jane.Expect("422")
	jane.Press("Delete my account for ever")
	jane.See("That is not your screen name, so nothing was deleted.")
	jane.Fill("Type jane to confirm", "jane")
	jane.Fill("Your password, once more", better)
	jane.Press("Delete my account for ever")
	jane.See("The account jane is deleted, with everything that was in it.")
	jane.Expect("401")
	jane.Visit(demo.Photos.URL + "/sign-in")
	jane.signIn("jane", better)
	jane.See("do not belong together")
}
