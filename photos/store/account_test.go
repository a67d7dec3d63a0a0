package store

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"example.net/oauth1/photos/gallery"
)

// eachWithUser runs a test on every engine, with a store that has a User in it.
func eachWithUser(t *testing.T, test func(t *testing.T, s *Store, c *clock)) {
	t.Helper()
	each(t, func(t *testing.T, s *Store, c *clock) {
		if err := s.CreateUser(t.Context(), gallery.User{ID: "1", ScreenName: "jane", Created: noon}, "old"); err != nil {
			t.Fatal(err)
		}
		test(t, s, c)
	})
}

func (s *Store) rows(t *testing.T, query string, args ...any) (n int) {
	t.Helper()
	if err := s.db.Read().QueryRow(query, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// A try at a name that nobody has is written down as well, and as many of them: it must not be told by its time.
func TestSignInsOfNobodyCostAsMuch(t *testing.T) {
	eachWithUser(t, func(t *testing.T, s *Store, c *clock) {
		for i := range 12 {
			for _, name := range []string{"jane", "nobody", "nothing"} {
				in := gallery.SignIn{Time: noon.Add(time.Duration(i) * time.Second), How: gallery.ByPassword, Accepted: i < 4}
				if err := s.NoteSignIn(t.Context(), fmt.Sprint(name, i), name, in, 5); err != nil {
					t.Fatal(err)
				}
			}
		}
		for _, user := range []string{"1", ""} {
			n := s.rows(t, `SELECT count(*) FROM sign_ins WHERE user_id = $1 AND NOT accepted`, user)
			if n != 5 {
				t.Errorf("%d failures are kept of user %q, want 5", n, user)
			}
		}
		list, err := s.SignIns(t.Context(), "1")
		if err != nil || len(list) != 9 || !list[0].Time.Equal(noon.Add(11*time.Second)) || list[5].Accepted != true {
			t.Errorf("the history is %+v, %v", list, err)
		}
		c.Set(noon.Add(keepSignIns + time.Minute))
		if err := s.Tidy(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := s.rows(t, `SELECT count(*) FROM sign_ins`); n != 0 {
			t.Errorf("%d sign-ins of long ago are kept", n)
		}
	})
}

func TestOnePasswordChangeWins(t *testing.T) {
	eachWithUser(t, func(t *testing.T, s *Store, _ *clock) {
		won := race(8, func(i int) bool {
			err := s.SetPassword(context.Background(), "1", "old", fmt.Sprint("new", i))
			if err != nil && !errors.Is(err, gallery.ErrWrongPassword) {
				t.Error(err)
			}
			return err == nil
		})
		if won != 1 {
			t.Errorf("%d changes from the same old password have succeeded", won)
		}
	})
}

func TestACounterOfAPasskeyMustGrow(t *testing.T) {
	eachWithUser(t, func(t *testing.T, s *Store, _ *clock) {
		key := gallery.Passkey{ID: "k", User: "1", Name: "One", PublicKey: []byte{1}, Transports: []string{"usb"}, Created: noon}
		if err := s.CreatePasskey(t.Context(), key); err != nil {
			t.Fatal(err)
		}
		if err := s.CreatePasskey(t.Context(), key); !errors.Is(err, gallery.ErrTaken) {
			t.Errorf("the same credential again: %v", err)
		}
		use := func(counter uint32) bool {
			used := key
			used.Counter, used.LastUsed = counter, noon
			err := s.UsePasskey(context.Background(), used)
			if err != nil && !errors.Is(err, gallery.ErrNotFound) {
				t.Error(err)
			}
			return err == nil
		}
		for i, step := range []struct {
			counter uint32
			ok      bool
		}{{0, true}, {0, true}, {3, true}, {3, false}, {2, false}, {0, false}, {1 << 31, true}} {
			if got := use(step.counter); got != step.ok {
				t.Errorf("step %d: counter %d is answered %v", i, step.counter, got)
			}
		}
		if won := race(8, func(int) bool { return use(1<<31 + 1) }); won != 1 {
			t.Errorf("one count has been used %d times", won)
		}
		if err := s.DeletePasskey(t.Context(), "2", "k"); !errors.Is(err, gallery.ErrNotFound) {
			t.Errorf("another User's passkey: %v", err)
		}
		if _, err := s.DeleteUser(t.Context(), "1"); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Passkey(t.Context(), "k"); !errors.Is(err, gallery.ErrNotFound) {
			t.Errorf("the passkey of a deleted User: %v", err)
		}
	})
}
