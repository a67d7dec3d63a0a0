package oauthcore_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"example.net/oauth1/oauthcore"
)

// The Consumer's side: OAuth Core 1.0a sections 5.2, 6 and 7.

func TestP49RedirectWithinTheOriginIsSignedAnew(t *testing.T) {
	var seen []string
	d := newDance(t)
	d.server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen = append(seen, r.Header.Get("Authorization"))
		if r.URL.Path == "/old" {
			http.Redirect(w, r, "/new?x=1", http.StatusFound)
			return
		}
		d.serve(w, r)
	})
	if got := get(t, d.consumer.Client(d.connect(t)), d.server.URL+"/old"); got != "the photo of jane" {
		t.Errorf("got %q", got)
	}
	if first, second := seen[len(seen)-2], seen[len(seen)-1]; first == second {
		t.Error("the redirected request has the old signature")
	}
}

func TestP49RedirectAwayIsNotFollowed(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("the other host was sent %v", r.Header)
	}))
	defer elsewhere.Close()
	here := httptest.NewServer(http.RedirectHandler(elsewhere.URL, http.StatusFound))
	defer here.Close()
	for _, place := range []oauthcore.Place{oauthcore.InHeader, oauthcore.InQuery} {
		c := oauthcore.Consumer{Key: "k", Secret: "s", Place: place, Endpoints: oauthcore.Endpoints{RequestToken: here.URL}}
		if _, err := c.Client(oauthcore.AccessToken{Token: "t", Secret: "ts"}).Get(here.URL); !errors.Is(err, oauthcore.ErrRedirectedAway) {
			t.Errorf("in the %s: %v", place, err)
		}
		var answer *oauthcore.AnswerError
		if _, err := c.RequestToken(t.Context(), "oob"); !errors.As(err, &answer) || answer.Status != http.StatusFound {
			t.Errorf("a redirected token request: %v", err)
		}
	}
}

// A request may be signed again: the earlier signature goes.
func TestSigningTwiceIsSigningOnce(t *testing.T) {
	sp, _ := newProvider()
	c := oauthcore.Consumer{Key: printerKey, Secret: printerSecret, Now: sp.Now}
	r, err := http.NewRequest("GET", photosOrigin+"/photos", nil)
	wantPassed(t, err)
	for range 2 {
		wantPassed(t, c.Sign(r, accessToken, accessSecret))
		_, err = sp.Authenticate(r)
		wantPassed(t, err)
	}
	r.Method = "" // which net/http sends as GET
	wantPassed(t, c.Sign(r, accessToken, accessSecret))
	r.Method = "GET"
	_, err = sp.Authenticate(r)
	wantPassed(t, err)
}

// A redirect may lead to an address that has the query of the first one, its
// signature included, as Go's own ServeMux does. It is signed anew all the same.
func TestSignedQueryIsSignedAgain(t *testing.T) {
	sp, _ := newProvider()
	c := printerAt(appendixSecond, "")
	c.Place, c.Nonce = oauthcore.InQuery, nil
	r, err := http.NewRequest("GET", photosOrigin+"/photos?a=%7e&a=b+c", nil)
	wantPassed(t, err)
	for range 2 {
		wantPassed(t, c.Sign(r, accessToken, accessSecret))
		_, err = sp.Authenticate(r)
		wantPassed(t, err)
	}
	if kept, _, _ := strings.Cut(r.URL.RawQuery, "&oauth_"); kept != "a=%7e&a=b+c" {
		t.Errorf("the query became %s", r.URL.RawQuery)
	}
}

