package photos_test

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestAUserKeepsHerPictures(t *testing.T) {
	jane := open(t, nil).browser()
	jane.get("/").wants(http.StatusOK, "Sign up", "Sign in")
	jane.signUp("jane")
	jane.get("/").wants(http.StatusOK, "No album yet")

	album := jane.album("Vacation")
	jane.get(album).wants(http.StatusOK, "No pictures yet", "0 photos")
	jane.upload(jane.get(album), file{"one.jpg", picture(1)}, file{"two.jpg", picture(2)}, file{"no.txt", []byte("no picture")}).
		wants(http.StatusOK, "2 pictures are in “Vacation” now", "“no.txt”")
	jane.upload(jane.get(album)).wants(http.StatusOK, "No picture was chosen")

	photos := jane.get(album).wants(http.StatusOK, "2 photos").links("/photos/")
	if len(photos) != 2 {
		t.Fatalf("the album links to %v", photos)
	}
	first := jane.get(photos[0]).wants(http.StatusOK, "one.jpg", "60 × 40 pixels", "Next")
	if next := first.links(photos[1]); len(next) != 1 {
		t.Error("the first photo does not lead to the second")
	}
	original := jane.get(photos[0] + "/download").wants(http.StatusOK)
	if original.body != string(picture(1)) {
		t.Error("the download is not what was uploaded")
	}
	if got := original.header.Get("Content-Disposition"); got != `attachment; filename=one.jpg` {
		t.Errorf("Content-Disposition is %s", got)
	}

	jane.submit(jane.get(album), "/rename", url.Values{"title": {"Picos"}}).wants(http.StatusOK, "Picos")
	jane.submit(jane.get(album), "/rename", url.Values{"title": {" "}}).wants(http.StatusOK, "Picos")
	jane.submit(jane.get(photos[0]), "/delete", nil).wants(http.StatusOK, "is deleted", "1 photo")
	jane.get(photos[0]).wants(http.StatusNotFound)
	jane.submit(jane.get(album), "/delete", nil).wants(http.StatusOK, "is deleted", "No album yet")
	jane.get(photos[1]).wants(http.StatusNotFound)
}

func TestPicturesAreForTheirUserAlone(t *testing.T) {
	jane := open(t, nil).browser().signUp("jane")
	photo := jane.get(jane.album("Vacation", file{"one.jpg", picture(1)})).links("/photos/")[0]
	thumb := jane.get(photo + "/thumb").wants(http.StatusOK)
	for name, want := range map[string]string{
		"Cache-Control": "private, max-age=31536000, immutable", "Vary": "Cookie", "Content-Type": "image/jpeg",
		"X-Content-Type-Options": "nosniff",
	} {
		if got := thumb.header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	again := jane.request(http.MethodGet, photo+"/thumb", nil)
	again.Header.Set("If-None-Match", thumb.header.Get("ETag"))
	jane.do(again).wants(http.StatusNotModified)
	jane.get(photo + "/enormous").wants(http.StatusNotFound)
	jane.get("/albums").wants(http.StatusOK, "only you can open them")
	if got := jane.get("/albums").header.Get("Cache-Control"); !strings.Contains(got, "no-store") {
		t.Errorf("a page may be cached: %q", got)
	}
}

func TestAScriptUploadsOneByOne(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	album := jane.album("Vacation")
	send := func(content []byte) *page {
		form, contentType := multipartForm("", file{"one.jpg", content})
		r := jane.request(http.MethodPost, album+"/photos", form)
		r.Header.Set("Content-Type", contentType)
		r.Header.Set("Accept", "application/json")
		r.Header.Set("X-CSRF-Token", jane.get(album).form("/photos").fields.Get("csrf_token"))
		return jane.do(r)
	}
	for _, step := range []struct {
		name    string
		content []byte
		status  int
		want    string
	}{
		{"a new picture", picture(1), http.StatusCreated, `"existed":false`},
		{"the same again", picture(1), http.StatusOK, `"existed":true`},
		{"something huge", bytes.Repeat([]byte{0xff}, 51<<20), http.StatusUnprocessableEntity, "larger than 50 MB"},
		{"no picture", []byte("hello"), http.StatusUnprocessableEntity, `"message":`},
	} {
		if p := send(step.content); p.status != step.status || !strings.Contains(p.body, step.want) {
			t.Errorf("%s is answered %d %s", step.name, p.status, p.body)
		}
	}
	r := s.browser().request(http.MethodPost, album+"/photos", nil)
	r.Header.Set("Accept", "application/json")
	if p := s.browser().do(r); p.status != http.StatusUnauthorized || !strings.Contains(p.body, "no longer signed in") {
		t.Errorf("a script whose session has ended is answered %d %s", p.status, p.body)
	}
}

// Every form that changes something carries the session's token, and is refused without it.
func TestEveryFormIsProtected(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	album := jane.album("Vacation", file{"one.jpg", picture(1)})
	photo := jane.get(album).links("/photos/")[0]
	token := s.requestToken("oob")
	jane.connectWith("", some(album))
	jane.connectWith("upload", nil)
	jane.connectOther()
	pages := []*page{
		jane.get(s.signedLink()),
		s.browser().get("/sign-in"), s.browser().get("/sign-up"), jane.get("/albums"), jane.get(album), jane.get(photo),
		jane.get("/connections"), jane.get("/oauth/authorize?oauth_token=" + token.Token),
	}
	for _, p := range pages {
		for _, f := range p.forms() {
			if f.method == "get" {
				continue
			}
			if len(f.fields["csrf_token"]) != 1 {
				t.Errorf("the form %s on %s has no csrf_token", f.action, p.url.Path)
			}
			f.fields.Del("csrf_token")
			jane.post(f.action, f.fields).wants(http.StatusForbidden)
			f.fields.Set("csrf_token", s.browser().get("/sign-in").form("/sign-in").fields.Get("csrf_token"))
			jane.post(f.action, f.fields).wants(http.StatusForbidden)
		}
	}
}

func TestACrossSiteFormIsRefused(t *testing.T) {
	jane := open(t, nil).browser().signUp("jane")
	f := jane.get("/albums").form("/albums")
	f.fields.Set("title", "Vacation")
	r := jane.request(http.MethodPost, f.action, strings.NewReader(f.fields.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", "http://localhost:8081")
	jane.do(r).wants(http.StatusForbidden)
}

func TestEveryPageHasASentence(t *testing.T) {
	s := open(t, nil)
	visitor := s.browser()
	for path, status := range map[string]int{
		"/": 200, "/sign-in": 200, "/sign-up": 200, "/developers": 200, "/credits": 200, "/oauth/authorize": 200,
		"/nothing/here": 404, "/oauth/authorize?oauth_token=unknown": 404, "/oauth/authorize?interactivity=loud": 400,
	} {
		p := visitor.get(path)
		if p.status != status || len(p.text()) < 80 || !strings.Contains(p.body, "</html>") {
			t.Errorf("%s is answered %d: %s", path, p.status, p.text())
		}
	}
	r := visitor.request(http.MethodDelete, "/albums", nil)
	visitor.do(r).wants(http.StatusMethodNotAllowed)
}
