package photos_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"example.net/oauth1/oauthcore"
)

// other registers a second Consumer, and connects it.
func (b *browser) connectOther() oauthcore.AccessToken {
	b.t.Helper()
	s := b.site
	err := s.Store.Register(b.t.Context(), oauthcore.Registration{
		Key: "frame", Secret: "s", Name: "frame", Callbacks: []string{"http://frame.example.com/"},
	})
	if err != nil {
		b.t.Fatal(err)
	}
	consumer := *s.consumer()
	consumer.Key, consumer.Secret = "frame", "s"
	token, err := consumer.RequestToken(b.t.Context(), "http://frame.example.com/")
	if err != nil {
		b.t.Fatal(err)
	}
	verifier := b.decide(b.consent(token), "allow").returned().Get("oauth_verifier")
	access, _, err := consumer.AccessToken(b.t.Context(), token, verifier)
	if err != nil {
		b.t.Fatal(err)
	}
	return access
}

// alive tells whether a token of the printer opens anything.
func (s *site) alive(access oauthcore.AccessToken) bool {
	return s.call(access, "GET", "/api/user/profile").status == http.StatusOK
}

// S0.10: the User sees who has her photos, and since when, until when, from where and how often.
func TestS3_0_10WhoHasMyPhotos(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	vacation := jane.album("Vacation")
	jane.album("Diary")
	jane.get("/connections").wants(http.StatusOK, "No connected apps")
	chosen := some(vacation)
	chosen.Set("duration", "hour")
	access, _ := jane.connectWith("upload", chosen)
	p := jane.get("/connections").wants(http.StatusOK, "printer", "see photos and add new ones", "Vacation", "never", "0 times")
	if strings.Contains(p.text(), "you revoke it") {
		t.Error("a permission for an hour is said to last")
	}
	for range 3 {
		s.titles(access)
	}
	jane.get("/connections").wants(http.StatusOK, "from 127.0.0.1", "3 times")
	if p := s.browser().signUp("sam").get("/connections"); !strings.Contains(p.text(), "No connected apps") {
		t.Error("sam is shown Jane's")
	}
	if p.body = jane.get("/connections").body; strings.Contains(p.body, access.Token) {
		t.Error("the page gives the token away")
	}
}

// A change counts for the next request of a token that is in every cache.
func TestTheAlbumsOfAGrantAreChangedLater(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	vacation := jane.album("Vacation", file{"vacation.jpg", picture(1)})
	diary := jane.album("Diary", file{"diary.jpg", picture(2)})
	access := jane.connect()
	s.call(access, "GET", "/photos?file=diary.jpg").wants(http.StatusOK)

	before := jane.get("/connections")
	jane.submit(before, "/connections/albums", some(vacation)).wants(http.StatusOK, "From now on printer sees", "Vacation")
	s.call(access, "GET", "/photos?file=diary.jpg").wants(http.StatusNotFound)
	if got := s.titles(access); got != "Vacation" {
		t.Errorf("the token is shown %s", got)
	}
	jane.submit(before, "/connections/albums", some(diary)).wants(http.StatusOK, "changed meanwhile")
	jane.submit(jane.get("/connections"), "/connections/albums", some()).wants(http.StatusOK, "Choose at least one album")
	if got := s.titles(access); got != "Vacation" {
		t.Errorf("a form that is out of date, or empty, changes this to %s", got)
	}
	jane.submit(jane.get("/connections"), "/connections/albums", url.Values{"albums": {"all"}, "album": some(vacation)["album"]}).wants(http.StatusOK, "all, also later ones")
	if got := s.titles(access); got != "Vacation, Diary" {
		t.Errorf("the token is shown %s", got)
	}
	form := jane.get("/connections").form("/connections/albums").fields
	sam := s.browser().signUp("sam")
	form.Set("csrf_token", sam.get("/albums").form("/sign-out").fields.Get("csrf_token"))
	sam.post("/connections/albums", form).wants(http.StatusOK, "changed meanwhile", "No connected apps")
}

