package storetest

import (
	"time"

	"example.net/oauth1/oauthcore"
)

func registrationIsKept(b *bench) {
	got, err := b.Registration(b.ctx(), consumerKey)
	b.must(err)
	want := consumer()
	same(b, got, &want)
}

// unknownIsNotFound: keys and tokens are case sensitive, and compared whole.
func unknownIsNotFound(b *bench) {
	b.must(b.CreateRequestToken(b.ctx(), issued()))
	for _, name := range []string{"", "unknown", "DPF43F3P2L4K3L03", "dpf43f3p2l4k3l0", "HH5S93J4HDIDPOLA", requestToken + "\x00", requestToken + " "} {
		_, err := b.Registration(b.ctx(), name)
		b.want("Registration "+name, err, oauthcore.ErrNotFound)
		_, err = b.RequestToken(b.ctx(), name)
		b.want("RequestToken "+name, err, oauthcore.ErrNotFound)
	}
	_, err := b.AccessToken(b.ctx(), requestToken)
	b.want("a Request Token is no Access Token", err, oauthcore.ErrNotFound)
	b.want("revoking", b.RevokeAccessToken(b.ctx(), "unknown"), oauthcore.ErrNotFound)
	_, err = b.CountVerifierTry(b.ctx(), "unknown")
	b.want("counting", err, oauthcore.ErrNotFound)
}

func requestTokenIsKept(b *bench) {
	b.must(b.CreateRequestToken(b.ctx(), issued()))
	got, err := b.RequestToken(b.ctx(), requestToken)
	b.must(err)
	same(b, got, issued())
}

func requestTokenIsUnique(b *bench) {
	b.must(b.CreateRequestToken(b.ctx(), issued()))
	again := issued()
	again.Secret = "another"
	if b.CreateRequestToken(b.ctx(), again) == nil {
		b.Error("the same Request Token was issued twice")
	}
}

func authorizingKeepsTheGrant(b *bench) {
	b.must(b.CreateRequestToken(b.ctx(), issued()))
	b.must(b.AuthorizeRequestToken(b.ctx(), requestToken, grant(), "hfdp7dh39dks9884"))
	got, err := b.RequestToken(b.ctx(), requestToken)
	b.must(err)
	want := issued()
	want.State, want.Grant, want.Verifier = oauthcore.StateAuthorized, grant(), "hfdp7dh39dks9884"
	same(b, got, want)
}

// callbackTokenHasNoVerifier: the callback token of the one-step flow has
// neither secret nor verifier.
func callbackTokenHasNoVerifier(b *bench) {
	token := issued()
	token.Secret = ""
	b.must(b.CreateRequestToken(b.ctx(), token))
	b.must(b.AuthorizeRequestToken(b.ctx(), requestToken, grant(), ""))
	got, err := b.RequestToken(b.ctx(), requestToken)
	b.must(err)
	if got.Secret != "" || got.Verifier != "" || got.State != oauthcore.StateAuthorized {
		b.Errorf("got secret %q, verifier %q, state %s", got.Secret, got.Verifier, got.State)
	}
	b.must(b.ExchangeRequestToken(b.ctx(), requestToken, access(accessToken)))
}

func onlyTheFirstDecisionCounts(b *bench) {
	steps := map[string]func() error{
		"authorize": func() error { return b.AuthorizeRequestToken(b.ctx(), requestToken, grant(), "second") },
		"deny":      func() error { return b.DenyRequestToken(b.ctx(), requestToken, "67890") },
	}
	b.want("authorizing nothing", steps["authorize"](), oauthcore.ErrNotFound)
	b.want("denying nothing", steps["deny"](), oauthcore.ErrNotFound)
	b.must(b.CreateRequestToken(b.ctx(), issued()))
	b.must(b.AuthorizeRequestToken(b.ctx(), requestToken, grant(), "first"))
	for name, step := range steps {
		b.want(name+" after authorize", step(), oauthcore.ErrConflict)
	}
	got, err := b.RequestToken(b.ctx(), requestToken)
	b.must(err)
	if got.Verifier != "first" || got.Grant.User != "12345" || got.State != oauthcore.StateAuthorized {
		b.Errorf("a second decision left its traces: %+v", got)
	}
	denied := issued()
	denied.Token = "denied"
	b.must(b.CreateRequestToken(b.ctx(), denied))
	b.must(b.DenyRequestToken(b.ctx(), "denied", "12345"))
	b.want("authorize after deny", b.AuthorizeRequestToken(b.ctx(), "denied", grant(), "v"), oauthcore.ErrConflict)
	b.want("deny after deny", b.DenyRequestToken(b.ctx(), "denied", "12345"), oauthcore.ErrConflict)
	b.want("exchange after deny", b.ExchangeRequestToken(b.ctx(), "denied", access(accessToken)), oauthcore.ErrConflict)
}

func triesAreCounted(b *bench) {
	b.must(b.CreateRequestToken(b.ctx(), issued()))
	for want := 1; want <= 7; want++ {
		tries, err := b.CountVerifierTry(b.ctx(), requestToken)
		b.must(err)
		if tries != want {
			b.Fatalf("try %d was counted as %d", want, tries)
		}
	}
	got, err := b.RequestToken(b.ctx(), requestToken)
	b.must(err)
	if got.Tries != 7 {
		b.Errorf("the token remembers %d tries, want 7", got.Tries)
	}
}

// authorized puts an authorized Request Token into the store.
func (b *bench) authorized() {
	b.Helper()
	b.must(b.CreateRequestToken(b.ctx(), issued()))
	b.must(b.AuthorizeRequestToken(b.ctx(), requestToken, grant(), "hfdp7dh39dks9884"))
}

