package photos_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"example.net/oauth1/photos"
)

func TestSigningInWithAPasskey(t *testing.T) {
	s := open(t, named)
	jane, key := s.browser().signUp("jane"), newAuthenticator(s)
	jane.addPasskey(key, "My telephone").wants(http.StatusOK, "“My telephone” is added", "Not used yet")
	jane.submit(jane.get("/account"), "/sign-out", nil)

	before := jane.cookie()
	key.counter = 1
	jane.useAnswer(key.get).wants(http.StatusOK, "jane’s albums")
	if jane.cookie() == before {
		t.Error("the session has the id of the one before the sign-in")
	}
	p := jane.get("/account").wants(http.StatusOK, "My telephone", "Last used", "With a passkey")
	jane.submit(p, "/account/passkeys/remove", nil).wants(http.StatusOK, "The passkey is removed")
	key.counter++
	jane.submit(jane.get("/account"), "/sign-out", nil)
	jane.useAnswer(key.get).wants(http.StatusUnauthorized, "not accepted here")
	jane.trySignIn("jane", password).wants(http.StatusOK, "jane’s albums")
}

// The question names this site as PHOTOS_URL does, says nothing about anybody, and is another one each time.
func TestTheQuestionForAPasskey(t *testing.T) {
	s := open(t, named)
	jane, key := s.browser().signUp("jane"), newAuthenticator(s)
	fields := url.Values{"name": {"x"}, "password": {password}}
	first := jane.asked(jane.get("/account"), "/account/passkeys", fields).question().PublicKey
	if first.RP.ID != "localhost" || first.User.Name != "jane" || first.Selection.ResidentKey != "required" || first.Selection.UserVerification != "preferred" {
		t.Errorf("asked to create: %+v", first)
	}
	jane.addPasskey(key, "One")
	again := jane.asked(jane.get("/account"), "/account/passkeys", fields).question().PublicKey
	if len(again.ExcludeCredentials) != 1 || again.ExcludeCredentials[0].ID != b64.EncodeToString(key.id) || again.Challenge == first.Challenge {
		t.Errorf("asked again: %+v", again)
	}
	stranger := s.browser()
	get := stranger.asked(stranger.get("/sign-in"), "/sign-in/passkey", nil).question().PublicKey
	if get.RPID != "localhost" || get.AllowCredentials != nil || get.UserVerification != "preferred" || len(get.Challenge) < 40 {
		t.Errorf("asked to sign in: %+v", get)
	}
}

func TestPasskeysThatAreRefused(t *testing.T) {
	s := open(t, named)
	jane, key := s.browser().signUp("jane"), newAuthenticator(s)
	key.counter = 7
	jane.addPasskey(key, "One").wants(http.StatusOK)
	stranger := newAuthenticator(s)
	var texts []string
	for name, lie := range map[string]func(a *authenticator){
		"another site":              func(a *authenticator) { a.origin = "https://evil.example" },
		"another port":              func(a *authenticator) { a.origin = "http://localhost:1" },
		"https instead of http":     func(a *authenticator) { a.origin = strings.Replace(a.origin, "http:", "https:", 1) },
		"another Relying Party":     func(a *authenticator) { a.rp = "evil.example" },
		"a frame of another site":   func(a *authenticator) { a.framed = true },
		"nobody present":            func(a *authenticator) { a.flags = 0 },
		"another key":               func(a *authenticator) { a.key = stranger.key },
		"an unknown passkey":        func(a *authenticator) { a.id = stranger.id },
		"another User's handle":     func(a *authenticator) { a.handle = []byte("100000000000") },
		"no handle":                 func(a *authenticator) { a.handle = nil },
		"a counter that stands":     func(a *authenticator) { a.counter = 7 },
		"a counter that went back":  func(a *authenticator) { a.counter = 6 },
		"a counter that is missing": func(a *authenticator) { a.counter = 0 },
	} {
		liar := *key
		liar.counter = 8
		lie(&liar)
		p := s.browser().useAnswer(liar.get)
		if p.status != http.StatusUnauthorized {
			t.Errorf("%s is answered %d", name, p.status)
		}
		texts = append(texts, p.text())
	}
	for _, text := range texts {
		if text != texts[0] {
			t.Errorf("refusals are told apart:\n%s\n%s", text, texts[0])
		}
	}
	for _, answer := range []string{"", "{}", "null", "[]", `{"id":"x"}`, strings.Repeat("[", 5000), "\xff"} {
		s.browser().useAnswer(func(question) string { return answer }).wants(http.StatusUnauthorized, "not accepted here")
	}
	key.counter = 8
	s.browser().useAnswer(key.get).wants(http.StatusOK, "jane’s albums")
}

