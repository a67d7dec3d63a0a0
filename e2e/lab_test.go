package e2e

import (
	"testing"

	"example.net/oauth1/e2e/browser"
	"example.net/oauth1/e2e/programs"
	"example.net/oauth1/lab"
)

// A teacher plays every attack, without its rule and with it, and the room sees it succeed and fail.
func TestAttackLab(t *testing.T) {
	demo := programs.Start(t)
	w := &walker{visitor(t, demo), map[string]bool{}}
	w.Visit(demo.Photos.URL + "/lab")
	w.inspect("photos lab")
	w.Follow(lab.Attacks()[0].Name)
	w.inspect("photos attack, not played")
	for i, a := range lab.Attacks() {
		w.See(a.Defence)
		w.Press("Attack without")
		w.See("The attack succeeds")
		if i == 0 {
			w.See("It is a real page of photos, about the real printer.")
			w.inspect("photos attack, succeeding")
			w.Press("POST /request_token")
			w.See("Signature base string")
			w.inspect("photos attack, a message")
		}
		w.Press("Attack with the rule")
		w.See("The attack fails")
		if i == 0 {
			w.inspect("photos attack, failing")
		}
		if i+1 < len(lab.Attacks()) {
			w.Follow(lab.Attacks()[i+1].Name)
		}
	}
}

func TestAttackLabWithoutJavaScriptOnAPhone(t *testing.T) {
	demo := programs.Start(t)
	c := visitor(t, demo)
	c.Look(browser.NoScript, browser.Phone)
	c.Visit(demo.Photos.URL + "/lab/replay")
	c.Press("Attack without")
	c.See("The attack succeeds")
	c.Press("GET /photos")
	c.See("Jane’s private photo: vacation.jpg")
	c.Expect("404")
	c.Visit(demo.Photos.URL + "/lab/nothing")
	c.See("404")
}
