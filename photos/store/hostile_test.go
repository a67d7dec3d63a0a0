package store

import (
	"errors"
	"testing"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/photos/requestlog"
)

// What anybody may send in an address, a form or a header, and no database must choke on.
var noText = []string{"a\x00b", "\xff", "\xc3\x28", "\x00"}

func TestWhatCannotBeTextIsNotFound(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *clock) {
		owner, album := jane(t, s)
		ctx := t.Context()
		for _, id := range noText {
			_, err1 := s.User(ctx, id)
			_, _, err2 := s.UserByScreenName(ctx, id)
			_, err3 := s.Album(ctx, owner, id)
			_, err4 := s.Photo(ctx, owner, id)
			_, err5 := s.Deletion(ctx, owner, id)
			_, err6 := s.Restore(ctx, owner, id)
			_, err7 := s.Purge(ctx, owner, id)
			_, err8 := s.Workshop(ctx, id)
			_, err9 := s.Passkey(ctx, id)
			_, err10 := s.Arrival(ctx, owner, id, noon)
			_, err11 := s.Request(ctx, "c", id)
			_, err12 := s.MovePhotos(ctx, owner, id, album, []string{id}, noon)
			_, _, err13 := s.CreatePhoto(ctx, photo(1, owner, id, "a"))
			for i, err := range []error{err1, err2, err3, err4, err5, err6, err7, err8, err9, err10, err11, err12, err13,
				s.RenameAlbum(ctx, owner, id, "x"), s.DeleteAlbum(ctx, owner, id, noon), s.SetCover(ctx, owner, album, id),
				s.DescribePhoto(ctx, owner, id, gallery.Description{}), s.DeletePhotos(ctx, owner, album, []string{id}, "bin", noon),
				s.DeletePasskey(ctx, owner, id), s.DeleteArrival(ctx, owner, id), s.SetPlaceRule(ctx, owner, id, gallery.PlaceHidden),
				s.EndGrant(ctx, owner, id, gallery.Grant{}), s.ChangeGrant(ctx, owner, "c", gallery.Grant{Scope: id}, "x"),
			} {
				if !errors.Is(err, gallery.ErrNotFound) {
					t.Errorf("%q, %d: %v", id, i+1, err)
				}
			}
			if photos, err := s.PhotosByFile(ctx, owner, id); err != nil || len(photos) > 0 {
				t.Errorf("%q as a file name: %v, %v", id, photos, err)
			}
			if photos, err := s.FindPhotos(ctx, owner, []string{id}, gallery.Place{}, 9); err != nil || len(photos) > 0 {
				t.Errorf("%q in a search: %v, %v", id, photos, err)
			}
		}
	})
}

func TestWhatCannotBeTextIsNoCredential(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *clock) {
		register(t, s)
		for _, id := range noText {
			_, err1 := s.Registration(t.Context(), id)
			_, err2 := s.RequestToken(t.Context(), id)
			_, err3 := s.AccessToken(t.Context(), id)
			_, err4 := s.CountVerifierTry(t.Context(), id)
			for i, err := range []error{err1, err2, err3, err4,
				s.AuthorizeRequestToken(t.Context(), id, oauthcore.Grant{}, ""), s.DenyRequestToken(t.Context(), id, ""),
				s.ExchangeRequestToken(t.Context(), id, accessToken(1)), s.RevokeAccessToken(t.Context(), id),
				s.RenewAccessToken(t.Context(), id, accessToken(1)), s.Verify(t.Context(), id, true),
			} {
				if !errors.Is(err, oauthcore.ErrNotFound) {
					t.Errorf("%q, %d: %v", id, i+1, err)
				}
			}
		}
	})
}

// What is written down of requests and sign-ins is written down whatever it is.
func TestWhatCannotBeTextIsWrittenDown(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *clock) {
		jane(t, s)
		r := register(t, s)
		ctx := t.Context()
		for i, text := range noText {
			id := string(rune('a' + i))
			err := errors.Join(
				s.NoteSignIn(ctx, id, text, gallery.SignIn{Time: noon, How: gallery.ByPassword, Browser: text}, 5),
				s.AddRequests(ctx, []requestlog.Entry{
					{Consumer: r.Key, ID: id, Time: noon, Path: "/" + text, Problem: text, Parameters: []requestlog.Param{{Name: "oauth_nonce", Value: text}}},
					{Consumer: text, ID: id, Time: noon},
				}, 100))
			if err != nil {
				t.Fatalf("%q: %v", text, err)
			}
			found, err := s.Requests(ctx, r.Key, requestlog.Filter{Nonce: legible(text), Limit: 9})
			if err != nil || len(found) == 0 || found[0].ID != id {
				t.Errorf("%q: found %+v, %v", text, found, err)
			}
			for _, f := range []requestlog.Filter{{Nonce: text}, {Path: text}, {Text: text}, {Problem: text}, {After: text}, {Before: text}} {
				if _, err := s.Requests(ctx, r.Key, f); err != nil {
					t.Errorf("%+v: %v", f, err)
				}
			}
		}
		if n := s.rows(t, `SELECT count(*) FROM sign_ins`); n != len(noText) {
			t.Errorf("%d tries to sign in are kept", n)
		}
	})
}
