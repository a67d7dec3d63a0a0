package e2e

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"example.net/oauth1/e2e/programs"
)

// The registration of OAuth Core 1.0a Appendix A.1.
const consumerKey, consumerSecret = "dpf43f3p2l4k3l03", "kd94hf93k423kf44"

// callback is an address that the demo's printer is registered with, and where nobody answers: only its query counts.
const callback = "http://printer.example.com/ready?shop=7"

// A peer is an OAuth 1.0 client that somebody else has written. It dances with
// photos, and answers what a signed GET brings.
type peer func(t *testing.T, at endpoints, jane consenter) getter

type getter func(address string) (*http.Response, error)

// endpoints are what photos says about itself at /.well-known/oauth1.
type endpoints struct {
	RequestToken string `json:"request_token_url"`
	Authorize    string `json:"authorize_url"`
	AccessToken  string `json:"access_token_url"`
	API          string `json:"api_base"`
}

// consenter is a User who signs in and allows what an address asks. She answers
// the verifier, from the callback's address or as the PIN on the page.
type consenter func(authorizeURL string) (verifier string)

// TestPeers (P64): each independent client goes through the dance and fetches the
// photo of the specification's example, byte for byte, until Jane revokes it.
func TestPeers(t *testing.T) {
	demo := programs.Start(t)
	at := discover(t, demo)
	for _, c := range []struct {
		name  string
		dance peer
	}{
		{"dghubble oauth1 with a PIN", withDghubble(demo)}, {"gomodule oauth1 with a callback", withGomodule(demo)},
		{"mrjones oauth with a callback", withMrjones(demo)}, {"python oauthlib with a PIN", withPython(demo)},
		{"ruby oauth with a callback", withRuby(demo)}, {"curl and openssl with a PIN", withShell(demo)},
	} {
		t.Run(c.name, func(t *testing.T) {
			get := c.dance(t, at, func(address string) string { return consent(t, demo, "jane", address) })
			fetchesWhatJaneAllows(t, demo, at, get)
			revoke(t, demo, "jane")
			if body := fetch(t, get, demo.Photos.URL+"/photos?file=vacation.jpg&size=original", http.StatusUnauthorized); !bytes.Contains(body, []byte("token_revoked")) {
				t.Errorf("revoked, it is told %s", body)
			}
		})
	}
}

func fetchesWhatJaneAllows(t *testing.T, demo *programs.Demo, at endpoints, get getter) {
	t.Helper()
	if body := fetch(t, get, demo.Photos.URL+"/photos?file=vacation.jpg&size=original", http.StatusOK); !bytes.Equal(body, vacation(t)) {
		t.Errorf("the photo has %d bytes, not those of the seed", len(body))
	}
	// Names that test the encoding: a space, a plus and a percent sign, and letters beyond ASCII.
	hard := strings.ReplaceAll(url.Values{"file": {"山道 + 100%.jpg"}, "size": {"thumb"}}.Encode(), "+", "%20")
	fetch(t, get, demo.Photos.URL+"/photos?"+hard, http.StatusOK)
	fetch(t, get, demo.Photos.URL+"/photos?"+url.Values{"file": {"rocket.jpg"}, "size": {"original"}}.Encode(), http.StatusNotFound)
	if albums := fetch(t, get, at.API+"/albums", http.StatusOK); !bytes.Contains(albums, []byte("Vacation")) {
		t.Errorf("the albums are %s", albums)
	}
}

// knowTokens lets the test look for these secrets wherever they must not be.
func knowTokens(demo *programs.Demo, request, access string) {
	demo.Secret("a Request Token's secret", request)
	demo.Secret("an Access Token's secret", access)
}

// revoke withdraws what a User has allowed to the printer.
func revoke(t *testing.T, demo *programs.Demo, screenName string) {
	t.Helper()
	b := openForms(t, demo.Photos.URL, nil)
	b.visit(demo.Photos.URL + "/connections")
	b.press("Sign in", url.Values{"screen_name": {screenName}, "password": {programs.Password}})
	b.press("Revoke the access of printer", nil)
	b.see("No connected apps")
}

func discover(t *testing.T, demo *programs.Demo) (at endpoints) {
	t.Helper()
	body := fetch(t, http.Get, demo.Photos.URL+"/.well-known/oauth1", http.StatusOK)
	if err := json.Unmarshal(body, &at); err != nil || at.RequestToken == "" || at.API == "" {
		t.Fatalf("what photos says about itself: %s: %v", body, err)
	}
	return at
}

// consent is what a User does in her browser, without JavaScript.
func consent(t *testing.T, demo *programs.Demo, screenName, address string) (verifier string) {
	t.Helper()
	b := openForms(t, demo.Photos.URL, nil)
	b.visit(address)
	b.press("Sign in", url.Values{"screen_name": {screenName}, "password": {programs.Password}})
	if b.at.Query().Get("oauth_verifier") == "" { // she has not allowed the same before
		b.see("Allow printer to see your photos?")
		b.press("Allow", nil)
	}
	verifier = b.at.Query().Get("oauth_verifier")
	if verifier == "" {
		verifier = strings.ReplaceAll(b.byID("pin"), " ", "")
	}
	demo.Secret("a verifier", verifier)
	return verifier
}

// fetch gets an address and its body, and makes sure of the status.
func fetch(t *testing.T, get func(string) (*http.Response, error), address string, status int) []byte {
	t.Helper()
	answer, err := get(address)
	if err != nil {
		t.Fatalf("%s: %v", address, err)
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatalf("%s: %v", address, err)
	}
	if answer.StatusCode != status {
		t.Fatalf("%s is answered %d, not %d: %.300s", address, answer.StatusCode, status, body)
	}
	return body
}
