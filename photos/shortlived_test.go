package photos_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos"
)

// OAuth Session extension, for a Consumer that is registered for short-lived tokens: the answer says how long, a call
// with an old token is refused, and the session handle gets a new one at the same URL for as long as the User wants.
func TestShortLivedTokensAreRenewed(t *testing.T) {
	each(t, func(t *testing.T) {
		now := time.Now().Truncate(time.Second)
		s := open(t, func(c *photos.Config) { c.Now = func() time.Time { return now } })
		s.consumer()
		r, err := s.Store.Registration(t.Context(), printerKey)
		if err != nil {
			t.Fatal(err)
		}
		r.TokenLifetime = time.Hour
		if err := s.Store.Register(t.Context(), *r); err != nil {
			t.Fatal(err)
		}
		jane := s.browser().signUp("jane")
		vacation, diary := jane.album("Vacation"), jane.album("Diary")
		chosen := some(vacation)
		chosen.Set("duration", "day")
		first, rest := jane.connectWith("", chosen)
		if rest.Get("oauth_expires_in") != "3600" || rest.Get("oauth_authorization_expires_in") != "86400" || rest.Get("oauth_session_handle") == "" {
			t.Errorf("the answer says %v", rest)
		}
		has(t, s.call(first, "GET", "/api/token").wants(http.StatusOK).object(), map[string]any{
			"expires_at":               now.Add(time.Hour).UTC().Format(time.RFC3339),
			"authorization_expires_at": now.Add(24 * time.Hour).UTC().Format(time.RFC3339),
		})
		refused := func(access oauthcore.AccessToken, want string) {
			t.Helper()
			if p := s.call(access, "GET", "/api/token").wants(http.StatusUnauthorized); !strings.Contains(p.body, want) {
				t.Errorf("the refusal says %s, want %s", p.body, want)
			}
		}
		now = now.Add(2 * time.Hour)
		refused(first, "token_expired")
		jane.get("/connections").wants(http.StatusOK, "printer", "1 time") // its permission lasts
		jane.submit(jane.get("/connections"), "/connections/albums", some(diary)).wants(http.StatusOK, "From now on")

		second, rest, err := s.consumer().Renew(t.Context(), first, rest.Get("oauth_session_handle"))
		if err != nil {
			t.Fatal(err)
		}
		if rest.Get("screen_name") != "jane" || rest.Get("oauth_authorization_expires_in") != "79200" {
			t.Errorf("the renewal says %v", rest)
		}
		if got := s.titles(second); got != "Diary" {
			t.Errorf("the renewed token is shown %s: what the User had changed is lost", got)
		}
		refused(first, "token_expired")
		_, _, err = s.consumer().Renew(t.Context(), first, rest.Get("oauth_session_handle"))
		if got := problem(t, err); got != oauthcore.TokenUsed {
			t.Errorf("renewing twice is refused with %q", got)
		}
		_, _, err = s.consumer().Renew(t.Context(), second, "guess")
		if got := problem(t, err); got != oauthcore.TokenRejected {
			t.Errorf("a guessed handle is refused with %q", got)
		}
		jane.submit(jane.get("/connections"), "/connections/revoke", nil).wants(http.StatusOK, "No connected apps")
		refused(second, "token_revoked")
		_, _, err = s.consumer().Renew(t.Context(), second, rest.Get("oauth_session_handle"))
		if got := problem(t, err); got != oauthcore.TokenRevoked {
			t.Errorf("renewing what was revoked is refused with %q", got)
		}
	})
}

// The permission ends when the User has said, however often the token is renewed.
func TestARenewalOutlivesNoPermission(t *testing.T) {
	now := time.Now().Truncate(time.Second)
	s := open(t, func(c *photos.Config) { c.Now = func() time.Time { return now } })
	s.consumer()
	r, _ := s.Store.Registration(t.Context(), printerKey)
	r.TokenLifetime = 45 * time.Minute
	if err := s.Store.Register(t.Context(), *r); err != nil {
		t.Fatal(err)
	}
	access, rest := s.browser().signUp("jane").connectWith("", map[string][]string{"duration": {"hour"}})
	now = now.Add(50 * time.Minute)
	access, rest, err := s.consumer().Renew(t.Context(), access, rest.Get("oauth_session_handle"))
	if err != nil || rest.Get("oauth_expires_in") != "600" {
		t.Fatalf("the renewal says %v, %v", rest, err)
	}
	now = now.Add(11 * time.Minute)
	s.call(access, "GET", "/api/token").wants(http.StatusUnauthorized)
	_, _, err = s.consumer().Renew(t.Context(), access, rest.Get("oauth_session_handle"))
	if got := problem(t, err); got != oauthcore.TokenExpired {
		t.Errorf("renewing after the end is refused with %q", got)
	}
}

// Who has not asked for short-lived tokens is told nothing of the kind.
func TestOtherTokensHaveNoSession(t *testing.T) {
	s := open(t, nil)
	if _, rest := s.browser().signUp("jane").connectWith("", nil); rest.Has("oauth_session_handle") || rest.Has("oauth_expires_in") {
		t.Errorf("the answer says %v", rest)
	}
}
