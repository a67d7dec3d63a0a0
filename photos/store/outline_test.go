package store

import (
	"fmt"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/internal/sqldb/sqldbtest"
)

func TestAnOutlineIsTheAlbumInItsOrder(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *clock) {
		owner, album := jane(t, s)
		for _, n := range []int{3, 1, 4, 0, 2} {
			p := photo(n, owner, album, fmt.Sprint(n))
			p.Width = 10 + n
			if _, _, err := s.CreatePhoto(t.Context(), p); err != nil {
				t.Fatal(err)
			}
		}
		shapes, err := s.Outline(t.Context(), owner, album)
		if err != nil || len(shapes) != 5 {
			t.Fatalf("outline %v, %v", shapes, err)
		}
		for n, shape := range shapes {
			if shape.Width != 10+n || shape.Height != 3 {
				t.Errorf("photo %d is outlined as %v", n, shape)
			}
		}
		photos, err := s.Stretch(t.Context(), owner, album, 2, 2)
		if err != nil || len(photos) != 2 || photos[0].ID != "photo002" || photos[1].ID != "photo003" {
			t.Errorf("stretch %+v, %v", photos, err)
		}
		if rank, err := s.Rank(t.Context(), photos[1]); err != nil || rank != 3 {
			t.Errorf("rank %d, %v", rank, err)
		}
		if shapes, err := s.Outline(t.Context(), "another", album); err != nil || len(shapes) > 0 {
			t.Errorf("to another User: %v, %v", shapes, err)
		}
		if photos, err := s.Stretch(t.Context(), "another", album, 0, 9); err != nil || len(photos) > 0 {
			t.Errorf("to another User: %v, %v", photos, err)
		}
	})
}

// TestPhotosFromBeforePlaceholdersWaitForOne brings a database up to date in
// which a photo had its renditions already.
func TestPhotosFromBeforePlaceholdersWaitForOne(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		where := e.Where(t)
		fromBefore(t, where)
		s := openStore(t, where, time.Now)
		if sums, err := s.PendingRenditions(t.Context(), "", 9); err != nil || !slices.Equal(sums, []string{"aa"}) {
			t.Errorf("on the list are %v, %v", sums, err)
		}
	})
}

// fromBefore makes a database as the first version did.
func fromBefore(t *testing.T, where string) {
	t.Helper()
	text, err := migrations.ReadFile("migrations/0001_init.sql")
	if err != nil {
		t.Fatal(err)
	}
	db, err := sqldb.Open(t.Context(), where)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(t.Context(), fstest.MapFS{"0001_init.sql": &fstest.MapFile{Data: text}}); err != nil {
		t.Fatal(err)
	}
	for _, row := range []string{
		`INSERT INTO users VALUES ('12345', 'jane', 'Jane', 'hash', 1)`,
		`INSERT INTO albums VALUES ('vacation', '12345', 'Vacation', TRUE, 1)`,
		`INSERT INTO photos VALUES ('1', 'vacation', '12345', 'a', 't', '', 'aa', 'image/jpeg', 1, 2, 3, NULL, 1, 'made')`,
		`INSERT INTO photos VALUES ('2', 'vacation', '12345', 'b', 't', '', 'bb', 'image/jpeg', 1, 2, 3, NULL, 2, 'unreadable')`,
	} {
		if _, err := db.Exec(t.Context(), row); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}
