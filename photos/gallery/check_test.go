package gallery_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"example.net/oauth1/internal/sqldb/sqldbtest"
	"example.net/oauth1/photos/gallery"
)

func sumOf(content string) string {
	sum := sha256.Sum256([]byte(content))
	return hex.EncodeToString(sum[:])
}

// kept is the file of an original, or of what was made of it.
func (h *house) kept(dir, sum, rest string) string {
	return filepath.Join(h.dir, "blobs", dir, sum[:2], sum[2:4], sum+rest)
}

func TestCheckComparesWithWhatIsWrittenDown(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		where := e.Where(t)
		h, err := openHouse(where, t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		defer h.close()
		owner, album := h.signUp(t, "jane")
		longer, copied, stripped, unmade := h.upload(t, owner, album, "1", picture(1)), h.upload(t, owner, album, "2", picture(2)),
			h.upload(t, owner, album, "3", picture(3)), h.upload(t, owner, album, "4", picture(4))
		for _, p := range []gallery.Photo{longer, copied, stripped, unmade} {
			read(t, h, gallery.Viewer{User: owner}, p.ID, gallery.Thumb)
		}
		if err := h.Blobs.PutRendition(t.Context(), stripped.SHA256, gallery.Placeless, []byte("without")); err != nil {
			t.Fatal(err)
		}
		wants := func(what string, want gallery.Report) {
			t.Helper()
			got, err := h.Check(t.Context())
			if err != nil || !slices.Equal(got.Lengths, want.Lengths) || !slices.Equal(got.Placeless, want.Placeless) || got.Unmade != want.Unmade ||
				len(got.Damaged)+len(got.Missing)+len(got.Orphans) > 0 || got.Originals != 4 || got.Sound() != (got.Wrong() == 0) {
				t.Errorf("%s: %+v, %v", what, got, err)
			}
		}
		db := sqldbtest.Open(t, where)
		do := func(statement string, args ...any) {
			t.Helper()
			if n, err := db.Exec(t.Context(), statement, args...); err != nil || n == 0 {
				t.Fatal(n, err)
			}
		}
		do(`UPDATE photos SET renditions = 'made'`)
		do(`INSERT INTO placeless (original, kind, sha256, bytes) VALUES ($1, 'made', $2, 7)`, stripped.SHA256, sumOf("another"))
		wants("without the place it is another", gallery.Report{Placeless: []string{stripped.SHA256}})
		do(`UPDATE placeless SET sha256 = $1, bytes = 7`, sumOf("without"))
		wants("all is well", gallery.Report{})
		do(`UPDATE photos SET bytes = bytes + 1 WHERE id = $1`, longer.ID)
		wants("a photo says another length", gallery.Report{Lengths: []string{longer.SHA256}})
		if err := os.Remove(h.kept("renditions", unmade.SHA256, "-thumb.jpg")); err != nil {
			t.Fatal(err)
		}
		wants("a thumb is lost", gallery.Report{Lengths: []string{longer.SHA256}, Unmade: 1})
	})
}

func TestCheckTellsHowLongAnOrphanHasBeenThere(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.signUp(t, "jane")
		s, err := h.Blobs.Stage(t.Context(), bytes.NewReader(picture(1)), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Keep(); err != nil {
			t.Fatal(err)
		}
		sum := s.SHA256()
		s.Close()
		report, err := h.Check(t.Context())
		if err != nil || !report.Sound() || len(report.Orphans) != 1 || report.Orphans[0].SHA256 != sum || !report.Orphans[0].Young() || report.Orphans[0].Age < 0 {
			t.Errorf("%+v, %v", report, err)
		}
		old := h.kept("originals", sum, "")
		if err := os.Chtimes(old, time.Time{}, time.Now().Add(-2*time.Hour)); err != nil {
			t.Fatal(err)
		}
		if report, err = h.Check(t.Context()); err != nil || len(report.Orphans) != 1 || report.Orphans[0].Young() {
			t.Errorf("of long ago: %+v, %v", report, err)
		}
	})
}
