package store

import (
	"context"
	"strings"
	"time"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/gallery"
)

// Outdated is how long a process may go on with what another one has changed,
// at most, where several serve from one database: revoked tokens, changed
// grants and secrets, photos that are gone. Usually it hears of it within
// milliseconds; this is for when it cannot hear.
const Outdated = 3 * time.Second

// change is one that concerns what is kept in memory: in the process that makes
// it, before that answers, and in all others, which are told with the commit.
type change struct{ about, key string }

// What changes are about. The key is an id of what is named.
const (
	aToken          = "token"
	tokensOfUser    = "tokens of user"
	tokensOf        = "tokens of consumer"
	allTokens       = "tokens"
	aPhoto          = "photo"
	photosOfAlbum   = "photos of album"
	photosOfOwner   = "photos of owner"
	placeOfAlbum    = "place of album"
	allPlaces       = "places"
	aRegistration   = "registration"
	registrationsOf = "registrations of owner"
)

// heard is where changes are told.
const heard = "cache"

// listen hears of the changes of other processes, if there can be any. Changes
// that may have been missed may have been any.
func (s *Store) listen() {
	if s.db.Shared() {
		stop := s.db.Listen(heard, func(text string) {
			about, key, _ := strings.Cut(text, "\n")
			s.forget(change{about, key})
		}, s.forgetAll)
		s.deaf = stop
	}
}

// write runs fn in a transaction that makes the changes.
func (s *Store) write(ctx context.Context, fn func(tx *sqldb.Tx) error, changes ...change) error {
	defer s.forget(changes...)
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return s.tell(tx, changes)
	})
}

func (s *Store) tell(tx *sqldb.Tx, changes []change) error {
	if !s.db.Shared() {
		return nil
	}
	for _, c := range changes {
		if err := tx.Notify(heard, c.about+"\n"+c.key); err != nil {
			return err
		}
	}
	return nil
}

// exec runs one statement that makes the change, if it changes a row.
func (s *Store) exec(ctx context.Context, c change, query string, args ...any) (rows int64, err error) {
	if !s.db.Shared() {
		defer s.forget(c)
		return s.db.Exec(ctx, query, args...)
	}
	defer s.forget(c)
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		result, err := tx.Exec(query, args...)
		if err != nil {
			return err
		}
		if rows, err = result.RowsAffected(); err != nil || rows == 0 {
			return err
		}
		return s.tell(tx, []change{c})
	})
	return rows, err
}

// forget takes out of memory what changes concern.
func (s *Store) forget(changes ...change) {
	for _, c := range changes {
		switch key := c.key; c.about {
		case aToken:
			s.tokens.forget(key)
		case tokensOfUser:
			s.tokens.drop(func(_ string, t oauthcore.IssuedAccessToken) bool { return t.Grant.User == key })
		case tokensOf:
			s.tokens.drop(func(_ string, t oauthcore.IssuedAccessToken) bool { return t.Consumer == key })
		case aPhoto:
			s.photos.forget(key)
		case photosOfAlbum:
			s.photos.drop(func(_ string, p gallery.Photo) bool { return p.Album == key })
		case photosOfOwner:
			s.photos.drop(func(_ string, p gallery.Photo) bool { return p.Owner == key })
		case placeOfAlbum:
			s.places.forget(key)
		case aRegistration:
			s.registrations.forget(key)
		case registrationsOf:
			s.registrations.drop(func(_ string, r oauthcore.Registration) bool { return r.Owner == key })
		case allTokens:
			s.tokens.clear()
		case allPlaces:
			s.places.clear()
		default: // a newer version of this program knows more
			s.forgetAll()
		}
	}
}

// forgetAll takes everything out of memory.
func (s *Store) forgetAll() {
	s.photos.clear()
	s.places.clear()
	s.registrations.clear()
	s.tokens.clear()
}
