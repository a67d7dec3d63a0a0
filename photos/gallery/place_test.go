package gallery_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/bep/imagemeta"

	"example.net/oauth1/photos/gallery"
)

// tellsPlace asks a library of others whether a JPEG tells where it was taken.
func tellsPlace(t *testing.T, content []byte) bool {
	t.Helper()
	var tags imagemeta.Tags
	_, err := imagemeta.Decode(imagemeta.Options{
		R: bytes.NewReader(content), ImageFormat: imagemeta.JPEG,
		ShouldHandleTag: func(imagemeta.TagInfo) bool { return true },
		HandleTag:       func(tag imagemeta.TagInfo) error { tags.Add(tag); return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	lat, long, _ := tags.GetLatLong()
	return lat != 0 || long != 0
}

func located(t *testing.T) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "seed", "photos", "vacation.jpg"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// wantOriginal opens an original, and wants it to be what the photo says of it.
func (s *shelf) wantOriginal(v gallery.Viewer, id string, place bool) (gallery.Photo, []byte) {
	s.t.Helper()
	p, err := s.Photo(s.t.Context(), v, id)
	s.must(err)
	pic, content := read(s.t, s.house, v, id, gallery.Original)
	sum := sha256.Sum256(content)
	if p.SHA256 != hex.EncodeToString(sum[:]) || p.Bytes != int64(len(content)) || pic.ETag != p.ETag(gallery.Original) {
		s.t.Errorf("the photo says %s, %d bytes, and is %x, %d; tag %s", p.SHA256, p.Bytes, sum, len(content), pic.ETag)
	}
	if got := tellsPlace(s.t, content); got != place {
		s.t.Errorf("it tells the place: %v, want %v", got, place)
	}
	listed, _, err := s.Photos(s.t.Context(), v, p.Album, "", 0)
	named, err2 := s.FindFile(s.t.Context(), v, p.File)
	if err := errors.Join(err, err2); err != nil || named != p || !contains(listed, p) {
		s.t.Errorf("a list or a name says something else of it: %+v, %+v, %v", named, listed, err)
	}
	return p, content
}

func contains(list []gallery.Photo, p gallery.Photo) bool {
	for _, q := range list {
		if q == p {
			return true
		}
	}
	return false
}

func TestAPlaceIsHiddenFromOthersAlone(t *testing.T) {
	eachShelf(t, 1, func(t *testing.T, s *shelf) { // one photo that tells none
		p := s.upload(t, s.owner, s.album, "vacation.jpg", located(t))
		owner, other := gallery.Viewer{User: s.owner}, gallery.Viewer{User: s.owner, Other: true}
		s.wantOriginal(other, p.ID, true)
		s.must(s.HidePlace(t.Context(), s.owner, true))
		hidden, without := s.wantOriginal(other, p.ID, false)
		if _, content := s.wantOriginal(owner, p.ID, true); !bytes.Equal(content, located(t)) {
			t.Error("the owner does not get her original")
		}
		if again, content := s.wantOriginal(other, p.ID, false); again != hidden || !bytes.Equal(content, without) {
			t.Error("it is another the second time")
		}
		if _, content := read(t, s.house, other, s.ids[0], gallery.Original); !bytes.Equal(content, picture(0)) {
			t.Error("what tells no place has changed")
		}
		s.must(s.SetPlaceRule(t.Context(), s.owner, s.album, gallery.PlaceShown))
		s.wantOriginal(other, p.ID, true)
		s.must(s.HidePlace(t.Context(), s.owner, false))
		s.must(s.SetPlaceRule(t.Context(), s.owner, s.album, gallery.PlaceHidden))
		s.wantOriginal(other, p.ID, false)
		elsewhere := s.another("Shown")
		_, err := s.MovePhotos(t.Context(), s.owner, s.album, elsewhere, []string{p.ID})
		s.must(err)
		s.wantOriginal(other, p.ID, true)
		wantRefusal(t, s.SetPlaceRule(t.Context(), s.owner, s.album, "perhaps"), "Choose")
	})
}

// The version without a place is kept like a rendition: it is made again if it
// is lost, and goes with its original.
func TestWhatIsLeftWithoutThePlaceIsDerived(t *testing.T) {
	eachShelf(t, 0, func(t *testing.T, s *shelf) {
		p := s.upload(t, s.owner, s.album, "vacation.jpg", located(t))
		other := gallery.Viewer{User: s.owner, Other: true}
		s.must(s.HidePlace(t.Context(), s.owner, true))
		before, _ := s.wantOriginal(other, p.ID, false)
		if removed, err := s.Sweep(t.Context()); err != nil || removed != 0 {
			t.Errorf("swept %d, %v", removed, err)
		}
		s.must(s.Blobs.DeleteRenditions(t.Context(), p.SHA256))
		if after, _ := s.wantOriginal(other, p.ID, false); after != before {
			t.Errorf("made again it is %+v, and was %+v", after, before)
		}
		s.remove(t, s.owner, p.ID)
		if _, err := s.Blobs.Open(t.Context(), p.SHA256, gallery.Placeless); !errors.Is(err, gallery.ErrNotFound) {
			t.Errorf("it is still there: %v", err)
		}
		s.must(s.Store.ForgetPlaceless(t.Context()))
		if _, err := s.Store.Placeless(t.Context(), p.SHA256); err != gallery.ErrNotFound {
			t.Errorf("it is still known: %v", err)
		}
	})
}

// A damaged original is an error for who opens it, not for who lists the album;
// and where the place cannot be removed, others get nothing.
func TestWhereThePlaceCannotBeRemovedNothingIsGiven(t *testing.T) {
	eachShelf(t, 1, func(t *testing.T, s *shelf) {
		p := s.upload(t, s.owner, s.album, "vacation.jpg", located(t))
		other := gallery.Viewer{User: s.owner, Other: true}
		s.must(s.HidePlace(t.Context(), s.owner, true))
		s.must(os.WriteFile(filepath.Join(s.dir, "blobs", "originals", p.SHA256[:2], p.SHA256[2:4], p.SHA256), []byte("damage"), 0o600))
		photos, _, err := s.Photos(t.Context(), other, s.album, "", 0)
		if err != nil || len(photos) != 2 || photos[1].SHA256 != "" {
			t.Errorf("the list: %+v, %v", photos, err)
		}
		s.Metadata = nil
		second := s.upload(t, s.owner, s.album, "again.jpg", append(located(t), 0))
		for _, id := range []string{p.ID, second.ID} {
			if _, err := s.Open(t.Context(), other, id, gallery.Original); !errors.Is(err, gallery.ErrPlace) {
				t.Errorf("opening it: %v", err)
			}
		}
		read(t, s.house, other, second.ID, gallery.Thumb)
	})
}

// Tidying up removes places before anybody asks.
func TestPlacesAreRemovedAheadOfTime(t *testing.T) {
	eachShelf(t, 0, func(t *testing.T, s *shelf) {
		p := s.upload(t, s.owner, s.album, "vacation.jpg", located(t))
		if unlooked, err := s.Store.Unlooked(t.Context(), "", 10); err != nil || len(unlooked) != 0 {
			t.Errorf("while places are shown: %+v, %v", unlooked, err)
		}
		s.must(s.HidePlace(t.Context(), s.owner, true))
		if unlooked, err := s.Store.Unlooked(t.Context(), "", 10); err != nil || len(unlooked) != 1 || unlooked[0].ID != p.ID {
			t.Errorf("to be looked at: %+v, %v", unlooked, err)
		}
		if err := gallery.TidyOnce(t.Context(), s.Gallery); err != nil {
			t.Fatal(err)
		}
		if left, err := s.Store.Placeless(t.Context(), p.SHA256); err != nil || left.Kind != gallery.PlacelessMade {
			t.Errorf("afterwards: %+v, %v", left, err)
		}
	})
}

func TestDetailsAreTheOwnersToAskFor(t *testing.T) {
	eachShelf(t, 0, func(t *testing.T, s *shelf) {
		p := s.upload(t, s.owner, s.album, "vacation.jpg", located(t))
		if d, err := s.Details(t.Context(), gallery.Viewer{User: s.owner}, p.ID); err != nil || d.Camera == "" || !d.Located {
			t.Errorf("details %+v, %v", d, err)
		}
		if _, err := s.Details(t.Context(), gallery.Viewer{User: "another"}, p.ID); err != gallery.ErrNotFound {
			t.Errorf("for another: %v", err)
		}
	})
}
