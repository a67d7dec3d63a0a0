package photos_test

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos"
	"example.net/oauth1/photos/gallery"
)

const newPassword = "another good password"

func TestChangingTheName(t *testing.T) {
	jane := open(t, nil).browser().signUp("jane")
	jane.submit(jane.get("/account"), "/account/name", url.Values{"name": {"Jane <b>Doe</b>"}}).
		wants(http.StatusOK, "Your name is changed", "You are Jane <b>Doe</b>, and sign in as jane")
	jane.submit(jane.get("/account"), "/account/name", url.Values{"name": {" \u202e "}}).
		wants(http.StatusUnprocessableEntity, "Please give the account a name", "You are Jane")
}

func TestChangingThePassword(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	phone := s.browser()
	phone.trySignIn("jane", password).wants(http.StatusOK, "jane’s albums")
	before := jane.cookie()
	change := func(old, new string) *page {
		return jane.submit(jane.get("/account"), "/account/password", url.Values{"old": {old}, "new": {new}})
	}
	change("a wrong password", newPassword).wants(http.StatusUnauthorized, "This is not your password")
	change(password, "short").wants(http.StatusUnprocessableEntity, "at least 8")
	phone.get("/albums").wants(http.StatusOK, "jane’s albums")

	change(password, newPassword).wants(http.StatusOK, "Your password is changed", "This browser")
	phone.get("/albums").wants(http.StatusOK, "Password") // signed out
	if jane.cookie() == before {
		t.Error("the session has kept its id")
	}
	s.browser().trySignIn("jane", password).wants(http.StatusUnauthorized)
	s.browser().trySignIn("jane", newPassword).wants(http.StatusOK, "jane’s albums")
}

// Whoever has found an open browser cannot guess the password in it.
func TestGuessingInAnOpenBrowserIsLimited(t *testing.T) {
	s := open(t, named)
	thief := s.browser().signUp("jane")
	for range 10 {
		thief.submit(thief.get("/account"), "/account/password", url.Values{"old": {"a guess"}, "new": {newPassword}}).wants(http.StatusUnauthorized)
	}
	p := thief.get("/account")
	thief.submit(p, "/account/password", url.Values{"old": {password}, "new": {newPassword}}).wants(http.StatusTooManyRequests, "too often")
	thief.submit(p, "/account/delete", url.Values{"screen_name": {"jane"}, "password": {password}}).wants(http.StatusTooManyRequests)
	if p := thief.asked(p, "/account/passkeys", url.Values{"name": {"x"}, "password": {password}}); p.status != http.StatusTooManyRequests {
		t.Errorf("a passkey is answered %d", p.status)
	}
}

