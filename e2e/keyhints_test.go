package e2e

import (
	"testing"

	"example.net/oauth1/e2e/browser"
	"example.net/oauth1/e2e/programs"
)

// TestKeysAreToldToWhoHasSome: a photo says which keys turn the pages, except on a touch screen.
func TestKeysAreToldToWhoHasSome(t *testing.T) {
	demo := programs.Start(t)
	jane := visitor(t, demo)
	jane.Visit(demo.Photos.URL + "/sign-in")
	jane.signIn("jane", programs.Password)
	jane.Follow("Vacation")
	jane.Follow("Mountain path")
	jane.Reload() // the page itself, not the photo in front of the album
	jane.See("Keys:")
	jane.Look(browser.Phone)
	jane.NotSee("Keys:")
	jane.See("Seen by")
}
