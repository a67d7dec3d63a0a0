package storetest

import (
	"errors"
	"fmt"
	"sync/atomic"

	"example.net/oauth1/oauthcore"
)

// raceOfExchanges: fifty exchanges of one Request Token give one Access Token.
func raceOfExchanges(b *bench) {
	b.authorized()
	const times = 50
	b.oneWinner(race(times, func(i int) error {
		return b.ExchangeRequestToken(b.ctx(), requestToken, access(fmt.Sprint("access", i)))
	}))
	found := 0
	for i := range times {
		_, err := b.AccessToken(b.ctx(), fmt.Sprint("access", i))
		if err == nil {
			found++
		} else {
			b.want("a loser's token", err, oauthcore.ErrNotFound)
		}
	}
	if found != 1 {
		b.Errorf("there are %d Access Tokens, want 1", found)
	}
}

// raceOfDecisions: of many who allow and deny at the same time one is heard,
// and the token is in the state that the winner was told.
func raceOfDecisions(b *bench) {
	b.must(b.CreateRequestToken(b.ctx(), issued()))
	var winner atomic.Int64
	b.oneWinner(race(50, func(i int) error {
		var err error
		if i%2 == 0 {
			err = b.AuthorizeRequestToken(b.ctx(), requestToken, grant(), fmt.Sprint("verifier", i))
		} else {
			err = b.DenyRequestToken(b.ctx(), requestToken, "12345")
		}
		if err == nil {
			winner.Store(int64(i))
		}
		return err
	}))
	got, err := b.RequestToken(b.ctx(), requestToken)
	b.must(err)
	state, verifier := oauthcore.StateDenied, ""
	if i := winner.Load(); i%2 == 0 {
		state, verifier = oauthcore.StateAuthorized, fmt.Sprint("verifier", i)
	}
	if got.State != state || got.Verifier != verifier {
		b.Errorf("the token is %s with verifier %q, but the winner was told %s and %q", got.State, got.Verifier, state, verifier)
	}
}

var errUsed = errors.New("the nonce was used")

// raceOfNonces: of a hundred uses of a nonce, one finds it fresh.
func raceOfNonces(b *bench) {
	n := oauthcore.Nonce{Consumer: consumerKey, Token: accessToken, Timestamp: second.Unix(), Nonce: "kllo9940pd9333jh"}
	won, lost := race(100, func(int) error {
		fresh, err := b.UseNonce(b.ctx(), n)
		if err == nil && !fresh {
			err = errUsed
		}
		return err
	})
	if won != 1 {
		b.Errorf("%d found the nonce fresh, want 1", won)
	}
	for _, err := range lost {
		b.want("everybody else", err, errUsed)
	}
}

// raceOfTries: no two tries have the same number.
func raceOfTries(b *bench) {
	b.must(b.CreateRequestToken(b.ctx(), issued()))
	const times = 50
	var seen [times + 1]atomic.Int64
	_, lost := race(times, func(int) error {
		tries, err := b.CountVerifierTry(b.ctx(), requestToken)
		if err == nil && (tries < 1 || tries > times) {
			err = fmt.Errorf("counted %d", tries)
		}
		if err == nil {
			seen[tries].Add(1)
		}
		return err
	})
	for _, err := range lost {
		b.Error(err)
	}
	for tries := 1; tries <= times; tries++ {
		if n := seen[tries].Load(); n != 1 {
			b.Errorf("%d tries were told that they are number %d", n, tries)
		}
	}
}

// raceOfRenewals: a short-lived token has one successor.
func raceOfRenewals(b *bench) {
	store := b.sessions()
	if store == nil {
		return
	}
	b.exchanged(shortLived(accessToken))
	b.oneWinner(race(50, func(i int) error {
		return store.RenewAccessToken(b.ctx(), accessToken, shortLived(fmt.Sprint("successor", i)))
	}))
}

// raceOfRevocation: whoever asks after a revocation has returned is told, even
// if others were being answered meanwhile.
func raceOfRevocation(b *bench) {
	b.exchanged(access(accessToken))
	_, lost := race(50, func(i int) error {
		if i%10 != 0 {
			_, err := b.AccessToken(b.ctx(), accessToken)
			return err
		}
		if err := b.RevokeAccessToken(b.ctx(), accessToken); err != nil {
			return err
		}
		got, err := b.AccessToken(b.ctx(), accessToken)
		if err == nil && !got.Revoked {
			err = errors.New("answered unrevoked after the revocation had returned")
		}
		return err
	})
	for _, err := range lost {
		b.Error(err)
	}
}
