package gallery_test

import (
	"strings"
	"testing"

	"example.net/oauth1/photos/gallery"
)

func TestSearching(t *testing.T) {
	eachShelf(t, 0, func(t *testing.T, s *shelf) {
		sam, samAlbum := s.signUp(t, "sam")
		s.upload(t, sam, samAlbum, "beach.png", picture(90))
		taken := s.upload(t, s.owner, s.album, "orient.jpg", fixture(t, "orient-6.jpg"))
		beach := s.upload(t, s.owner, s.album, "Beach 100%_.png", picture(1))
		s.upload(t, s.owner, s.album, "Łódź.png", picture(2))
		s.must(s.DescribePhoto(t.Context(), s.owner, beach.ID, gallery.Description{Title: "Evening", Alt: "Waves", Caption: "We stayed\r\nuntil\u202e it was dark."}))
		year := beach.Created.Format("2006")
		for query, want := range map[string]string{
			"beach": "Beach 100%_.png", "BEACH dark": "Beach 100%_.png", "waves evening": "Beach 100%_.png", "beach missing": "",
			"łódź": "Łódź.png", "100%_": "Beach 100%_.png", "%": "Beach 100%_.png", "_": "Beach 100%_.png", `\`: "", "": "", " \" , ": "",
			year: "Łódź.png Beach 100%_.png orient.jpg", beach.Created.Format("2006-01"): "Łódź.png Beach 100%_.png orient.jpg",
			beach.Created.Format("January 2006"): "Łódź.png Beach 100%_.png orient.jpg", beach.Created.Format("2006/01") + " evening": "Beach 100%_.png",
			"1999": "", strings.Repeat("x", 5000): "",
		} {
			if !taken.Taken.IsZero() && strings.Contains(want, "orient") {
				t.Fatal("the fixture tells when it was taken")
			}
			photos, next, err := s.Search(t.Context(), s.owner, query, "", 0)
			var got []string
			for _, p := range photos {
				got = append(got, p.File)
			}
			if err != nil || next != "" || strings.Join(got, " ") != want {
				t.Errorf("%.30q finds %q, %q, %v; want %q", query, got, next, err, want)
			}
		}
		if p, err := s.Photo(t.Context(), gallery.Viewer{User: s.owner}, beach.ID); err != nil || p.Caption != "We stayed\nuntil it was dark." {
			t.Errorf("caption %q, %v", p.Caption, err)
		}
		if albums, err := s.SearchAlbums(t.Context(), s.owner, "vaca"); err != nil || len(albums) != 1 || albums[0].ID != s.album {
			t.Errorf("albums %+v, %v", albums, err)
		}
	})
}

func TestPagesOfASearchHoldEveryPhotoOnce(t *testing.T) {
	eachShelf(t, 7, func(t *testing.T, s *shelf) {
		names, after := "", ""
		for {
			photos, next, err := s.Search(t.Context(), s.owner, "20", after, 3)
			s.must(err)
			for _, p := range photos {
				names += p.File
			}
			if after = next; next == "" {
				break
			}
		}
		if names != "6543210" {
			t.Errorf("pages hold %s", names)
		}
	})
}

func TestTextsThatAreTooLongAreRefused(t *testing.T) {
	eachShelf(t, 1, func(t *testing.T, s *shelf) {
		wantRefusal(t, s.DescribePhoto(t.Context(), s.owner, s.ids[0], gallery.Description{Title: "x", Caption: strings.Repeat("x", 4001)}), "caption")
		wantRefusal(t, s.DescribePhoto(t.Context(), s.owner, s.ids[0], gallery.Description{Title: "x", Alt: strings.Repeat("x", 1001)}), "description")
		wantRefusal(t, s.DescribePhoto(t.Context(), s.owner, s.ids[0], gallery.Description{}), "name")
	})
}
