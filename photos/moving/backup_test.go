package moving_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/internal/sqldb/sqldbtest"
	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/photos/store"
)

// onEachPair runs a test with every engine to come from and every one to go to.
func onEachPair(t *testing.T, test func(t *testing.T, from, to sqldbtest.Engine)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, from sqldbtest.Engine) {
		sqldbtest.Each(t, func(t *testing.T, to sqldbtest.Engine) { test(t, from, to) })
	})
}

func TestABackupComesBackOnEitherEngine(t *testing.T) {
	onEachPair(t, func(t *testing.T, from, to sqldbtest.Engine) {
		h, _, _ := newHouse(t, from)
		path, c := h.backup(t)
		if c.Files != 3 || c.Rows["photos"] != 3 || c.Rows["access_tokens"] != 1 || len(c.Missing)+len(c.Damaged)+len(c.Gone) != 0 {
			t.Errorf("the backup holds %+v", c)
		}
		p := newPlace(t, to, h.clock)
		done, err := restore(t, path, p, 0)
		if err != nil || done.Originals != 3 || done.Rows["photos"] != 3 || done.Mended != 0 {
			t.Fatalf("%+v, %v", done, err)
		}
		open(t, p, h.clock).wants(t, []int{0, 1, 2}, "token")
	})
}

// What was accepted before, here or by the photos that went on, is never fresh again.
func TestUsedNoncesAreNotFreshAfterARestore(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		h, _, _ := newHouse(t, e)
		made := h.clock.at
		used := oauthcore.Nonce{Consumer: "consumer", Token: "token", Timestamp: made.Add(window).Unix(), Nonce: "n"}
		if fresh, err := h.store.UseNonce(t.Context(), used); err != nil || !fresh {
			t.Fatal(fresh, err)
		}
		path, _ := h.backup(t)
		for name, c := range map[string]struct {
			later, quiet time.Duration
			floor        time.Duration // after the backup was made
		}{
			"at once":                        {0, 0, window + 2*time.Second},
			"an hour later":                  {time.Hour, 0, time.Hour + window + 2*time.Second},
			"after an hour, half of it idle": {time.Hour, 30 * time.Minute, 30*time.Minute + window + 2*time.Second},
			"after an hour of nothing":       {time.Hour, time.Hour, window + 2*time.Second},
			"idle for longer than it is old": {time.Hour, 9 * time.Hour, window + 2*time.Second},
		} {
			t.Run(name, func(t *testing.T) {
				later := &clock{made.Add(c.later)}
				p := newPlace(t, e, later)
				done, err := restore(t, path, p, c.quiet)
				want := made.Add(c.floor)
				if err != nil || floor(t, p.DB) != want.Unix() || !done.FreshFrom.Equal(want) {
					t.Fatalf("the floor is %v after the backup, want %v, %v", time.Unix(floor(t, p.DB), 0).Sub(made), c.floor, err)
				}
				restored := open(t, p, later)
				if fresh, _ := restored.store.UseNonce(t.Context(), used); fresh {
					t.Error("what was used is fresh")
				}
				free := used
				free.Timestamp = max(want.Unix(), later.at.Unix())
				if fresh, err := restored.store.UseNonce(t.Context(), free); err != nil || !fresh {
					t.Errorf("what cannot have been used is not fresh: %v", err)
				}
			})
		}
	})
}

func TestTheFloorOfAPlaceGoesIntoItsBackup(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		h, _, _ := newHouse(t, e)
		first, _ := h.backup(t)
		ahead := &clock{h.clock.at.Add(time.Hour)} // restored by a clock that is wrong
		p := newPlace(t, e, ahead)
		if _, err := restore(t, first, p, 0); err != nil {
			t.Fatal(err)
		}
		want := floor(t, p.DB)
		ahead.at = h.clock.at
		second, _ := open(t, p, ahead).backup(t)
		again := newPlace(t, e, ahead)
		if _, err := restore(t, second, again, 0); err != nil || floor(t, again.DB) != want {
			t.Errorf("%v, want %v; %v", floor(t, again.DB), want, err)
		}
	})
}

// faulty is a place for pictures where something happens before an original is opened.
type faulty struct {
	gallery.Blobs
	before func(sum string)
}

func (f *faulty) Open(ctx context.Context, sum string, size gallery.Size) (io.ReadSeekCloser, error) {
	if size == gallery.Original {
		f.before(sum)
	}
	return f.Blobs.Open(ctx, sum, size)
}

func TestWhatIsDeletedMeanwhileStaysDeleted(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		h, owner, album := newHouse(t, e)
		once := sync.OnceFunc(func() {
			photos, _, err := h.Photos(t.Context(), gallery.Viewer{User: owner}, album, "", 100)
			if err != nil {
				t.Error(err)
			}
			for _, p := range photos {
				if p.File == "1.png" {
					d, err := h.DeletePhoto(t.Context(), owner, p.ID)
					if err := errors.Join(err, h.Purge(t.Context(), owner, d.ID)); err != nil {
						t.Error(err)
					}
				}
			}
		})
		h.place.Blobs = &faulty{h.place.Blobs, func(string) { once() }}
		path, c := h.backup(t)
		if len(c.Gone) != 1 || len(c.Missing) != 0 || c.Rows["photos"] != 3 || c.Files != 2 {
			t.Fatalf("the backup holds %+v", c)
		}
		p := newPlace(t, e, h.clock)
		if _, err := restore(t, path, p, 0); err != nil {
			t.Fatal(err)
		}
		open(t, p, h.clock).wants(t, []int{0, 2}, "token")
	})
}

