package moving_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"example.net/oauth1/internal/archive"
	"example.net/oauth1/internal/objects/objectstest"
	"example.net/oauth1/internal/seal"
	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/internal/sqldb/sqldbtest"
	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/blobs"
	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/photos/metadata"
	"example.net/oauth1/photos/moving"
	"example.net/oauth1/photos/renditions"
	"example.net/oauth1/photos/store"
)

const window = 5 * time.Minute

var key = [seal.KeySize]byte{1, 2, 3}

// at is the clock of every place, which stands still until it is set.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

// newPlace is a database, and a folder or a bucket, where there is nothing yet.
func newPlace(t testing.TB, e sqldbtest.Engine, c *clock) *moving.Place {
	t.Helper()
	p := &moving.Place{DB: e.New(t), Key: key, Window: window, Now: c.now}
	p.Blobs = pictures(t, e, t.TempDir())
	return p
}

// pictures is a bucket beside PostgreSQL, where there is a store to test with, else the folder.
func pictures(t testing.TB, e sqldbtest.Engine, dir string) gallery.Blobs {
	t.Helper()
	if e.Name == "postgres" {
		if address := objectstest.Address(t); address != "" {
			b, err := blobs.OpenBucket(t.Context(), address, dir)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { b.Close() })
			return b
		}
	}
	return folder(t, dir)
}