func TestSignInsAreRemembered(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	thief := s.browser()
	r := thief.request(http.MethodPost, "/sign-in", strings.NewReader(thief.signInForm("jane", "a guess").Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
	thief.do(r).wants(http.StatusUnauthorized)
	jane.get("/account").wants(http.StatusOK, "Account made", "With the password Refused Firefox on Linux · 127.0.0.1", "Signed in")
	s.browser().trySignIn("nobody", "a guess").wants(http.StatusUnauthorized)

	sam := s.browser().signUp("sam")
	if text := sam.get("/account").text(); strings.Contains(text, "Refused") {
		t.Errorf("sam reads of other people's sign-ins:\n%s", text)
	}
}

func (b *browser) signInForm(name, password string) url.Values {
	f := b.get("/sign-in").form("/sign-in")
	f.fields.Set("screen_name", name)
	f.fields.Set("password", password)
	return f.fields
}

// The history is bounded, and guesses do not push out who really came in.
func TestTheHistoryIsBounded(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	for range 60 {
		if err := s.Gallery.NoteSignIn(t.Context(), "JANE", guess); err != nil {
			t.Fatal(err)
		}
	}
	p := jane.get("/account/sign-ins").wants(http.StatusOK, "Account made")
	if n := strings.Count(p.text(), "Refused"); n != 50 {
		t.Errorf("%d refusals are kept", n)
	}
	jane.get("/account").wants(http.StatusOK, "All sign-ins")
}

func TestSessions(t *testing.T) {
	each(t, func(t *testing.T) {
		s := open(t, nil)
		jane, phone, tablet := s.browser().signUp("jane"), s.browser(), s.browser()
		phone.trySignIn("jane", password).wants(http.StatusOK)
		tablet.trySignIn("jane", password).wants(http.StatusOK)
		p := tablet.get("/account").wants(http.StatusOK, "This browser")
		var others []form
		for _, f := range p.forms() {
			if strings.HasSuffix(f.action, "/sessions/end") {
				others = append(others, f)
			}
		}
		if len(others) != 2 {
			t.Fatalf("%d other sessions are listed, want jane's and the phone's", len(others))
		}
		sam := s.browser().signUp("sam")
		stolen := others[0].fields
		stolen.Set("csrf_token", sam.get("/account").form("/sign-out").fields.Get("csrf_token"))
		sam.post(others[0].action, stolen).wants(http.StatusOK)
		phone.get("/albums").wants(http.StatusOK, "jane’s albums")

		tablet.submit(p, "/sessions/end", nil).wants(http.StatusOK, "That browser is signed out") // the last: the first to sign in
		jane.get("/albums").wants(http.StatusOK, "Password")
		phone.get("/albums").wants(http.StatusOK, "jane’s albums")
		phone.submit(phone.get("/account"), "/sessions/end-all", nil).wants(http.StatusOK, "You are signed out everywhere", "Sign in")
		tablet.get("/albums").wants(http.StatusOK, "Password")
		sam.get("/albums").wants(http.StatusOK, "sam’s albums")
	})
}

func TestDeletingTheAccount(t *testing.T) {
	each(t, func(t *testing.T) {
		data := t.TempDir()
		var log lines
		s := open(t, func(c *photos.Config) { named(c); c.Data, c.Log = data, webapp.NewLogger(&log, "photos") })
		jane, key := s.browser().signUp("jane"), newAuthenticator(s)
		phone := s.browser()
		phone.trySignIn("jane", password).wants(http.StatusOK)
		jane.addPasskey(key, "One").wants(http.StatusOK)
		photo := jane.get(jane.album("Vacation", file{"one.jpg", picture(1)}, file{"two.jpg", picture(2)})).links("/photos/")[0]
		access := jane.connect()
		pending := s.requestToken(callback)
		verifier := jane.consent(pending).returned().Get("oauth_verifier") // jane has allowed the same already
		sam := s.browser().signUp("sam")
		sams := sam.get(sam.album("Mine", file{"two.jpg", picture(2)})).links("/photos/")[0] // the same bytes as one of jane's

		remove := func(name, password string) *page {
			return jane.submit(jane.get("/account"), "/account/delete", url.Values{"screen_name": {name}, "password": {password}})
		}
		remove("yes", password).wants(http.StatusUnprocessableEntity, "That is not your screen name")
		remove("jane", "another password").wants(http.StatusUnauthorized, "This is not your password")
		jane.get(photo).wants(http.StatusOK)
		remove("Jane ", password).wants(http.StatusOK, "The account jane is deleted", "Sign up")

		jane.get(photo).wants(http.StatusOK, "Password")
		phone.get("/albums").wants(http.StatusOK, "Password")
		s.browser().trySignIn("jane", password).wants(http.StatusUnauthorized, "do not belong together")
		s.browser().useAnswer(key.get).wants(http.StatusUnauthorized)
		s.call(access, "GET", "/api/albums").wants(http.StatusUnauthorized)
		if _, _, err := s.consumer().AccessToken(context.Background(), pending, verifier); err == nil {
			t.Error("what jane had allowed before can be fetched after")
		}
		sam.get(sams + "/original").wants(http.StatusOK)
		if n := originals(t, data); n != 1 {
			t.Errorf("%d originals are kept, want sam's", n)
		}
		s.browser().signUp("jane").get("/account").wants(http.StatusOK, "Account made")
		if !strings.Contains(log.String(), "account deleted") {
			t.Error("the log does not tell of it")
		}
	})
}

// originals counts the files that are pictures as they were uploaded.
func originals(t *testing.T, data string) (n int) {
	t.Helper()
	for _, content := range contents(t, filepath.Join(data, "blobs")) {
		if bytes.Equal(content, picture(1)) || bytes.Equal(content, picture(2)) {
			n++
		}
	}
	return n
}

// Consumers that a User has registered go with her, and their tokens from other Users too.
func TestADeletedUsersConsumersAreDead(t *testing.T) {
	s := open(t, nil)
	jane, sam := s.browser().signUp("jane"), s.browser().signUp("sam")
	access := sam.connect()
	s.call(access, "GET", "/api/albums").wants(http.StatusOK)
	registration, err := s.Store.Registration(t.Context(), s.consumer().Key)
	if err != nil {
		t.Fatal(err)
	}
	user, err := s.Gallery.SignIn(t.Context(), "jane", password)
	if err != nil {
		t.Fatal(err)
	}
	registration.Owner = user.ID
	if err := s.Store.Register(t.Context(), *registration); err != nil {
		t.Fatal(err)
	}
	s.call(access, "GET", "/api/albums").wants(http.StatusOK)
	jane.submit(jane.get("/account"), "/account/delete", url.Values{"screen_name": {"jane"}, "password": {password}}).wants(http.StatusOK)
	if _, err := s.Store.Registration(t.Context(), registration.Key); err != oauthcore.ErrNotFound {
		t.Errorf("the registration is answered %v", err)
	}
	s.call(access, "GET", "/api/albums").wants(http.StatusUnauthorized) // even if the Consumer were registered again
}

// guess is a try that failed.
var guess = gallery.SignIn{How: gallery.ByPassword, Address: "192.0.2.7", Browser: "curl"}
