package oauthcore_test

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"time"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/oauthcore/oauthtest"
)

// Consumers and tokens: OAuth Core 1.0a sections 6 and 7.

func TestP24UnknownConsumerIsRefused(t *testing.T) {
	sp, _ := newProvider()
	for _, key := range []string{"unknown", "DPF43F3P2L4K3L03", printerKey + " "} {
		_, err := sp.Authenticate(photoLetter().set("oauth_consumer_key", key).request(t))
		wantProblem(t, err, oauthcore.ConsumerKeyUnknown, http.StatusUnauthorized)
	}
}

// Time does not tell which keys and tokens exist: the signature is computed for
// an unknown one too, and the refusal comes no earlier than for a wrong
// signature. The trace names the check that it is about.
func TestP24UnknownCostsAsMuchAsWrong(t *testing.T) {
	sp, _ := newProvider()
	for check, l := range map[string]*letter{
		"Consumer is registered":          photoLetter().set("oauth_consumer_key", "unknown"),
		"Access Token is this Consumer's": photoLetter().set("oauth_token", "unknown"),
	} {
		var computed int
		var last oauthcore.CheckInfo
		trace := &oauthcore.Trace{
			BaseString: func(oauthcore.BaseStringInfo) { computed++ },
			Checked:    func(info oauthcore.CheckInfo) { last = info },
		}
		r := l.request(t)
		_, err := sp.Authenticate(r.WithContext(oauthcore.WithTrace(r.Context(), trace)))
		var problem *oauthcore.Problem
		if !errors.As(err, &problem) || computed != 1 || problem.Check.Name != check || last.Name != check || last.Passed || last.Problem != problem.Code {
			t.Errorf("%s: %v; %d base strings; the trace ends with %+v", check, err, computed, last)
		}
	}
}

func TestP25TokenOfAnotherConsumerIsRefused(t *testing.T) {
	thief := printer()
	thief.Key, thief.Secret = "thief", "thief's secret"
	sp, store := newProvider(thief)
	l := photoLetter().set("oauth_consumer_key", "thief")
	l.consumerSecret = thief.Secret
	_, err := sp.Authenticate(l.request(t))
	wantProblem(t, err, oauthcore.TokenRejected, http.StatusUnauthorized)

	pending(t, store, oauthcore.StateAuthorized, "")
	l = exchangeLetter().set("oauth_consumer_key", "thief")
	l.consumerSecret = thief.Secret
	_, err = sp.GrantAccessToken(l.request(t))
	wantProblem(t, err, oauthcore.TokenRejected, http.StatusUnauthorized)
}

func TestP26TokensAreGoodForOneThing(t *testing.T) {
	sp, store := newProvider()
	pending(t, store, oauthcore.StateAuthorized, "")
	use := photoLetter().set("oauth_token", requestToken)
	use.tokenSecret = requestSecret
	_, err := sp.Authenticate(use.request(t))
	wantProblem(t, err, oauthcore.TokenRejected, http.StatusUnauthorized)

	exchange := exchangeLetter().set("oauth_token", accessToken)
	exchange.tokenSecret = accessSecret
	_, err = sp.GrantAccessToken(exchange.request(t))
	wantProblem(t, err, oauthcore.TokenRejected, http.StatusUnauthorized)

	_, err = sp.IssueRequestToken(askLetter().set("oauth_token", accessToken).request(t))
	wantProblem(t, err, oauthcore.ParameterRejected, http.StatusBadRequest)
}

func TestP39DeniedTokenIsDead(t *testing.T) {
	sp, store := newProvider()
	pending(t, store, oauthcore.StateIssued, "")
	denied, err := sp.Deny(t.Context(), requestToken, "jane")
	wantPassed(t, err)
	if got := denied.ReturnURL(); got != "http://printer.example.com/ready?oauth_token="+requestToken+"&error=access_denied" {
		t.Errorf("the User returns to %s", got)
	}
	_, err = sp.Authorize(t.Context(), requestToken, oauthcore.Grant{User: "jane"}) // Back, then Allow
	wantProblem(t, err, oauthcore.PermissionDenied, http.StatusUnauthorized)
	_, err = sp.GrantAccessToken(exchangeLetter().request(t))
	wantProblem(t, err, oauthcore.PermissionDenied, http.StatusUnauthorized)
}

