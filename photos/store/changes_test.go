package store

import (
	"context"
	"errors"
	"testing"
	"time"

	"example.net/oauth1/internal/sqldb/sqldbtest"
	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/gallery"
)

// pair are two processes that serve from one database. What the second one has looked up lives in its memory for ever, or
// as the test says.
type pair struct {
	*testing.T
	here, there  *Store
	owner, album string
	token        *oauthcore.IssuedAccessToken
	registered   oauthcore.Registration
	photo        gallery.Photo
}

func newPair(t *testing.T, where string) *pair {
	return &pair{T: t, here: openStore(t, where, nil), there: openStore(t, where, nil)}
}

// begin empties the database, and fills it with what the changes are about.
func (p *pair) begin(t *testing.T) {
	p.T = t
	_, err := p.here.db.Exec(t.Context(), `TRUNCATE users, registrations, request_tokens, access_tokens CASCADE`)
	p.must(err)
	p.here.forgetAll()
	p.age(nil)
	p.owner, p.album = jane(t, p.here)
	p.registered = register(t, p.here)
	p.registered.Owner = p.owner
	p.must(p.here.Register(t.Context(), p.registered))
	p.token = granted(t, p.here, 1)
	p.photo, _, err = p.here.CreatePhoto(t.Context(), photo(1, p.owner, p.album, "a.jpg"))
	p.must(err)
	p.must(p.here.CreateAlbum(t.Context(), gallery.Album{ID: "second", Owner: p.owner, Created: noon}))
	p.look()
}

func (p *pair) must(err error) {
	p.Helper()
	if err != nil {
		p.Fatal(err)
	}
}

// age sets the clock of the second one's memory.
func (p *pair) age(clock func() time.Duration) {
	s := p.there
	s.forgetAll()
	s.tokens.clock, s.registrations.clock, s.photos.clock, s.places.clock = clock, clock, clock, clock
}

// look brings everything into the second one's memory.
func (p *pair) look() {
	ctx := p.Context()
	_, err1 := p.there.AccessToken(ctx, p.token.Token)
	_, err2 := p.there.Registration(ctx, p.registered.Key)
	_, err3 := p.there.Photo(ctx, p.owner, p.photo.ID)
	hides, err4 := p.there.HidesPlace(ctx, p.album)
	p.must(errors.Join(err1, err2, err3, err4))
	if hides {
		p.Fatal("places are hidden from the beginning")
	}
}

// changesElsewhere are what one process does, and how another one answers when it knows.
var changesElsewhere = map[string]struct {
	do    func(ctx context.Context, p *pair) error
	known func(ctx context.Context, p *pair) bool
}{
	"a token is revoked": {func(ctx context.Context, p *pair) error { return p.here.RevokeAccessToken(ctx, p.token.Token) }, revoked},
	"a User disconnects": {func(ctx context.Context, p *pair) error { return p.here.Disconnect(ctx, p.owner, p.registered.Key) }, revoked},
	"an account is closed": {func(ctx context.Context, p *pair) error {
		_, err := p.here.DeleteUser(ctx, p.owner)
		return err
	}, func(ctx context.Context, p *pair) bool {
		return noToken(ctx, p) && unregistered(ctx, p) && noPhoto(ctx, p)
	}},
	"a Consumer is deleted": {func(ctx context.Context, p *pair) error { return p.here.DeleteRegistration(ctx, p.registered.Key) },
		func(ctx context.Context, p *pair) bool { return noToken(ctx, p) && unregistered(ctx, p) }},
	"a grant is narrowed": {func(ctx context.Context, p *pair) error {
		return p.here.ChangeGrant(ctx, p.owner, p.registered.Key, gallery.Grant{Scope: "read", Until: p.token.Grant.Expires}, "narrow")
	}, func(ctx context.Context, p *pair) bool {
		at, err := p.there.AccessToken(ctx, p.token.Token)
		return err == nil && at.Grant.Scope == "narrow"
	}},
	"a Consumer is suspended": {func(ctx context.Context, p *pair) error {
		p.registered.Suspended = true
		return p.here.Register(ctx, p.registered)
	}, registration(func(r *oauthcore.Registration) bool { return r.Suspended })},
	"a secret is changed": {func(ctx context.Context, p *pair) error {
		p.registered.Secret = "another"
		return p.here.Register(ctx, p.registered)
	}, registration(func(r *oauthcore.Registration) bool { return r.Secret == "another" })},
	"a Consumer is barred": {func(ctx context.Context, p *pair) error { return p.here.Bar(ctx, p.registered.Key, true) },
		registration(func(r *oauthcore.Registration) bool { return r.Barred })},
	"a photo is deleted": {func(ctx context.Context, p *pair) error {
		return p.here.DeletePhotos(ctx, p.owner, p.album, []string{p.photo.ID}, "bin", noon)
	}, noPhoto},
	"an album is deleted": {func(ctx context.Context, p *pair) error { return p.here.DeleteAlbum(ctx, p.owner, p.album, noon) }, noPhoto},
	"a photo is moved": {func(ctx context.Context, p *pair) error {
		_, err := p.here.MovePhotos(ctx, p.owner, p.album, "second", []string{p.photo.ID}, noon)
		return err
	}, func(ctx context.Context, p *pair) bool {
		found, err := p.there.Photo(ctx, p.owner, p.photo.ID)
		return err == nil && found.Album == "second"
	}},
	"a photo is described": {func(ctx context.Context, p *pair) error {
		return p.here.DescribePhoto(ctx, p.owner, p.photo.ID, gallery.Description{Title: "new"})
	}, func(ctx context.Context, p *pair) bool {
		found, err := p.there.Photo(ctx, p.owner, p.photo.ID)
		return err == nil && found.Title == "new"
	}},
	"places are hidden": {func(ctx context.Context, p *pair) error { return p.here.HidePlace(ctx, p.owner, true) }, hidesPlace},
	"the places of an album are hidden": {func(ctx context.Context, p *pair) error {
		return p.here.SetPlaceRule(ctx, p.owner, p.album, gallery.PlaceHidden)
	}, hidesPlace},
}

