package oauthcore_test

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"example.net/oauth1/oauthcore"
)

// Timestamps and nonces: OAuth Core 1.0a section 8, RFC 5849 section 3.3.

func TestP10UsedNonceIsRefused(t *testing.T) {
	sp, _ := newProvider()
	_, err := sp.Authenticate(photoLetter().request(t))
	wantPassed(t, err)
	_, err = sp.Authenticate(photoLetter().request(t))
	wantProblem(t, err, oauthcore.NonceUsed, http.StatusUnauthorized)

	other := photoLetter() // the same nonce for another request is a replay too
	other.target = "/photos?file=other.jpg"
	_, err = sp.Authenticate(other.request(t))
	wantProblem(t, err, oauthcore.NonceUsed, http.StatusUnauthorized)
}

// The token endpoints refuse a replay too, and a replayed wrong verifier uses up
// no further try.
func TestP10ReplayIsRefusedAtTheTokenEndpoints(t *testing.T) {
	sp, store := newProvider()
	_, err := sp.IssueRequestToken(askLetter().request(t))
	wantPassed(t, err)
	_, err = sp.IssueRequestToken(askLetter().request(t))
	wantProblem(t, err, oauthcore.NonceUsed, http.StatusUnauthorized)

	pending(t, store, oauthcore.StateAuthorized, "")
	wantProblem(t, tryVerifier(t, sp, "wrong", "n"), oauthcore.VerifierInvalid, http.StatusUnauthorized)
	for range 10 {
		wantProblem(t, tryVerifier(t, sp, "wrong", "n"), oauthcore.NonceUsed, http.StatusUnauthorized)
	}
	wantPassed(t, tryVerifier(t, sp, verifier, "next"))
}

// A nonce that is spelled in another way is the same nonce.
func TestP10AnotherSpellingIsTheSameNonce(t *testing.T) {
	sp, _ := newProvider()
	text := photoLetter().text(t)
	_, err := sp.Authenticate(receive(t, text))
	wantPassed(t, err)
	for _, spelling := range []string{"%6bllo9940pd9333jh", "kllo9940pd9333j%68"} {
		_, err = sp.Authenticate(receive(t, strings.Replace(text, "kllo9940pd9333jh", spelling, 1)))
		wantProblem(t, err, oauthcore.NonceUsed, http.StatusUnauthorized)
	}
}

