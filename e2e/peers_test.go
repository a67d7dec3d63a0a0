package e2e

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	dghubble "github.com/dghubble/oauth1"
	gomodule "github.com/gomodule/oauth1/oauth"

	"example.net/oauth1/e2e/programs"
)

// The registration of OAuth Core 1.0a Appendix A.1.
const consumerKey, consumerSecret = "dpf43f3p2l4k3l03", "kd94hf93k423kf44"

// A peer is an OAuth 1.0 client that somebody else has written. It dances with
// photos, and answers what a signed GET brings.
type peer func(t *testing.T, at endpoints, jane consenter) (get func(address string) (*http.Response, error))

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

// TestPeers (P64): two independent Go clients go through the dance and fetch the
// photo of the specification's example, byte for byte.
func TestPeers(t *testing.T) {
	demo := programs.Start(t)
	at := discover(t, demo)
	for name, dance := range map[string]peer{"dghubble/oauth1 with a PIN": withDghubble(demo), "gomodule/oauth1 with a callback": withGomodule(demo)} {
		t.Run(name, func(t *testing.T) {
			get := dance(t, at, func(address string) string { return consent(t, demo, "jane", address) })
			if body := fetch(t, get, demo.Photos.URL+"/photos?file=vacation.jpg&size=original", http.StatusOK); !bytes.Equal(body, vacation(t)) {
				t.Errorf("the photo has %d bytes, not those of the seed", len(body))
			}
			// Names that test the encoding: a space, a plus and a percent sign, and letters beyond ASCII.
			fetch(t, get, demo.Photos.URL+"/photos?"+url.Values{"file": {"山道 + 100%.jpg"}, "size": {"thumb"}}.Encode(), http.StatusOK)
			fetch(t, get, demo.Photos.URL+"/photos?"+url.Values{"file": {"rocket.jpg"}, "size": {"original"}}.Encode(), http.StatusNotFound)
			if albums := fetch(t, get, at.API+"/albums", http.StatusOK); !bytes.Contains(albums, []byte("Vacation")) {
				t.Errorf("the albums are %s", albums)
			}
		})
	}
}

func withDghubble(demo *programs.Demo) peer {
	return func(t *testing.T, at endpoints, jane consenter) func(string) (*http.Response, error) {
		config := &dghubble.Config{ConsumerKey: consumerKey, ConsumerSecret: consumerSecret, CallbackURL: "oob",
			Endpoint: dghubble.Endpoint{RequestTokenURL: at.RequestToken, AuthorizeURL: at.Authorize, AccessTokenURL: at.AccessToken}}
		token, secret, err := config.RequestToken()
		if err != nil {
			t.Fatalf("no Request Token: %v", err)
		}
		where, err := config.AuthorizationURL(token)
		if err != nil {
			t.Fatal(err)
		}
		access, accessSecret, err := config.AccessToken(token, secret, jane(where.String()))
		if err != nil {
			t.Fatalf("no Access Token: %v", err)
		}
		demo.Secret("a Request Token's secret", secret)
		demo.Secret("an Access Token's secret", accessSecret)
		return config.Client(t.Context(), dghubble.NewToken(access, accessSecret)).Get
	}
}

func withGomodule(demo *programs.Demo) peer {
	return func(t *testing.T, at endpoints, jane consenter) func(string) (*http.Response, error) {
		client := gomodule.Client{Credentials: gomodule.Credentials{Token: consumerKey, Secret: consumerSecret},
			TemporaryCredentialRequestURI: at.RequestToken, ResourceOwnerAuthorizationURI: at.Authorize, TokenRequestURI: at.AccessToken}
		temporary, err := client.RequestTemporaryCredentials(nil, "http://printer.example.com/ready?shop=7", nil)
		if err != nil {
			t.Fatalf("no temporary credentials: %v", err)
		}
		token, _, err := client.RequestToken(nil, temporary, jane(client.AuthorizationURL(temporary, nil)))
		if err != nil {
			t.Fatalf("no token credentials: %v", err)
		}
		demo.Secret("a Request Token's secret", temporary.Secret)
		demo.Secret("an Access Token's secret", token.Secret)
		return func(address string) (*http.Response, error) {
			bare, query, _ := strings.Cut(address, "?")
			form, err := url.ParseQuery(query)
			if err != nil {
				return nil, err
			}
			return client.Get(nil, token, bare, form)
		}
	}
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
