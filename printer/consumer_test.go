package printer_test

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/printer"
)

// rsaKey is the Consumer Key of the demo's second registration.
const rsaKey = "printer-rsa-demo"

// registerRSA makes the demo's second Consumer known.
func (p *serviceProvider) registerRSA(t *testing.T, callback string) {
	t.Helper()
	text, err := os.ReadFile("../seed/rsa-demo-public.pem")
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(text)
	key, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	p.store.Register(oauthcore.Registration{
		Key: rsaKey, Name: "printer (RSA)", Callbacks: []string{callback}, OutOfBand: true,
		Methods: []string{"RSA-SHA1", "RSA-SHA256", "RSA-SHA512"}, PublicKey: key.(*rsa.PublicKey),
	})
}

// registerShortLived makes the demo's Consumer one whose tokens live for an hour.
func (p *serviceProvider) registerShortLived(callback string) {
	p.store.Register(oauthcore.Registration{
		Key: demoKey, Secret: demoSecret, Name: "printer", Callbacks: []string{callback}, OutOfBand: true, TokenLifetime: time.Hour,
	})
}

// approve is the User's Allow to a signed approval address.
func (p *serviceProvider) approve(t *testing.T, address, user string) (back string) {
	t.Helper()
	a := p.checked(t, address)
	token, err := p.IssueCallbackToken(t.Context(), a.Consumer.Key, a.Callback, oauthcore.Grant{User: user})
	if err != nil {
		t.Fatal(err)
	}
	return token.ReturnURL()
}

// checked checks a signed approval address as the Service Provider does.
func (p *serviceProvider) checked(t *testing.T, address string) *oauthcore.Approval {
	t.Helper()
	a, err := p.CheckApproval(httptest.NewRequest(http.MethodGet, strings.TrimPrefix(address, p.URL), nil))
	if err != nil {
		t.Fatalf("%s: %v", address, err)
	}
	return a
}

// hear notes the requests for a path, and lets them through.
func (p *serviceProvider) hear(path string) (heard func() []*http.Request) {
	var mu sync.Mutex
	var all []*http.Request
	p.misbehave(path, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		all = append(all, r.Clone(r.Context()))
		mu.Unlock()
		p.behave().ServeHTTP(w, r)
	})
	return func() []*http.Request {
		mu.Lock()
		defer mu.Unlock()
		return all
	}
}

// One step: what the browser is sent to is signed when the button is pressed, and the callback token is exchanged
// without a verifier.
func TestOneStep(t *testing.T) {
	p := newServiceProvider(t)
	jane := open(t, p, nil).visit(t)
	page := jane.get("/connect").shows(200, "Three steps", "One step", "With a PIN", "oauth_callback")
	if strings.Contains(page.html, "oauth_signature=") {
		t.Error("the page has a signed address in it")
	}
	first := page.submit("/connect", "how", "one-step")
	second := jane.get("/connect").submit("/connect", "how", "one-step")
	if first.leadsTo == second.leadsTo || !strings.HasPrefix(first.leadsTo, p.URL+"/oauth/authorize?") || strings.Contains(first.leadsTo, "oauth_token=") {
		t.Fatalf("pressed twice: %s and %s", first.leadsTo, second.leadsTo)
	}
	heard := p.hear("/oauth/access_token")
	jane.get(p.approve(t, second.leadsTo, "jane")).shows(200, "Connected to photos as jane", "Vacation")
	if sent := heard()[0].Header.Get("Authorization"); strings.Contains(sent, "oauth_verifier") || !strings.Contains(sent, "oauth_token") {
		t.Errorf("the exchange was asked for with %s", sent)
	}
	jane.get("/connect").shows(200, "in one step", "What was sent last", "The shop exchanges the callback token")
	jane.order("p1")
}

// A callback of the one-step flow counts in the browser that began, once, for one approval.
func TestOneStepIsTiedToTheBrowser(t *testing.T) {
	p := newServiceProvider(t)
	s := open(t, p, nil)
	mallory, jane := s.visit(t), s.visit(t)
	back := p.approve(t, mallory.get("/connect").submit("/connect", "how", "one-step").leadsTo, "mallory")
	jane.get("/connect").submit("/connect", "how", "one-step")
	jane.get(back).shows(403, "not for this browser")
	s.visit(t).get(back).shows(403, "not for this browser")
	if len(p.given()) != 0 {
		t.Error("a callback token was exchanged")
	}
	stateless, _ := url.Parse(back)
	query := stateless.Query()
	query.Del("state")
	mallory.get("/callback/one-step?"+query.Encode()).shows(400, "did not understand")
	mallory.get("/callback?"+query.Encode()).shows(403, "not for this browser")
	mallory.get(back+"&state=x").shows(400, "did not understand")
	mallory.get(back).shows(200, "Connected to photos as mallory")
	mallory.get(back).shows(403, "This answer counts once")
}

func TestOneStepDenied(t *testing.T) {
	p := newServiceProvider(t)
	jane := open(t, p, nil).visit(t)
	asked := p.checked(t, jane.get("/connect").submit("/connect", "how", "one-step").leadsTo)
	jane.get(asked.DeniedURL()).shows(200, "You said no")
	jane.get(asked.DeniedURL()).shows(403, "This answer counts once")
	jane.get("/connect").shows(200, "None. We cannot see")
}