// A challenge counts once, in the browser that was given it.
func TestAChallengeCountsOnce(t *testing.T) {
	s := open(t, named)
	jane, key := s.browser().signUp("jane"), newAuthenticator(s)
	jane.addPasskey(key, "One").wants(http.StatusOK) // and has no counter: nothing else protects it

	var answer string
	thief := s.browser()
	honest := s.browser()
	honest.useAnswer(func(q question) string { answer = key.get(q); return answer }).wants(http.StatusOK, "jane’s albums")
	thief.useAnswer(func(question) string { return answer }).wants(http.StatusUnauthorized)
	thief.submit(thief.get("/sign-in"), "/sign-in/passkey", url.Values{"answer": {answer}}).wants(http.StatusUnauthorized)

	// The right answer after a wrong one, for the same question.
	form := thief.get("/sign-in")
	q := thief.asked(form, "/sign-in/passkey", nil).question()
	thief.submit(form, "/sign-in/passkey", url.Values{"answer": {"{}"}}).wants(http.StatusUnauthorized)
	thief.submit(form, "/sign-in/passkey", url.Values{"answer": {key.get(q)}}).wants(http.StatusUnauthorized)

	// One answer, sent many times at once.
	q = thief.asked(form, "/sign-in/passkey", nil).question()
	f := form.form("/sign-in/passkey")
	f.fields.Set("answer", key.get(q))
	var signedIn sync.Map
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			r := thief.request(http.MethodPost, f.action, strings.NewReader(f.fields.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			for _, cookie := range thief.client.Jar.Cookies(r.URL) {
				r.AddCookie(cookie)
			}
			if answer, err := http.DefaultTransport.RoundTrip(r); err == nil {
				answer.Body.Close()
				if answer.StatusCode == http.StatusSeeOther {
					signedIn.Store(i, true)
				}
			}
		})
	}
	all.Wait()
	n := 0
	signedIn.Range(func(any, any) bool { n++; return true })
	if n != 1 {
		t.Errorf("one answer has signed in %d times", n)
	}
}

func TestAddingAPasskeyNeedsThePassword(t *testing.T) {
	s := open(t, named)
	jane, key := s.browser().signUp("jane"), newAuthenticator(s)
	p := jane.get("/account")
	for name, c := range map[string]struct {
		fields url.Values
		status int
		says   string
	}{
		"no password":      {url.Values{"name": {"x"}}, http.StatusForbidden, "not your password"},
		"a wrong password": {url.Values{"name": {"x"}, "password": {"another password"}}, http.StatusForbidden, "not your password"},
		"no name":          {url.Values{"name": {" "}, "password": {password}}, http.StatusUnprocessableEntity, "give the passkey a name"},
	} {
		if got := jane.asked(p, "/account/passkeys", c.fields); got.status != c.status || !strings.Contains(got.body, c.says) {
			t.Errorf("%s is answered %d %s", name, got.status, got.body)
		}
	}
	jane.submit(p, "/account/passkeys", url.Values{"name": {"x"}, "answer": {key.create(question{})}}).
		wants(http.StatusUnprocessableEntity, "nothing was added")

	// A challenge for signing in makes no key.
	other := s.browser()
	q := other.asked(other.get("/sign-in"), "/sign-in/passkey", nil).question()
	jane.submit(p, "/account/passkeys", url.Values{"name": {"x"}, "answer": {key.create(q)}}).wants(http.StatusUnprocessableEntity)
	jane.get("/account").wants(http.StatusOK, "Add a passkey")
	if strings.Contains(jane.get("/account").text(), "Not used yet") {
		t.Error("a passkey was added")
	}
}

func TestKeysThatAreNotAdded(t *testing.T) {
	s := open(t, named)
	jane, sam, key := s.browser().signUp("jane"), s.browser().signUp("sam"), newAuthenticator(s)
	jane.addPasskey(key, "One").wants(http.StatusOK)
	// Another User's credential: sam's own key under the ID of jane's would make her key his.
	taken := newAuthenticator(s)
	taken.id = key.id
	for name, a := range map[string]*authenticator{
		"jane's credential": taken, "jane's device": key,
		"another site":      {t: t, id: []byte("another site"), key: taken.key, origin: "https://evil.example", rp: "localhost", flags: 5},
		"another party":     {t: t, id: []byte("another party"), key: taken.key, origin: s.url, rp: "evil.example", flags: 5},
		"a foreign frame":   {t: t, id: []byte("a foreign frame"), key: taken.key, origin: s.url, rp: "localhost", flags: 5, framed: true},
		"nobody is present": {t: t, id: []byte("nobody is present"), key: taken.key, origin: s.url, rp: "localhost"},
	} {
		if p := sam.addPasskey(a, "Mine"); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text(), "nothing was added") {
			t.Errorf("%s is answered %d", name, p.status)
		}
	}
	// sam cannot answer a question that jane was asked, nor remove her passkey.
	p := jane.get("/account")
	q := jane.asked(p, "/account/passkeys", url.Values{"name": {"x"}, "password": {password}}).question()
	sam.submit(sam.get("/account"), "/account/passkeys", url.Values{"name": {"x"}, "answer": {newAuthenticator(s).create(q)}}).
		wants(http.StatusUnprocessableEntity)
	hers, his := p.form("/account/passkeys/remove"), sam.get("/account").form("/account/passkeys")
	hers.fields.Set("csrf_token", his.fields.Get("csrf_token"))
	sam.post(hers.action, hers.fields).wants(http.StatusNotFound)
	key.create(q) // it has answered sam meanwhile: its key is jane's again
	s.browser().useAnswer(key.get).wants(http.StatusOK, "jane’s albums")
}

func TestASiteWithoutANameHasNoPasskeys(t *testing.T) {
	for name, change := range map[string]func(*photos.Config){
		"a number":          nil,
		"plain http abroad": func(c *photos.Config) { c.URL, c.AllowInsecure = "http://photos.example", true },
	} {
		jane := open(t, change).browser().signUp("jane")
		for _, path := range []string{"/account", "/sign-in"} {
			if p := jane.get(path); strings.Contains(p.text(), "passkey") {
				t.Errorf("%s: %s offers a passkey", name, path)
			}
		}
		f := jane.get("/account").form("/account/name")
		for _, path := range []string{"/sign-in/passkey/options", "/sign-in/passkey", "/account/passkeys", "/account/passkeys/options"} {
			if p := jane.post(path, f.fields); p.status != http.StatusNotFound {
				t.Errorf("%s: %s is answered %d", name, path, p.status)
			}
		}
	}
}