func TestP40SecondDecisionIsRefused(t *testing.T) {
	sp, store := newProvider()
	pending(t, store, oauthcore.StateIssued, "")
	first, err := sp.Authorize(t.Context(), requestToken, oauthcore.Grant{User: "jane"})
	wantPassed(t, err)
	_, err = sp.Authorize(t.Context(), requestToken, oauthcore.Grant{User: "sam"})
	wantProblem(t, err, oauthcore.TokenUsed, http.StatusUnauthorized)
	_, err = sp.Deny(t.Context(), requestToken, "jane")
	wantProblem(t, err, oauthcore.TokenUsed, http.StatusUnauthorized)
	granted, err := sp.GrantAccessToken(exchangeLetter().set("oauth_verifier", first.Verifier).request(t))
	wantPassed(t, err)
	if granted.Grant.User != "jane" {
		t.Errorf("the permission is %s's", granted.Grant.User)
	}
}

// Two windows, at the same moment: one verifier.
func TestP40OneOfFiftyDecisionsCounts(t *testing.T) {
	sp, store := newProvider()
	pending(t, store, oauthcore.StateIssued, "")
	outcomes := make([]error, 50)
	var all sync.WaitGroup
	for i := range outcomes {
		all.Go(func() {
			if i%2 == 0 {
				_, outcomes[i] = sp.Authorize(t.Context(), requestToken, oauthcore.Grant{User: "jane"})
			} else {
				_, outcomes[i] = sp.Deny(t.Context(), requestToken, "jane")
			}
		})
	}
	all.Wait()
	oneWinner(t, outcomes, oauthcore.TokenUsed, oauthcore.PermissionDenied)
}

// oneWinner checks that one of many succeeded, and why the others did not.
func oneWinner(t *testing.T, outcomes []error, codes ...oauthcore.Code) {
	t.Helper()
	winners := 0
	for _, err := range outcomes {
		var problem *oauthcore.Problem
		switch {
		case err == nil:
			winners++
		case !errors.As(err, &problem):
			t.Errorf("a loser was told %v", err)
		default:
			known := false
			for _, code := range codes {
				known = known || problem.Code == code
			}
			if !known {
				t.Errorf("a loser was told %v", problem)
			}
		}
	}
	if winners != 1 {
		t.Errorf("%d won, want 1", winners)
	}
}

func TestP42ExchangeAtTheWrongMoment(t *testing.T) {
	for state, code := range map[oauthcore.State]oauthcore.Code{
		oauthcore.StateIssued:    oauthcore.PermissionUnknown,
		oauthcore.StateDenied:    oauthcore.PermissionDenied,
		oauthcore.StateExchanged: oauthcore.TokenUsed,
	} {
		sp, store := newProvider()
		pending(t, store, state, "")
		_, err := sp.GrantAccessToken(exchangeLetter().request(t))
		wantProblem(t, err, code, http.StatusUnauthorized)
	}
	for _, state := range []oauthcore.State{oauthcore.StateIssued, oauthcore.StateAuthorized} {
		sp, store := newProvider()
		pending(t, store, state, "")
		later := time.Unix(appendixSecond+601, 0)
		sp.Now = func() time.Time { return later }
		_, err := sp.GrantAccessToken(exchangeLetter().set("oauth_timestamp", "1191242697").request(t))
		wantProblem(t, err, oauthcore.TokenExpired, http.StatusUnauthorized)
		_, err = sp.Authorize(t.Context(), requestToken, oauthcore.Grant{User: "jane"})
		wantProblem(t, err, oauthcore.TokenExpired, http.StatusUnauthorized)
	}
}

// tryVerifier exchanges with a verifier and a nonce of its own.
func tryVerifier(t *testing.T, sp *oauthcore.ServiceProvider, verifier, nonce string) error {
	t.Helper()
	_, err := sp.GrantAccessToken(exchangeLetter().set("oauth_verifier", verifier).set("oauth_nonce", nonce).request(t))
	return err
}

func TestP43WrongVerifierMayBeMendedFourTimes(t *testing.T) {
	sp, store := newProvider()
	pending(t, store, oauthcore.StateAuthorized, "")
	for _, nonce := range []string{"1", "2", "3", "4"} {
		wantProblem(t, tryVerifier(t, sp, "wrong", nonce), oauthcore.VerifierInvalid, http.StatusUnauthorized)
	}
	wantPassed(t, tryVerifier(t, sp, verifier, "5"))
}

func TestP43FiveWrongVerifiersKillTheToken(t *testing.T) {
	sp, store := newProvider()
	pending(t, store, oauthcore.StateAuthorized, "")
	for _, nonce := range []string{"1", "2", "3", "4", "5"} {
		wantProblem(t, tryVerifier(t, sp, "wrong", nonce), oauthcore.VerifierInvalid, http.StatusUnauthorized)
	}
	wantProblem(t, tryVerifier(t, sp, verifier, "6"), oauthcore.TokenRejected, http.StatusUnauthorized)
}

