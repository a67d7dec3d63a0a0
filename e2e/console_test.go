package e2e

import (
	"io"
	"net/http"
	"testing"

	"example.net/oauth1/e2e/browser"
	"example.net/oauth1/e2e/programs"
	"example.net/oauth1/oauthcore"
)

// TestADeveloperFindsHerMistake: a developer registers an application, signs
// with a wrong secret, sees the request appear while she looks, is told what she
// did, mends it, and changes her secret without a gap.
func TestADeveloperFindsHerMistake(t *testing.T) {
	demo := programs.Start(t)
	p := visitor(t, demo)
	p.Visit(demo.Photos.URL + "/developers")
	p.Follow("Your applications")
	p.signIn("sam", programs.Password)
	p.Follow("Register an application")
	p.Fill("Name", "Picture book")
	p.Fill("Callback addresses", "http://localhost:9000/ready")
	p.Press("Register")
	p.See("Copy the secret now")
	key, secret := p.output("consumer-key"), p.output("consumer-secret")
	demo.Secret("a Consumer Secret", secret)

	p.Follow("To Picture book")
	p.Follow("Requests")
	p.See("No requests")
	if tryKey(t, demo, key, secret+"\n") != http.StatusUnauthorized {
		t.Error("a wrong signature is accepted")
	}
	p.See("keep a line end at the end of the Consumer Secret") // without a reload
	p.Follow("GET /api/consumer")
	p.See("We build the base string from what arrived")
	p.Follow("Requests of Picture book")
	if tryKey(t, demo, key, secret) != http.StatusOK {
		t.Error("a right signature is refused")
	}
	p.See("200")

	p.Follow("Picture book")
	p.Press("Make a new secret")
	p.See("Copy the secret now")
	second := p.output("consumer-secret")
	demo.Secret("the next Consumer Secret", second)
	for _, each := range []string{secret, second} {
		if tryKey(t, demo, key, each) != http.StatusOK {
			t.Error("one of the two secrets is refused")
		}
	}
}

// TestTheConsoleWithoutScript: whoever has no JavaScript, on a phone, registers
// an application, looks at its log and suspends it all the same.
func TestTheConsoleWithoutScript(t *testing.T) {
	demo := programs.Start(t)
	p := visitor(t, demo, browser.Phone, browser.NoScript)
	p.Visit(demo.Photos.URL + "/developers/apps/new")
	p.signIn("sam", programs.Password)
	p.Fill("Name", "Small book")
	p.Choose("It may show Users a PIN instead (oob)")
	p.Press("Register")
	key, secret := p.output("consumer-key"), p.output("consumer-secret")
	demo.Secret("a Consumer Secret", secret)
	p.Follow("To Small book")
	p.Press("Suspend")
	p.See("refused from now on")
	if tryKey(t, demo, key, secret) != http.StatusUnauthorized {
		t.Error("a suspended application is served")
	}
	p.Press("Resume")
	p.See("the key works again")
	p.Follow("Requests")
	p.See("consumer_key_rejected")
}

// tryKey asks whether a key works, and answers the status.
func tryKey(t *testing.T, demo *programs.Demo, key, secret string) int {
	t.Helper()
	consumer := &oauthcore.Consumer{Key: key, Secret: secret}
	answer, err := consumer.Client(oauthcore.AccessToken{}).Get(demo.Photos.URL + "/api/consumer")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode
}

// output is what an output of the page holds.
func (c *customer) output(id string) string {
	c.t.Helper()
	text, err := browser.Eval[string](c.Page, `document.getElementById("`+id+`").textContent`)
	if err != nil {
		c.t.Fatal(err)
	}
	return text
}
