package photos_test

import (
	"bytes"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"
	"time"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos"
	"example.net/oauth1/photos/requestlog"
)

// paste asks the page about a request.
func (b *browser) paste(fields url.Values) *page {
	b.t.Helper()
	return b.submit(b.get("/developers/try"), "/try", fields).wants(http.StatusOK)
}

// signed is a request as the Consumer of the frame signs it.
func (f *frame) signed(method, path, body string) *http.Request {
	f.t.Helper()
	r, err := http.NewRequest(method, f.url+path, strings.NewReader(body))
	if err != nil {
		f.t.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if err := f.signer.Sign(r, f.access.Token, f.access.Secret); err != nil {
		f.t.Fatal(err)
	}
	return r
}

func wire(t *testing.T, r *http.Request) string {
	t.Helper()
	text, err := httputil.DumpRequestOut(r, true)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// A pasted request is checked with the secrets that are known here, and neither sent nor used up.
func TestTryYourSignature(t *testing.T) {
	f := openFrame(t, open(t, nil))
	good := f.signed("GET", "/photos?file=vacation.jpg&size=original", "")
	for range 2 {
		f.sam.paste(url.Values{"raw": {wire(t, good)}}).wants(200, "signed rightly", "vacation.jpg", "nonce has not been used")
	}
	header := "Authorization: " + good.Header.Get("Authorization")
	f.sam.paste(url.Values{"raw": {header}, "method": {"GET"}, "url": {good.URL.String()}}).wants(200, "signed rightly")
	f.sam.paste(url.Values{"raw": {header}, "method": {"POST"}, "url": {good.URL.String()}}).wants(200, "signature_invalid")
	f.sam.paste(url.Values{"raw": {wire(t, f.signed("POST", "/api/albums", "a=b+c&d="))}}).wants(200, "signed rightly", "b c")
	answer, err := http.DefaultClient.Do(good)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Error("the nonce was used up by trying")
	}

	secret := f.signer.Secret
	f.signer.Secret += "\n"
	wrong := f.sam.paste(url.Values{"raw": {wire(t, f.signed("GET", "/api/token", ""))}})
	wrong.wants(200, "keep a line end at the end of the Consumer Secret")
	if strings.Contains(wrong.body, secret) || strings.Contains(wrong.body, f.access.Secret) {
		t.Error("the page shows a secret")
	}
}

func TestTryAnOldRequest(t *testing.T) {
	now := time.Now()
	f := openFrame(t, open(t, func(c *photos.Config) { c.Now = func() time.Time { return now } }))
	old := wire(t, f.signed("GET", "/api/token", ""))
	now = now.Add(time.Hour)
	f.sam.paste(url.Values{"raw": {old}}).wants(200, "3600 seconds behind our clock", "signed rightly")
}

// Whose Consumer it is not learns what is in the request, and nothing about secrets.
func TestTryAnothersRequest(t *testing.T) {
	f := openFrame(t, open(t, nil))
	raw := wire(t, f.signed("GET", "/photos?file=vacation.jpg", ""))
	for _, who := range []*browser{f.browser(), f.browser().signUp("jane")} {
		p := who.paste(url.Values{"raw": {raw}}).wants(200, "vacation.jpg", "GET&http%3A%2F%2F")
		for _, told := range []string{"signed rightly", "signature is right", "signature_invalid", "consumer_key_unknown"} {
			if strings.Contains(p.text(), told) {
				t.Errorf("a stranger is told %q", told)
			}
		}
	}
}

// A token that is not there is told where tokens are looked at, on the page as in the log, and the base string beside it.
func TestTryAnUnknownToken(t *testing.T) {
	f := openFrame(t, open(t, nil))
	f.access.Token = "nobody-has-it"
	r := f.signed("GET", "/api/token", "")
	p := f.sam.paste(url.Values{"raw": {wire(t, r)}}).wants(200, "Access Token is this Consumer's no", "token_rejected", "GET&http%3A%2F%2F")
	if strings.Contains(p.text(), "signature is right") {
		t.Errorf("the signature gets a verdict: %s", p.text())
	}
	if code := f.site.sends(r); code != oauthcore.TokenRejected {
		t.Fatalf("answered %q", code)
	}
	e := f.entries(requestlog.Filter{Path: "/api/token"})[0]
	if last := e.Checks[len(e.Checks)-1]; last.Name != "Access Token is this Consumer's" || last.Problem != "token_rejected" || e.BaseString == "" {
		t.Errorf("the log says %+v, base string %q", last, e.BaseString)
	}
}

func TestTryComparesBaseStrings(t *testing.T) {
	f := openFrame(t, open(t, nil))
	r := f.signed("GET", "/photos?file=vacation.jpg&size=original", "")
	raw := wire(t, r)
	m, err := oauthcore.ParseMessage(r, oauthcore.Origin(f.url), oauthcore.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	base := strings.ReplaceAll(m.BaseString(), "%26oauth_signature%3D"+oauthcore.Encode(oauthcore.Encode(m.Get("oauth_signature"))), "")
	for theirs, words := range map[string]string{
		base: "They are the same",
		strings.Replace(base, "GET&", "POST&", 1):                          `The method is "POST" in yours and "GET" in ours`,
		strings.Replace(base, "%26size%3Doriginal", "", 1):                 "size is in ours and missing in yours",
		strings.Replace(base, "vacation.jpg", "other.jpg", 1):              `file is "other.jpg" in yours and "vacation.jpg" in ours`,
		strings.Replace(base, "http%3A%2F%2F", "https%3A%2F%2F", 1):        "The address is",
		strings.Replace(base, "GET&http%3A%2F%2F", "GET&http%3a%2F%2F", 1): "another order or encoding",
		"nonsense": "two & that are not encoded",
	} {
		f.sam.paste(url.Values{"raw": {raw}, "base": {theirs}}).wants(200, words)
	}
	f.browser().paste(url.Values{"base": {base}}).wants(200, "vacation.jpg", "original")
}

func TestTryTellsWhatCannotBeRead(t *testing.T) {
	b := open(t, nil).browser()
	for raw, words := range map[string]string{
		"GET / HTTP/1.1\n\n":                   "no parameter that begins with oauth_",
		"GET nonsense HTTP/1.1 x\nHost: a\n\n": "cannot be read as a request",
		"GET / HTTP/1.1\nHost: a\nAuthorization: OAuth oauth_nonce=\"%zz\"\n\n": "Reading",
		"":          "no parameter that begins with oauth_",
		"\x00\x01<": "no parameter that begins with oauth_",
	} {
		b.paste(url.Values{"raw": {raw}, "method": {"GET"}, "url": {"http://localhost/"}}).wants(200, words)
	}
	b.paste(url.Values{"raw": {"OAuth x"}, "url": {"no address"}}).wants(200, "Give the address")
}

// No verifier is looked at, so that nobody tries PINs where the tries are not counted.
func TestTryIsNoPlaceToGuessVerifiers(t *testing.T) {
	f := openFrame(t, open(t, nil))
	token, err := f.signer.RequestToken(t.Context(), callback)
	if err != nil {
		t.Fatal(err)
	}
	back := f.sam.get("/oauth/authorize?oauth_token=" + token.Token)
	if back.status != http.StatusSeeOther {
		back = f.sam.decide(back, "allow")
	}
	verifier := back.returned().Get("oauth_verifier")
	said := map[bool]string{}
	for _, right := range []bool{true, false} {
		r, err := http.NewRequest("POST", f.url+"/oauth/access_token", nil)
		if err != nil {
			t.Fatal(err)
		}
		guess := map[bool]string{true: verifier, false: "guessed"}[right]
		if err := f.signer.Sign(r, token.Token, token.Secret, oauthcore.Param{Name: "oauth_verifier", Value: guess}); err != nil {
			t.Fatal(err)
		}
		p := f.sam.paste(url.Values{"raw": {wire(t, r)}})
		said[right] = p.text()[:strings.Index(p.text(), "POST http")]
	}
	if said[true] != said[false] {
		t.Errorf("a right verifier is answered %q, a wrong one %q", said[true], said[false])
	}
	if _, _, err := f.signer.AccessToken(t.Context(), token, verifier); err != nil {
		t.Error("trying has used the token up:", err)
	}
}

// The echo answers how a request arrived; what it refuses is in the log.
func TestTheEcho(t *testing.T) {
	f := openFrame(t, open(t, nil))
	f.access = oauthcore.AccessToken{}
	for _, method := range []string{"GET", "POST"} {
		r := f.signed(method, "/api/echo?x=1", map[string]string{"POST": "y=2+3", "GET": ""}[method])
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		var body bytes.Buffer
		body.ReadFrom(answer.Body)
		answer.Body.Close()
		p := &page{t: t, url: r.URL, status: answer.StatusCode, header: answer.Header, body: body.String()}
		echo := p.wants(http.StatusOK).object()
		has(t, echo, map[string]any{"method": method, "url": f.url + "/api/echo"})
		if base := echo["base_string"].(string); !strings.HasPrefix(base, method+"&http") || len(echo["checks"].([]any)) < 10 {
			t.Errorf("%s is echoed as %v", method, echo)
		}
	}
}