// Signing changes nothing but the one place it is told to (section 9).
func TestSigningChangesNothingElse(t *testing.T) {
	c := oauthcore.Consumer{Key: printerKey, Secret: printerSecret}
	for _, place := range []oauthcore.Place{oauthcore.InHeader, oauthcore.InQuery, oauthcore.InBody} {
		c.Place = place
		r, err := http.NewRequest("POST", photosOrigin+"/a%2fb?x=%7e&y", strings.NewReader("title=a+b"))
		wantPassed(t, err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("X-Other", "1")
		r.Header.Set("Authorization", "Basic amFuZTpw")
		wantPassed(t, c.Sign(r, "t", "ts"))
		if others := r.Header.Values("Authorization"); others[0] != "Basic amFuZTpw" {
			t.Errorf("in the %s: other credentials became %v", place, others)
		}
		r.Header["Authorization"] = r.Header["Authorization"][1:]
		body, err := io.ReadAll(r.Body)
		wantPassed(t, err)
		target, inQuery, _ := strings.Cut(r.URL.RequestURI(), "&oauth_")
		form, inBody, _ := strings.Cut(string(body), "&oauth_")
		if target != "/a%2fb?x=%7e&y" || form != "title=a+b" || r.Header.Get("X-Other") != "1" || r.ContentLength != int64(len(body)) {
			t.Errorf("in the %s: %s, %s, %v", place, r.URL.RequestURI(), body, r.Header)
		}
		if (inQuery != "") != (place == oauthcore.InQuery) || (inBody != "") != (place == oauthcore.InBody) || (r.Header.Get("Authorization") != "") != (place == oauthcore.InHeader) {
			t.Errorf("the parameters are not in the %s alone", place)
		}
	}
	r, err := http.NewRequest("POST", photosOrigin, strings.NewReader("{}"))
	wantPassed(t, err)
	r.Header.Set("Content-Type", "application/json")
	if c.Place = oauthcore.InBody; c.Sign(r, "", "") == nil {
		t.Error("protocol parameters were put into JSON")
	}
}

func TestP62ReturnOfEveryKindIsRead(t *testing.T) {
	for query, want := range map[string]string{
		"oauth_token=T&oauth_verifier=V":           "T V <nil>",
		"job=1&oauth_token=T%2B&oauth_verifier=V":  "T+ V <nil>",
		"oauth_token=T":                            "T  " + oauthcore.ErrNoVerifier.Error(),
		"oauth_token=T&oauth_verifier=":            "T  " + oauthcore.ErrNoVerifier.Error(),
		"":                                         "  " + oauthcore.ErrNoReturn.Error(),
		"oauth_verifier=V":                         "  " + oauthcore.ErrNoReturn.Error(),
		"oauth_token=T&error=access_denied":        "T  permission_denied: The User said no.",
		"error=access_denied":                      "  permission_denied: The User said no.",
		"denied=T":                                 "T  permission_denied: The User said no.",
		"oauth_token=T&oauth_verifier=denied":      "T  permission_denied: The User said no.",
		"oauth_token=T&oauth_problem=user_refused": "T  user_refused",
		"oauth_problem=token_expired&oauth_problem_advice=late": "  token_expired: late",
	} {
		token, verifier, err := oauthcore.ReadReturn(httptest.NewRequest("GET", "/ready?"+query, nil))
		if got := fmt.Sprintf("%s %s %v", token, verifier, err); got != want {
			t.Errorf("%q is read as %q, want %q", query, got, want)
		}
	}
	if _, _, err := oauthcore.ReadReturn(httptest.NewRequest("GET", "/ready?oauth_token=%zz", nil)); err == nil {
		t.Error("a broken address is read")
	}
}

func TestP63WhatIsNoOAuthAnswerIsShown(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
	}{
		"an HTML page with status 200": {200, "<html><body>Maintenance</body></html>"},
		"a page with status 503":       {503, "Come back later"},
		"nothing at all":               {200, ""},
		"half an answer":               {200, "oauth_token=a"},
		"tokens with status 500":       {500, "oauth_token=a&oauth_token_secret=b&oauth_callback_confirmed=true"},
		"tokens in JSON":               {200, `{"oauth_token":"a","oauth_token_secret":"b"}`},
		"tokens, cut in an escape":     {500, "x=" + strings.Repeat("x", 162) + "&oauth_token=a&oauth_token_secret=b%2Bb"},
	} {
		t.Run(name, func(t *testing.T) {
			client := oauthcore.Consumer{Endpoints: oauthcore.Endpoints{
				RequestToken: answering(t, c.status, "text/html", c.body, "Retry-After", "120")}}
			_, err := client.RequestToken(t.Context(), "oob")
			var answer *oauthcore.AnswerError
			if !errors.As(err, &answer) {
				t.Fatalf("got %v", err)
			}
			if answer.Status != c.status || answer.ContentType != "text/html" || answer.RetryAfter != 2*time.Minute {
				t.Errorf("got %+v", answer)
			}
			if strings.Contains(err.Error(), "oauth_token_secret") || !strings.HasPrefix(answer.Start, "(") && answer.Start != c.body {
				t.Errorf("it begins with %q", answer.Start)
			}
		})
	}
}

// Retry-After may be a date too, to be read by the server's own clock.
func TestRetryAfterMayBeADate(t *testing.T) {
	c := oauthcore.Consumer{Endpoints: oauthcore.Endpoints{RequestToken: answering(t, 503, "", "oauth_problem=consumer_key_refused",
		"Date", "Mon, 01 Oct 2007 12:34:56 GMT", "Retry-After", "Mon, 01 Oct 2007 12:35:56 GMT")}}
	_, err := c.RequestToken(t.Context(), "oob")
	if p := wantProblem(t, err, oauthcore.ConsumerKeyRefused, 503); p.RetryAfter != time.Minute {
		t.Errorf("after %v", p.RetryAfter)
	}
}

// The addresses that a Service Provider documents (section 4.1).
func TestEndpointsAreComplete(t *testing.T) {
	good := oauthcore.Endpoints{RequestToken: "https://a/request?x=1", Authorize: "https://a/authorize?x=1#top", AccessToken: "https://a/access"}
	wantPassed(t, good.Check())
	c := oauthcore.Consumer{Endpoints: good}
	wantText(t, "an address with query and fragment", c.AuthorizeURL(oauthcore.RequestToken{Token: "T"}), "https://a/authorize?x=1&oauth_token=T#top")
	for _, bad := range []string{"", "/authorize", "https://a", "https:///authorize", "ftp://a/b", "https://a/b?oauth_foo=1", "https://a/b?%zz", ":"} {
		e := good
		e.Authorize = bad
		if e.Check() == nil {
			t.Errorf("%q passes", bad)
		}
	}
}
