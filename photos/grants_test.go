package photos_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos"
)

const printerKey = "dpf43f3p2l4k3l03"

// some chooses albums by their paths.
func some(paths ...string) url.Values {
	chosen := url.Values{"albums": {"some"}, "album": nil}
	for _, path := range paths {
		chosen.Add("album", strings.TrimPrefix(path, "/albums/"))
	}
	return chosen
}

// titles are the albums that a token is shown.
func (s *site) titles(access oauthcore.AccessToken) string {
	s.t.Helper()
	var titles []string
	for _, a := range s.call(access, "GET", "/api/albums").wants(http.StatusOK).object()["albums"].([]any) {
		titles = append(titles, a.(map[string]any)["title"].(string))
	}
	return strings.Join(titles, ", ")
}

// S0.11 and S1.3: a token opens the albums that the User has chosen, and nothing tells that there are others.
func TestS3_0_11TokensAreLimitedToAlbums(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	vacation := jane.album("Vacation", file{"vacation.jpg", picture(1)})
	diary := jane.album("Diary", file{"diary.jpg", picture(2)}, file{"vacation.jpg", picture(3)})
	secret := strings.TrimPrefix(jane.get(diary).links("/photos/")[0], "/photos/")
	access, _ := jane.connectWith("", some(vacation))

	if got := s.titles(access); got != "Vacation" {
		t.Errorf("the token is shown the albums %s", got)
	}
	if got := s.call(access, "GET", "/photos?file=vacation.jpg").wants(http.StatusOK); got.body != string(picture(1)) {
		t.Error("the file is not the one of the album that was chosen")
	}
	nothing := s.call(access, "GET", "/api/albums/nothing").wants(http.StatusNotFound).body
	for _, path := range []string{
		"/api" + diary, "/api/photos/" + secret, "/api/photos/" + secret + "/file", "/photos?file=diary.jpg", "/photo?file=diary.jpg&size=thumb",
	} {
		if got := s.call(access, "GET", path).wants(http.StatusNotFound); got.body != nothing {
			t.Errorf("%s is told apart from what does not exist: %s", path, got.body)
		}
	}
	albums := s.call(access, "GET", "/api/token").wants(http.StatusOK).object()["albums"].([]any)
	if len(albums) != 1 || albums[0] != strings.TrimPrefix(vacation, "/albums/") {
		t.Errorf("the token says that it opens %v", albums)
	}
	jane.album("Later")
	if got := s.titles(access); got != "Vacation" {
		t.Errorf("an album made later is shown: %s", got)
	}
}

func TestAllAlbumsAreLaterOnesToo(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	access := jane.connect()
	jane.album("Later")
	if got := s.titles(access); got != "Later" {
		t.Errorf("the token is shown %q", got)
	}
}

// The User can be asked for too little, and never gives too much: what she ticks counts, and only her own.
func TestTheChoiceIsTheUsers(t *testing.T) {
	s := open(t, nil)
	jane, sam := s.browser().signUp("jane"), s.browser().signUp("sam")
	vacation, sams := jane.album("Vacation"), sam.album("Sam's")
	token := s.requestToken(callback)
	consent := jane.consent(token).wants(http.StatusOK, "Which albums", "Vacation", "Only these", "Until I revoke it", "For a day")
	for what, chosen := range map[string]url.Values{
		"no album": some(), "another User's album": some(sams), "no time": {"duration": {"century"}},
	} {
		chosen.Set("decision", "allow")
		if p := jane.submit(consent, "/oauth/authorize", chosen); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text(), "Choose") {
			t.Errorf("%s is answered %d: %s", what, p.status, p.text())
		}
	}
	ticked := some(vacation) // and "all" left as it was
	ticked.Set("albums", "all")
	ticked.Add("album", strings.TrimPrefix(sams, "/albums/"))
	access, _ := jane.connectWith("", ticked)
	if got := s.titles(access); got != "Vacation" {
		t.Errorf("the token is shown %q", got)
	}
}

// S0.11: the User chooses how long, the token ends by itself, and says when.
func TestS3_0_11TokensAreLimitedInTime(t *testing.T) {
	now := time.Now().Truncate(time.Second)
	s := open(t, func(c *photos.Config) { c.Now = func() time.Time { return now } })
	jane := s.browser().signUp("jane")
	access, _ := jane.connectWith("", url.Values{"duration": {"day"}})
	has(t, s.call(access, "GET", "/api/token").wants(http.StatusOK).object(), map[string]any{
		"issued_at": now.UTC().Format(time.RFC3339), "expires_at": now.Add(24 * time.Hour).UTC().Format(time.RFC3339),
	})
	now = now.Add(24*time.Hour - time.Second)
	s.call(access, "GET", "/api/token").wants(http.StatusOK)
	now = now.Add(2 * time.Second)
	if got := s.call(access, "GET", "/api/token").wants(http.StatusUnauthorized); !strings.Contains(got.body, "token_expired") {
		t.Errorf("the refusal says %s", got.body)
	}
	jane.get("/connections").wants(http.StatusOK, "No connected apps")
}

func TestRightsAreAskedForAndNarrowed(t *testing.T) {
	each(t, func(t *testing.T) {
		s := open(t, nil)
		_, err := s.consumer().RequestToken(t.Context(), callback, oauthcore.Param{Name: "perms", Value: "fly"})
		if got := problem(t, err); got != oauthcore.ParameterRejected {
			t.Errorf("an unknown right is refused with %q", got)
		}
		jane := s.browser().signUp("jane")
		rights := func(access oauthcore.AccessToken) (all string) {
			for _, right := range s.call(access, "GET", "/api/token").object()["rights"].([]any) {
				all += right.(string) + " "
			}
			return all
		}
		jane.consent(s.requestToken(callback, oauthcore.Param{Name: "perms", Value: "upload"})).wants(http.StatusOK, "add new ones")
		narrowed, _ := jane.connectWith("upload", url.Values{"rights": {"read"}})
		if got := rights(narrowed); got != "read " {
			t.Errorf("a narrowed token may %s", got)
		}
		whole, _ := jane.connectWith("upload", nil)
		if got := rights(whole); got != "read upload " {
			t.Errorf("the token may %s", got)
		}
		widened, _ := s.browser().signUp("sam").connectWith("read", url.Values{"rights": {"upload"}})
		if got := rights(widened); got != "read " {
			t.Errorf("a form that asks for more than the Consumer did gives %s", got)
		}
	})
}
