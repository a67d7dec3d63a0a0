package oauthcore_test

import (
	"errors"
	"net/http"
	"sync"
	"testing"
	"time"

	"example.net/oauth1/oauthcore"
)

// The OAuth Session extension: Access Tokens that live shortly.

// shortLived is a provider whose printer has to renew its token every hour, and
// its clock.
func shortLived(t *testing.T, ends time.Time) (*oauthcore.ServiceProvider, *time.Time, *oauthcore.IssuedAccessToken) {
	t.Helper()
	r := printer()
	r.TokenLifetime = time.Hour
	sp, store := newProvider(r)
	now := time.Unix(appendixSecond, 0)
	sp.Now = func() time.Time { return now }
	pending(t, store, oauthcore.StateIssued, "")
	authorized, err := sp.Authorize(t.Context(), requestToken, oauthcore.Grant{User: "jane", Scope: "read", Expires: ends})
	wantPassed(t, err)
	granted, err := sp.GrantAccessToken(exchangeLetter().set("oauth_verifier", authorized.Verifier).request(t))
	wantPassed(t, err)
	return sp, &now, granted
}

// renewLetter renews a token at a moment.
func renewLetter(t *oauthcore.IssuedAccessToken, session string, now time.Time) *letter {
	l := exchangeLetter().drop("oauth_verifier").set("oauth_token", t.Token).set("oauth_session_handle", session).
		set("oauth_timestamp", itoa(int(now.Unix()))).set("oauth_nonce", oauthcore.NewNonce())
	l.tokenSecret = t.Secret
	return l
}

// useLetter asks for the photo with a token.
func useLetter(t *oauthcore.IssuedAccessToken, now time.Time) *letter {
	l := photoLetter().set("oauth_token", t.Token).set("oauth_timestamp", itoa(int(now.Unix()))).set("oauth_nonce", oauthcore.NewNonce())
	l.tokenSecret = t.Secret
	return l
}

func TestShortLivedTokenIsRenewed(t *testing.T) {
	ends := time.Unix(appendixSecond, 0).Add(24 * time.Hour)
	sp, now, first := shortLived(t, ends)
	answer := first.Answer()
	wantText(t, "oauth_expires_in", answer.Get("oauth_expires_in"), "3600")
	wantText(t, "oauth_authorization_expires_in", answer.Get("oauth_authorization_expires_in"), "86400")
	_, err := sp.Authenticate(useLetter(first, *now).request(t))
	wantPassed(t, err)

	*now = now.Add(time.Hour)
	_, err = sp.Authenticate(useLetter(first, *now).request(t))
	wantProblem(t, err, oauthcore.TokenExpired, http.StatusUnauthorized)
	second, err := sp.GrantAccessToken(renewLetter(first, answer.Get("oauth_session_handle"), *now).request(t))
	wantPassed(t, err)
	wantText(t, "oauth_authorization_expires_in", second.Answer().Get("oauth_authorization_expires_in"), "82800")
	if second.Token == first.Token || second.Secret == first.Secret || second.Grant != first.Grant || second.Session != first.Session {
		t.Errorf("the successor of %+v is %+v", first, second)
	}
	_, err = sp.Authenticate(useLetter(second, *now).request(t))
	wantPassed(t, err)
	_, err = sp.GrantAccessToken(renewLetter(first, first.Session, *now).request(t))
	wantProblem(t, err, oauthcore.TokenUsed, http.StatusUnauthorized)

	*now = ends.Add(-time.Minute) // a token does not outlive the grant
	third, err := sp.GrantAccessToken(renewLetter(second, second.Session, *now).request(t))
	wantPassed(t, err)
	wantText(t, "oauth_expires_in", third.Answer().Get("oauth_expires_in"), "60")
	*now = ends.Add(time.Second)
	_, err = sp.GrantAccessToken(renewLetter(third, third.Session, *now).request(t))
	wantProblem(t, err, oauthcore.TokenExpired, http.StatusUnauthorized)
}

// A token may be renewed before its time, and is then out of use.
func TestRenewedTokenIsOutOfUse(t *testing.T) {
	sp, now, first := shortLived(t, time.Time{})
	*now = now.Add(time.Minute)
	_, err := sp.GrantAccessToken(renewLetter(first, first.Session, *now).request(t))
	wantPassed(t, err)
	_, err = sp.Authenticate(useLetter(first, *now).request(t))
	wantProblem(t, err, oauthcore.TokenExpired, http.StatusUnauthorized)
}