// exchanged puts an Access Token into the store.
func (b *bench) exchanged(t *oauthcore.IssuedAccessToken) {
	b.Helper()
	b.authorized()
	b.must(b.ExchangeRequestToken(b.ctx(), requestToken, t))
}

func exchangeKeepsTheAccessToken(b *bench) {
	b.exchanged(shortLived(accessToken))
	got, err := b.AccessToken(b.ctx(), accessToken)
	b.must(err)
	same(b, got, shortLived(accessToken))
	request, err := b.RequestToken(b.ctx(), requestToken)
	b.must(err)
	if request.State != oauthcore.StateExchanged {
		b.Errorf("the Request Token is %s, want exchanged", request.State)
	}
}

func exchangeNeedsPermission(b *bench) {
	b.want("exchanging nothing", b.ExchangeRequestToken(b.ctx(), requestToken, access(accessToken)), oauthcore.ErrNotFound)
	b.must(b.CreateRequestToken(b.ctx(), issued()))
	b.want("exchanging before the decision", b.ExchangeRequestToken(b.ctx(), requestToken, access(accessToken)), oauthcore.ErrConflict)
}

func failedExchangeLeavesNothing(b *bench) {
	b.exchanged(access(accessToken))
	b.want("exchanging twice", b.ExchangeRequestToken(b.ctx(), requestToken, access("another")), oauthcore.ErrConflict)
	_, err := b.AccessToken(b.ctx(), "another")
	b.want("the loser's Access Token", err, oauthcore.ErrNotFound)
}

func revokedIsFoundRevoked(b *bench) {
	b.exchanged(access(accessToken))
	for range 2 { // and again: the second is no mistake
		_, err := b.AccessToken(b.ctx(), accessToken) // which may fill a cache
		b.must(err)
		b.must(b.RevokeAccessToken(b.ctx(), accessToken))
		got, err := b.AccessToken(b.ctx(), accessToken)
		b.must(err)
		if !got.Revoked {
			b.Fatal("the token is found unrevoked after it was revoked")
		}
	}
}

func nonceIsItsFourParts(b *bench) {
	first := oauthcore.Nonce{Consumer: consumerKey, Token: "t", Timestamp: second.Unix(), Nonce: "n"}
	others := []oauthcore.Nonce{first, first, first, first, first, first}
	others[0].Nonce = "N"
	others[1].Timestamp++
	others[2].Token = ""
	others[3].Consumer = "another"
	others[4].Nonce = "n " // compared whole
	others[5].Token, others[5].Nonce = "", "tn"
	for i, n := range append([]oauthcore.Nonce{first}, others...) {
		for j, want := range []bool{true, false, false} {
			if fresh, err := b.UseNonce(b.ctx(), n); err != nil || fresh != want {
				b.Errorf("nonce %d, time %d: fresh is %t (%v), want %t", i, j, fresh, err, want)
			}
		}
	}
}

// answersAreCopies: whoever changes what a store answered changes nothing in it.
func answersAreCopies(b *bench) {
	b.exchanged(access(accessToken))
	r, err := b.Registration(b.ctx(), consumerKey)
	b.must(err)
	a, err := b.AccessToken(b.ctx(), accessToken)
	b.must(err)
	q, err := b.RequestToken(b.ctx(), requestToken)
	b.must(err)
	r.Secret, a.Grant.User, a.Revoked, q.Consumer = "changed", "changed", true, "changed"
	r2, _ := b.Registration(b.ctx(), consumerKey)
	a2, _ := b.AccessToken(b.ctx(), accessToken)
	q2, _ := b.RequestToken(b.ctx(), requestToken)
	if r2.Secret == "changed" || a2.Grant.User == "changed" || a2.Revoked || q2.Consumer == "changed" {
		b.Error("the store shares its records with those it answers")
	}
}

// sessions is the store as one that renews tokens, or nil.
func (b *bench) sessions() oauthcore.SessionStore {
	store, _ := b.Store.(oauthcore.SessionStore)
	return store
}

func renewalIsOnce(b *bench) {
	store := b.sessions()
	if store == nil {
		return // short-lived tokens are optional
	}
	b.want("renewing nothing", store.RenewAccessToken(b.ctx(), accessToken, shortLived("successor")), oauthcore.ErrNotFound)
	b.exchanged(shortLived(accessToken))
	_, err := b.AccessToken(b.ctx(), accessToken) // which may fill a cache
	b.must(err)
	successor := shortLived("successor")
	successor.Issued = second.Add(time.Minute)
	b.must(store.RenewAccessToken(b.ctx(), accessToken, successor))
	got, err := b.AccessToken(b.ctx(), "successor")
	b.must(err)
	same(b, got, successor)
	old, err := b.AccessToken(b.ctx(), accessToken)
	b.must(err)
	if old.Session != "" || !old.Expires.Equal(successor.Issued) || old.Revoked {
		b.Errorf("the old token is %+v; its Session is to be empty, its Expires %v", old, successor.Issued)
	}
	b.want("renewing twice", store.RenewAccessToken(b.ctx(), accessToken, shortLived("third")), oauthcore.ErrConflict)
	_, err = b.AccessToken(b.ctx(), "third")
	b.want("the loser's token", err, oauthcore.ErrNotFound)
}

func revokedIsNotRenewed(b *bench) {
	store := b.sessions()
	if store == nil {
		return
	}
	b.exchanged(shortLived(accessToken))
	b.must(b.RevokeAccessToken(b.ctx(), accessToken))
	b.want("renewing a revoked token", store.RenewAccessToken(b.ctx(), accessToken, shortLived("successor")), oauthcore.ErrConflict)
	_, err := b.AccessToken(b.ctx(), "successor")
	b.want("its successor", err, oauthcore.ErrNotFound)
}
