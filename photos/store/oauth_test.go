package store

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.net/oauth1/internal/sqldb/sqldbtest"
	"example.net/oauth1/oauthcore"
)

func requestToken(n int) *oauthcore.IssuedRequestToken {
	return &oauthcore.IssuedRequestToken{
		RequestToken: oauthcore.RequestToken{Token: fmt.Sprintf("hh5s93j4hdidpola-%d", n), Secret: "hdhd0244k9j7ao03"},
		Consumer:     "dpf43f3p2l4k3l03", Callback: "http://printer.example.com/request_token_ready?a=b", State: oauthcore.StateIssued,
		Extra:  oauthcore.Params{{Name: "perms", Value: "read"}, {Name: "perms", Value: "ü&=%\xff"}},
		Issued: noon, Expires: noon.Add(10 * time.Minute),
	}
}

func accessToken(n int) *oauthcore.IssuedAccessToken {
	return &oauthcore.IssuedAccessToken{
		AccessToken: oauthcore.AccessToken{Token: fmt.Sprintf("nnch734d00sl2jdk-%d", n), Secret: "pfkkdhi9sl3r4s00"},
		Consumer:    "dpf43f3p2l4k3l03", Grant: oauthcore.Grant{User: "12345", Scope: "read", Expires: noon.Add(time.Hour)}, Issued: noon,
	}
}

// granted puts an Access Token into the store the way it gets there.
func granted(t *testing.T, s *Store, n int) *oauthcore.IssuedAccessToken {
	t.Helper()
	rt, at := requestToken(n), accessToken(n)
	err := errors.Join(s.CreateRequestToken(t.Context(), rt),
		s.AuthorizeRequestToken(t.Context(), rt.Token, at.Grant, "hfdp7dh39dks9884"),
		s.ExchangeRequestToken(t.Context(), rt.Token, at))
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func register(t *testing.T, s *Store) oauthcore.Registration {
	t.Helper()
	r := oauthcore.Registration{
		Key: "dpf43f3p2l4k3l03", Secret: "kd94hf93k423kf44", Name: "printer", URL: "http://printer.example.com/",
		Callbacks: []string{"http://printer.example.com/"}, OutOfBand: true, Verified: true, Created: noon,
	}
	if err := s.Register(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestARequestTokenLivesItsLife(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := t.Context()
		want := requestToken(1)
		if err := s.CreateRequestToken(ctx, want); err != nil {
			t.Fatal(err)
		}
		if err := s.CreateRequestToken(ctx, want); !errors.Is(err, oauthcore.ErrConflict) {
			t.Errorf("a second one of this name: %v", err)
		}
		if got, err := s.RequestToken(ctx, want.Token); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, %v, want %+v", got, err, want)
		}
		grant := oauthcore.Grant{User: "12345", Scope: "read", Expires: noon.Add(time.Hour)}
		if err := s.AuthorizeRequestToken(ctx, want.Token, grant, "hfdp7dh39dks9884"); err != nil {
			t.Fatal(err)
		}
		want.State, want.Grant, want.Verifier = oauthcore.StateAuthorized, grant, "hfdp7dh39dks9884"
		if got, err := s.RequestToken(ctx, want.Token); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, %v, want %+v", got, err, want)
		}
		if err := s.DenyRequestToken(ctx, want.Token, "12345"); !errors.Is(err, oauthcore.ErrConflict) {
			t.Errorf("denying after allowing: %v", err)
		}
		if tries, err := s.CountVerifierTry(ctx, want.Token); err != nil || tries != 1 {
			t.Errorf("%d tries, %v", tries, err)
		}
		if err := s.ExchangeRequestToken(ctx, want.Token, accessToken(1)); err != nil {
			t.Fatal(err)
		}
		if got, err := s.AccessToken(ctx, accessToken(1).Token); err != nil || !reflect.DeepEqual(got, accessToken(1)) {
			t.Errorf("got %+v, %v", got, err)
		}
	})
}

func TestWhatDoesNotExistIsNotFound(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := t.Context()
		_, err1 := s.Registration(ctx, "x")
		_, err2 := s.RequestToken(ctx, "x")
		_, err3 := s.AccessToken(ctx, "x")
		_, err4 := s.CountVerifierTry(ctx, "x")
		for i, err := range []error{err1, err2, err3, err4,
			s.AuthorizeRequestToken(ctx, "x", oauthcore.Grant{}, ""), s.DenyRequestToken(ctx, "x", ""),
			s.ExchangeRequestToken(ctx, "x", accessToken(1)), s.RevokeAccessToken(ctx, "x"), s.RenewAccessToken(ctx, "x", accessToken(2)),
		} {
			if !errors.Is(err, oauthcore.ErrNotFound) {
				t.Errorf("%d: %v", i, err)
			}
		}
	})
}