func TestWhatWasLostBeforeIsNamedAndTheRestIsKept(t *testing.T) {
	h, owner, album := newHouse(t, sqldbtest.Engine{Name: "sqlite"})
	photos, _, err := h.Photos(t.Context(), gallery.Viewer{User: owner}, album, "", 100)
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range []string{"lost", "changed"} {
		sum := photos[i].SHA256
		file := filepath.Join(h.dir, "originals", sum[:2], sum[2:4], sum)
		if name == "lost" {
			err = os.Remove(file)
		} else {
			err = os.WriteFile(file, []byte("something else"), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	path, c := h.backup(t)
	if !slices.Equal(c.Missing, []string{photos[0].SHA256}) || !slices.Equal(c.Damaged, []string{photos[1].SHA256}) || c.Files != 1 {
		t.Fatalf("the backup says %+v", c)
	}
	p := newPlace(t, sqldbtest.Engine{Name: "sqlite"}, h.clock)
	if done, err := restore(t, path, p, 0); err != nil || done.Originals != 1 || done.Rows["photos"] != 3 {
		t.Errorf("%+v, %v", done, err)
	}
}

// A store that is out of reach is no reason to leave its pictures out.
func TestWithoutItsPicturesThereIsNoBackup(t *testing.T) {
	h, _, _ := newHouse(t, sqldbtest.Engine{Name: "sqlite"})
	for _, which := range []int{0, 2} {
		var left atomic.Int32
		left.Store(int32(which))
		h.place.Blobs = &away{h.place.Blobs, func() bool { return left.Add(-1) < 0 }}
		if _, err := h.place.Backup(t.Context(), io.Discard, false); !errors.Is(err, gallery.ErrAway) {
			t.Errorf("it ends with %v", err)
		}
	}
}

// away is a store of pictures that goes out of reach.
type away struct {
	gallery.Blobs
	gone func() bool
}

func (a *away) Open(ctx context.Context, sum string, size gallery.Size) (io.ReadSeekCloser, error) {
	if a.gone() {
		return nil, gallery.ErrAway
	}
	return a.Blobs.Open(ctx, sum, size)
}

func TestABackupGoesIntoAnEmptyPlaceAlone(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		h, _, _ := newHouse(t, e)
		path, _ := h.backup(t)
		if _, err := restore(t, path, h.place, 0); !errors.Is(err, store.ErrOccupied) {
			t.Errorf("into itself: %v", err)
		}
		h.wants(t, []int{0, 1, 2}, "token")

		other := newPlace(t, e, h.clock)
		other.Blobs = h.place.Blobs
		if _, err := restore(t, path, other, 0); !errors.Is(err, gallery.ErrForeign) {
			t.Errorf("over the pictures of another database: %v", err)
		}
	})
}

// A restore that was interrupted has changed nothing that anybody sees, and the next one goes on.
func TestARestoreThatWasInterruptedIsBegunAgain(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		h, _, _ := newHouse(t, e)
		path, _ := h.backup(t)
		p := newPlace(t, e, h.clock)
		whole := p.Blobs
		failed := errors.New("the disk is full")
		p.Blobs = &failing{Blobs: whole, after: 2, err: failed}
		if _, err := restore(t, path, p, 0); !errors.Is(err, failed) {
			t.Fatalf("it ends with %v", err)
		}
		if err := store.Vacant(t.Context(), p.DB.Read()); err != nil {
			t.Errorf("something can be seen: %v", err)
		}
		p.Blobs = whole
		if done, err := restore(t, path, p, 0); err != nil || done.Originals != 3 {
			t.Fatalf("%+v, %v", done, err)
		}
		open(t, p, h.clock).wants(t, []int{0, 1, 2}, "token")
	})
}

// failing takes so many originals, and no more.
type failing struct {
	gallery.Blobs
	after int
	err   error
}

func (f *failing) Stage(ctx context.Context, r io.Reader, limit int64) (gallery.Staged, error) {
	if f.after--; f.after < 0 {
		return nil, f.err
	}
	return f.Blobs.Stage(ctx, r, limit)
}

func TestABackupOfANewerVersionIsRefused(t *testing.T) {
	h, _, _ := newHouse(t, sqldbtest.Engine{Name: "sqlite"})
	if _, err := h.place.DB.Exec(t.Context(), `INSERT INTO schema_migrations (name, checksum, applied_at) VALUES ('9999_later.sql', '', 0)`); err != nil {
		t.Fatal(err)
	}
	_, err := h.place.Backup(t.Context(), io.Discard, false)
	if !errors.Is(err, sqldb.ErrNewerSchema) {
		t.Error(err)
	}
}

func TestSessionsAndUploadsOnTheirWayAreNotInABackup(t *testing.T) {
	h, owner, album := newHouse(t, sqldbtest.Engine{Name: "sqlite"})
	_, err := h.place.DB.Exec(t.Context(), `INSERT INTO sessions (id, user_id, data, created, expires) VALUES ('s', $1, '', 0, 9000000000000000)`, owner)
	if err == nil {
		_, err = h.place.DB.Exec(t.Context(), `INSERT INTO arrivals (id, owner, album, file, sha256, bytes, photo, created, expires)
			VALUES ('a', $1, $2, '', '', 5, '', 0, 0)`, owner, album)
	}
	if err != nil {
		t.Fatal(err)
	}
	path, c := h.backup(t)
	if _, there := c.Rows["sessions"]; there {
		t.Error("sessions are in it")
	}
	p := newPlace(t, sqldbtest.Engine{Name: "sqlite"}, h.clock)
	if done, err := restore(t, path, p, 0); err != nil || done.Rows["sessions"]+done.Rows["arrivals"] != 0 {
		t.Errorf("%+v, %v", done, err)
	}
}
