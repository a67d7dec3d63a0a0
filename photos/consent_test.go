package photos_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos"
)

func asProblem(err error, p **oauthcore.Problem) bool { return errors.As(err, p) }

func TestAUserAllows(t *testing.T) {
	each(t, func(t *testing.T) {
		s := open(t, nil)
		jane := s.browser().signUp("jane")
		jane.album("Vacation", file{"vacation.jpg", picture(1)})
		token := s.requestToken(callback)

		consent := jane.consent(token).wants(http.StatusOK, "Allow printer to see your photos?", "Verified", "Vacation",
			"Until I revoke it", "signed in as jane", "return to printer.example.com")
		if policy := consent.header.Get("Content-Security-Policy"); !strings.HasSuffix(policy, "form-action 'self' http://printer.example.com") {
			t.Errorf("a browser would not follow the answer to the Consumer: %s", policy)
		}
		answer := jane.decide(consent, "allow")
		verifier := answer.returned().Get("oauth_verifier")
		want := callback + "&oauth_token=" + token.Token + "&oauth_verifier=" + verifier
		if got := answer.header.Get("Location"); got != want || verifier == "" {
			t.Errorf("the User is sent to %s, want %s", got, want)
		}

		access, rest, err := s.consumer().AccessToken(context.Background(), token, verifier)
		if err != nil {
			t.Fatal(err)
		}
		if rest.Get("screen_name") != "jane" || rest.Get("user_id") == "" {
			t.Errorf("the answer does not say whose token it is: %v", rest)
		}
		got := s.call(access, http.MethodGet, "/photos?file=vacation.jpg&size=original").wants(http.StatusOK)
		if got.body != string(picture(1)) {
			t.Error("the Consumer got another picture than Jane's")
		}
		jane.get("/connections").wants(http.StatusOK, "printer", "Verified")
	})
}

func TestAVisitorSignsInFirst(t *testing.T) {
	s := open(t, nil)
	s.browser().signUp("jane")
	visitor := s.browser()
	p := visitor.consent(s.requestToken(callback)).wants(http.StatusOK, "Password")
	p = visitor.submit(p, "/sign-in", url.Values{"screen_name": {"jane"}, "password": {password}})
	p.wants(http.StatusOK, "Allow printer to see your photos?")
}

func TestP39DeniedIsDenied(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	token := s.requestToken(callback)
	consent := jane.consent(token)
	back := jane.decide(consent, "deny").returned()
	if back.Get("error") != "access_denied" || back.Get("oauth_token") != token.Token || back.Has("oauth_verifier") {
		t.Errorf("the Consumer is told %v", back)
	}
	jane.decide(consent, "allow").wants(http.StatusGone, "denied", "Back to printer")
	_, _, err := s.consumer().AccessToken(context.Background(), token, "guess")
	if got := problem(t, err); got != oauthcore.PermissionDenied {
		t.Errorf("the exchange is refused with %s", got)
	}
}

func TestDenyingWithoutACallbackEndsHere(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	jane.decide(jane.consent(s.requestToken("oob")), "deny").wants(http.StatusOK, "You said no")
}

func TestTheUserCarriesAPIN(t *testing.T) {
	each(t, func(t *testing.T) {
		s := open(t, nil)
		jane := s.browser().signUp("jane")
		token := s.requestToken("oob")
		page := jane.decide(jane.consent(token).wants(http.StatusOK, "get a PIN"), "allow").wants(http.StatusOK, "Type this PIN into printer")
		pin := regexp.MustCompile(`id="pin">([^<]+)<`).FindStringSubmatch(page.body)[1]
		if strings.Contains(page.url.String(), strings.ReplaceAll(pin, " ", "")) {
			t.Error("the PIN stands in the address of its page")
		}
		jane.get(page.url.RequestURI()).wants(http.StatusOK, pin)
		s.browser().signUp("sam").get(page.url.RequestURI()).wants(http.StatusNotFound)

		access, _, err := s.consumer().AccessToken(context.Background(), token, oauthcore.NormalizePIN(strings.ToLower(pin)))
		if err != nil {
			t.Fatal(err)
		}
		s.call(access, http.MethodGet, "/api/user/profile").wants(http.StatusOK)
		jane.get(page.url.RequestURI()).wants(http.StatusNotFound)
	})
}

// P38: a token that cannot be decided about leads to a page, and nowhere else.
func TestP38DeadTokens(t *testing.T) {
	each(t, func(t *testing.T) {
		now := time.Now()
		s := open(t, func(c *photos.Config) { c.Now = func() time.Time { return now } })
		jane := s.browser().signUp("jane")
		approved, denied, expired := s.requestToken(callback), s.requestToken(callback), s.requestToken(callback)
		used := s.requestToken(callback)
		toApprove, toDeny := jane.consent(approved), jane.consent(denied)
		verifier := jane.decide(jane.consent(used), "allow").returned().Get("oauth_verifier")
		if _, _, err := s.consumer().AccessToken(context.Background(), used, verifier); err != nil {
			t.Fatal(err)
		}
		jane.decide(toApprove, "allow")
		jane.decide(toDeny, "deny")
		sam := s.browser().signUp("sam")
		for _, c := range []struct {
			token  oauthcore.RequestToken
			after  time.Duration
			status int
			want   string
		}{
			{approved, 0, http.StatusGone, "Back to printer"},
			{denied, 0, http.StatusGone, "Back to printer"},
			{used, 0, http.StatusGone, "Back to printer"},
			{expired, time.Hour, http.StatusGone, "waited too long"},
			{oauthcore.RequestToken{Token: "unknown"}, 0, http.StatusNotFound, "start again"},
		} {
			now = now.Add(c.after)
			for _, b := range []*browser{jane, sam, s.browser()} {
				b.consent(c.token).wants(c.status, c.want)
			}
			now = now.Add(-c.after)
		}
	})
}