// Of fifty at once exactly one wins, and the others are told so.
func TestOnceIsOnceUnderFiftyAtOnce(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := t.Context()
		token := requestToken(1).Token
		if err := s.CreateRequestToken(ctx, requestToken(1)); err != nil {
			t.Fatal(err)
		}
		conflict := func(err error) bool {
			if err != nil && !errors.Is(err, oauthcore.ErrConflict) {
				t.Error(err)
			}
			return err == nil
		}
		won := race(50, func(i int) bool {
			if i%2 == 1 {
				return conflict(s.DenyRequestToken(ctx, token, fmt.Sprint(i)))
			}
			return conflict(s.AuthorizeRequestToken(ctx, token, oauthcore.Grant{User: fmt.Sprint(i)}, fmt.Sprint(i)))
		})
		if won != 1 {
			t.Errorf("%d decided", won)
		}
		if err := s.CreateRequestToken(ctx, requestToken(2)); err != nil {
			t.Fatal(err)
		}
		token = requestToken(2).Token
		if err := s.AuthorizeRequestToken(ctx, token, oauthcore.Grant{User: "12345"}, "v"); err != nil {
			t.Fatal(err)
		}
		won = race(50, func(i int) bool { return conflict(s.ExchangeRequestToken(ctx, token, accessToken(i))) })
		if won != 1 {
			t.Errorf("%d exchanged", won)
		}
		if n := count(t, s, "access_tokens"); n != 1 {
			t.Errorf("%d access tokens", n)
		}
		won = race(50, func(i int) bool {
			fresh, err := s.UseNonce(ctx, oauthcore.Nonce{Consumer: "c", Token: "t", Timestamp: noon.Unix(), Nonce: "n"})
			if err != nil {
				t.Error(err)
			}
			return fresh
		})
		if won != 1 {
			t.Errorf("%d used the nonce", won)
		}
		tries := make([]atomic.Bool, 51)
		race(50, func(i int) bool {
			n, err := s.CountVerifierTry(ctx, token)
			return err != nil || n > 50 || tries[n].Swap(true)
		})
		if n, err := s.CountVerifierTry(ctx, token); err != nil || n != 51 {
			t.Errorf("%d tries were counted, %v", n, err)
		}
	})
}

func count(t *testing.T, s *Store, table string) (n int) {
	t.Helper()
	if err := s.db.Read().QueryRow(`SELECT COUNT(*) FROM ` + table).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestARevokedTokenIsRevokedAtOnce(t *testing.T) {
	for _, revoke := range []struct {
		name string
		do   func(s *Store, at *oauthcore.IssuedAccessToken) error
		want func(at *oauthcore.IssuedAccessToken, err error) bool
	}{
		{"by itself", func(s *Store, at *oauthcore.IssuedAccessToken) error {
			return s.RevokeAccessToken(context.Background(), at.Token)
		}, func(at *oauthcore.IssuedAccessToken, err error) bool { return err == nil && at.Revoked }},
		{"by its User", func(s *Store, at *oauthcore.IssuedAccessToken) error {
			return s.Disconnect(context.Background(), at.Grant.User, at.Consumer)
		}, func(at *oauthcore.IssuedAccessToken, err error) bool { return err == nil && at.Revoked }},
		{"with its Consumer", func(s *Store, at *oauthcore.IssuedAccessToken) error {
			return s.DeleteRegistration(context.Background(), at.Consumer)
		}, func(at *oauthcore.IssuedAccessToken, err error) bool { return errors.Is(err, oauthcore.ErrNotFound) }},
	} {
		t.Run(revoke.name, func(t *testing.T) {
			each(t, func(t *testing.T, s *Store, _ *clock) {
				register(t, s)
				for round := range 30 {
					at := granted(t, s, round)
					revokeUnderLoad(t, s, at, revoke.do, revoke.want)
				}
			})
		})
	}
}

// revokeUnderLoad revokes a token while many look it up: nobody who asks after
// the revocation has returned may be told that the token is alive.
func revokeUnderLoad(t *testing.T, s *Store, at *oauthcore.IssuedAccessToken,
	revoke func(*Store, *oauthcore.IssuedAccessToken) error, dead func(*oauthcore.IssuedAccessToken, error) bool) {
	t.Helper()
	var revoked, stop atomic.Bool
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for !stop.Load() {
				after := revoked.Load()
				s.tokens.forget("another") // keeps look-ups from being answered by the cache alone
				found, err := s.AccessToken(context.Background(), at.Token)
				if after && !dead(found, err) {
					t.Errorf("after the revocation: %+v, %v", found, err)
					return
				}
			}
		})
	}
	if err := revoke(s, at); err != nil {
		t.Error(err)
	}
	revoked.Store(true)
	for range 20 {
		if found, err := s.AccessToken(context.Background(), at.Token); !dead(found, err) {
			t.Errorf("after the revocation: %+v, %v", found, err)
		}
	}
	stop.Store(true)
	readers.Wait()
}

