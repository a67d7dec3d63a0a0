package gallery_test

import (
	"errors"
	"runtime"
	"strings"
	"sync"
	"testing"

	"example.net/oauth1/photos/gallery"
)

func TestSigningUpAndIn(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		u, err := h.SignUp(t.Context(), " Jane_1 ", "  ", password)
		if err != nil || u.ScreenName != "jane_1" || u.Name != "jane_1" || strings.Trim(u.ID, "0123456789") != "" {
			t.Fatalf("signed up %+v, %v", u, err)
		}
		for _, name := range []string{"jane_1", "JANE_1"} {
			if in, err := h.SignIn(t.Context(), name, password); err != nil || in != u {
				t.Errorf("signed in as %+v, %v", in, err)
			}
		}
		for _, try := range [][2]string{{"jane_1", "photos-demO"}, {"jane_1", ""}, {"nobody", password}, {"nobody", ""}, {"", ""}} {
			if _, err := h.SignIn(t.Context(), try[0], try[1]); err != gallery.ErrWrongPassword {
				t.Errorf("%q: %v", try, err)
			}
		}
		if _, err := h.SignUp(t.Context(), "JANE_1", "", password); !errors.Is(err, gallery.ErrTaken) {
			t.Errorf("a second one: %v", err)
		}
	})
}

func TestWhatASignUpMustBe(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for _, try := range []struct{ screenName, name, password, about string }{
			{"j", "", password, "screen name"},
			{"jane doe", "", password, "screen name"},
			{"jané", "", password, "screen name"},
			{strings.Repeat("j", 31), "", password, "screen name"},
			{"jane", strings.Repeat("J", 101), password, "name of the account"},
			{"jane", "", "1234567", "at least 8"},
			{"jane", "", strings.Repeat("x", 1001), "longer than"},
		} {
			_, err := h.SignUp(t.Context(), try.screenName, try.name, try.password)
			wantRefusal(t, err, try.about)
		}
	})
}

func TestLongPasswordsAreComparedWhole(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		long := strings.Repeat("correct horse battery staple ", 10) // 290 characters; some hashes stop at 72 bytes
		for name, pw := range map[string]string{"long": long, "unicode": "zażółć 山道", "spaces": "        "} {
			if _, err := h.SignUp(t.Context(), name, "", pw); err != nil {
				t.Fatal(err)
			}
			if _, err := h.SignIn(t.Context(), name, pw); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if _, err := h.SignIn(t.Context(), name, pw[:len(pw)-1]); err != gallery.ErrWrongPassword {
				t.Errorf("%s, all but the last byte: %v", name, err)
			}
		}
	})
}

func TestAPasswordIsHashedAsOWASPAsks(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		g := &gallery.Gallery{Store: h.Store} // what the program starts with
		if _, err := g.SignUp(t.Context(), "jane", "", password); err != nil {
			t.Fatal(err)
		}
		_, hash, err := h.Store.UserByScreenName(t.Context(), "jane")
		if err != nil || !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
			t.Errorf("hash %q, %v", hash, err)
		}
		if _, err := h.SignIn(t.Context(), "jane", password); err != nil {
			t.Errorf("under another cost than it was hashed at: %v", err)
		}
	})
}

// The hash dominates the time, so an unknown screen name must cost one too.
// What it costs is the memory that the hash goes through; nearly all of the time
// is spent there.
func TestAnUnknownUserCostsAsMuchAsAWrongPassword(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		g := &gallery.Gallery{Store: h.Store}
		if _, err := g.SignUp(t.Context(), "jane", "", password); err != nil {
			t.Fatal(err)
		}
		cost := func(name string) uint64 {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			if _, err := g.SignIn(t.Context(), name, "wrong password"); err != gallery.ErrWrongPassword {
				t.Error(err)
			}
			runtime.ReadMemStats(&after)
			return (after.TotalAlloc - before.TotalAlloc) >> 20
		}
		if known, unknown := cost("jane"), cost("nobody"); known != unknown || known < 19 {
			t.Errorf("a wrong password takes %d MiB, an unknown user %d", known, unknown)
		}
	})
}

func TestEverybodySigningInAtOnceWaitsInLine(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.Passwords.AtOnce = 2
		h.signUp(t, "jane")
		var wg sync.WaitGroup
		for range 30 {
			wg.Go(func() {
				if _, err := h.SignIn(t.Context(), "jane", password); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	})
}

func TestTitlesAreSentencesOfPeople(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		owner, album := h.signUp(t, "jane")
		for _, title := range []string{"", "  \n", strings.Repeat("x", 101)} {
			_, err := h.CreateAlbum(t.Context(), owner, title)
			wantRefusal(t, err, "album")
			wantRefusal(t, h.RenameAlbum(t.Context(), owner, album, title), "album")
		}
		if err := h.RenameAlbum(t.Context(), owner, album, " Lato ☀ <b>\x00"); err != nil {
			t.Fatal(err)
		}
		if a, err := h.Album(t.Context(), gallery.Viewer{User: owner}, album); err != nil || a.Title != "Lato ☀ <b>" || !a.Private {
			t.Errorf("album %+v, %v", a, err)
		}
		if _, err := h.CreateAlbum(t.Context(), "nobody", "x"); err != gallery.ErrNotFound {
			t.Errorf("an album of nobody: %v", err)
		}
	})
}
