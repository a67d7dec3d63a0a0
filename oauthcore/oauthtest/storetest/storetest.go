// Package storetest is the conformance suite for implementations of
// [oauthcore.Store]: what each method promises, and what "only once" means when
// fifty requests come at the same time. [oauthtest.MemoryStore] passes it.
//
//	func TestStore(t *testing.T) {
//		storetest.Run(t, func(t *testing.T) (oauthcore.Store, storetest.Register) {
//			s := open(t)
//			return s, func(r oauthcore.Registration) error { return s.Register(t.Context(), r) }
//		})
//	}
//
// Begin with storetest.go: the list of the promises.
package storetest

import (
	"context"
	"errors"
	"reflect"
	"sync"
	"testing"
	"time"

	"example.net/oauth1/oauthcore"
)

// Register puts a Consumer into the store under test. How that is done is each
// implementation's own affair.
type Register func(oauthcore.Registration) error

// New makes an empty store for one test, and the function that registers
// Consumers in it.
type New func(t *testing.T) (oauthcore.Store, Register)

// Run holds a store against everything that [oauthcore.Store] promises, and
// [oauthcore.SessionStore] where it is one. Each promise gets a store of its
// own.
func Run(t *testing.T, newStore New) {
	promises := []struct {
		name string
		test func(*bench)
	}{
		{"a registration is found as it was made", registrationIsKept},
		{"what was never there is not found", unknownIsNotFound},
		{"a Request Token is found as it was issued", requestTokenIsKept},
		{"a token is issued once", requestTokenIsUnique},
		{"authorizing keeps grant and verifier", authorizingKeepsTheGrant},
		{"authorizing without a verifier works", callbackTokenHasNoVerifier},
		{"there is one decision", onlyTheFirstDecisionCounts},
		{"verifier tries are counted", triesAreCounted},
		{"an exchange keeps the Access Token", exchangeKeepsTheAccessToken},
		{"an exchange starts from authorized only", exchangeNeedsPermission},
		{"an exchange that fails leaves nothing", failedExchangeLeavesNothing},
		{"a revoked token is found revoked", revokedIsFoundRevoked},
		{"a nonce is its four parts", nonceIsItsFourParts},
		{"what is answered is a copy", answersAreCopies},
		{"a renewed token has one successor", renewalIsOnce},
		{"a revoked token is not renewed", revokedIsNotRenewed},
		{"race: 50 exchanges, one Access Token", raceOfExchanges},
		{"race: authorize and deny", raceOfDecisions},
		{"race: 100 times the same nonce", raceOfNonces},
		{"race: verifier tries", raceOfTries},
		{"race: 50 renewals, one successor", raceOfRenewals},
		{"race: revoke and use", raceOfRevocation},
	}
	for _, promise := range promises {
		t.Run(promise.name, func(t *testing.T) {
			store, register := newStore(t)
			b := &bench{T: t, Store: store}
			b.must(register(consumer()))
			promise.test(b)
		})
	}
}

// bench is one store under test.
type bench struct {
	*testing.T
	oauthcore.Store
}

// The names that the suite uses.
const consumerKey, requestToken, accessToken = "dpf43f3p2l4k3l03", "hh5s93j4hdidpola", "nnch734d00sl2jdk"

// second is when the tests happen: now, for a store may look at the clock to
// forget what is old, and whole, for a store may not keep nanoseconds.
var second = time.Now().Truncate(time.Second)

func consumer() oauthcore.Registration {
	return oauthcore.Registration{
		Key: consumerKey, Secret: "kd94hf93k423kf44 &%é", Name: "printer", Description: "prints photos",
		URL: "http://printer.example.com/", Callbacks: []string{"http://printer.example.com/", "https://printer.example.com/"},
		OutOfBand: true, Methods: []string{"HMAC-SHA1", "PLAINTEXT"}, Verified: true, Debug: true,
		BodyHash: true, TokenLifetime: time.Hour, Created: second,
	}
}

func issued() *oauthcore.IssuedRequestToken {
	return &oauthcore.IssuedRequestToken{
		RequestToken: oauthcore.RequestToken{Token: requestToken, Secret: "hdhd0244k9j7ao03"},
		Consumer:     consumerKey, Callback: "http://printer.example.com/ready?job=1", State: oauthcore.StateIssued,
		Extra:  oauthcore.Params{{Name: "perms", Value: "read"}, {Name: "perms", Value: "up load&é"}},
		Issued: second, Expires: second.Add(10 * time.Minute),
	}
}

func access(token string) *oauthcore.IssuedAccessToken {
	return &oauthcore.IssuedAccessToken{
		AccessToken: oauthcore.AccessToken{Token: token, Secret: "pfkkdhi9sl3r4s00"},
		Consumer:    consumerKey, Grant: grant(), Issued: second,
	}
}

// shortLived is an Access Token that can be renewed.
func shortLived(token string) *oauthcore.IssuedAccessToken {
	t := access(token)
	t.Expires, t.Session = second.Add(time.Hour), "the session handle"
	return t
}

func grant() oauthcore.Grant {
	return oauthcore.Grant{User: "12345", Scope: "read albums=1,2", Expires: second.Add(24 * time.Hour)}
}

// ctx is the context of the test.
func (b *bench) ctx() context.Context { return b.Context() }

// must stops at what should have worked.
func (b *bench) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// want compares errors.
func (b *bench) want(what string, got, want error) {
	b.Helper()
	if !errors.Is(got, want) {
		b.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// same compares records: times as moments, everything else exactly.
func same[T any](b *bench, got, want *T) {
	b.Helper()
	if g, w := inUTC(*got), inUTC(*want); !reflect.DeepEqual(g, w) {
		b.Errorf("kept otherwise than given\n got %+v\nwant %+v", g, w)
	}
}

// inUTC brings every time of a record into one zone, without the clock that a
// time from time.Now carries.
func inUTC[T any](record T) T {
	var walk func(reflect.Value)
	walk = func(v reflect.Value) {
		if moment, is := v.Interface().(time.Time); is {
			if !moment.IsZero() {
				moment = time.UnixMicro(moment.UnixMicro()).UTC()
			}
			v.Set(reflect.ValueOf(moment))
			return
		}
		if v.Kind() == reflect.Struct {
			for i := range v.NumField() {
				if v.Type().Field(i).IsExported() {
					walk(v.Field(i))
				}
			}
		}
	}
	walk(reflect.ValueOf(&record).Elem())
	return record
}

// race runs a step many times at once, and counts what came out.
func race(times int, step func(i int) error) (won int, lost []error) {
	outcomes := make([]error, times)
	var start, done sync.WaitGroup
	start.Add(1)
	for i := range times {
		done.Go(func() {
			start.Wait()
			outcomes[i] = step(i)
		})
	}
	start.Done()
	done.Wait()
	for _, err := range outcomes {
		if err == nil {
			won++
		} else {
			lost = append(lost, err)
		}
	}
	return won, lost
}

// oneWinner checks that one step won and that all others lost politely.
func (b *bench) oneWinner(won int, lost []error) {
	b.Helper()
	if won != 1 {
		b.Errorf("%d steps won, want 1", won)
	}
	for _, err := range lost {
		b.want("the loser of a race", err, oauthcore.ErrConflict)
	}
}