func TestP11SameNonceElsewhereIsAnother(t *testing.T) {
	other := printer()
	other.Key = "another"
	sp, store := newProvider(other)
	for consumer, token := range map[string]string{printerKey: "second", "another": "third"} {
		store.Put(oauthcore.IssuedAccessToken{
			AccessToken: oauthcore.AccessToken{Token: token, Secret: accessSecret}, Consumer: consumer})
	}
	for name, l := range map[string]*letter{
		"the first":         photoLetter(),
		"another timestamp": photoLetter().set("oauth_timestamp", "1191242097"),
		"another token":     photoLetter().set("oauth_token", "second"),
		"another Consumer":  photoLetter().set("oauth_token", "third").set("oauth_consumer_key", "another"),
	} {
		if _, err := sp.Authenticate(l.request(t)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestP12BadSignatureUsesNoNonceUp(t *testing.T) {
	sp, _ := newProvider()
	bad := photoLetter()
	bad.signature = "AAAAAAAAAAAAAAAAAAAAAAAAAAA="
	_, err := sp.Authenticate(bad.request(t))
	wantProblem(t, err, oauthcore.SignatureInvalid, http.StatusUnauthorized)
	_, err = sp.Authenticate(photoLetter().request(t))
	wantPassed(t, err)
}

// No refusal of any kind uses the nonce up.
func TestP12NoRefusalUsesTheNonceUp(t *testing.T) {
	sp, store := newProvider()
	revoked := oauthcore.IssuedAccessToken{AccessToken: oauthcore.AccessToken{Token: accessToken, Secret: accessSecret}, Consumer: printerKey, Revoked: true}
	store.Put(revoked)
	_, err := sp.Authenticate(photoLetter().request(t))
	wantProblem(t, err, oauthcore.TokenRevoked, http.StatusUnauthorized)
	revoked.Revoked = false
	store.Put(revoked)
	_, err = sp.Authenticate(photoLetter().request(t))
	wantPassed(t, err)
}

func TestP13OneOfAHundredCopiesPasses(t *testing.T) {
	sp, _ := newProvider()
	text := photoLetter().text(t)
	const copies = 100
	outcomes := make([]error, copies)
	var all sync.WaitGroup
	for i := range copies {
		r := receive(t, text)
		all.Go(func() { _, outcomes[i] = sp.Authenticate(r) })
	}
	all.Wait()
	passed := 0
	for _, err := range outcomes {
		if err == nil {
			passed++
			continue
		}
		wantProblem(t, err, oauthcore.NonceUsed, http.StatusUnauthorized)
	}
	if passed != 1 {
		t.Errorf("%d copies passed, want 1", passed)
	}
}

func TestP14TimestampFarFromTheClockIsRefused(t *testing.T) {
	for off, accepted := range map[int]bool{0: true, -300: true, 300: true, -301: false, 301: false, -86400: false, 86400: false} {
		sp, _ := newProvider()
		_, err := sp.Authenticate(photoLetter().set("oauth_timestamp", strconv.Itoa(appendixSecond+off)).request(t))
		if accepted {
			wantPassed(t, err)
			continue
		}
		p := wantProblem(t, err, oauthcore.TimestampRefused, http.StatusBadRequest)
		if got := p.Extra.Get("oauth_acceptable_timestamps"); got != "1191241796-1191242396" {
			t.Errorf("oauth_acceptable_timestamps is %s", got)
		}
		if low, high, found := p.AcceptableTimestamps(); !found || (low+high)/2 != appendixSecond {
			t.Errorf("the server's clock is read as %d", (low+high)/2)
		}
	}
}

// The window is the Service Provider's to choose.
func TestP14WindowIsConfigurable(t *testing.T) {
	sp, _ := newProvider()
	sp.Window = time.Minute
	_, err := sp.Authenticate(photoLetter().set("oauth_timestamp", "1191242157").request(t))
	wantProblem(t, err, oauthcore.TimestampRefused, http.StatusBadRequest)
}

func TestP15TimestampThatIsNoneIsRefused(t *testing.T) {
	for _, sent := range []string{"1191242096.0", "abc", "-5", "+1191242096", "0", "01191242096", "1191242096000", "", "1e9", " 1191242096", "1191242096 ", "0x47007C70", "١١٩١٢٤٢٠٩٦", strings.Repeat("1", 40)} {
		sp, _ := newProvider()
		_, err := sp.Authenticate(photoLetter().set("oauth_timestamp", sent).request(t))
		p := wantProblem(t, err, oauthcore.ParameterRejected, http.StatusBadRequest)
		if millis := sent == "1191242096000"; millis != strings.Contains(p.Advice, "milliseconds") && len(sent) < 40 {
			t.Errorf("%q: the advice is %q", sent, p.Advice)
		}
	}
}

func TestNonceOfTheWrongFormIsRefused(t *testing.T) {
	for nonce, accepted := range map[string]bool{
		"x": true, "with space": true, "9940pd/933+3jh==": true, strings.Repeat("n", 128): true,
		"": false, strings.Repeat("n", 129): false, "né": false, "a\x00b": false, "a\nb": false,
	} {
		sp, _ := newProvider()
		_, err := sp.Authenticate(photoLetter().set("oauth_nonce", nonce).request(t))
		if accepted {
			wantPassed(t, err)
		} else {
			wantProblem(t, err, oauthcore.ParameterRejected, http.StatusBadRequest)
		}
	}
}

func TestP16PlaintextNeedsNoTimestamp(t *testing.T) {
	sp, _ := newProvider()
	sp.Origin = "https://photos.example.net"
	plain := func() *letter {
		return photoLetter().set("oauth_signature_method", "PLAINTEXT").drop("oauth_timestamp").drop("oauth_nonce")
	}
	_, err := sp.Authenticate(plain().request(t))
	wantPassed(t, err)
	_, err = sp.Authenticate(plain().set("oauth_nonce", "alone").request(t)) // half a stamp is a mistake
	p := wantProblem(t, err, oauthcore.ParameterAbsent, http.StatusBadRequest)
	if got := p.Absent(); len(got) != 1 || got[0] != "oauth_timestamp" {
		t.Errorf("absent: %q", got)
	}
	_, err = sp.Authenticate(photoLetter().set("oauth_signature_method", "PLAINTEXT").request(t)) // sent, so checked
	wantPassed(t, err)
	_, err = sp.Authenticate(photoLetter().set("oauth_signature_method", "PLAINTEXT").request(t))
	wantProblem(t, err, oauthcore.NonceUsed, http.StatusUnauthorized)
	_, err = sp.Authenticate(photoLetter().drop("oauth_timestamp").drop("oauth_nonce").request(t)) // HMAC
	wantProblem(t, err, oauthcore.ParameterAbsent, http.StatusBadRequest)
}

// Version 1.0 may be left out and is nothing else (section 6.1.1).
func TestVersionIsOneOrAbsent(t *testing.T) {
	sp, _ := newProvider()
	_, err := sp.Authenticate(photoLetter().drop("oauth_version").request(t))
	wantPassed(t, err)
	for _, version := range []string{"1.0a", "1", "2.0", "", "1.0 ", "01.0"} {
		_, err := sp.Authenticate(photoLetter().set("oauth_version", version).request(t))
		p := wantProblem(t, err, oauthcore.VersionRejected, http.StatusBadRequest)
		if low, high := p.AcceptableVersions(); low != "1.0" || high != "1.0" {
			t.Errorf("acceptable versions are %q to %q", low, high)
		}
	}
}

// What the library makes is unguessable and never twice the same (sections 8
// and 11.10).
func TestChanceIsNotRepeated(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		for _, made := range []string{oauthcore.NewNonce(), oauthcore.NewSecret(), oauthcore.NewPIN()} {
			if seen[made] {
				t.Fatalf("%s was made twice", made)
			}
			seen[made] = true
		}
	}
	if secret := oauthcore.NewSecret(); len(secret) < 26 { // 26 characters of 5 bits
		t.Errorf("%s has less than 128 bits", secret)
	}
}
