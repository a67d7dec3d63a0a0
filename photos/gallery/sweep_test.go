package gallery_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"example.net/oauth1/internal/sqldb/sqldbtest"
	"example.net/oauth1/photos/gallery"
)

func TestSweepRemovesOrphansAndNothingElse(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		owner, album := h.signUp(t, "jane")
		p := h.upload(t, owner, album, "a", picture(1))
		staged, err := h.Blobs.Stage(t.Context(), bytes.NewReader(picture(2)), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		defer staged.Close()
		if err := staged.Keep(); err != nil {
			t.Fatal(err)
		}
		if removed, err := h.Sweep(t.Context()); err != nil || removed != 1 {
			t.Errorf("removed %d, %v", removed, err)
		}
		read(t, h, gallery.Viewer{User: owner}, p.ID, gallery.Original)
		if _, err := h.Blobs.Open(t.Context(), staged.SHA256(), gallery.Original); !errors.Is(err, gallery.ErrNotFound) {
			t.Errorf("the orphan: %v", err)
		}
	})
}

// Another process may be about to write the row of what is young.
func TestSweepingWhileOthersUploadLeavesAloneWhatIsYoung(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.Shared = true
		var sums []string
		for i := range 2 {
			staged, err := h.Blobs.Stage(t.Context(), bytes.NewReader(picture(i)), 1<<20)
			if err != nil {
				t.Fatal(err)
			}
			defer staged.Close()
			if err := staged.Keep(); err != nil {
				t.Fatal(err)
			}
			sums = append(sums, staged.SHA256())
		}
		old, before := sums[0], time.Now().Add(-2*time.Hour)
		if err := os.Chtimes(filepath.Join(h.dir, "blobs", "originals", old[:2], old[2:4], old), before, before); err != nil {
			t.Fatal(err)
		}
		held := 0
		h.Lock = func(_ context.Context, name string) (func(), error) { held++; return func() { held++ }, nil }
		if removed, err := h.SweepShared(t.Context()); err != nil || removed != 1 || held != 2 {
			t.Errorf("removed %d, %v; the lock was used %d times", removed, err, held)
		}
		for i, want := range []error{gallery.ErrNotFound, nil} {
			if err := h.Blobs.Verify(t.Context(), sums[i]); !errors.Is(err, want) {
				t.Errorf("original %d: %v", i, err)
			}
		}
	})
}

func TestADatabaseThatHasAnotherFolderSweepsNothing(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		h, stranger := newHouse(t, e), newHouse(t, e)
		owner, album := h.signUp(t, "jane")
		p := h.upload(t, owner, album, "a", picture(1))
		stranger.Blobs = h.Blobs
		if _, err := stranger.Sweep(t.Context()); !errors.Is(err, gallery.ErrForeign) {
			t.Errorf("got %v", err)
		}
		read(t, h, gallery.Viewer{User: owner}, p.ID, gallery.Original)
	})
}
