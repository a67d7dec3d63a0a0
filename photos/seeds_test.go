package photos_test

import (
	"bytes"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos"
)

// The statements of the five descriptions of a Service Provider, by their numbers, as far as they concern the User's
// way through it; those about grants and the one-step flow are in the files of these.

// S0.2, S4.5: the verifier cannot be guessed, is required, and works once.
func TestS3_0_2TheVerifierBelongsToWhoReturns(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	token := s.requestToken(callback)
	verifier := jane.decide(jane.consent(token), "allow").returned().Get("oauth_verifier")
	if len(verifier) < 20 {
		t.Errorf("the verifier %q can be guessed", verifier)
	}
	for try, want := range map[string]oauthcore.Code{"": oauthcore.ParameterAbsent, verifier + "x": oauthcore.VerifierInvalid} {
		_, _, err := s.consumer().AccessToken(t.Context(), token, try)
		if got := problem(t, err); got != want {
			t.Errorf("the verifier %q is refused with %q", try, got)
		}
	}
	for _, want := range []oauthcore.Code{"", oauthcore.TokenUsed} {
		_, _, err := s.consumer().AccessToken(t.Context(), token, verifier)
		if got := problem(t, err); got != want {
			t.Errorf("the exchange is answered %q, want %q", got, want)
		}
	}
}

// S0.3, S3.5, S3.12, S3.13: the callback comes back byte for byte, with what is appended.
func TestS3_0_3TheCallbackKeepsItsOwnQuery(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	const odd = "http://printer.example.com/cb?x=1&y=%20a&&z"
	for decision, want := range map[string]string{"allow": "&oauth_verifier=", "deny": "&error=access_denied"} {
		token := s.requestToken(odd)
		got := jane.decide(jane.consent(token), decision).wants(http.StatusSeeOther).header.Get("Location")
		if !strings.HasPrefix(got, odd+"&oauth_token="+token.Token+want) {
			t.Errorf("%s leads to %s", decision, got)
		}
	}
}

// S0.8, S3.7: without a token the User may type one.
func TestS3_0_8TheRequestTokenIsTypedByHand(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	p := jane.get("/oauth/authorize").wants(http.StatusOK, "Type it here")
	f := p.form("/oauth/authorize")
	if f.method != "get" {
		t.Errorf("the form is sent with %s", f.method)
	}
	jane.get(f.action+"?oauth_token="+s.requestToken("oob").Token).wants(http.StatusOK, "Allow printer")
	jane.get(f.action+"?oauth_token=mistyped").wants(http.StatusNotFound, "No such request")
}

// S0.9: nobody gets an Access Token without a User.
func TestS3_0_9AUserMustHaveBeenAsked(t *testing.T) {
	s := open(t, nil)
	_, _, err := s.consumer().AccessToken(t.Context(), s.requestToken(callback), "guess")
	if got := problem(t, err); got != oauthcore.PermissionUnknown {
		t.Errorf("the exchange is refused with %q", got)
	}
}

// S1.3: a token belongs to one Consumer.
func TestS3_1_3ATokenBelongsToOneConsumer(t *testing.T) {
	s := open(t, nil)
	frames := s.browser().signUp("jane").connectOther()
	if p := s.call(frames, "GET", "/api/albums").wants(http.StatusUnauthorized); !strings.Contains(p.body, "token_rejected") {
		t.Errorf("another Consumer's token is refused with %s", p.body)
	}
}

// S3.2: whoever is not signed in is asked to, and comes back to the same request with all that was in it.
func TestS3_3_2SigningInLosesNothing(t *testing.T) {
	s := open(t, nil)
	s.browser().signUp("jane")
	b := s.browser()
	address := "/oauth/authorize?langpref=pl%7Cen&oauth_token=" + s.requestToken(callback).Token + "&interactivity=confirm_user"
	p := b.get(address).wants(http.StatusOK)
	if got := p.url.Query().Get("next"); got != address {
		t.Errorf("signing in leads back to %s", got)
	}
	p = b.submit(p, "/sign-in", url.Values{"screen_name": {"jane"}, "password": {password}}).wants(http.StatusOK)
	if got := p.url.RequestURI(); got != address {
		t.Errorf("after signing in the page is %s", got)
	}
}

// S3.1, S3.4: the User is shown a page with two buttons.
func TestS3_3_4TheFormHasTwoAnswers(t *testing.T) {
	s := open(t, nil)
	p := s.browser().signUp("jane").consent(s.requestToken(callback)).wants(http.StatusOK)
	for _, want := range []string{`name="decision" value="allow"`, `name="decision" value="deny"`, "text/html"} {
		if !strings.Contains(p.body+p.header.Get("Content-Type"), want) {
			t.Errorf("the page has no %s", want)
		}
	}
}

// S3.6: the PIN is shown with the name of the application that it is for.
func TestS3_3_6ThePINNamesItsApplication(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	jane.decide(jane.consent(s.requestToken("oob")), "allow").wants(http.StatusOK, "Type this PIN into printer")
}

// S3.8: interactivity is minimal or confirm_user.
func TestS3_3_8UnknownInteractivityIsAnError(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	for how, status := range map[string]int{"minimal": 200, "confirm_user": 200, "foo": 400, "Minimal": 400} {
		if p := jane.get("/oauth/authorize?oauth_token=" + s.requestToken(callback).Token + "&interactivity=" + how); p.status != status {
			t.Errorf("interactivity %s is answered %d", how, p.status)
		}
	}
}

