package photos_test

import (
	"archive/zip"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// ids are the photos of an album page, in its order.
func (b *browser) ids(album string) (ids []string) {
	b.t.Helper()
	for _, link := range b.get(album).links("/photos/") {
		ids = append(ids, strings.TrimPrefix(link, "/photos/"))
	}
	return ids
}

// tick ticks photos on the page for that and presses a button.
func (b *browser) tick(album, action string, ids []string, more url.Values) *page {
	b.t.Helper()
	fields := url.Values{"photo": ids, "action": {action}}
	for name, values := range more {
		fields[name] = values
	}
	return b.submit(b.get(album+"?select=1"), "/selection", fields)
}

func TestAUserPutsHerPicturesInOrder(t *testing.T) {
	each(t, func(t *testing.T) {
		s := open(t, nil)
		jane := s.browser().signUp("jane")
		album := jane.album("Vacation", file{"a.png", picture(1)}, file{"b.png", picture(2)}, file{"c.png", picture(3)}, file{"d.png", picture(4)})
		other := jane.album("Other", file{"b.png", picture(9)}, file{"x.png", picture(3)})
		ids := jane.ids(album)

		jane.submit(jane.get(album+"?arrange=1"), "/order", url.Values{"earlier": {ids[3]}}).wants(http.StatusOK, "Arrange photos")
		if got := jane.ids(album); !slices.Equal(got, []string{ids[0], ids[1], ids[3], ids[2]}) {
			t.Errorf("one earlier: %v", got)
		}
		jane.submit(jane.get(album+"?arrange=1"), "/order", url.Values{"sort": {"file"}}).wants(http.StatusOK)
		jane.tick(album, "last", ids[:2], nil).wants(http.StatusOK, "2 photos were moved to the end.")
		if got := jane.ids(album); !slices.Equal(got, []string{ids[2], ids[3], ids[0], ids[1]}) {
			t.Errorf("to the end: %v", got)
		}

		otherID := strings.TrimPrefix(other, "/albums/")
		jane.tick(album, "copy", ids[:1], url.Values{"to": {otherID}}).wants(http.StatusOK, "1 photo was copied to “Other”.")
		jane.tick(album, "move", ids[1:3], url.Values{"to": {otherID}}).wants(http.StatusOK, "1 photo was moved to “Other”.", "1 photo stayed here, because “Other” has the same already.")
		jane.get(other).wants(http.StatusOK, "4 photos")
		jane.get("/photos/"+ids[1]).wants(http.StatusOK, "b (2).png")
		jane.tick(album, "move", ids[2:3], url.Values{"title": {"Fresh"}}).wants(http.StatusOK, "1 photo was moved to “Fresh”.", "2 photos")
		jane.tick(album, "move", ids[:1], nil).wants(http.StatusOK, "Choose the album")
		jane.tick(album, "dance", ids[:1], nil).wants(http.StatusOK, "Choose what shall be done")
		jane.tick(album, "delete", nil, nil).wants(http.StatusOK, "No photo is chosen.")
		jane.tick(album, "cover", []string{ids[3], ids[0]}, nil).wants(http.StatusOK, "one cover")
		jane.tick(album, "cover", ids[3:], nil).wants(http.StatusOK, "new cover")

		albums := jane.get("/albums?arrange=1")
		jane.submit(albums, "/albums/order", url.Values{"first": {otherID}}).wants(http.StatusOK)
		if got := jane.get("/albums").links("/albums/"); got[0] != other {
			t.Errorf("albums %v", got)
		}
	})
}

func TestWhatIsDeletedComesBack(t *testing.T) {
	each(t, func(t *testing.T) {
		s := open(t, nil)
		jane := s.browser().signUp("jane")
		album := jane.album("Vacation", file{"a.png", picture(1)}, file{"b.png", picture(2)}, file{"c.png", picture(3)})
		access, _ := jane.connectWith("", nil)
		ids := jane.ids(album)
		gone := jane.tick(album, "delete", ids[:2], nil).wants(http.StatusOK, "2 photos were deleted.", "1 photo, private")
		for _, id := range ids[:2] {
			for _, path := range []string{"", "/thumb", "/original", "/download"} {
				jane.get("/photos/" + id + path).wants(http.StatusNotFound)
			}
			for _, path := range []string{"", "/file", "/file?size=thumb"} {
				s.call(access, http.MethodGet, "/api/photos/"+id+path).wants(http.StatusNotFound)
			}
		}
		s.call(access, http.MethodGet, "/photos?file=a.png").wants(http.StatusNotFound)
		if list := s.call(access, http.MethodGet, "/api"+album); strings.Contains(list.body, ids[0]) || !strings.Contains(list.body, `"photo_count":1`) {
			t.Errorf("the API lists %s", list.body)
		}
		jane.get("/search?q=a.png").wants(http.StatusOK, "Nothing found")
		jane.get("/deleted").wants(http.StatusOK, "2 photos", "From “Vacation”")
		jane.submit(gone, "/restore", nil).wants(http.StatusOK, "It is back, in “Vacation”.", "3 photos")
		if got := jane.ids(album); !slices.Equal(got, ids) {
			t.Errorf("they are back as %v, and were %v", got, ids)
		}
		jane.get("/photos/" + ids[0] + "/thumb").wants(http.StatusOK)
		s.call(access, http.MethodGet, "/api/photos/"+ids[0]).wants(http.StatusOK)

		jane.submit(jane.get(album), "/delete", nil).wants(http.StatusOK, "The album “Vacation” is deleted")
		s.call(access, http.MethodGet, "/api"+album).wants(http.StatusNotFound)
		bin := jane.get("/deleted").wants(http.StatusOK, "Album with 3 photos")
		jane.submit(bin, "/purge", nil).wants(http.StatusOK, "deleted for good", "Nothing was deleted lately")
		jane.submit(bin, "/restore", nil).wants(http.StatusNotFound)
	})
}

func TestSearchFindsHerOwnPhotos(t *testing.T) {
	each(t, func(t *testing.T) {
		s := open(t, nil)
		jane, sam := s.browser().signUp("jane"), s.browser().signUp("sam")
		sam.album("Beach of sam", file{"beach.png", picture(7)})
		album := jane.album("Vacation", file{"beach.png", picture(1)}, file{"hill.png", picture(2)})
		id := jane.ids(album)[1]
		p := jane.submit(jane.get("/photos/"+id), "/describe", url.Values{"title": {"Hill"}, "caption": {"<b>Windy</b>\n& cold"}, "alt": {"Grass"}})
		p.wants(http.StatusOK, "<b>Windy</b> & cold")
		for query, want := range map[string][]string{"beach": {"Photos"}, "windy grass": {"Photos"}, "vaca": {"Albums", "Vacation"}, "": {"Look for words"}, "nope": {"Nothing found"}, "sam": {"Nothing found"}} {
			page := jane.get("/search?q="+url.QueryEscape(query)).wants(http.StatusOK, want...)
			page.sound()
			if n := len(page.links("/photos/")); n > 1 || n == 0 && want[0] == "Photos" {
				t.Errorf("%q finds %d photos", query, n)
			}
		}
		jane.get("/search?q=x&after=nonsense").wants(http.StatusUnprocessableEntity)
	})
}

func TestCaptionsOfSeveralPhotos(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	album := jane.album("Vacation", file{"a.png", picture(1)}, file{"b.png", picture(2)}, file{"c.png", picture(3)})
	ids := jane.ids(album)
	form := jane.tick(album, "captions", ids[:2], nil).wants(http.StatusOK, "Titles and captions")
	if got := form.form("/captions?" + form.url.RawQuery).fields["photo"]; !slices.Equal(got, ids[:2]) {
		t.Errorf("asks about %v", got)
	}
	fields := url.Values{"title-" + ids[0]: {"One"}, "caption-" + ids[0]: {"First words"}, "alt-" + ids[0]: {""},
		"title-" + ids[1]: {""}, "caption-" + ids[1]: {"Second words"}, "alt-" + ids[1]: {""}}
	again := jane.submit(form, "/captions?"+form.url.RawQuery, fields).wants(http.StatusUnprocessableEntity, "Please give the photo a name.", "Second words")
	fields.Set("title-"+ids[1], "Two")
	jane.submit(again, "/captions?"+again.url.RawQuery, fields).wants(http.StatusOK, "The texts of 2 photos are kept.")
	jane.get("/photos/"+ids[1]).wants(http.StatusOK, "Two", "Second words")
	jane.get(album+"/captions").wants(http.StatusOK, "3 on this page")
}

func TestAnAlbumIsDownloadedAsAZip(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	album := jane.album("Zażółć: 100%", file{"ä.png", picture(1)}, file{"A?.png", picture(2)}, file{"a_.png", picture(3)})
	for name, c := range map[string]struct {
		answer *page
		want   []string
	}{
		"all":       {jane.get(album + "/zip"), []string{"ä.png", "A_.png", "a_ (2).png"}},
		"some":      {jane.tick(album, "zip", jane.ids(album)[:2], nil), []string{"ä.png", "A_.png"}},
		"not hers":  {jane.tick(album, "zip", []string{"another"}, nil), nil},
		"no photos": {jane.get(jane.album("Empty") + "/zip"), nil},
	} {
		t.Run(name, func(t *testing.T) {
			if c.want == nil {
				if c.answer.status < 400 || c.answer.header.Get("Content-Type") != "text/html; charset=UTF-8" || c.answer.header.Get("Content-Disposition") != "" {
					t.Errorf("answered %d with %v", c.answer.status, c.answer.header)
				}
				return
			}
			c.answer.wants(http.StatusOK)
			if got := c.answer.header.Get("Content-Disposition"); got != "attachment; filename*=utf-8''Za%C5%BC%C3%B3%C5%82%C4%87_%20100%25.zip" {
				t.Errorf("Content-Disposition is %s", got)
			}
			archive, err := zip.NewReader(strings.NewReader(c.answer.body), int64(len(c.answer.body)))
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for i, f := range archive.File {
				names = append(names, f.Name)
				content, err := f.Open()
				if err != nil || f.Method != zip.Store || f.UncompressedSize64 != uint64(len(picture(i+1))) || f.NonUTF8 {
					t.Errorf("%s: %+v, %v", f.Name, f.FileHeader, err)
				}
				content.Close()
			}
			if !slices.Equal(names, c.want) {
				t.Errorf("the archive holds %q", names)
			}
		})
	}
}
