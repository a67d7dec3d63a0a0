package gallery_test

import (
	"bytes"
	"errors"
	"slices"
	"testing"
	"time"

	"example.net/oauth1/photos/gallery"
)

// gone makes sure that nobody finds a photo, by whatever way.
func (s *shelf) gone(id, file string) {
	s.t.Helper()
	for _, v := range []gallery.Viewer{{User: s.owner}, {User: s.owner, Other: true}, {User: s.owner, Albums: []string{s.album}, Other: true}} {
		_, err1 := s.Photo(s.t.Context(), v, id)
		_, err2 := s.Open(s.t.Context(), v, id, gallery.Thumb)
		_, err3 := s.Open(s.t.Context(), v, id, gallery.Original)
		_, err4 := s.FindFile(s.t.Context(), v, file)
		_, _, err5 := s.Neighbours(s.t.Context(), v, id)
		for i, err := range []error{err1, err2, err3, err4, err5} {
			if !errors.Is(err, gallery.ErrNotFound) {
				s.t.Errorf("way %d to a deleted photo: %v", i, err)
			}
		}
	}
	found, _, err := s.Search(s.t.Context(), s.owner, file, "", 0)
	if err != nil || slices.ContainsFunc(found, func(p gallery.Photo) bool { return p.ID == id }) {
		s.t.Errorf("a search finds %+v, %v", found, err)
	}
	if err := s.DescribePhoto(s.t.Context(), s.owner, id, gallery.Description{Title: "x"}); err != gallery.ErrNotFound {
		s.t.Errorf("describing it: %v", err)
	}
}

func TestWhatIsDeletedIsGoneAtOnceAndCanComeBack(t *testing.T) {
	eachShelf(t, 4, func(t *testing.T, s *shelf) {
		for _, id := range s.ids { // into every cache
			read(t, s.house, gallery.Viewer{User: s.owner}, id, gallery.Thumb)
		}
		d, err := s.DeletePhotos(t.Context(), s.owner, s.album, []string{s.ids[2], s.ids[1]})
		if err != nil || d.Photos != 2 || d.Whole || d.Title != "Vacation" || d.Sample != "1" {
			t.Errorf("deletion %+v, %v", d, err)
		}
		s.wants(s.album, "0 3")
		s.gone(s.ids[1], "1")
		s.gone(s.ids[2], "2")
		usage, err := s.Usage(t.Context(), s.owner)
		if err != nil || usage.Photos != 2 || usage.Deleted != d.Bytes || usage.Bytes <= usage.Deleted {
			t.Errorf("usage %+v, %v", usage, err)
		}
		a, err := s.Restore(t.Context(), s.owner, d.ID)
		if err != nil || a.ID != s.album {
			t.Errorf("restored to %+v, %v", a, err)
		}
		s.wants(s.album, "0 1 2 3")
		read(t, s.house, gallery.Viewer{User: s.owner}, s.ids[1], gallery.Original)
		if _, err := s.Restore(t.Context(), s.owner, d.ID); err != gallery.ErrNotFound {
			t.Errorf("restoring again: %v", err)
		}
	})
}

func TestADeletedAlbumComesBackWhole(t *testing.T) {
	eachShelf(t, 2, func(t *testing.T, s *shelf) {
		other := s.another("Other")
		s.must(s.SetCover(t.Context(), s.owner, s.album, s.ids[1]))
		d, err := s.DeleteAlbum(t.Context(), s.owner, s.album)
		if err != nil || !d.Whole || d.Photos != 2 || d.ID != s.album {
			t.Errorf("deletion %+v, %v", d, err)
		}
		s.gone(s.ids[0], "0")
		jane := gallery.Viewer{User: s.owner}
		_, err1 := s.Album(t.Context(), jane, s.album)
		_, _, err2 := s.Photos(t.Context(), jane, s.album, "", 0)
		_, _, err3 := s.Upload(t.Context(), s.owner, s.album, "x", bytes.NewReader(picture(9)))
		_, err4 := s.DeleteAlbum(t.Context(), s.owner, s.album)
		_, err5 := s.MovePhotos(t.Context(), s.owner, s.album, other, s.ids)
		for i, err := range []error{err1, err2, err3, err4, err5, s.RenameAlbum(t.Context(), s.owner, s.album, "x"),
			s.ReorderAlbum(t.Context(), s.owner, s.album, gallery.First)} {
			if err != gallery.ErrNotFound {
				t.Errorf("way %d to a deleted album: %v", i, err)
			}
		}
		if list, err := s.Albums(t.Context(), jane); err != nil || len(list) != 1 {
			t.Errorf("albums %+v, %v", list, err)
		}
		_, err = s.Restore(t.Context(), s.owner, d.ID)
		s.must(err)
		s.wants(s.album, "0 1")
		if list, err := s.Albums(t.Context(), jane); err != nil || len(list) != 2 || list[0].ID != s.album || list[0].Cover != s.ids[1] {
			t.Errorf("albums %+v, %v", list, err)
		}
	})
}