func TestRenewalThatIsWrongIsRefused(t *testing.T) {
	sp, now, first := shortLived(t, time.Time{})
	send := func(l *letter) error {
		_, err := sp.GrantAccessToken(l.request(t))
		return err
	}
	wantProblem(t, send(renewLetter(first, "guessed", *now)), oauthcore.TokenRejected, 401)
	wantProblem(t, send(renewLetter(first, "", *now)), oauthcore.ParameterAbsent, 400)
	wantProblem(t, send(renewLetter(first, first.Session, *now).set("oauth_verifier", verifier)), oauthcore.ParameterRejected, 400)
	forged := renewLetter(first, first.Session, *now)
	forged.tokenSecret = "forged"
	wantProblem(t, send(forged), oauthcore.SignatureInvalid, 401)
	lasting := &oauthcore.IssuedAccessToken{AccessToken: oauthcore.AccessToken{Token: accessToken, Secret: accessSecret}}
	wantProblem(t, send(renewLetter(lasting, "any", *now)), oauthcore.TokenRejected, 401)

	wantPassed(t, sp.RevokeToken(t.Context(), first))
	wantProblem(t, send(renewLetter(first, first.Session, *now)), oauthcore.TokenRevoked, 401)
}

func TestOneOfFiftyRenewalsWins(t *testing.T) {
	sp, now, first := shortLived(t, time.Time{})
	outcomes := make([]error, 50)
	var all sync.WaitGroup
	for i := range outcomes {
		r := renewLetter(first, first.Session, *now).request(t)
		all.Go(func() { _, outcomes[i] = sp.GrantAccessToken(r) })
	}
	all.Wait()
	oneWinner(t, outcomes, oauthcore.TokenUsed)
}

// Off unless a registration asks for it, and where the Store cannot renew.
func TestTokensLiveLongUnlessAskedOtherwise(t *testing.T) {
	for name, store := range map[string]func(oauthcore.Store) oauthcore.Store{
		"not asked for":           func(s oauthcore.Store) oauthcore.Store { return s },
		"a store without renewal": func(s oauthcore.Store) oauthcore.Store { return struct{ oauthcore.Store }{s} },
	} {
		r := printer()
		if name != "not asked for" {
			r.TokenLifetime = time.Hour
		}
		sp, memory := newProvider(r)
		sp.Store = store(memory)
		pending(t, memory, oauthcore.StateAuthorized, "")
		granted, err := sp.GrantAccessToken(exchangeLetter().request(t))
		wantPassed(t, err)
		if len(granted.Answer()) != 2 || !granted.Expires.IsZero() {
			t.Errorf("%s: granted %+v", name, granted)
		}
	}
}

func TestConsumerRenews(t *testing.T) {
	d := newDance(t)
	r, err := d.store.Registration(t.Context(), d.consumer.Key)
	wantPassed(t, err)
	r.TokenLifetime = time.Hour
	d.store.Register(*r)
	request, err := d.consumer.RequestToken(t.Context(), oauthcore.OutOfBand)
	wantPassed(t, err)
	authorized, err := d.provider.Authorize(t.Context(), request.Token, oauthcore.Grant{User: "jane"})
	wantPassed(t, err)
	first, rest, err := d.consumer.AccessToken(t.Context(), request, authorized.Verifier)
	wantPassed(t, err)
	second, rest, err := d.consumer.Renew(t.Context(), first, rest.Get("oauth_session_handle"))
	wantPassed(t, err)
	if rest.Get("oauth_expires_in") != "3600" || rest.Get("oauth_session_handle") == "" {
		t.Errorf("beside the token: %v", rest)
	}
	if got := get(t, d.consumer.Client(second), d.server.URL+"/photos"); got != "the photo of jane" {
		t.Errorf("got %q", got)
	}
	_, _, err = d.consumer.Renew(t.Context(), first, "guessed")
	var problem *oauthcore.Problem
	if !errors.As(err, &problem) || problem.Code != oauthcore.TokenUsed {
		t.Errorf("renewing the old one: %v", err)
	}
}
