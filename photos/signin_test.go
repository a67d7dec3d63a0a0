package photos_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"example.net/oauth1/photos"
)

func TestSigningIn(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	before := jane.cookie()
	jane.submit(jane.get("/albums"), "/sign-out", nil).wants(http.StatusOK, "Sign in")
	jane.get("/albums").wants(http.StatusOK, "Password")

	unknown := jane.trySignIn("nobody", password)
	wrong := jane.trySignIn("jane", "another password")
	unknown.wants(http.StatusUnauthorized, "do not belong together")
	wrong.wants(http.StatusUnauthorized, "do not belong together")
	if strings.ReplaceAll(unknown.text(), "nobody", "jane") != wrong.text() {
		t.Error("an unknown User and a wrong password are told apart")
	}
	jane.trySignIn("Jane", password).wants(http.StatusOK, "jane’s albums")
	if jane.cookie() == before {
		t.Error("the session has the id of the one that was ended")
	}

	thief := s.browser()
	r := thief.request(http.MethodGet, "/albums", nil)
	r.AddCookie(&http.Cookie{Name: "photos_session", Value: before})
	thief.do(r).wants(http.StatusOK, "Password")
}

func TestSigningInReturnsToTheSameRequest(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	album := jane.album("Vacation", file{"one.jpg", picture(1)})
	stranger := s.browser()
	asked := stranger.get(album+"?after=&x=a%20b%26c").wants(http.StatusOK, "Password")
	back := stranger.submit(asked, "/sign-in", url.Values{"screen_name": {"jane"}, "password": {password}}).wants(http.StatusOK, "Vacation")
	if got := back.url.RequestURI(); got != album+"?after=&x=a%20b%26c" {
		t.Errorf("signing in leads to %s", got)
	}
}

func TestTheReturnAddressStaysHere(t *testing.T) {
	s := open(t, nil)
	s.browser().signUp("jane")
	for _, next := range []string{
		"https://evil.example/", "//evil.example/", `/\evil.example/`, "javascript:alert(1)", "evil", "/%09/evil.example/",
		"/\t/evil.example", "http:/evil.example", "///evil.example", "/..//evil.example",
	} {
		jane := s.browser()
		form := jane.get("/sign-in?next=" + url.QueryEscape(next))
		p := jane.submit(form, "/sign-in", url.Values{"screen_name": {"jane"}, "password": {password}, "next": {next}})
		if p.url.Host != jane.request("GET", "/", nil).URL.Host {
			t.Errorf("%q leads to %s", next, p.url)
		}
	}
}

func TestGuessingIsLimited(t *testing.T) {
	s := open(t, nil)
	s.browser().signUp("jane")
	thief := s.browser()
	for range 10 {
		thief.trySignIn("jane", "wrong password")
	}
	p := thief.trySignIn("JANE", password).wants(http.StatusTooManyRequests, "too often")
	if p.header.Get("Retry-After") == "" {
		t.Error("it is not said when to try again")
	}
}

func TestSigningUpNeedsAFreeNameAndALongPassword(t *testing.T) {
	s := open(t, nil)
	s.browser().signUp("jane")
	visitor := s.browser()
	for _, c := range []struct {
		name, password string
		status         int
	}{
		{"jane", password, http.StatusConflict},
		{"sam", "short", http.StatusUnprocessableEntity},
		{"s", password, http.StatusUnprocessableEntity},
	} {
		p := visitor.submit(visitor.get("/sign-up"), "/sign-up", url.Values{"screen_name": {c.name}, "password": {c.password}})
		p.wants(c.status)
	}
}

func TestADemoSaysWhomToBe(t *testing.T) {
	s := open(t, func(c *photos.Config) { c.Seed, c.PrinterURL = "demo", "http://localhost:8081" })
	jane := s.browser()
	jane.get("/sign-in").wants(http.StatusOK, "jane", "photos-demo")
	p := jane.submit(jane.get("/sign-in"), "/sign-in", url.Values{"screen_name": {"jane"}, "password": {"photos-demo"}})
	p.wants(http.StatusOK, "Vacation", "Animals")
	jane.get(p.links("/albums/")[0]).wants(http.StatusOK, "山道 + 100%", "vacation")
	jane.get("/credits").wants(http.StatusOK, "Aitzol Berasategi", "CC BY 4.0")
}

func (b *browser) trySignIn(name, password string) *page {
	b.t.Helper()
	return b.submit(b.get("/sign-in"), "/sign-in", url.Values{"screen_name": {name}, "password": {password}})
}

func (b *browser) cookie() string {
	for _, cookie := range b.client.Jar.Cookies(b.request("GET", "/", nil).URL) {
		if cookie.Name == "photos_session" {
			return cookie.Value
		}
	}
	return ""
}
