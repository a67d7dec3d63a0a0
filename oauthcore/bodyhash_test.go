package oauthcore_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"example.net/oauth1/oauthcore"
)

// The Request Body Hash extension, and the Consumer Request extension
// (two-legged).

// uploadLetter sends a body that is no form, with its hash.
func uploadLetter(body string) *letter {
	l := photoLetter().set("oauth_body_hash", oauthcore.BodyHash(oauthcore.HMACSHA1, []byte(body)))
	l.method, l.target, l.contentType, l.body = "POST", "/photos", "image/jpeg", body
	return l
}

func TestBodyHashIsChecked(t *testing.T) {
	for name, body := range map[string]string{"a body": "Hello World!", "none": "", "one of a megabyte": strings.Repeat("x", 1<<20)} {
		sp, _ := newProvider()
		r := uploadLetter(body).request(t)
		_, err := sp.Authenticate(r)
		wantPassed(t, err)
		if got, err := io.ReadAll(r.Body); err != nil || string(got) != body {
			t.Errorf("%s: the handler reads %d bytes, %v", name, len(got), err)
		}
	}
}

func TestBodyHashFindsAnotherBody(t *testing.T) {
	sp, _ := newProvider()
	l := uploadLetter("Hello World!")
	l.body = "Hello Wurld!"
	_, err := sp.Authenticate(l.request(t))
	wantProblem(t, err, oauthcore.SignatureInvalid, http.StatusUnauthorized)
	l.body = "Hello World!" // and the nonce is still good
	_, err = sp.Authenticate(l.request(t))
	wantPassed(t, err)
}

// A long body is checked while it is read: the handler sees the refusal where
// it would have seen the end.
func TestBodyHashOfAStreamIsCheckedAtItsEnd(t *testing.T) {
	for _, limit := range []int{-1, 100} {
		for _, chunked := range []bool{false, true} {
			for _, changed := range []bool{false, true} {
				sp, _ := newProvider()
				sp.Limits.HashedBytes = limit
				body := strings.Repeat("x", 1000)
				r := uploadLetter(body).request(t)
				if changed {
					body = body[:999] + "y"
				}
				r.Body = io.NopCloser(strings.NewReader(body))
				if chunked {
					r.ContentLength = -1
				}
				_, err := sp.Authenticate(r)
				wantPassed(t, err)
				got, err := io.ReadAll(r.Body)
				if string(got) != body {
					t.Errorf("the handler reads %d bytes", len(got))
				}
				if changed {
					wantProblem(t, err, oauthcore.SignatureInvalid, http.StatusUnauthorized)
				} else {
					wantPassed(t, err)
				}
			}
		}
	}
}

func TestBodyHashInTheWrongPlaceIsRefused(t *testing.T) {
	hash := oauthcore.BodyHash(oauthcore.HMACSHA1, nil)
	sp, store := newProvider()
	form := photoLetter().set("oauth_body_hash", hash)
	form.method, form.contentType, form.body = "POST", "application/x-www-form-urlencoded", "a=b"
	_, err := sp.Authenticate(form.request(t))
	wantProblem(t, err, oauthcore.ParameterRejected, http.StatusBadRequest)
	for _, broken := range []string{"", "x", hash + "=", oauthcore.BodyHash(oauthcore.HMACSHA256, nil), "2jmj7l5rSw0yVb/vlWAYkK/YBwk"} {
		_, err = sp.Authenticate(uploadLetter("").set("oauth_body_hash", broken).request(t))
		wantProblem(t, err, oauthcore.ParameterRejected, http.StatusBadRequest)
	}
	_, err = sp.IssueRequestToken(askLetter().set("oauth_body_hash", hash).request(t))
	wantProblem(t, err, oauthcore.ParameterRejected, http.StatusBadRequest)
	pending(t, store, oauthcore.StateAuthorized, "")
	_, err = sp.GrantAccessToken(exchangeLetter().set("oauth_body_hash", hash).request(t))
	wantProblem(t, err, oauthcore.ParameterRejected, http.StatusBadRequest)
}

