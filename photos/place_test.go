package photos_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"example.net/oauth1/seed"
)

// What a Consumer gets of a picture, and what it is told about it, is without
// the place if the User wants that; she herself gets what she has uploaded.
func TestConsumersGetNoPlaceThatIsHidden(t *testing.T) {
	each(t, func(t *testing.T) {
		original, err := seed.Picture("vacation.jpg")
		if err != nil {
			t.Fatal(err)
		}
		s := open(t, nil)
		jane := s.browser().signUp("jane")
		album := jane.album("Vacation", file{"vacation.jpg", original})
		access, _ := jane.connectWith("upload", nil)
		id := jane.ids(album)[0]
		const gps = "\x88\x25\x00\x04\x00\x00\x00\x01" // the pointer to the GPS directory, as this file writes it

		told := func(path string) (sum string, bytes int64) {
			t.Helper()
			var photo struct {
				SHA256 string
				Bytes  int64
			}
			if err := json.Unmarshal([]byte(s.call(access, http.MethodGet, path).wants(http.StatusOK).body), &photo); err != nil {
				t.Fatal(err)
			}
			return photo.SHA256, photo.Bytes
		}
		given := func(hidden bool) {
			t.Helper()
			sum, n := told("/api/photos/" + id)
			for _, path := range []string{"/api/photos/" + id + "/file", "/photos?file=vacation.jpg&size=original"} {
				p := s.call(access, http.MethodGet, path).wants(http.StatusOK)
				hash := sha256.Sum256([]byte(p.body))
				if hex.EncodeToString(hash[:]) != sum || int64(len(p.body)) != n || !strings.Contains(p.header.Get("ETag"), sum[:32]) {
					t.Errorf("%s gives %x, %d bytes, tag %s; the API tells %s, %d", path, hash, len(p.body), p.header.Get("ETag"), sum, n)
				}
				if hidden == (p.body == string(original)) || hidden == strings.Contains(p.body, gps) {
					t.Errorf("%s: hidden is %v, and what is given does not look so", path, hidden)
				}
			}
		}
		given(false)
		jane.submit(jane.get("/account"), "/account/place", url.Values{"hide": {"1"}}).wants(http.StatusOK, "without the place now")
		given(true)
		if p := jane.get("/photos/" + id + "/download"); p.body != string(original) {
			t.Error("she does not get her own original")
		}
		sum, _ := told("/api/photos/" + id)
		if p := s.send(access, http.MethodPost, "/api"+album+"/photos", original, "Content-Type", "image/jpeg"); !strings.Contains(p.body, sum) {
			t.Errorf("an upload tells %s", p.body)
		}
		jane.submit(jane.get(album), "/place", url.Values{"place": {"shown"}}).wants(http.StatusOK)
		given(false)
		jane.submit(jane.get(album), "/place", url.Values{"place": {"nonsense"}}).wants(http.StatusUnprocessableEntity)
	})
}

// The place is on the page of a photo when it is asked for, and not before.
func TestAPlaceIsShownOnRequest(t *testing.T) {
	original, err := seed.Picture("vacation.jpg")
	if err != nil {
		t.Fatal(err)
	}
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	id := jane.ids(jane.album("Vacation", file{"vacation.jpg", original}))[0]
	page := jane.get("/photos/"+id).wants(http.StatusOK, "Example Demo Camera D1", "1/500 s", "Show where it was taken")
	if strings.Contains(page.body, "43.15") {
		t.Error("the place is on the page already")
	}
	jane.get("/photos/"+id+"?place=1").wants(http.StatusOK, "43.1547° N, 4.8053° W", "Look at a map")
}