// S3.9: confirm_user asks who it is, and the grant is that of whoever it turns out to be.
func TestS3_3_9ConfirmUserAsksInsteadOfSigningOut(t *testing.T) {
	s := open(t, nil)
	jane, b := s.browser().signUp("jane"), s.browser().signUp("sam")
	jane.album("Jane's")
	address := "/oauth/authorize?interactivity=confirm_user&oauth_token="
	token := s.requestToken(callback)
	p := b.get(address+token.Token).wants(http.StatusOK, "Continue as sam", "Use another account")
	b.get("/albums").wants(http.StatusOK, "sam") // nobody was signed out
	p = b.submit(p, "/sign-out", nil)
	p = b.submit(p, "/sign-in", url.Values{"screen_name": {"jane"}, "password": {password}})
	verifier := b.decide(p, "allow").returned().Get("oauth_verifier")
	access, rest, err := s.consumer().AccessToken(t.Context(), token, verifier)
	if err != nil || rest.Get("screen_name") != "jane" || s.titles(access) != "Jane's" {
		t.Errorf("the token is of %v, %v", rest, err)
	}
	b.get(address+s.requestToken(callback).Token).wants(http.StatusOK, "Are you jane?") // remembered or not, she is asked
}

// S3.3, and what OKAPI leaves out: denied is denied, for this token and not for the Consumer.
func TestS3_3_13DenialKillsTheToken(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	token := s.requestToken(callback)
	jane.decide(jane.consent(token), "deny").returned()
	jane.consent(token).wants(http.StatusGone, "It was denied")
	jane.consent(s.requestToken(callback)).wants(http.StatusOK, "Allow printer")
}

// S4.2: the first version of OAuth sent no callback; the advice names the attack that this made possible.
func TestS3_4_2AMissingCallbackIsExplained(t *testing.T) {
	s := open(t, nil)
	s.consumer()
	r, _ := http.NewRequest("POST", s.url+"/oauth/request_token", nil)
	if err := s.consumer().Sign(r, "", ""); err != nil {
		t.Fatal(err)
	}
	p := s.browser().do(r).wants(http.StatusBadRequest)
	report, _ := url.ParseQuery(p.body)
	if report.Get("oauth_problem") != "parameter_absent" || report.Get("oauth_parameters_absent") != "oauth_callback" ||
		!strings.Contains(report.Get("oauth_problem_advice"), "2009.1") {
		t.Errorf("the refusal says %v", report)
	}
}

// S4.7, S4.8: the answer says whose token it is, and the profile says the same of its own User only.
func TestS3_4_7TheAnswerSaysWhoseTokenItIs(t *testing.T) {
	s := open(t, nil)
	for _, name := range []string{"jane", "sam"} {
		access, rest := s.browser().signUp(name).connectWith("", nil)
		if strings.Trim(rest.Get("user_id"), "0123456789") != "" || rest.Get("user_id") == "" || rest.Get("screen_name") != name {
			t.Errorf("the answer says %v", rest)
		}
		has(t, s.call(access, "GET", "/api/user/profile").wants(http.StatusOK).object(),
			map[string]any{"user_id": rest.Get("user_id"), "screen_name": name})
	}
	s.browser().get("/api/user/profile").wants(http.StatusUnauthorized)
}

// S0.1, S1.6: the password is asked for by photos alone, and kept by nobody.
func TestS3_0_1ThePasswordStaysHere(t *testing.T) {
	var log lines
	data := t.TempDir()
	s := open(t, func(c *photos.Config) { c.Data, c.Log = data, webapp.NewLogger(&log, "photos") })
	s.browser().signUp("jane")
	b := s.browser()
	p := b.consent(s.requestToken(callback))
	if f := p.form("/sign-in"); strings.Contains(f.action, "://") {
		t.Errorf("the password is sent to %s", f.action)
	}
	p = b.submit(p, "/sign-in", url.Values{"screen_name": {"jane"}, "password": {password}})
	back := b.decide(p, "allow").wants(http.StatusSeeOther)
	if strings.Contains(back.header.Get("Location")+log.String(), password) {
		t.Error("the password is told")
	}
	err := filepath.WalkDir(data, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if bytes.Contains(content, []byte(password)) {
			t.Errorf("%s holds the password", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// An old grant, in the words of the first version, is read as it was meant.
func TestOldGrantsAreReadable(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	jane.album("Vacation")
	token := s.requestToken(callback)
	user := jane.consent(token).form("/oauth/authorize").fields.Get("user_id")
	authorized, err := s.Provider.Authorize(t.Context(), token.Token, oauthcore.Grant{User: user, Scope: "read", Expires: time.Time{}})
	if err != nil {
		t.Fatal(err)
	}
	access, _, err := s.consumer().AccessToken(t.Context(), token, authorized.Verifier)
	if err != nil {
		t.Fatal(err)
	}
	if got := s.titles(access); got != "Vacation" {
		t.Errorf("the token is shown %q", got)
	}
	jane.get("/connections").wants(http.StatusOK, "all, also later ones", "see photos")
	jane.consent(s.requestToken(callback)).returned() // and remembered
}