// A registration can require the hash, of bodies that are not signed already.
func TestBodyHashCanBeRequired(t *testing.T) {
	strict := printer()
	strict.BodyHash = true
	sp, _ := newProvider(strict)
	_, err := sp.Authenticate(uploadLetter("x").drop("oauth_body_hash").request(t))
	p := wantProblem(t, err, oauthcore.ParameterAbsent, http.StatusBadRequest)
	if got := p.Absent(); len(got) != 1 || got[0] != "oauth_body_hash" {
		t.Errorf("absent: %v", got)
	}
	form := photoLetter().set("oauth_nonce", "form")
	form.method, form.contentType, form.body = "POST", "application/x-www-form-urlencoded", "a=b"
	for _, l := range []*letter{uploadLetter("x"), photoLetter().set("oauth_nonce", "get"), form} {
		_, err = sp.Authenticate(l.request(t))
		wantPassed(t, err)
	}
}

func TestConsumerSendsTheBodyHash(t *testing.T) {
	strict := printer()
	strict.BodyHash = true
	for _, method := range []oauthcore.SignatureMethod{oauthcore.HMACSHA1, oauthcore.HMACSHA256, oauthcore.HMACSHA512} {
		sp, _ := newProvider(strict)
		c := oauthcore.Consumer{Key: printerKey, Secret: printerSecret, BodyHash: true, Method: method, Now: sp.Now}
		for _, contentType := range []string{"image/jpeg", "application/x-www-form-urlencoded"} {
			r, err := http.NewRequest("POST", photosOrigin+"/photos", strings.NewReader("a=b"))
			wantPassed(t, err)
			r.Header.Set("Content-Type", contentType)
			wantPassed(t, c.Sign(r, accessToken, accessSecret))
			if has := strings.Contains(r.Header.Get("Authorization"), "oauth_body_hash"); has != (contentType == "image/jpeg") {
				t.Errorf("%s: %s", contentType, r.Header.Get("Authorization"))
			}
			_, err = sp.Authenticate(r)
			wantPassed(t, err)
		}
	}
	d := newDance(t) // a Consumer that sends it asks for tokens without
	d.consumer.BodyHash = true
	if got := get(t, d.consumer.Client(d.connect(t)), d.server.URL+"/photos"); got != "the photo of jane" {
		t.Errorf("got %q", got)
	}
}

// A request in the Consumer's own name: oauth_token absent or empty (RFC 5849
// section 3.1).
func TestTwoLegged(t *testing.T) {
	own := func(nonce string) *letter {
		l := photoLetter().drop("oauth_token").set("oauth_nonce", nonce)
		l.tokenSecret = ""
		return l
	}
	sp, _ := newProvider()
	for _, l := range []*letter{own("absent"), own("empty").set("oauth_token", "")} {
		consumer, err := sp.AuthenticateConsumer(l.request(t))
		wantPassed(t, err)
		if consumer.Name != "printer" {
			t.Errorf("it is %s", consumer.Name)
		}
	}
	_, err := sp.AuthenticateConsumer(own("absent").request(t))
	wantProblem(t, err, oauthcore.NonceUsed, http.StatusUnauthorized)
	_, err = sp.AuthenticateConsumer(photoLetter().request(t)) // signed with another key, so refused for that
	var problem *oauthcore.Problem
	if !errors.As(err, &problem) {
		t.Errorf("a token was accepted: %v", err)
	}
	_, err = sp.Authenticate(own("private").request(t)) // and it opens nothing of a User's
	wantProblem(t, err, oauthcore.ParameterAbsent, http.StatusBadRequest)
	_, err = sp.Authenticate(own("private").set("oauth_token", "").request(t))
	wantProblem(t, err, oauthcore.ParameterAbsent, http.StatusBadRequest)
	_, err = sp.AuthenticateConsumer(receive(t, wire("GET", "/", "photos.example.net", "", "")))
	wantProblem(t, err, oauthcore.ParameterAbsent, http.StatusUnauthorized)

	c := oauthcore.Consumer{Key: printerKey, Secret: printerSecret, Now: sp.Now}
	r, err := http.NewRequest("GET", photosOrigin+"/api/consumer", nil)
	wantPassed(t, err)
	wantPassed(t, c.Sign(r, "", ""))
	_, err = sp.AuthenticateConsumer(r)
	wantPassed(t, err)
}