func folder(t testing.TB, dir string) *blobs.Folder {
	t.Helper()
	f, err := blobs.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// house is the program's rooms above a place, as far as a User and a Consumer need them.
type house struct {
	*gallery.Gallery
	store *store.Store
	place *moving.Place
	clock *clock
	dir   string // of the pictures
	close func()
}

// open opens the rooms, as a start of the program does.
func open(t testing.TB, p *moving.Place, c *clock) *house {
	t.Helper()
	s, err := store.Open(context.Background(), p.DB, store.Options{Sealer: seal.New(p.Key), Window: p.Window, Now: p.Now})
	if err != nil {
		t.Fatal(err)
	}
	workshop := &renditions.Workshop{Blobs: p.Blobs, Pending: s}
	h := &house{store: s, place: p, clock: c, Gallery: &gallery.Gallery{
		Store: s, Blobs: p.Blobs, Renditions: workshop, Metadata: metadata.Reader{}, Now: p.Now, Passwords: gallery.Passwords{MemoryKiB: 64, Passes: 1},
	}}
	if _, err := h.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	workshop.Start()
	closed := false
	h.close = func() {
		if !closed {
			closed = true
			if err := errors.Join(workshop.Close(), s.Close()); err != nil {
				t.Error(err)
			}
		}
	}
	t.Cleanup(h.close)
	return h
}

// newHouse is a photos with a User, a Consumer, a token and three pictures.
func newHouse(t testing.TB, e sqldbtest.Engine) (h *house, owner, album string) {
	t.Helper()
	c := &clock{time.Unix(1191242096, 0)}
	p, dir := newPlace(t, e, c), t.TempDir()
	p.Blobs = pictures(t, e, dir)
	h = open(t, p, c)
	h.dir = dir
	u, err := h.SignUp(t.Context(), "jane", "Jané", "photos-demo")
	if err != nil {
		t.Fatal(err)
	}
	a, err := h.CreateAlbum(t.Context(), u.ID, "Vacation")
	if err != nil {
		t.Fatal(err)
	}
	for n := range 3 {
		h.upload(t, u.ID, a.ID, n)
	}
	err = h.store.Register(t.Context(), oauthcore.Registration{Key: "consumer", Secret: "secret of the consumer", Name: "printer", Callbacks: []string{"http://printer.example.com/"}})
	if err != nil {
		t.Fatal(err)
	}
	h.grant(t, "token")
	return h, u.ID, a.ID
}

func (h *house) upload(t testing.TB, owner, album string, n int) gallery.Photo {
	t.Helper()
	p, _, err := h.Upload(t.Context(), owner, album, fmt.Sprintf("%d.png", n), bytes.NewReader(picture(n)))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// grant lets a Consumer have an Access Token.
func (h *house) grant(t testing.TB, token string) {
	t.Helper()
	ctx := t.Context()
	err := h.store.CreateRequestToken(ctx, &oauthcore.IssuedRequestToken{
		RequestToken: oauthcore.RequestToken{Token: "r" + token, Secret: "rs"}, Consumer: "consumer", Callback: "http://printer.example.com/", State: oauthcore.StateIssued,
		Issued: h.clock.at, Expires: h.clock.at.Add(time.Hour),
	})
	if err == nil {
		err = h.store.AuthorizeRequestToken(ctx, "r"+token, oauthcore.Grant{User: "jane"}, "verifier")
	}
	if err == nil {
		err = h.store.ExchangeRequestToken(ctx, "r"+token, &oauthcore.IssuedAccessToken{
			AccessToken: oauthcore.AccessToken{Token: token, Secret: "secret of " + token}, Consumer: "consumer", Grant: oauthcore.Grant{User: "jane"}, Issued: h.clock.at,
		})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// wants makes sure that a house has these pictures, whole, and these tokens.
func (h *house) wants(t testing.TB, pictures []int, tokens ...string) {
	t.Helper()
	ctx := t.Context()
	u, err := h.SignIn(ctx, "jane", "photos-demo")
	if err != nil {
		t.Fatal(err)
	}
	albums, err := h.Albums(ctx, gallery.Viewer{User: u.ID})
	if err != nil || len(albums) != 1 {
		t.Fatalf("%d albums, %v", len(albums), err)
	}
	photos, _, err := h.Photos(ctx, gallery.Viewer{User: u.ID}, albums[0].ID, "", 100)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, p := range photos {
		for _, size := range []gallery.Size{gallery.Original, gallery.Thumb} {
			open, err := h.Open(ctx, gallery.Viewer{User: u.ID}, p.ID, size)
			if err != nil {
				t.Fatalf("%s of %s: %v", size, p.File, err)
			}
			content, err := io.ReadAll(open.Content)
			open.Close()
			if err != nil {
				t.Fatal(err)
			}
			if size == gallery.Original {
				found[p.File] = string(content)
			}
		}
	}
	want := map[string]string{}
	for _, n := range pictures {
		want[fmt.Sprintf("%d.png", n)] = string(picture(n))
	}
	if !maps.Equal(found, want) {
		t.Errorf("there are the pictures %v, want %v", slices.Sorted(maps.Keys(found)), slices.Sorted(maps.Keys(want)))
	}
	for _, token := range tokens {
		if got, err := h.store.AccessToken(ctx, token); err != nil || got.Secret != "secret of "+token || got.Revoked {
			t.Errorf("token %s: %+v, %v", token, got, err)
		}
	}
	if r, err := h.store.Registration(ctx, "consumer"); err != nil || r.Secret != "secret of the consumer" {
		t.Errorf("the Consumer: %+v, %v", r, err)
	}
}

// picture is a small PNG, another one for each n.
func picture(n int) []byte {
	img := image.NewGray(image.Rect(0, 0, 40, 30))
	copy(img.Pix, fmt.Sprint(n))
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err) // of a picture that we made ourselves
	}
	return b.Bytes()
}

// backup makes one and answers where it is.
func (h *house) backup(t testing.TB) (path string, c archive.Contents) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "backup.tar")
	err := archive.Write(path, nil, func(w io.Writer) (err error) {
		c, err = h.place.Backup(t.Context(), w, false)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return path, c
}

// restore brings a backup into a place.
func restore(t testing.TB, path string, into *moving.Place, quiet time.Duration) (moving.Restored, error) {
	t.Helper()
	r, err := archive.Open(path)
	if err != nil {
		return moving.Restored{}, err
	}
	defer r.Close()
	c, err := r.Verify(t.Context(), key)
	if err != nil {
		return moving.Restored{}, err
	}
	return into.Restore(t.Context(), r, c, quiet)
}

// floor is the first timestamp that is fresh in a place.
func floor(t testing.TB, db *sqldb.DB) int64 {
	t.Helper()
	n, err := store.NonceFloor(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