func TestRevokingOneOfTwoPermissions(t *testing.T) {
	each(t, func(t *testing.T) {
		s := open(t, nil)
		jane := s.browser().signUp("jane")
		vacation := jane.album("Vacation")
		narrow, _ := jane.connectWith("", some(vacation))
		wide, _ := jane.connectWith("upload", nil)
		p := jane.get("/connections").wants(http.StatusOK, "Revoke only this")
		p = jane.submit(p, "/connections/revoke", nil).wants(http.StatusOK, "What else you have allowed it still holds") // the later one is the last
		if !s.alive(narrow) || s.alive(wide) {
			t.Errorf("revoking the second of two: %v, %v", s.alive(narrow), s.alive(wide))
		}
		if strings.Contains(p.text(), "Revoke only this") {
			t.Error("the only permission can be revoked twice")
		}
		jane.submit(p, "/connections/revoke", nil).wants(http.StatusOK, "can no longer see", "No connected apps")
		if s.alive(narrow) {
			t.Error("a revoked Consumer sees photos")
		}
	})
}

func TestRevokingAll(t *testing.T) {
	s := open(t, nil)
	jane, sam := s.browser().signUp("jane"), s.browser().signUp("sam")
	access, sams := jane.connect(), sam.connect()
	jane.connectOther()
	jane.submit(jane.get("/connections").wants(http.StatusOK, "frame", "printer"), "/connections/revoke-all", nil).wants(
		http.StatusOK, "Nobody but you", "No connected apps")
	if s.alive(access) || !s.alive(sams) {
		t.Errorf("after Jane revoked all, hers lives: %v, sam's: %v", s.alive(access), s.alive(sams))
	}
}

// S3.3: who has allowed the same or more before is sent straight back, with a fresh verifier, and the new token may do
// just what the old one may.
func TestS3_3_3GrantsAreRemembered(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	vacation := jane.album("Vacation")
	chosen := some(vacation)
	chosen.Set("duration", "day")
	first, _ := jane.connectWith("", chosen)
	read, upload := s.requestToken(callback), s.requestToken(callback, oauthcore.Param{Name: "perms", Value: "upload"})
	verifiers := map[string]bool{}
	for range 2 {
		verifiers[jane.consent(s.requestToken(callback)).returned().Get("oauth_verifier")] = true
	}
	if len(verifiers) != 2 || verifiers[""] {
		t.Errorf("the verifiers are not fresh: %v", verifiers)
	}
	jane.get("/oauth/authorize?interactivity=minimal&oauth_token=" + read.Token).returned()
	jane.consent(upload).wants(http.StatusOK, "add new ones")
	second, _ := jane.connectWith("", nil)
	of := func(access oauthcore.AccessToken) string {
		token := s.call(access, "GET", "/api/token").wants(http.StatusOK).object()
		return token["expires_at"].(string) + token["albums"].([]any)[0].(string)
	}
	if of(first) != of(second) {
		t.Errorf("the first token may %s, the second %s", of(first), of(second))
	}
}

// Who has allowed more is not asked for less, and the new token has the less.
func TestS3_3_3ARememberedGrantGivesNoMoreThanIsAskedFor(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	jane.connectWith("upload", nil)
	token := s.requestToken(callback)
	verifier := jane.consent(token).returned().Get("oauth_verifier")
	access, _, err := s.consumer().AccessToken(t.Context(), token, verifier)
	if err != nil {
		t.Fatal(err)
	}
	if rights := s.call(access, "GET", "/api/token").object()["rights"].([]any); len(rights) != 1 || rights[0] != "read" {
		t.Errorf("the token may %v", rights)
	}
}

// Nothing is remembered for a Consumer that we do not know, nor for an address that is registered no more.
func TestWhoIsNotRemembered(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	jane.connect()
	r, err := s.Store.Registration(t.Context(), printerKey)
	if err != nil {
		t.Fatal(err)
	}
	for what, change := range map[string]func(r *oauthcore.Registration){
		"not verified": func(r *oauthcore.Registration) { r.Verified = false },
		"moved":        func(r *oauthcore.Registration) { r.Callbacks = []string{"http://elsewhere.example.com/"} },
	} {
		token, changed := s.requestToken(callback), *r
		change(&changed)
		if err := s.Store.Register(t.Context(), changed); err != nil {
			t.Fatal(err)
		}
		if p := jane.consent(token); p.status != http.StatusOK {
			t.Errorf("a Consumer that is %s is answered %d", what, p.status)
		}
		if err := s.Store.Register(t.Context(), *r); err != nil {
			t.Fatal(err)
		}
	}
}
