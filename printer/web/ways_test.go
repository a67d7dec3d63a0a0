package web

import (
	"strings"
	"testing"
	"time"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/printer/orders"
	"example.net/oauth1/templates"
)

// fullWays is the page with everything on it.
func fullWays(page templates.Page, c orders.Connection) WaysPage {
	c.Lifetime = orders.Lifetime{Issued: c.Created, Expires: c.Created.Add(time.Hour), Ends: c.Created.Add(48 * time.Hour), Renewals: 3}
	sends := []sentMessage{{What: nasty, Method: "POST", URL: nasty, Place: "query", Params: []sentParam{{nasty, nasty, true}}}}
	ways := wayOffers()
	for i := range ways {
		ways[i].Sends = sends
	}
	return WaysPage{Page: page, Connection: &ConnectionFacts{Connection: c, By: nasty}, Clock: ClockFacts{Differs: nasty, Learned: c.Created},
		Trouble: &trouble{nasty, nasty, nasty}, Ways: ways, Last: &sentDance{Messages: sends}, Next: "/albums"}
}

// What is shown of a message has no secret in it, wherever its parameters travel.
func TestPreviewHidesSecrets(t *testing.T) {
	s := &Server{URL: parsed("http://localhost:8081")}
	for _, place := range []oauthcore.Place{oauthcore.InHeader, oauthcore.InBody, oauthcore.InQuery} {
		consumer := &oauthcore.Consumer{Key: "dpf43f3p2l4k3l03", Secret: "kd94hf93k423kf44", Place: place, Endpoints: oauthcore.Endpoints{
			RequestToken: "http://photos.example.net/request_token", Authorize: "http://photos.example.net/authorize", AccessToken: "http://photos.example.net/access_token"}}
		for _, way := range []orders.Way{orders.WayRedirect, orders.WayOneStep, orders.WayPIN} {
			sent, err := s.preview(consumer, way)
			if err != nil {
				t.Fatal(err)
			}
			names := ""
			for i, m := range sent {
				for _, p := range m.Params {
					names += " " + p.Name
					if secret := p.Name == "oauth_token" || p.Name == "oauth_verifier" || p.Name == "oauth_signature"; secret != p.Hidden || secret && !strings.HasSuffix(p.Value, "not shown") {
						t.Errorf("%q shows %s as %q", way, p.Name, p.Value)
					}
				}
				if m.Method == "POST" && m.Place != place.String() || m.What == "" || m.URL == "" {
					t.Errorf("message %d of %q: %+v", i+1, way, m)
				}
			}
			if (len(sent) == 2) != (way == orders.WayOneStep) || strings.Contains(names, "oauth_verifier") == (way == orders.WayOneStep) || !strings.Contains(names, "oauth_callback") {
				t.Errorf("%q sends %d messages: %s", way, len(sent), names)
			}
		}
	}
}

// Every word of the Problem Reporting extension has a sentence of its own, and says what to do.
func TestEveryRefusalIsExplained(t *testing.T) {
	titles := map[string]oauthcore.Code{}
	for _, info := range oauthcore.Codes() {
		words := wordsFor(&oauthcore.Problem{Code: info.Code})
		if len(words.Title) < 10 || len(words.Text) < 20 || len(words.Do) < 10 {
			t.Errorf("%s: %+v", info.Code, words)
		}
		if other, there := titles[words.Title]; there {
			t.Errorf("%s and %s have the same title", info.Code, other)
		}
		titles[words.Title] = info.Code
		if told := reported(string(info.Code)); !strings.Contains(told.Text, string(info.Code)) {
			t.Errorf("a callback with %s: %+v", info.Code, told)
		}
	}
	if strange := wordsFor(&oauthcore.Problem{Code: "<b>made_up</b>"}); strings.Contains(strange.Text, "made_up") {
		t.Errorf("a word of no vocabulary is repeated: %s", strange.Text)
	}
}

// A refusal names the parameters it is about, not their values, and passes on how long to wait.
func TestRefusalsNameTheirParameters(t *testing.T) {
	absent := wordsFor(oauthcore.NewProblem(oauthcore.ParameterAbsent, "", oauthcore.Param{Name: "oauth_parameters_absent", Value: "oauth_callback&oauth_nonce&%3Cb%3E"}))
	if !strings.HasSuffix(absent.Text, "It names oauth_callback, oauth_nonce.") {
		t.Error(absent.Text)
	}
	rejected := wordsFor(oauthcore.NewProblem(oauthcore.ParameterRejected, "", oauthcore.Param{Name: "oauth_parameters_rejected", Value: "oauth_token=hh5s93j4hdidpola"}))
	if !strings.HasSuffix(rejected.Text, "It names oauth_token.") {
		t.Error(rejected.Text)
	}
	if busy := wordsFor(&oauthcore.Problem{Code: oauthcore.ConsumerKeyRefused, RetryAfter: 90 * time.Second}); !strings.Contains(busy.Do, "90 seconds") {
		t.Error(busy.Do)
	}
}