func TestDisconnectingAlsoKillsWhatWasAllowedAndNotYetFetched(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *clock) {
		rt := requestToken(1)
		err := errors.Join(s.CreateRequestToken(t.Context(), rt),
			s.AuthorizeRequestToken(t.Context(), rt.Token, oauthcore.Grant{User: "12345"}, "v"),
			s.Disconnect(t.Context(), "12345", rt.Consumer))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.ExchangeRequestToken(t.Context(), rt.Token, accessToken(1)); !errors.Is(err, oauthcore.ErrConflict) {
			t.Errorf("got %v", err)
		}
	})
}

func TestConnectionsAreConsumersWithLiveTokens(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *clock) {
		ctx := t.Context()
		register(t, s)
		first, second := granted(t, s, 1), granted(t, s, 2)
		clock.Add(time.Minute)
		s.NoteUse(first.Token, "192.0.2.7")
		list, err := s.Connections(ctx, "12345")
		if err != nil || len(list) != 1 {
			t.Fatalf("%+v, %v", list, err)
		}
		c := list[0]
		if c.Name != "printer" || !c.Verified || c.Tokens != 2 || !c.Since.Equal(noon) || !c.LastUsed.Equal(noon.Add(time.Minute)) {
			t.Errorf("connection %+v", c)
		}
		if err := s.RevokeAccessToken(ctx, second.Token); err != nil {
			t.Fatal(err)
		}
		if list, err := s.Connections(ctx, "12345"); err != nil || len(list) != 1 || list[0].Tokens != 1 {
			t.Errorf("after revoking one: %+v, %v", list, err)
		}
		clock.Add(time.Hour) // the grant ends
		if list, err := s.Connections(ctx, "12345"); err != nil || len(list) != 0 {
			t.Errorf("after the end of the grant: %+v, %v", list, err)
		}
		if list, err := s.Connections(ctx, "somebody else"); err != nil || len(list) != 0 {
			t.Errorf("somebody else's: %+v, %v", list, err)
		}
	})
}

func TestRenewingTakesTheOldTokenOutOfUseOnce(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := t.Context()
		old := accessToken(1)
		old.Session, old.Expires = "session handle", noon.Add(time.Minute)
		rt := requestToken(1)
		err := errors.Join(s.CreateRequestToken(ctx, rt), s.AuthorizeRequestToken(ctx, rt.Token, old.Grant, "v"),
			s.ExchangeRequestToken(ctx, rt.Token, old))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := s.AccessToken(ctx, old.Token); err != nil || !reflect.DeepEqual(got, old) {
			t.Errorf("got %+v, %v", got, err)
		}
		won := race(50, func(i int) bool {
			successor := accessToken(100 + i)
			successor.Issued, successor.Session = noon.Add(30*time.Second), "another"
			err := s.RenewAccessToken(ctx, old.Token, successor)
			if err != nil && !errors.Is(err, oauthcore.ErrConflict) {
				t.Error(err)
			}
			return err == nil
		})
		if won != 1 {
			t.Errorf("%d renewed", won)
		}
		got, err := s.AccessToken(ctx, old.Token)
		if err != nil || got.Session != "" || !got.Expires.Equal(noon.Add(30*time.Second)) {
			t.Errorf("the old one is %+v, %v", got, err)
		}
	})
}

func TestARegistrationIsKeptWhole(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *clock) {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			t.Fatal(err)
		}
		want := oauthcore.Registration{
			Key: "rsa", Secret: "s", Name: "Frame <b>", Description: "d", URL: "http://frame.example.com/", Owner: "12345",
			Callbacks: []string{"http://frame.example.com/", "x-frame://ready"}, OutOfBand: true, Methods: []string{"RSA-SHA1"},
			PublicKey: &key.PublicKey, Verified: true, Suspended: true, Debug: true, BodyHash: true, TokenLifetime: time.Hour, Created: noon,
		}
		for range 2 { // the second time it replaces itself
			if err := s.Register(t.Context(), want); err != nil {
				t.Fatal(err)
			}
			got, err := s.Registration(t.Context(), want.Key)
			if err != nil || !reflect.DeepEqual(*got, want) {
				t.Errorf("got %+v, %v, want %+v", got, err, want)
			}
			want.Suspended = !want.Suspended
		}
		register(t, s)
		all, err := s.Registrations(t.Context(), "")
		mine, err2 := s.Registrations(t.Context(), "12345")
		if err != nil || err2 != nil || len(all) != 2 || len(mine) != 1 {
			t.Errorf("all %d, mine %d, %v, %v", len(all), len(mine), err, err2)
		}
	})
}

