package photos_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos"
)

// register sends the form for a new Consumer.
func (b *browser) register(fields url.Values) *page {
	b.t.Helper()
	return b.submit(b.get("/developers/apps/new"), "/developers/apps", fields)
}

// app registers a Consumer and answers its key.
func (b *browser) app(name string) string {
	b.t.Helper()
	key, _ := b.register(url.Values{"name": {name}, "callbacks": {"https://frame.example.com/"}}).secret()
	return key
}

var output = regexp.MustCompile(`<output id="consumer-(key|secret)">([^<]+)</output>`)

// secret reads the page that shows key and secret.
func (p *page) secret() (key, secret string) {
	p.t.Helper()
	for _, found := range output.FindAllStringSubmatch(p.wants(http.StatusOK).body, -1) {
		if found[1] == "key" {
			key = found[2]
		} else {
			secret = found[2]
		}
	}
	return key, secret
}

// works tells what photos says to a Consumer that tries its key: "" if it works.
func (s *site) works(c oauthcore.Consumer) oauthcore.Code {
	s.t.Helper()
	c.Now = s.Provider.Now
	answer, err := c.Client(oauthcore.AccessToken{}).Get(s.url + "/api/consumer")
	if err != nil {
		return problem(s.t, err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	if p := oauthcore.ReadProblem(answer, body); p != nil {
		return p.Code
	}
	if answer.StatusCode != http.StatusOK {
		s.t.Fatalf("answered %d: %s", answer.StatusCode, body)
	}
	return ""
}

// wantsCode compares what a Consumer is told.
func (s *site) wantsCode(c oauthcore.Consumer, want oauthcore.Code) {
	s.t.Helper()
	if got := s.works(c); got != want {
		s.t.Errorf("the Consumer is told %q, want %q", got, want)
	}
}

func TestADeveloperRegistersAConsumer(t *testing.T) {
	each(t, func(t *testing.T) {
		s := open(t, nil)
		sam := s.browser().signUp("sam")
		p := sam.register(url.Values{
			"name": {"Frame"}, "description": {"Shows photos on a wall."}, "url": {"https://frame.example.com/"},
			"callbacks": {"https://frame.example.com/ready\r\n\r\nhttp://localhost:9000/\r\n"}, "oob": {"1"}, "method": {"HMAC-SHA1", "HMAC-SHA256"},
		})
		key, secret := p.secret()
		if key == "" || secret == "" || p.header.Get("Cache-Control") != "private, no-store" {
			t.Fatalf("key %q, secret %q, Cache-Control %q", key, secret, p.header.Get("Cache-Control"))
		}
		s.wantsCode(oauthcore.Consumer{Key: key, Secret: secret}, "")
		s.wantsCode(oauthcore.Consumer{Key: key, Secret: secret, Method: oauthcore.HMACSHA512}, oauthcore.SignatureMethodRejected)

		page := sam.get("/developers/apps/"+key).wants(http.StatusOK, "Frame", "Not verified", "http://localhost:9000/", "HMAC-SHA256", "PIN")
		if strings.Contains(page.body, secret) || strings.Contains(sam.get("/developers/apps").wants(http.StatusOK, "Frame").body, secret) {
			t.Error("the secret is shown again")
		}
		r, err := s.Store.Registration(context.Background(), key)
		if err != nil || r.Verified || !r.OutOfBand || r.Debug || len(r.Callbacks) != 2 {
			t.Errorf("registered is %+v, %v", r, err)
		}
	})
}

func TestAConsumerWithAnRSAKey(t *testing.T) {
	s := open(t, nil)
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(&private.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	text := string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
	sam := s.browser().signUp("sam")
	key, secret := sam.register(url.Values{"name": {"Frame"}, "oob": {"1"}, "public_key": {text}}).secret()
	if secret != "" {
		t.Error("it gets a secret all the same")
	}
	s.wantsCode(oauthcore.Consumer{Key: key, PrivateKey: private, Method: oauthcore.RSASHA256}, "")
	s.wantsCode(oauthcore.Consumer{Key: key, Secret: ""}, oauthcore.SignatureMethodRejected)
	sam.get("/developers/apps/"+key).wants(http.StatusOK, "2048 bits")

	form := sam.get("/developers/apps/" + key + "/edit")
	_, secret = sam.submit(form, "/edit", url.Values{"name": {"Frame"}, "oob": {"1"}}).secret()
	s.wantsCode(oauthcore.Consumer{Key: key, Secret: secret}, "")
	s.wantsCode(oauthcore.Consumer{Key: key, PrivateKey: private, Method: oauthcore.RSASHA256}, oauthcore.SignatureMethodRejected)
}

func TestWhatARegistrationMustSay(t *testing.T) {
	s := open(t, nil)
	sam := s.browser().signUp("sam")
	good := url.Values{"name": {"Frame"}, "callbacks": {"https://frame.example.com/"}}
	for _, spoiled := range []struct{ field, value, says string }{
		{"name", " ", "Give it a name"},
		{"name", "Fr\u202eame", "cannot be seen"},
		{"name", strings.Repeat("a", 61), "too long"},
		{"url", "javascript:alert(1)", "no address"},
		{"url", "https://user@example.com/", "no address"},
		{"callbacks", "", "at least one address"},
		{"callbacks", "javascript:alert(1)", "cannot be used"},
		{"callbacks", "https://a.example/#x", "fragment"},
		{"callbacks", strings.Repeat("https://a.example/\n", 1) + "oob", "cannot be used"},
		{"method", "RSA-SHA1", "need a public key"},
		{"method", "MD5", "need a public key"},
		{"public_key", "hello", "no PEM"},
		{"public_key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "private key"},
		{"public_key", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "no RSA public key"},
	} {
		fields := url.Values{}
		for name, values := range good {
			fields[name] = values
		}
		fields.Set(spoiled.field, spoiled.value)
		sam.register(fields).wants(http.StatusUnprocessableEntity, spoiled.says)
	}
	sam.get("/developers/apps").wants(http.StatusOK, "No application yet")
}

// While both secrets work a Consumer can move from one to the other; then only the new one does.
func TestASecretIsChangedWithAnOverlap(t *testing.T) {
	each(t, func(t *testing.T) {
		now := time.Now()
		s := open(t, func(c *photos.Config) { c.Now = func() time.Time { return now } })
		sam := s.browser().signUp("sam")
		key, first := sam.register(url.Values{"name": {"Frame"}, "oob": {"1"}}).secret()
		rotate := func(hours string) (secret string) {
			_, secret = sam.submit(sam.get("/developers/apps/"+key), "/secret", url.Values{"overlap": {hours}}).secret()
			return secret
		}
		second := rotate("24")
		for _, secret := range []string{first, second} {
			s.wantsCode(oauthcore.Consumer{Key: key, Secret: secret}, "")
		}
		s.wantsCode(oauthcore.Consumer{Key: key, Secret: "guessed"}, oauthcore.SignatureInvalid)
		sam.get("/developers/apps/"+key).wants(http.StatusOK, "Two secrets work now")
		now = now.Add(24 * time.Hour)
		s.wantsCode(oauthcore.Consumer{Key: key, Secret: first}, oauthcore.SignatureInvalid)
		s.wantsCode(oauthcore.Consumer{Key: key, Secret: second}, "")

		third := rotate("1")
		s.wantsCode(oauthcore.Consumer{Key: key, Secret: second}, "")
		sam.submit(sam.get("/developers/apps/"+key), "/secret/end", nil).wants(http.StatusOK, "refused from now on")
		s.wantsCode(oauthcore.Consumer{Key: key, Secret: second}, oauthcore.SignatureInvalid)
		fourth := rotate("0")
		s.wantsCode(oauthcore.Consumer{Key: key, Secret: third}, oauthcore.SignatureInvalid)
		s.wantsCode(oauthcore.Consumer{Key: key, Secret: fourth}, "")
		sam.submit(sam.get("/developers/apps/"+key), "/secret", url.Values{"overlap": {"999999"}}).wants(http.StatusUnprocessableEntity)
	})
}

func TestSuspendResumeDelete(t *testing.T) {
	each(t, func(t *testing.T) {
		s := open(t, nil)
		sam := s.browser().signUp("sam")
		key, secret := sam.register(url.Values{"name": {"Frame"}, "callbacks": {"http://printer.example.com/"}}).secret()
		c := oauthcore.Consumer{Key: key, Secret: secret, Endpoints: s.consumer().Endpoints}
		token, err := c.RequestToken(t.Context(), callback)
		if err != nil {
			t.Fatal(err)
		}
		verifier := sam.decide(sam.consent(token), "allow").returned().Get("oauth_verifier")
		access, _, err := c.AccessToken(t.Context(), token, verifier)
		if err != nil {
			t.Fatal(err)
		}
		opens := func() int {
			answer, err := c.Client(access).Get(s.url + "/api/user/profile")
			if err != nil {
				t.Fatal(err)
			}
			answer.Body.Close()
			return answer.StatusCode
		}
		if opens() != http.StatusOK {
			t.Fatal("the token does not open anything")
		}
		app := "/developers/apps/" + key
		sam.submit(sam.get(app), "/suspend", nil).wants(http.StatusOK, "Suspended")
		s.wantsCode(c, oauthcore.ConsumerKeyRejected)
		sam.submit(sam.get(app), "/resume", nil).wants(http.StatusOK, "Resumed")
		if s.wantsCode(c, ""); opens() != http.StatusOK {
			t.Error("the token is gone after a suspension")
		}
		sam.submit(sam.get(app), "/delete", nil).wants(http.StatusUnprocessableEntity, "Nothing was deleted")
		sam.submit(sam.get(app), "/delete", url.Values{"sure": {"1"}}).wants(http.StatusOK, "Frame is deleted")
		s.wantsCode(c, oauthcore.ConsumerKeyUnknown)
		if opens() != http.StatusUnauthorized {
			t.Error("the token opens something after its Consumer was deleted")
		}
		if _, err := s.Store.AccessToken(t.Context(), access.Token); err == nil {
			t.Error("the token is kept")
		}
		sam.get(app).wants(http.StatusNotFound)
	})
}

// Who is verified cannot become somebody else under the same sign.
func TestANewFaceIsNotVerified(t *testing.T) {
	s := open(t, nil)
	sam := s.browser().signUp("sam")
	key := sam.app("Frame")
	verify := func() {
		r, err := s.Store.Registration(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		r.Verified = true
		if err := s.Store.Register(t.Context(), *r); err != nil {
			t.Fatal(err)
		}
	}
	change := func(fields url.Values) *page {
		return sam.submit(sam.get("/developers/apps/"+key+"/edit"), "/edit", fields)
	}
	verify()
	change(url.Values{"name": {"Frame"}, "callbacks": {"https://frame.example.com/"}, "description": {"Other words"}}).wants(http.StatusOK, "Verified")
	for _, fields := range []url.Values{
		{"name": {"printer"}, "callbacks": {"https://frame.example.com/"}},
		{"name": {"printer"}, "callbacks": {"https://elsewhere.example.com/"}},
	} {
		verify()
		change(fields).wants(http.StatusOK, "Not verified")
	}
}

// Only an operator says that a Consumer is known.
func TestAnOperatorVerifies(t *testing.T) {
	env := map[string]string{"PHOTOS_DATA": t.TempDir(), "PHOTOS_SEED": "demo"}
	for _, step := range []struct {
		args   []string
		status int
		says   string
	}{
		{[]string{"consumer", "verify", "rsa-demo-consumer"}, 0, "Frame on the wall is verified"},
		{[]string{"consumer", "verify", "--undo", "rsa-demo-consumer"}, 0, "is not verified"},
		{[]string{"consumer", "verify", "nobody"}, 1, "not found"},
	} {
		if status, said := command(env, step.args...); status != step.status || !strings.Contains(said, step.says) {
			t.Errorf("%v ends with %d and says:\n%s", step.args, status, said)
		}
	}
}

// In the demo sam has made the printer, so its request log is there to be looked at.
func TestSamIsTheDeveloperOfTheDemo(t *testing.T) {
	s := open(t, func(c *photos.Config) { c.Seed, c.PrinterURL = "demo", "http://localhost:8081" })
	sam := s.browser()
	sam.trySignIn("sam", "photos-demo")
	sam.get("/developers/apps").wants(http.StatusOK, "printer", "Frame on the wall")
	jane := s.browser()
	jane.trySignIn("jane", "photos-demo")
	jane.get("/developers/apps/dpf43f3p2l4k3l03").wants(http.StatusNotFound)
}

// The pages of a developer are as sound as every other.
func TestTheConsoleIsSound(t *testing.T) {
	f := openFrame(t, open(t, nil))
	app := "/developers/apps/" + f.key
	for _, path := range []string{
		"/developers", "/developers/apps", "/developers/apps/new", app, app + "/edit", app + "/sandbox", app + "/requests",
		f.sam.get(app + "/requests").links(app + "/requests/")[0], "/developers/api", "/developers/samples", "/developers/try",
	} {
		f.sam.get(path).wants(http.StatusOK).sound()
	}
	f.sam.register(url.Values{"name": {""}}).sound()
	f.sam.submit(f.sam.get(app), "/secret", url.Values{"overlap": {"1"}}).sound()
}