// Names and pictures may have come into the album meanwhile.
func TestComingBackWhereThingsHaveChanged(t *testing.T) {
	eachShelf(t, 3, func(t *testing.T, s *shelf) {
		d, err := s.DeletePhotos(t.Context(), s.owner, s.album, s.ids[:2])
		s.must(err)
		s.upload(t, s.owner, s.album, "0", picture(10))    // the name of one
		s.upload(t, s.owner, s.album, "again", picture(1)) // the bytes of the other
		_, err = s.Restore(t.Context(), s.owner, d.ID)
		s.must(err)
		s.wants(s.album, "0 (2) 2 0 again")

		d, err = s.DeletePhotos(t.Context(), s.owner, s.album, s.ids[2:])
		s.must(err)
		_, err = s.DeleteAlbum(t.Context(), s.owner, s.album)
		s.must(err)
		a, err := s.Restore(t.Context(), s.owner, d.ID)
		if err != nil || a.ID == s.album || a.Title != "Vacation" || a.PhotoCount != 1 {
			t.Errorf("restored to %+v, %v", a, err)
		}
		s.wants(a.ID, "2")
		_, err = s.Restore(t.Context(), s.owner, s.album)
		s.must(err)
		s.wants(s.album, "0 (2) 0 again")
	})
}

func TestWhatWasDeletedLongAgoIsPurged(t *testing.T) {
	eachShelf(t, 3, func(t *testing.T, s *shelf) {
		now := time.Now()
		s.Now = func() time.Time { return now }
		other := s.another("Other")
		_, err := s.CopyPhotos(t.Context(), s.owner, s.album, other, s.ids[:1])
		s.must(err)
		old, err := s.DeletePhotos(t.Context(), s.owner, s.album, s.ids[:2])
		s.must(err)
		now = now.Add(gallery.KeepDeleted - time.Minute)
		if purged, err := s.PurgeOverdue(t.Context()); err != nil || purged != 0 {
			t.Errorf("before its time: %d, %v", purged, err)
		}
		_, err = s.DeletePhotos(t.Context(), s.owner, s.album, s.ids[2:])
		s.must(err)
		now = now.Add(2 * time.Minute)
		if purged, err := s.PurgeOverdue(t.Context()); err != nil || purged != 1 {
			t.Errorf("purged %d, %v", purged, err)
		}
		if list, err := s.Deletions(t.Context(), s.owner); err != nil || len(list) != 1 || list[0].ID == old.ID {
			t.Errorf("left %+v, %v", list, err)
		}
		report, err := s.Check(t.Context())
		if err != nil || report.Originals != 2 || !report.Sound() { // the copied one, and what can still come back
			t.Errorf("report %+v, %v", report, err)
		}
		if _, err := s.Restore(t.Context(), s.owner, old.ID); err != gallery.ErrNotFound {
			t.Errorf("restoring what is purged: %v", err)
		}
	})
}

func TestWhatIsDeletedIsItsOwnersAlone(t *testing.T) {
	eachShelf(t, 1, func(t *testing.T, s *shelf) {
		sam, _ := s.signUp(t, "sam")
		d, err := s.DeletePhotos(t.Context(), s.owner, s.album, s.ids)
		s.must(err)
		_, err = s.Restore(t.Context(), sam, d.ID)
		if err != gallery.ErrNotFound || s.Purge(t.Context(), sam, d.ID) != gallery.ErrNotFound {
			t.Errorf("sam restores: %v", err)
		}
		if s.Purge(t.Context(), s.owner, s.album) != gallery.ErrNotFound {
			t.Error("a living album is purged")
		}
		if list, err := s.Deletions(t.Context(), sam); err != nil || len(list) > 0 {
			t.Errorf("sam sees %+v, %v", list, err)
		}
	})
}

// The start of the program must not take what can still come back for orphans.
func TestSweepLeavesWhatCanComeBack(t *testing.T) {
	eachShelf(t, 1, func(t *testing.T, s *shelf) {
		d, err := s.DeletePhotos(t.Context(), s.owner, s.album, s.ids)
		s.must(err)
		if removed, err := s.Sweep(t.Context()); err != nil || removed != 0 {
			t.Errorf("removed %d, %v", removed, err)
		}
		_, err = s.Restore(t.Context(), s.owner, d.ID)
		s.must(err)
		read(t, s.house, gallery.Viewer{User: s.owner}, s.ids[0], gallery.Original)
	})
}
