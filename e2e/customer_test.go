package e2e

import (
	"net/url"
	"regexp"
	"testing"

	"example.net/oauth1/e2e/browser"
	"example.net/oauth1/e2e/programs"
)

// customer is a person at a browser, on the way through both programs.
type customer struct {
	*browser.Page
	t    *testing.T
	demo *programs.Demo
}

// visitor opens a browser with clean cookies.
func visitor(t *testing.T, demo *programs.Demo, looks ...browser.Look) *customer {
	t.Helper()
	c := &customer{browser.Open(t, demo.Hosts(), looks...), t, demo}
	t.Cleanup(c.keepSecrets)
	return c
}

// keepSecrets notes what must be in no log and no file: the verifiers that
// travelled through this browser, and the cookies that it was given.
func (c *customer) keepSecrets() {
	for _, request := range append(c.Requests(), c.Redirects()...) {
		if u, err := url.Parse(request.URL); err == nil {
			c.demo.Secret("a verifier", u.Query().Get("oauth_verifier"))
		}
	}
	for _, cookie := range c.Cookies() {
		c.demo.Secret("the cookie "+cookie.Name, cookie.Value)
	}
}

// signIn fills in the form of photos.
func (c *customer) signIn(screenName, password string) {
	c.t.Helper()
	c.Fill("Screen name", screenName)
	c.Fill("Password", password)
	c.Press("Sign in")
}

// begin goes from the front page of the printer to the question of photos.
func (c *customer) begin(screenName string) {
	c.t.Helper()
	c.Visit(c.demo.Printer.URL)
	c.See("Your photos, on paper.")
	c.Press("Connect to photos")
	c.signIn(screenName, programs.Password)
	c.See("Allow printer to see your photos?")
}

// connect goes the whole way to the albums that the printer may see.
func (c *customer) connect(screenName string) {
	c.t.Helper()
	c.begin(screenName)
	c.Press("Allow")
	c.See("Connected to photos as " + screenName)
	c.See("Choose an album")
}

// choose picks photos of an album, by what is written about each.
func (c *customer) choose(album string, photos ...string) {
	c.t.Helper()
	c.Follow(album)
	c.See("Tick what you want on paper.")
	for _, photo := range photos {
		c.Choose(photo)
	}
	c.Press("Print these")
	c.See("Your basket")
}

// order chooses paper and copies, and orders.
func (c *customer) order(paper, finish, fit, copies string) {
	c.t.Helper()
	c.Choose(paper)
	c.Choose(finish)
	c.Choose(fit)
	c.Fill("Copies of each", copies)
	c.Press("Review the order")
	c.See("All as you want it?")
	c.Press("Order")
	c.See("What you ordered")
}

// untilReady waits for the print file: the page tells of it by itself, and
// without JavaScript a reload does.
func (c *customer) untilReady(reload bool) {
	c.t.Helper()
	const ready, going = "Your print file is ready to download.", "Progress"
	if !reload {
		c.See(ready)
		return
	}
	for c.SeeAny(ready, going) != ready {
		c.Reload()
	}
}

// token is the Request Token in the address of the page.
var token = regexp.MustCompile(`oauth_token=([^&]+)`)
