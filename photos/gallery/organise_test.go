package gallery_test

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
	"testing"

	"example.net/oauth1/photos/gallery"
)

// shelf is an album with photos 0, 1, 2 …, and what a test asks of it.
type shelf struct {
	*house
	t            *testing.T
	owner, album string
	ids          []string
}

// eachShelf runs a test with so many photos on every engine of databases.
func eachShelf(t *testing.T, photos int, test func(t *testing.T, s *shelf)) {
	t.Helper()
	each(t, func(t *testing.T, h *house) { test(t, newShelf(t, h, photos)) })
}

func newShelf(t *testing.T, h *house, photos int) *shelf {
	s := &shelf{house: h, t: t}
	s.owner, s.album = h.signUp(t, "jane")
	for n := range photos {
		s.ids = append(s.ids, h.upload(t, s.owner, s.album, strconv.Itoa(n), picture(n)).ID)
	}
	return s
}

func (s *shelf) another(title string) string {
	s.t.Helper()
	a, err := s.CreateAlbum(s.t.Context(), s.owner, title)
	s.must(err)
	return a.ID
}

func (s *shelf) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// files are the file names of an album in its order.
func (s *shelf) files(album string) string {
	s.t.Helper()
	photos, _, err := s.Photos(s.t.Context(), gallery.Viewer{User: s.owner}, album, "", 0)
	s.must(err)
	var names []string
	for _, p := range photos {
		names = append(names, p.File)
	}
	return strings.Join(names, " ")
}

func (s *shelf) wants(album, files string) {
	s.t.Helper()
	if got := s.files(album); got != files {
		s.t.Errorf("the album holds %q, want %q", got, files)
	}
}

func TestPhotosGoWhereTheirOwnerPutsThem(t *testing.T) {
	for name, c := range map[string]struct {
		photos []int
		where  string
		want   string
	}{
		"to the beginning":                   {[]int{3}, gallery.First, "3 0 1 2 4"},
		"to the end":                         {[]int{0, 2}, gallery.Last, "1 3 4 0 2"},
		"one earlier":                        {[]int{2}, gallery.Earlier, "0 2 1 3 4"},
		"the first one earlier":              {[]int{0}, gallery.Earlier, "0 1 2 3 4"},
		"one later":                          {[]int{2}, gallery.Later, "0 1 3 2 4"},
		"the last one later":                 {[]int{4}, gallery.Later, "0 1 2 3 4"},
		"before another, in their own order": {[]int{4, 1}, "before 3", "0 2 1 4 3"},
		"before one of themselves":           {[]int{4, 1}, "before 1", "0 1 2 3 4"},
		"before what is not there":           {[]int{1}, "nowhere", "0 1 2 3 4"},
	} {
		t.Run(name, func(t *testing.T) {
			eachShelf(t, 5, func(t *testing.T, s *shelf) {
				var ids []string
				for _, n := range c.photos {
					ids = append(ids, s.ids[n])
				}
				where := c.where
				if n, ok := strings.CutPrefix(where, "before "); ok {
					i, _ := strconv.Atoi(n)
					where = s.ids[i]
				}
				s.must(s.ReorderPhotos(t.Context(), s.owner, s.album, ids, where))
				s.wants(s.album, c.want)
				s.upload(t, s.owner, s.album, "new", picture(99))
				s.wants(s.album, c.want+" new")
				prev, next, err := s.Neighbours(t.Context(), gallery.Viewer{User: s.owner}, s.ids[0])
				around := strings.Fields(" " + s.files(s.album))
				if err != nil || len(around) != 6 || prev == next {
					t.Errorf("neighbours %s, %s, %v", prev, next, err)
				}
			})
		})
	}
}

func TestPagesFollowTheOrderOfTheAlbum(t *testing.T) {
	eachShelf(t, 7, func(t *testing.T, s *shelf) {
		s.must(s.ReorderPhotos(t.Context(), s.owner, s.album, []string{s.ids[6], s.ids[4]}, gallery.First))
		names, after := "", ""
		for {
			photos, next, err := s.Photos(t.Context(), gallery.Viewer{User: s.owner}, s.album, after, 2)
			s.must(err)
			for _, p := range photos {
				names += p.File
			}
			if after = next; next == "" {
				break
			}
		}
		if names != "4601235" {
			t.Errorf("pages hold %s", names)
		}
	})
}

func TestAnAlbumCanBeSorted(t *testing.T) {
	eachShelf(t, 4, func(t *testing.T, s *shelf) {
		s.must(s.ReorderPhotos(t.Context(), s.owner, s.album, []string{s.ids[0]}, gallery.Last))
		s.wants(s.album, "1 2 3 0")
		s.must(s.SortPhotos(t.Context(), s.owner, s.album, gallery.ByFile))
		s.wants(s.album, "0 1 2 3")
		wantRefusal(t, s.SortPhotos(t.Context(), s.owner, s.album, "beauty"), "sorted")
	})
}

func TestAlbumsGoWhereTheirOwnerPutsThem(t *testing.T) {
	eachShelf(t, 0, func(t *testing.T, s *shelf) {
		second, third := s.another("Second"), s.another("Third")
		s.must(s.ReorderAlbum(t.Context(), s.owner, third, gallery.First))
		s.must(s.ReorderAlbum(t.Context(), s.owner, second, s.album))
		albums, err := s.Albums(t.Context(), gallery.Viewer{User: s.owner})
		if err != nil || len(albums) != 3 || albums[0].ID != third || albums[1].ID != second || albums[2].ID != s.album {
			t.Errorf("albums %+v, %v", albums, err)
		}
	})
}