func TestP43BadlySignedTryCountsNothing(t *testing.T) {
	sp, store := newProvider()
	pending(t, store, oauthcore.StateAuthorized, "")
	for range 20 {
		l := exchangeLetter().set("oauth_verifier", "wrong")
		l.consumerSecret = "wrong"
		_, err := sp.GrantAccessToken(l.request(t))
		wantProblem(t, err, oauthcore.SignatureInvalid, http.StatusUnauthorized)
	}
	wantPassed(t, tryVerifier(t, sp, verifier, "right"))
}

// Guesses that are sent at once, so that each finds the token untouched, are
// not more tries than guesses one after the other.
func TestP43ParallelGuessesAreNotMoreTries(t *testing.T) {
	sp, store := newProvider()
	pending(t, store, oauthcore.StateAuthorized, "")
	sp.Store = early{store}
	for _, nonce := range []string{"1", "2", "3", "4", "5"} {
		wantProblem(t, tryVerifier(t, sp, "wrong", nonce), oauthcore.VerifierInvalid, http.StatusUnauthorized)
	}
	wantProblem(t, tryVerifier(t, sp, verifier, "6"), oauthcore.VerifierInvalid, http.StatusUnauthorized)
}

// early is a store that answers every Request Token as it was before anybody
// tried: what a request sees that was quick enough.
type early struct{ *oauthtest.MemoryStore }

func (s early) RequestToken(ctx context.Context, token string) (*oauthcore.IssuedRequestToken, error) {
	t, err := s.MemoryStore.RequestToken(ctx, token)
	if err == nil {
		t.Tries = 0
	}
	return t, err
}

func TestP44PINIsTypedByPeople(t *testing.T) {
	for _, typed := range []string{"F7KN-43XW", "f7kn43xw", " F7KN 43XW ", "f7kn–43xw", "F7KN.43XW"} {
		sp, store := newProvider()
		sp.NewPIN = func() string { return "F7KN43XW" }
		pending(t, store, oauthcore.StateIssued, oauthcore.OutOfBand)
		authorized, err := sp.Authorize(t.Context(), requestToken, oauthcore.Grant{User: "jane"})
		wantPassed(t, err)
		if authorized.Verifier != "F7KN43XW" || authorized.ReturnURL() != "" {
			t.Errorf("PIN %q, returning to %q", authorized.Verifier, authorized.ReturnURL())
		}
		if err := tryVerifier(t, sp, typed, "n"); err != nil {
			t.Errorf("%q: %v", typed, err)
		}
	}
	for range 200 {
		pin := oauthcore.NewPIN()
		if pin != oauthcore.NormalizePIN(pin) || len(pin) != 8 {
			t.Fatalf("%q is hard to type", pin)
		}
	}
}

// A verifier that came by redirect is compared exactly: nobody typed it.
func TestP44VerifierOfACallbackIsExact(t *testing.T) {
	sp, store := newProvider()
	pending(t, store, oauthcore.StateAuthorized, "")
	wantProblem(t, tryVerifier(t, sp, "HFDP7DH39DKS9884", "n"), oauthcore.VerifierInvalid, http.StatusUnauthorized)
}

func TestP45ExtraParameterInTheExchangeIsRefused(t *testing.T) {
	sp, store := newProvider()
	pending(t, store, oauthcore.StateAuthorized, "")
	l := exchangeLetter()
	l.target += "?foo=1"
	_, err := sp.GrantAccessToken(l.request(t))
	p := wantProblem(t, err, oauthcore.ParameterRejected, http.StatusBadRequest)
	if got := p.Rejected().Get("foo"); got != "1" {
		t.Errorf("rejected: %v", p.Rejected())
	}
	asked := askLetter() // while before the User is asked they are welcome, and kept
	asked.target += "?perms=read&perms=upload"
	issued, err := sp.IssueRequestToken(asked.request(t))
	wantPassed(t, err)
	if got := issued.Extra.All("perms"); len(got) != 2 {
		t.Errorf("kept: %v", issued.Extra)
	}
}

func TestP46OneOfFiftyExchangesWins(t *testing.T) {
	sp, store := newProvider()
	pending(t, store, oauthcore.StateAuthorized, "")
	outcomes := make([]error, 50)
	var all sync.WaitGroup
	for i := range outcomes {
		r := exchangeLetter().set("oauth_nonce", "n"+itoa(i)).request(t)
		all.Go(func() { _, outcomes[i] = sp.GrantAccessToken(r) })
	}
	all.Wait()
	oneWinner(t, outcomes, oauthcore.TokenUsed, oauthcore.VerifierInvalid, oauthcore.TokenRejected)
}