// A window of its own ends on a page that says so.
func TestPopupEnds(t *testing.T) {
	p := newServiceProvider(t)
	jane := open(t, p, nil).visit(t)
	away := jane.get("/connect").submit("/connect", "how", "popup")
	jane.get(p.approve(t, away.leadsTo, "jane")).shows(200, "Connected as jane", "You can close this window", "Or go on here")
	jane.get("/connect").shows(200, "Connected to photos as jane", "in a window of its own")
}

// What is chosen on the settings page is how the next connection signs, at each step of it and afterwards; one that is
// there keeps its own way.
func TestSigningIsChosen(t *testing.T) {
	for _, test := range []struct{ method, place, key string }{
		{"HMAC-SHA256", "header", demoKey}, {"HMAC-SHA512", "body", demoKey}, {"RSA-SHA256", "query", rsaKey}, {"RSA-SHA1", "header", rsaKey},
	} {
		t.Run(test.method+" "+test.place, func(t *testing.T) {
			p := newServiceProvider(t)
			s := open(t, p, func(c *printer.Config) { c.Seed = "demo" })
			p.store.Register(oauthcore.Registration{Key: demoKey, Secret: demoSecret, Callbacks: []string{s.URL + "/"}})
			p.registerRSA(t, s.URL+"/")
			jane := s.visit(t)
			jane.connect(p, "jane")
			jane.get("/settings").shows(200, "HMAC-SHA1").submit("/settings", "method", test.method, "place", test.place).
				shows(200, "Your next connection signs with "+test.method)
			before := p.hear("/api/albums")
			jane.get("/albums").shows(200, "Vacation")
			wantSigned(t, before(), "HMAC-SHA1", "header", demoKey)
			asked, exchanged := p.hear("/oauth/request_token"), p.hear("/oauth/access_token")
			jane.get("/connect").submit("/connect")
			jane.get(p.allow(t, "jane")).shows(200, "Connected to photos as jane")
			jane.get("/connect").shows(200, "Signs with "+test.method, "parameters in the "+test.place+", as "+test.key)
			wantSigned(t, asked(), test.method, test.place, test.key)
			wantSigned(t, exchanged(), test.method, test.place, test.key)
			after := p.hear("/api/albums")
			jane.get("/albums").shows(200, "Vacation")
			place := test.place
			if place == "body" {
				place = "header" // a GET has no form
			}
			wantSigned(t, after(), test.method, place, test.key)
		})
	}
}

// wantSigned makes sure that each request was signed in this way.
func wantSigned(t *testing.T, requests []*http.Request, method, place, key string) {
	t.Helper()
	if len(requests) == 0 {
		t.Fatal("nothing was sent")
	}
	for _, r := range requests {
		got := map[string]string{"header": r.Header.Get("Authorization"), "query": r.URL.RawQuery, "body": ""}
		if place == "body" {
			if r.Header.Get("Content-Type") != "application/x-www-form-urlencoded" || got["header"] != "" || got["query"] != "" {
				t.Errorf("%s: not in the body: %v", r.URL.Path, got)
			}
			continue
		}
		for where, text := range got {
			there := strings.Contains(text, "oauth_signature_method") && strings.Contains(text, method) && strings.Contains(text, key)
			if there != (where == place) {
				t.Errorf("%s: %s in the %s: %q", r.URL.Path, method, where, text)
			}
		}
	}
}

// What the Service Provider does not offer is said before, where it tells so, and otherwise when it refuses.
func TestSigningThatIsNotOffered(t *testing.T) {
	p := newServiceProvider(t)
	p.discovery["signature_methods"] = []string{"HMAC-SHA1", "HMAC-SHA512"}
	p.discovery["parameter_placements"] = []string{"header", "body"}
	jane := open(t, p, nil).visit(t)
	jane.get("/settings").submit("/settings", "method", "HMAC-SHA256", "place", "header").
		shows(422, "Photos does not offer HMAC-SHA256. It offers HMAC-SHA1, HMAC-SHA512.", "nothing was changed")
	jane.get("/settings").submit("/settings", "method", "HMAC-SHA512", "place", "query").
		shows(422, "does not offer parameters in the query. It offers header, body.")
	jane.get("/settings").submit("/settings", "method", "PLAINTEXT", "place", "header").shows(422, "Choose one of the methods")
	jane.get("/settings").submit("/settings", "method", "HMAC-SHA512", "place", "body").shows(200, "Kept.")
	jane.get("/connect").submit("/connect").shows(200, "Photos does not take this kind of signature", "Choose another one")
}

// A choice that stopped being offered is said when connecting.
func TestSigningNoLongerOffered(t *testing.T) {
	p := newServiceProvider(t)
	p.discovery["signature_methods"] = []string{"RSA-SHA1"}
	jane := open(t, p, nil).visit(t)
	jane.get("/connect").shows(200, "Photos does not offer HMAC-SHA1")
	jane.get("/").submit("/connect").shows(200, "Photos does not offer HMAC-SHA1. It offers RSA-SHA1.")
}