func revoked(ctx context.Context, p *pair) bool {
	at, err := p.there.AccessToken(ctx, p.token.Token)
	return err == nil && at.Revoked
}

func noToken(ctx context.Context, p *pair) bool {
	at, err := p.there.AccessToken(ctx, p.token.Token)
	return errors.Is(err, oauthcore.ErrNotFound) || err == nil && at.Revoked
}

func unregistered(ctx context.Context, p *pair) bool {
	_, err := p.there.Registration(ctx, p.registered.Key)
	return errors.Is(err, oauthcore.ErrNotFound)
}

func registration(is func(*oauthcore.Registration) bool) func(context.Context, *pair) bool {
	return func(ctx context.Context, p *pair) bool {
		r, err := p.there.Registration(ctx, p.registered.Key)
		return err == nil && is(r)
	}
}

func noPhoto(ctx context.Context, p *pair) bool {
	_, err := p.there.Photo(ctx, p.owner, p.photo.ID)
	return errors.Is(err, gallery.ErrNotFound)
}

func hidesPlace(ctx context.Context, p *pair) bool {
	hides, err := p.there.HidesPlace(ctx, p.album)
	return err == nil && hides
}

// eventually waits until something is so; the test's own end is the limit.
func eventually(t *testing.T, so func() bool) {
	t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for limit := time.After(time.Minute); !so(); {
		select {
		case <-tick.C:
		case <-limit:
			t.Fatal("it is not so after a minute")
		}
	}
}

func eachChange(t *testing.T, test func(t *testing.T, p *pair, change func(), known func() bool)) {
	t.Helper()
	sqldbtest.Shared(t, func(t *testing.T, e sqldbtest.Engine) {
		p := newPair(t, e.Where(t))
		for name, c := range changesElsewhere {
			t.Run(name, func(t *testing.T) {
				p.begin(t)
				test(t, p, func() { p.must(c.do(t.Context(), p)) }, func() bool { return c.known(t.Context(), p) })
			})
		}
	})
}

// Entries that live for ever are gone when the other process tells of the change.
func TestAnotherProcessHearsOfAChange(t *testing.T) {
	eachChange(t, func(t *testing.T, p *pair, change func(), known func() bool) {
		change()
		eventually(t, known)
	})
}

// A process that hears nothing goes on for no longer than entries live.
func TestAProcessThatHearsNothingIsNotOutdatedForLong(t *testing.T) {
	eachChange(t, func(t *testing.T, p *pair, change func(), known func() bool) {
		var now time.Duration
		p.age(func() time.Duration { return now })
		p.there.deaf()
		p.look()
		change()
		now = Outdated - 1
		if known() {
			t.Error("it was not in memory, so this test tests nothing")
		}
		now = Outdated
		if !known() {
			t.Errorf("it is not known %v after it was looked up", Outdated)
		}
	})
}

// When the line is cut, what was missed in between is made good.
func TestWhatWasMissedWhileTheLineWasCutIsNotKept(t *testing.T) {
	sqldbtest.Shared(t, func(t *testing.T, e sqldbtest.Engine) {
		p := newPair(t, e.Where(t))
		p.begin(t)
		if n := p.here.rows(t, `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
			WHERE datname = current_database() AND query LIKE 'LISTEN%'`); n != 2 {
			t.Fatalf("%d lines were cut", n)
		}
		p.must(p.here.RevokeAccessToken(t.Context(), p.token.Token))
		eventually(t, func() bool { return revoked(t.Context(), p) })
	})
}
