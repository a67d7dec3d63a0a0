package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.net/oauth1/internal/seal"
	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/internal/sqldb/sqldbtest"
	"example.net/oauth1/photos/gallery"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// clock is a time that a test sets.
type clock struct{ micros atomic.Int64 }

func (c *clock) Now() time.Time        { return time.UnixMicro(c.micros.Load()).UTC() }
func (c *clock) Set(t time.Time)       { c.micros.Store(t.UnixMicro()) }
func (c *clock) Add(d time.Duration)   { c.micros.Add(d.Microseconds()) }
func (c *clock) at(t time.Time) *clock { c.Set(t); return c }

// openStore opens a store on a database.
func openStore(t testing.TB, where string, now func() time.Time) *Store {
	t.Helper()
	db, err := sqldb.Open(context.Background(), where)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Open(context.Background(), db, Options{Sealer: seal.New([seal.KeySize]byte{1}), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(s.Close(), db.Close()); err != nil {
			t.Error(err)
		}
	})
	return s
}

func newStore(t testing.TB, e sqldbtest.Engine) (*Store, *clock) {
	t.Helper()
	c := new(clock).at(noon)
	return openStore(t, e.Where(t), c.Now), c
}

// each runs a test with an empty store on every engine.
func each(t *testing.T, test func(t *testing.T, s *Store, c *clock)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		s, c := newStore(t, e)
		test(t, s, c)
	})
}

// race runs f many times at once and counts how often it answered true.
func race(n int, f func(i int) bool) (won int) {
	var wins atomic.Int64
	var ready, done sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		ready.Add(1)
		done.Go(func() {
			ready.Done()
			<-start
			if f(i) {
				wins.Add(1)
			}
		})
	}
	ready.Wait()
	close(start)
	done.Wait()
	return int(wins.Load())
}

// jane has an album.
func jane(t testing.TB, s *Store) (owner, album string) {
	t.Helper()
	u := gallery.User{ID: "12345", ScreenName: "jane", Name: "Jane", Created: noon}
	a := gallery.Album{ID: "vacation", Owner: u.ID, Title: "Vacation", Private: true, Created: noon}
	if err := errors.Join(s.CreateUser(t.Context(), u, "hash"), s.CreateAlbum(t.Context(), a)); err != nil {
		t.Fatal(err)
	}
	return u.ID, a.ID
}

func photo(n int, owner, album, file string) gallery.Photo {
	return gallery.Photo{
		ID: fmt.Sprintf("photo%03d", n), Album: album, Owner: owner, File: file, Title: "t", SHA256: fmt.Sprintf("%064d", n),
		ContentType: "image/jpeg", Bytes: 1, Width: 2, Height: 3, Taken: noon.Add(-time.Hour), Created: noon.Add(time.Duration(n) * time.Second),
	}
}

func TestUsersAreWhoTheyAre(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *clock) {
		owner, _ := jane(t, s)
		u, hash, err := s.UserByScreenName(t.Context(), "jane")
		if err != nil || hash != "hash" || u.ID != owner || !u.Created.Equal(noon) {
			t.Errorf("found %+v, %q, %v", u, hash, err)
		}
		if again, err := s.User(t.Context(), owner); err != nil || again != u {
			t.Errorf("found %+v, %v", again, err)
		}
		if err := s.CreateUser(t.Context(), gallery.User{ID: "1", ScreenName: "jane", Created: noon}, ""); !errors.Is(err, gallery.ErrTaken) {
			t.Errorf("a second jane: %v", err)
		}
		if _, err := s.User(t.Context(), "nobody"); !errors.Is(err, gallery.ErrNotFound) {
			t.Errorf("nobody: %v", err)
		}
		if err := s.CreateAlbum(t.Context(), gallery.Album{ID: "x", Owner: "nobody", Created: noon}); !errors.Is(err, gallery.ErrNotFound) {
			t.Errorf("nobody's album: %v", err)
		}
	})
}

func TestOnlyOneOfFiftyGetsAScreenName(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *clock) {
		won := race(50, func(i int) bool {
			err := s.CreateUser(t.Context(), gallery.User{ID: fmt.Sprint(i), ScreenName: "jane", Created: noon}, "")
			if err != nil && !errors.Is(err, gallery.ErrTaken) {
				t.Error(err)
			}
			return err == nil
		})
		if won != 1 {
			t.Errorf("%d of them", won)
		}
	})
}