func TestP56RevokedTokenIsRefusedAtOnce(t *testing.T) {
	sp, store := newProvider()
	access, err := sp.Authenticate(photoLetter().request(t))
	wantPassed(t, err)
	wantPassed(t, sp.RevokeToken(t.Context(), access.Token))
	_, err = sp.Authenticate(photoLetter().set("oauth_nonce", "next").request(t))
	wantProblem(t, err, oauthcore.TokenRevoked, http.StatusUnauthorized)
	if kept, err := store.AccessToken(t.Context(), accessToken); err != nil || !kept.Revoked {
		t.Errorf("the store holds %+v, %v", kept, err)
	}
}

func TestP57ConsumerRevokesItsOwnToken(t *testing.T) {
	sp, _ := newProvider()
	revoke := func(nonce string) error {
		l := photoLetter().set("oauth_nonce", nonce)
		l.method, l.target = "POST", "/oauth/revoke"
		return sp.Revoke(l.request(t))
	}
	wantPassed(t, revoke("1"))
	wantProblem(t, revoke("2"), oauthcore.TokenRevoked, http.StatusUnauthorized)
}

// An Access Token ends when the User said it should (section 6.2.2).
func TestAccessTokenEndsWithTheGrant(t *testing.T) {
	sp, store := newProvider()
	store.Put(oauthcore.IssuedAccessToken{
		AccessToken: oauthcore.AccessToken{Token: accessToken, Secret: accessSecret}, Consumer: printerKey,
		Grant: oauthcore.Grant{User: "jane", Expires: time.Unix(appendixSecond-1, 0)},
	})
	_, err := sp.Authenticate(photoLetter().request(t))
	wantProblem(t, err, oauthcore.TokenExpired, http.StatusUnauthorized)
}

// A barred Consumer is told so, but only when its signature is right.
func TestBarredConsumerIsRefused(t *testing.T) {
	barred := printer()
	barred.Suspended = true
	sp, store := newProvider(barred)
	_, err := sp.Authenticate(photoLetter().request(t))
	wantProblem(t, err, oauthcore.ConsumerKeyRejected, http.StatusUnauthorized)
	forged := photoLetter()
	forged.consumerSecret = "forged"
	_, err = sp.Authenticate(forged.request(t))
	wantProblem(t, err, oauthcore.SignatureInvalid, http.StatusUnauthorized)
	pending(t, store, oauthcore.StateIssued, "")
	_, err = sp.Authorize(t.Context(), requestToken, oauthcore.Grant{User: "jane"})
	wantProblem(t, err, oauthcore.ConsumerKeyRejected, http.StatusUnauthorized)
}

// One test per required parameter and endpoint (sections 6.1.1, 6.3.1 and 7).
func TestMissingParameterIsNamed(t *testing.T) {
	common := []string{"oauth_consumer_key", "oauth_signature_method", "oauth_timestamp", "oauth_nonce"}
	for _, endpoint := range []struct {
		name   string
		letter func() *letter
		more   []string
		send   func(*oauthcore.ServiceProvider, *http.Request) error
	}{
		{"request token", askLetter, []string{"oauth_callback"}, func(sp *oauthcore.ServiceProvider, r *http.Request) error {
			_, err := sp.IssueRequestToken(r)
			return err
		}},
		{"access token", exchangeLetter, []string{"oauth_token", "oauth_verifier"}, func(sp *oauthcore.ServiceProvider, r *http.Request) error {
			_, err := sp.GrantAccessToken(r)
			return err
		}},
		{"resource", photoLetter, []string{"oauth_token"}, func(sp *oauthcore.ServiceProvider, r *http.Request) error {
			_, err := sp.Authenticate(r)
			return err
		}},
	} {
		for _, name := range append(common, endpoint.more...) {
			t.Run(endpoint.name+" without "+name, func(t *testing.T) {
				sp, store := newProvider()
				pending(t, store, oauthcore.StateAuthorized, "")
				l := endpoint.letter()
				if name == "oauth_signature_method" {
					l.signature = "irrelevant"
				}
				err := endpoint.send(sp, l.drop(name).request(t))
				p := wantProblem(t, err, oauthcore.ParameterAbsent, http.StatusBadRequest)
				if got := p.Absent(); len(got) != 1 || got[0] != name {
					t.Errorf("absent: %q, want %s", got, name)
				}
			})
		}
	}
}