func TestACoverIsTheChosenPhotoWhileItIsThere(t *testing.T) {
	eachShelf(t, 3, func(t *testing.T, s *shelf) {
		cover := func(want string) {
			t.Helper()
			a, err := s.Album(t.Context(), gallery.Viewer{User: s.owner}, s.album)
			if err != nil || a.Cover != want {
				t.Errorf("cover %q, want %q, %v", a.Cover, want, err)
			}
		}
		cover(s.ids[0])
		s.must(s.SetCover(t.Context(), s.owner, s.album, s.ids[2]))
		cover(s.ids[2])
		d, err := s.DeletePhoto(t.Context(), s.owner, s.ids[2])
		s.must(err)
		cover(s.ids[0])
		_, err = s.Restore(t.Context(), s.owner, d.ID)
		s.must(err)
		cover(s.ids[2])
		if err := s.SetCover(t.Context(), s.owner, s.another("Other"), s.ids[1]); err != gallery.ErrNotFound {
			t.Errorf("a photo of another album: %v", err)
		}
	})
}

func TestMovingAndCopying(t *testing.T) {
	eachShelf(t, 4, func(t *testing.T, s *shelf) {
		other := s.another("Other")
		s.upload(t, s.owner, other, "1", picture(50))
		s.upload(t, s.owner, other, "there already", picture(2))
		moved, err := s.MovePhotos(t.Context(), s.owner, s.album, other, []string{s.ids[2], s.ids[1], s.ids[0]})
		if err != nil || moved != 2 {
			t.Errorf("moved %d, %v", moved, err)
		}
		s.wants(s.album, "2 3")
		s.wants(other, "1 there already 0 1 (2)")
		s.upload(t, s.owner, other, "later", picture(51))
		copied, err := s.CopyPhotos(t.Context(), s.owner, other, s.album, []string{s.ids[0], s.ids[1]})
		if err != nil || copied != 2 {
			t.Errorf("copied %d, %v", copied, err)
		}
		s.wants(s.album, "2 3 0 1 (2)")
		s.wants(other, "1 there already 0 1 (2) later")
		_, err = s.MovePhotos(t.Context(), s.owner, other, other, s.ids[:1])
		wantRefusal(t, err, "already")
		_, err = s.MovePhotos(t.Context(), s.owner, other, s.album, nil)
		wantRefusal(t, err, "No photo")
	})
}

// A copy shares the bytes: they live until the last photo that has them is gone
// for good.
func TestACopyKeepsTheBytesOfItsOriginal(t *testing.T) {
	eachShelf(t, 1, func(t *testing.T, s *shelf) {
		other := s.another("Other")
		if _, err := s.CopyPhotos(t.Context(), s.owner, s.album, other, s.ids); err != nil {
			t.Fatal(err)
		}
		photos, _, err := s.Photos(t.Context(), gallery.Viewer{User: s.owner}, other, "", 0)
		s.must(err)
		if usage, err := s.Usage(t.Context(), s.owner); err != nil || usage.Bytes != int64(len(picture(0))) || usage.Photos != 2 || usage.Albums != 2 {
			t.Errorf("usage %+v, %v", usage, err)
		}
		s.remove(t, s.owner, s.ids[0])
		_, content := read(t, s.house, gallery.Viewer{User: s.owner}, photos[0].ID, gallery.Original)
		if !bytes.Equal(content, picture(0)) {
			t.Error("the copy has other bytes")
		}
		s.remove(t, s.owner, photos[0].ID)
		if _, err := s.Blobs.Open(t.Context(), photos[0].SHA256, gallery.Original); !errors.Is(err, gallery.ErrNotFound) {
			t.Errorf("the bytes are still there: %v", err)
		}
		if usage, err := s.Usage(t.Context(), s.owner); err != nil || usage.Bytes != 0 {
			t.Errorf("usage %+v, %v", usage, err)
		}
	})
}

func TestNobodyOrganisesForAnother(t *testing.T) {
	eachShelf(t, 1, func(t *testing.T, s *shelf) {
		sam, samAlbum := s.signUp(t, "sam")
		_, err1 := s.MovePhotos(t.Context(), sam, s.album, samAlbum, s.ids)
		_, err2 := s.CopyPhotos(t.Context(), s.owner, s.album, samAlbum, s.ids)
		_, err3 := s.DeletePhotos(t.Context(), sam, s.album, s.ids)
		_, err4 := s.CopyPhotos(t.Context(), sam, samAlbum, s.album, s.ids)
		for i, err := range []error{err1, err2, err3, err4,
			s.ReorderPhotos(t.Context(), sam, s.album, s.ids, gallery.First), s.ReorderAlbum(t.Context(), sam, s.album, gallery.First),
			s.SortPhotos(t.Context(), sam, s.album, gallery.ByFile), s.SetCover(t.Context(), sam, s.album, s.ids[0]),
			s.SetPlaceRule(t.Context(), sam, s.album, gallery.PlaceHidden)} {
			if err != gallery.ErrNotFound {
				t.Errorf("change %d: %v", i, err)
			}
		}
		s.wants(s.album, "0")
	})
}