func TestPhotosComeInOrderAndHaveNeighbours(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *clock) {
		owner, album := jane(t, s)
		for n := range 5 {
			if _, _, err := s.CreatePhoto(t.Context(), photo(n, owner, album, fmt.Sprint(n))); err != nil {
				t.Fatal(err)
			}
		}
		photos, err := s.Photos(t.Context(), owner, album, gallery.Place{}, 3)
		if err != nil || len(photos) != 3 || photos[0] != placed(photo(0, owner, album, "0")) {
			t.Fatalf("first page %+v, %v", photos, err)
		}
		last := photos[2]
		rest, err := s.Photos(t.Context(), owner, album, gallery.Place{Position: last.Position, ID: last.ID}, 3)
		if err != nil || len(rest) != 2 || rest[0].ID != "photo003" {
			t.Errorf("second page %+v, %v", rest, err)
		}
		prev, next, err := s.Neighbours(t.Context(), last)
		if err != nil || prev != "photo001" || next != "photo003" {
			t.Errorf("neighbours %q, %q, %v", prev, next, err)
		}
		prev, next, err = s.Neighbours(t.Context(), rest[1])
		if err != nil || prev != "photo003" || next != "" {
			t.Errorf("neighbours of the last %q, %q, %v", prev, next, err)
		}
		a, err := s.Album(t.Context(), owner, album)
		if err != nil || a.PhotoCount != 5 || a.Cover != "photo000" {
			t.Errorf("album %+v, %v", a, err)
		}
	})
}

// placed is a photo where the store puts a new one.
func placed(p gallery.Photo) gallery.Photo {
	p.Position = p.Created.UnixMicro()
	return p
}

func TestAFileNameIsUniqueWithinItsAlbum(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *clock) {
		owner, album := jane(t, s)
		var names []string
		for n := range 12 {
			p, existed, err := s.CreatePhoto(t.Context(), photo(n, owner, album, "image.jpg"))
			if err != nil || existed {
				t.Fatal(existed, err)
			}
			names = append(names, p.File)
		}
		if names[0] != "image.jpg" || names[1] != "image (2).jpg" || names[11] != "image (12).jpg" {
			t.Errorf("names %q", names)
		}
		p, existed, err := s.CreatePhoto(t.Context(), photo(3, owner, album, "other.jpg"))
		if err != nil || !existed || p.File != "image (4).jpg" {
			t.Errorf("the same bytes again: %+v, %v, %v", p, existed, err)
		}
	})
}

func TestTheSameBytesByFiftyAreOnePhoto(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *clock) {
		owner, album := jane(t, s)
		won := race(50, func(i int) bool {
			p := photo(1, owner, album, "image.jpg")
			p.ID = fmt.Sprint(i)
			_, existed, err := s.CreatePhoto(t.Context(), p)
			if err != nil {
				t.Error(err)
			}
			return !existed
		})
		if won != 1 {
			t.Errorf("%d photos", won)
		}
	})
}

func TestWhatBelongsToAnotherIsNotFound(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *clock) {
		owner, album := jane(t, s)
		p, _, err := s.CreatePhoto(t.Context(), photo(1, owner, album, "a"))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.CreateUser(t.Context(), gallery.User{ID: "2", ScreenName: "sam", Created: noon}, ""); err != nil {
			t.Fatal(err)
		}
		for _, id := range []string{p.ID, "never"} {
			_, err1 := s.Photo(t.Context(), "2", id)
			err2 := s.DeletePhotos(t.Context(), "2", album, []string{id}, "bin", noon)
			for _, err := range []error{err1, err2, s.DescribePhoto(t.Context(), "2", id, gallery.Description{})} {
				if !errors.Is(err, gallery.ErrNotFound) {
					t.Errorf("photo %s: %v", id, err)
				}
			}
		}
		for _, id := range []string{album, "never"} {
			_, err1 := s.Album(t.Context(), "2", id)
			err2 := s.DeleteAlbum(t.Context(), "2", id, noon)
			_, _, err3 := s.CreatePhoto(t.Context(), photo(2, "2", id, "b"))
			for _, err := range []error{err1, err2, err3, s.RenameAlbum(t.Context(), "2", id, "")} {
				if !errors.Is(err, gallery.ErrNotFound) {
					t.Errorf("album %s: %v", id, err)
				}
			}
			if photos, err := s.Photos(t.Context(), "2", id, gallery.Place{}, 9); err != nil || len(photos) > 0 {
				t.Errorf("album %s: %v, %v", id, photos, err)
			}
		}
		if photos, err := s.PhotosByFile(t.Context(), "2", "a"); err != nil || len(photos) > 0 {
			t.Errorf("by file: %v, %v", photos, err)
		}
	})
}

