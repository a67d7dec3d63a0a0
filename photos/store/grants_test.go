package store

import (
	"errors"
	"testing"
	"time"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/gallery"
)

// grantsOf are the Grants of the only Connection of the tests' User.
func grantsOf(t *testing.T, s *Store) []gallery.Grant {
	t.Helper()
	list, err := s.Connections(t.Context(), "12345")
	if err != nil || len(list) != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	return list[0].Grants
}

func TestTokensOfOneGrantAreOneLine(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *clock) {
		register(t, s)
		first, second := granted(t, s, 1), granted(t, s, 2)
		s.NoteUse(first.Token, "192.0.2.1")
		clock.Add(time.Minute)
		s.NoteUse(second.Token, "192.0.2.2")
		s.NoteUse(second.Token, "192.0.2.3")
		grants := grantsOf(t, s)
		if len(grants) != 1 {
			t.Fatalf("%+v", grants)
		}
		g := grants[0]
		if g.Tokens != 2 || g.Uses != 3 || g.Address != "192.0.2.3" || !g.LastUsed.Equal(noon.Add(time.Minute)) || !g.Until.Equal(first.Grant.Expires) {
			t.Errorf("grant %+v", g)
		}
	})
}

// A changed grant counts for the very next look, whatever was in memory.
func TestAChangedGrantIsInForceAtOnce(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *clock) {
		register(t, s)
		at := granted(t, s, 1)
		if _, err := s.AccessToken(t.Context(), at.Token); err != nil {
			t.Fatal(err)
		}
		before := grantsOf(t, s)[0]
		if err := s.ChangeGrant(t.Context(), "12345", at.Consumer, before, "narrow"); err != nil {
			t.Fatal(err)
		}
		if got, err := s.AccessToken(t.Context(), at.Token); err != nil || got.Grant.Scope != "narrow" {
			t.Errorf("%+v, %v", got, err)
		}
		for what, err := range map[string]error{
			"changing what has changed": s.ChangeGrant(t.Context(), "12345", at.Consumer, before, "wide"),
			"ending what has changed":   s.EndGrant(t.Context(), "12345", at.Consumer, before),
			"changing another User's":   s.ChangeGrant(t.Context(), "54321", at.Consumer, grantsOf(t, s)[0], "wide"),
			"ending another User's":     s.EndGrant(t.Context(), "54321", at.Consumer, grantsOf(t, s)[0]),
		} {
			if !errors.Is(err, gallery.ErrNotFound) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if err := s.EndGrant(t.Context(), "12345", at.Consumer, grantsOf(t, s)[0]); err != nil {
			t.Fatal(err)
		}
		if got, err := s.AccessToken(t.Context(), at.Token); err != nil || !got.Revoked {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

// Whoever looked a grant up before it was narrowed cannot bring the old one back.
func TestNarrowingWinsOverWhatIsUnderWay(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *clock) {
		ctx := t.Context()
		register(t, s)
		old := accessToken(1)
		old.Session, old.Expires = "session handle", noon.Add(time.Minute)
		first, second := requestToken(1), requestToken(2)
		err := errors.Join(s.CreateRequestToken(ctx, first), s.AuthorizeRequestToken(ctx, first.Token, old.Grant, "v"),
			s.ExchangeRequestToken(ctx, first.Token, old),
			s.CreateRequestToken(ctx, second), s.AuthorizeRequestToken(ctx, second.Token, old.Grant, "v"))
		if err != nil {
			t.Fatal(err)
		}
		s.NoteUse(old.Token, "192.0.2.7")
		if err := s.ChangeGrant(ctx, "12345", old.Consumer, grantsOf(t, s)[0], "narrow"); err != nil {
			t.Fatal(err)
		}
		renewed, exchanged := accessToken(2), accessToken(3) // with the grant as it was
		renewed.Session, renewed.Issued = "session handle", noon.Add(time.Second)
		if err := errors.Join(s.RenewAccessToken(ctx, old.Token, renewed), s.ExchangeRequestToken(ctx, second.Token, exchanged)); err != nil {
			t.Fatal(err)
		}
		for _, token := range []string{renewed.Token, exchanged.Token} {
			if got, err := s.AccessToken(ctx, token); err != nil || got.Grant.Scope != "narrow" {
				t.Errorf("%+v, %v", got, err)
			}
		}
		clock.Add(time.Minute)
		g := grantsOf(t, s)[0]
		if g.Uses != 1 || g.Tokens != 2 || g.Address != "192.0.2.7" || !g.Since.Equal(noon) {
			t.Errorf("the successor has lost its history: %+v", g)
		}
	})
}

func TestDisconnectAll(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *clock) {
		register(t, s)
		at, rt := granted(t, s, 1), requestToken(9)
		err := errors.Join(s.CreateRequestToken(t.Context(), rt),
			s.AuthorizeRequestToken(t.Context(), rt.Token, oauthcore.Grant{User: "12345"}, "v"), s.DisconnectAll(t.Context(), "54321"))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := s.AccessToken(t.Context(), at.Token); err != nil || got.Revoked {
			t.Fatalf("another User's wish: %+v, %v", got, err)
		}
		if err := s.DisconnectAll(t.Context(), "12345"); err != nil {
			t.Fatal(err)
		}
		if got, err := s.AccessToken(t.Context(), at.Token); err != nil || !got.Revoked {
			t.Errorf("%+v, %v", got, err)
		}
		if err := s.ExchangeRequestToken(t.Context(), rt.Token, accessToken(9)); !errors.Is(err, oauthcore.ErrConflict) {
			t.Errorf("what was allowed and not yet fetched: %v", err)
		}
	})
}