func TestDeadTokensAreForgottenLater(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *clock) {
		ctx := t.Context()
		at := granted(t, s, 1)
		if err := s.RevokeAccessToken(ctx, at.Token); err != nil {
			t.Fatal(err)
		}
		clock.Add(keepRequestTokens)
		if err := s.Tidy(ctx); err != nil {
			t.Fatal(err)
		}
		if _, err := s.RequestToken(ctx, requestToken(1).Token); err != nil {
			t.Errorf("an exchanged token that expired today: %v", err)
		}
		clock.Add(keepAccessTokens + time.Hour)
		if err := s.Tidy(ctx); err != nil {
			t.Fatal(err)
		}
		if n := count(t, s, "request_tokens") + count(t, s, "access_tokens"); n != 0 {
			t.Errorf("%d tokens are left", n)
		}
	})
}

func TestNoSecretIsReadableInTheDatabase(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		where := e.Where(t)
		s := openStore(t, where, func() time.Time { return noon })
		register(t, s)
		granted(t, s, 1)
		rt := requestToken(2)
		err := errors.Join(s.CreateRequestToken(t.Context(), rt),
			s.AuthorizeRequestToken(t.Context(), rt.Token, oauthcore.Grant{User: "12345"}, "hfdp7dh39dks9884"))
		if err != nil {
			t.Fatal(err)
		}
		all := everything(t, s, where)
		if !strings.Contains(all, rt.Token) {
			t.Fatal("the token itself is not in the database, so this test reads the wrong one")
		}
		for _, secret := range []string{"kd94hf93k423kf44", "hdhd0244k9j7ao03", "pfkkdhi9sl3r4s00", "hfdp7dh39dks9884"} {
			if strings.Contains(all, secret) || strings.Contains(all, hex.EncodeToString([]byte(secret))) {
				t.Errorf("%s can be read", secret)
			}
		}
	})
}

// everything that the database keeps: the bytes of the files of SQLite, the rows of PostgreSQL's tables.
func everything(t *testing.T, s *Store, where string) string {
	t.Helper()
	var text strings.Builder
	if !s.db.Shared() {
		for _, suffix := range []string{"", "-wal"} {
			b, err := os.ReadFile(where + suffix)
			if err != nil {
				t.Fatal(err)
			}
			text.Write(b)
		}
		return text.String()
	}
	tables, err := all(t.Context(), s, scanText, `SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()`)
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range tables {
		rows, err := all(t.Context(), s, scanText, `SELECT row_to_json(t)::text FROM `+table+` t`)
		if err != nil {
			t.Fatal(err)
		}
		text.WriteString(strings.Join(rows, "\n"))
	}
	return text.String()
}

func TestASecretCannotBeMovedToAnotherToken(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *clock) {
		first, second := granted(t, s, 1), granted(t, s, 2)
		_, err := s.db.Exec(t.Context(), `UPDATE access_tokens SET secret = (SELECT secret FROM access_tokens WHERE token = $1)
		WHERE token = $2`, first.Token, second.Token)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.AccessToken(t.Context(), second.Token); err == nil || errors.Is(err, oauthcore.ErrNotFound) {
			t.Errorf("got %v", err)
		}
	})
}

func TestUsingATokenCostsNoWriteOfItsOwn(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *clock) {
		at := granted(t, s, 1)
		s.NoteUse(at.Token, "192.0.2.7")
		used := func() (n sql.NullInt64) {
			if err := s.db.Read().QueryRow(`SELECT last_used FROM access_tokens`).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		if used().Valid {
			t.Error("it was written at once")
		}
		if err := s.Tidy(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := used(); !got.Valid || got.Int64 != noon.UnixMicro() {
			t.Errorf("written: %v", got)
		}
	})
}

func BenchmarkAccessToken(b *testing.B) {
	for _, e := range sqldbtest.Engines() {
		b.Run(e.Name, func(b *testing.B) {
			s, _ := newStore(b, e)
			rt, at := requestToken(1), accessToken(1)
			err := errors.Join(s.CreateRequestToken(b.Context(), rt), s.AuthorizeRequestToken(b.Context(), rt.Token, at.Grant, "v"),
				s.ExchangeRequestToken(b.Context(), rt.Token, at))
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if _, err := s.AccessToken(b.Context(), at.Token); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