func TestDeletingTellsWhichOriginalsAreLeftAlone(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *clock) {
		owner, album := jane(t, s)
		second := gallery.Album{ID: "second", Owner: owner, Created: noon}
		if err := s.CreateAlbum(t.Context(), second); err != nil {
			t.Fatal(err)
		}
		twice := photo(1, owner, second.ID, "b")
		twice.ID = "twice"
		for _, p := range []gallery.Photo{photo(1, owner, album, "a"), photo(2, owner, album, "c"), twice} {
			if _, _, err := s.CreatePhoto(t.Context(), p); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Photo(t.Context(), owner, p.ID); err != nil { // into the cache
				t.Fatal(err)
			}
		}
		if err := s.DeleteAlbum(t.Context(), owner, album, noon); err != nil {
			t.Fatal(err)
		}
		orphans, err := s.Purge(t.Context(), owner, album)
		if err != nil || !slices.Equal(orphans, []string{photo(2, "", "", "").SHA256}) {
			t.Errorf("orphans of the album: %v, %v", orphans, err)
		}
		if _, err := s.Photo(t.Context(), owner, "photo001"); !errors.Is(err, gallery.ErrNotFound) {
			t.Errorf("a photo of the deleted album: %v", err)
		}
		if err := s.DeletePhotos(t.Context(), owner, second.ID, []string{"twice"}, "bin", noon); err != nil {
			t.Fatal(err)
		}
		orphans, err = s.Purge(t.Context(), owner, "bin")
		if err != nil || !slices.Equal(orphans, []string{twice.SHA256}) {
			t.Errorf("orphans of the last photo: %v, %v", orphans, err)
		}
		if _, err := s.Photo(t.Context(), owner, "twice"); !errors.Is(err, gallery.ErrNotFound) {
			t.Errorf("the deleted photo: %v", err)
		}
		if left, err := s.Originals(t.Context(), "", 10); err != nil || len(left) > 0 {
			t.Errorf("left: %v, %v", left, err)
		}
	})
}

func TestADescriptionIsSeenAtOnce(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *clock) {
		owner, album := jane(t, s)
		p, _, err := s.CreatePhoto(t.Context(), photo(1, owner, album, "a"))
		if err != nil {
			t.Fatal(err)
		}
		for _, title := range []string{"one", "two"} {
			if err := s.DescribePhoto(t.Context(), owner, p.ID, gallery.Description{Title: title, Alt: "alt " + title}); err != nil {
				t.Fatal(err)
			}
			if p, err = s.Photo(t.Context(), owner, p.ID); err != nil || p.Title != title || p.Alt != "alt "+title {
				t.Errorf("found %+v, %v", p, err)
			}
		}
	})
}

func TestTheListOfWhatHasNoRenditions(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *clock) {
		owner, album := jane(t, s)
		for n := range 5 {
			if _, _, err := s.CreatePhoto(t.Context(), photo(n, owner, album, fmt.Sprint(n))); err != nil {
				t.Fatal(err)
			}
		}
		first, err := s.PendingRenditions(t.Context(), "", 2)
		if err != nil || len(first) != 2 {
			t.Fatal(first, err)
		}
		for i, sum := range first {
			if wanted, err := s.RenditionsMade(t.Context(), sum, i == 0, "colours"); err != nil || !wanted {
				t.Errorf("%v, %v", wanted, err)
			}
		}
		for i, sum := range first {
			photos, err := s.Photos(t.Context(), owner, album, gallery.Place{}, 10)
			if err != nil || photos[i].SHA256 != sum || photos[i].Placeholder != "colours" || photos[i].Unreadable != (i == 1) {
				t.Errorf("photo %d is listed as %+v, %v", i, photos[i], err)
			}
		}
		rest, err := s.PendingRenditions(t.Context(), first[0], 10)
		if err != nil || len(rest) != 3 || rest[0] != photo(2, "", "", "").SHA256 {
			t.Errorf("rest %v, %v", rest, err)
		}
		if wanted, err := s.RenditionsMade(t.Context(), "deleted", true, ""); err != nil || wanted {
			t.Errorf("of a deleted photo: %v, %v", wanted, err)
		}
	})
}

func TestNothingIsLostWhenTheStoreIsOpenedAgain(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		where := e.Where(t)
		t.Run("first", func(t *testing.T) { jane(t, openStore(t, where, time.Now)) })
		t.Run("second", func(t *testing.T) {
			if _, _, err := openStore(t, where, time.Now).UserByScreenName(t.Context(), "jane"); err != nil {
				t.Error(err)
			}
		})
	})
}
