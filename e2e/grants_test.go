package e2e

import (
	"context"
	"net/http"
	"testing"

	"example.net/oauth1/e2e/browser"
	"example.net/oauth1/e2e/programs"
	"example.net/oauth1/oauthcore"
)

// looks are the ways of looking at a page that must all work.
var looks = map[string][]browser.Look{
	"on a desk": nil, "on a phone": {browser.Phone}, "in the dark": {browser.Dark}, "on a phone in the dark": {browser.Phone, browser.Dark},
	"without JavaScript": {browser.NoScript},
}

// TestChosenAlbums: Jane lets the printer see one album, changes her mind later, and ends it. The printer sees what she
// has chosen, at once.
func TestChosenAlbums(t *testing.T) {
	for name, look := range looks {
		t.Run(name, func(t *testing.T) {
			demo := programs.Start(t)
			jane := visitor(t, demo, look...)
			jane.begin("jane")
			jane.Choose("Only these")
			jane.Press("Allow")
			jane.See("Choose at least one album, or all of them.")
			jane.Choose("Animals")
			jane.Press("Allow")
			jane.See("Choose an album")
			jane.See("Animals")
			jane.NotSee("Vacation")

			jane.Visit(demo.Photos.URL + "/connections")
			jane.See("Animals")
			jane.See("see photos")
			jane.Press("Change the albums…")
			jane.Choose("All albums, also those you make later")
			jane.Press("Save")
			jane.See("From now on printer sees the albums that you have chosen.")
			jane.See("all, also later ones")
			jane.Visit(demo.Printer.URL + "/albums")
			jane.See("Vacation")

			jane.Visit(demo.Photos.URL + "/connections")
			jane.Press("Revoke")
			jane.See("No connected apps")
		})
	}
}

// TestSignedApproval: Jane opens a link that the printer has signed, reloads the page that it leads to, and allows. The
// link itself works once.
func TestSignedApproval(t *testing.T) {
	for name, look := range looks {
		t.Run(name, func(t *testing.T) {
			demo := programs.Start(t)
			jane := visitor(t, demo, look...)
			consumer := &oauthcore.Consumer{Key: consumerKey, Secret: consumerSecret, Endpoints: oauthcore.Endpoints{
				Authorize: demo.Photos.URL + "/oauth/authorize", AccessToken: demo.Photos.URL + "/oauth/access_token",
			}}
			link, err := consumer.ApprovalURL(demo.Printer.URL + "/callback")
			if err != nil {
				t.Fatal(err)
			}
			jane.Visit(link)
			jane.signIn("jane", programs.Password)
			jane.See("Allow printer to see your photos?")
			jane.Reload()
			jane.See("asked with a signed link, without a Request Token")
			page := jane.URL()
			jane.Visit(link)
			jane.See("This link was used already")
			jane.Back()
			if jane.URL() != page {
				t.Errorf("going back leads to %s, not to %s", jane.URL(), page)
			}
			jane.Press("Allow")
			back := token.FindStringSubmatch(jane.URL())
			if back == nil {
				t.Fatalf("Jane is sent to %s", jane.URL())
			}
			access, rest, err := consumer.ExchangeCallbackToken(context.Background(), back[1])
			if err != nil || rest.Get("screen_name") != "jane" {
				t.Fatalf("the exchange says %v, %v", rest, err)
			}
			demo.Secret("an Access Token Secret", access.Secret)
			fetch(t, consumer.Client(access).Get, demo.Photos.URL+"/photos?file=vacation.jpg&size=thumb", http.StatusOK)
		})
	}
}