func TestP40PressingTwiceShowsTheSameResult(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	consent := jane.consent(s.requestToken(callback))
	first := jane.decide(consent, "allow").header.Get("Location")
	if second := jane.decide(consent, "allow").header.Get("Location"); second != first {
		t.Errorf("the second press leads to %s, the first to %s", second, first)
	}
}

func TestP41TheAnswerIsTheUsersWhoWasAsked(t *testing.T) {
	each(t, func(t *testing.T) {
		s := open(t, nil)
		jane, sam := s.browser().signUp("jane"), s.browser().signUp("sam")
		token := s.requestToken(callback)
		asked := jane.consent(token).form("/oauth/authorize").fields
		answer := sam.consent(token).form("/oauth/authorize").fields
		answer.Set("user_id", asked.Get("user_id"))
		answer.Set("decision", "allow")
		sam.post("/oauth/authorize", answer).wants(http.StatusForbidden, "Somebody else has signed in")
		asked.Set("decision", "maybe")
		jane.post("/oauth/authorize", asked).wants(http.StatusBadRequest)
		jane.consent(token).wants(http.StatusOK, "Allow printer")
	})
}

func TestTheTokenBelongsToWhoActsFirst(t *testing.T) {
	each(t, func(t *testing.T) {
		s := open(t, nil)
		jane, sam := s.browser().signUp("jane"), s.browser().signUp("sam")
		token := s.requestToken(callback)
		pages := sam.consent(token)
		jane.decide(jane.consent(token), "allow").returned()
		for _, decision := range []string{"allow", "deny"} {
			p := sam.decide(pages, decision).wants(http.StatusGone, "answered already")
			if p.header.Get("Location") != "" {
				t.Error("the second User is sent on")
			}
		}
	})
}

func TestP36ACallbackOnTheAuthorizeURLIsIgnored(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	token := s.requestToken(callback)
	p := jane.get("/authorize?oauth_token=" + token.Token + "&oauth_callback=http%3A%2F%2Fevil.example%2F")
	p.wants(http.StatusOK, "Allow printer")
	if strings.Contains(p.body+p.header.Get("Content-Security-Policy"), "evil.example") {
		t.Error("the callback of the authorize URL reached the page")
	}
	if got := jane.decide(p, "allow").header.Get("Location"); !strings.HasPrefix(got, callback) {
		t.Errorf("the User is sent to %s", got)
	}
}

func TestInteractivity(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	open := func(how string) *page {
		return jane.get("/oauth/authorize?interactivity=" + how + "&oauth_token=" + s.requestToken(callback).Token)
	}
	open("loud").wants(http.StatusBadRequest)
	open("minimal").wants(http.StatusOK, "Allow printer")
	jane.connect()
	p := open("confirm_user").wants(http.StatusOK, "Are you jane?", "Use another account")
	if jane.get(p.links("/oauth/authorize")[0]).returned().Get("oauth_verifier") == "" {
		t.Error("a User who has allowed the same before, and says that it is she, is asked again")
	}
	p = jane.submit(open("confirm_user"), "/sign-out", nil).wants(http.StatusOK, "Password")
	s.browser().signUp("sam")
	p = jane.submit(p, "/sign-in", url.Values{"screen_name": {"sam"}, "password": {password}})
	p.wants(http.StatusOK, "Allow printer", "signed in as sam")
}

func TestNothingIsRememberedForAPINOrAfterRevoking(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	jane.connect()
	minimal := "/oauth/authorize?interactivity=minimal&oauth_token="
	jane.get(minimal+s.requestToken("oob").Token).wants(http.StatusOK, "Allow printer")
	jane.submit(jane.get("/connections"), "/connections/revoke", nil).wants(http.StatusOK, "can no longer see")
	jane.get(minimal+s.requestToken(callback).Token).wants(http.StatusOK, "Allow printer")
}

func TestRevoking(t *testing.T) {
	each(t, func(t *testing.T) {
		s := open(t, nil)
		jane, sam := s.browser().signUp("jane"), s.browser().signUp("sam")
		access := jane.connect()
		s.call(access, http.MethodGet, "/api/user/profile").wants(http.StatusOK)
		form := sam.get("/albums").form("/sign-out").fields
		form.Set("consumer", "dpf43f3p2l4k3l03")
		sam.post("/connections/revoke", form).wants(http.StatusNotFound)
		s.call(access, http.MethodGet, "/api/user/profile").wants(http.StatusOK)

		jane.submit(jane.get("/connections"), "/connections/revoke", nil).wants(http.StatusOK, "No connected apps")
		got := s.call(access, http.MethodGet, "/api/user/profile").wants(http.StatusUnauthorized)
		if !strings.Contains(got.header.Get("WWW-Authenticate"), `oauth_problem="token_revoked"`) {
			t.Errorf("the refusal says %s", got.header.Get("WWW-Authenticate"))
		}
	})
}

func TestP57AConsumerRevokesItsToken(t *testing.T) {
	each(t, func(t *testing.T) {
		s := open(t, nil)
		access := s.browser().signUp("jane").connect()
		s.call(access, http.MethodPost, "/oauth/revoke").wants(http.StatusOK)
		got := s.call(access, http.MethodPost, "/oauth/revoke").wants(http.StatusUnauthorized)
		if !strings.Contains(got.body, "oauth_problem=token_revoked") {
			t.Errorf("the refusal says %s", got.body)
		}
	})
}
