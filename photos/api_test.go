package photos_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos"
)

// object reads a JSON answer.
func (p *page) object() map[string]any {
	p.t.Helper()
	if got := p.header.Get("Content-Type"); got != "application/json" {
		p.t.Fatalf("%s is answered as %s: %s", p.url.Path, got, p.body)
	}
	var object map[string]any
	if err := json.Unmarshal([]byte(p.body), &object); err != nil {
		p.t.Fatal(err)
	}
	return object
}

// has compares some fields of a JSON object.
func has(t *testing.T, object map[string]any, want map[string]any) {
	t.Helper()
	for name, value := range want {
		if got, there := object[name]; !there || got != value {
			t.Errorf("%s is %v, want %v", name, got, value)
		}
	}
}

func TestTheAPI(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	jane.album("Empty")
	album := jane.album("Vacation", file{"one.jpg", picture(1)}, file{"zażółć + 100%.jpg", picture(2)})
	access := jane.connect()
	get := func(path string) map[string]any { return s.call(access, "GET", path).wants(http.StatusOK).object() }

	profile := get("/api/user/profile")
	has(t, profile, map[string]any{"screen_name": "jane", "name": "jane"})
	if profile["user_id"] == "" {
		t.Error("the profile has no user_id")
	}
	token := get("/api/token")
	has(t, token, map[string]any{"albums": nil, "expires_at": nil, "consumer": "dpf43f3p2l4k3l03"})
	if rights := token["rights"].([]any); len(rights) != 1 || rights[0] != "read" {
		t.Errorf("the token's rights are %v", rights)
	}

	albums := get("/api/albums")
	has(t, albums, map[string]any{"next": nil})
	has(t, albums["albums"].([]any)[1].(map[string]any), map[string]any{
		"id": strings.TrimPrefix(album, "/albums/"), "title": "Vacation", "private": true, "photo_count": 2.0,
	})
	url := albums["albums"].([]any)[1].(map[string]any)["url"].(string)
	list := get(strings.TrimPrefix(url, s.url))
	has(t, list, map[string]any{"title": "Vacation", "next": nil})
	photo := list["photos"].([]any)[1].(map[string]any)
	has(t, photo, map[string]any{
		"file": "zażółć + 100%.jpg", "content_type": "image/jpeg", "bytes": float64(len(picture(2))),
		"width": 60.0, "height": 40.0, "taken_at": nil, "album_id": list["id"],
	})
	same := get(strings.TrimPrefix(photo["url"].(string), s.url))
	has(t, same, map[string]any{"id": photo["id"], "sha256": photo["sha256"]})
	for _, size := range []string{"original", "large", "medium", "thumb"} {
		address := photo["sizes"].(map[string]any)[size].(string)
		s.call(access, "GET", address).wants(http.StatusOK)
	}
}

func TestListsArePaged(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	jane.album("One", file{"1.jpg", picture(1)}, file{"2.jpg", picture(2)}, file{"3.jpg", picture(3)})
	jane.album("Two")
	jane.album("Three")
	access := jane.connect()
	for _, list := range []struct{ path, items, name string }{
		{"/api/albums?limit=2", "albums", "title"},
		{strings.TrimPrefix(s.firstAlbum(access), s.url) + "?limit=2", "photos", "file"},
	} {
		var names []string
		pages := 0
		for next := any(list.path); next != nil; pages++ {
			answer := s.call(access, "GET", next.(string)).wants(http.StatusOK).object()
			for _, item := range answer[list.items].([]any) {
				names = append(names, item.(map[string]any)[list.name].(string))
			}
			next = answer["next"]
		}
		if pages != 2 || len(slices.Compact(names)) != 3 {
			t.Errorf("%s: %d pages with %v", list.path, pages, names)
		}
	}
	s.call(access, "GET", "/api/albums?limit=0").wants(http.StatusBadRequest)
	s.call(access, "GET", "/api/albums?limit=many").wants(http.StatusBadRequest)
}

func (s *site) firstAlbum(access oauthcore.AccessToken) string {
	albums := s.call(access, "GET", "/api/albums").object()["albums"].([]any)
	return albums[0].(map[string]any)["url"].(string)
}

func TestP48ConditionsAndRanges(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	jane.album("Vacation", file{"vacation.jpg", picture(1)})
	access := jane.connect()
	const path = "/photos?file=vacation.jpg&size=original"
	whole := s.call(access, "GET", path).wants(http.StatusOK)
	if got := whole.header.Get("Cache-Control"); got != "private, no-cache" {
		t.Errorf("Cache-Control is %q", got)
	}
	if head := s.call(access, "HEAD", path).wants(http.StatusOK); head.body != "" || head.header.Get("Content-Length") == "" {
		t.Error("HEAD is not answered as HEAD")
	}
	s.call(access, "GET", path, "If-None-Match", whole.header.Get("ETag")).wants(http.StatusNotModified)
	part := s.call(access, "GET", path, "Range", "bytes=10-19").wants(http.StatusPartialContent)
	if part.body != whole.body[10:20] {
		t.Error("the range is not that part of the picture")
	}
	stranger := s.browser().request("GET", path, nil)
	stranger.Header.Set("If-None-Match", whole.header.Get("ETag"))
	s.browser().do(stranger).wants(http.StatusUnauthorized)
}

func TestTheAPIRefusesInJSON(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	jane.album("Vacation", file{"vacation.jpg", picture(1)})
	access := jane.connect()
	for path, want := range map[string]struct {
		status int
		code   string
	}{
		"/photos?file=none.jpg": {404, "not_found"},
		"/photos":               {404, "not_found"},
		"/photos?file=vacation.jpg&size=enormous": {400, "bad_request"},
		"/photos?file=vacation.jpg&size=":         {400, "bad_request"},
		"/api/albums/none":                        {404, "not_found"},
		"/api/photos/none/file?size=thumb":        {404, "not_found"},
		"/api/nothing":                            {404, "not_found"},
	} {
		p := s.call(access, "GET", path).wants(want.status)
		if e := p.object()["error"].(map[string]any); e["code"] != want.code || e["message"] == "" {
			t.Errorf("%s is refused with %v", path, e)
		}
	}
	s.call(access, "POST", "/api/albums").wants(http.StatusMethodNotAllowed).object()
}

func TestP08UnsignedRequestsAreChallenged(t *testing.T) {
	s := open(t, nil)
	r := s.browser().request("GET", "/photos?file=vacation.jpg", nil)
	r.Header.Set("Accept", "application/json")
	p := s.browser().do(r).wants(http.StatusUnauthorized)
	if p.object()["oauth_problem"] != "parameter_absent" || p.header.Get("Date") == "" {
		t.Errorf("the refusal is %s", p.body)
	}
}

func TestP26ARequestTokenOpensNothing(t *testing.T) {
	s := open(t, nil)
	token := s.requestToken(callback)
	p := s.call(oauthcore.AccessToken(token), "GET", "/photos?file=vacation.jpg").wants(http.StatusUnauthorized)
	if !strings.Contains(p.body, "oauth_problem=token_rejected") {
		t.Errorf("the refusal is %s", p.body)
	}
}

func TestAConsumerTriesItsKey(t *testing.T) {
	s := open(t, nil)
	has(t, s.call(oauthcore.AccessToken{}, "GET", "/api/consumer").wants(http.StatusOK).object(),
		map[string]any{"name": "printer", "message": "Your key and signature work."})
}

func TestTokenEndpointsTakePOSTOnly(t *testing.T) {
	b := open(t, nil).browser()
	for _, path := range []string{
		"/oauth/request_token", "/request_token", "/initiate", "/oauth/access_token", "/access_token", "/token", "/oauth/revoke",
	} {
		for _, method := range []string{"GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"} {
			p := b.do(b.request(method, path, nil))
			if p.status != http.StatusMethodNotAllowed || p.header.Get("Allow") != "POST" {
				t.Errorf("%s %s is answered %d, Allow %q", method, path, p.status, p.header.Get("Allow"))
			}
		}
	}
}

func TestTheAliasesDance(t *testing.T) {
	s := open(t, nil)
	for user, names := range map[string][3]string{"jane": {"/request_token", "/authorize", "/access_token"}, "sam": {"/initiate", "/authorize", "/token"}} {
		jane := s.browser().signUp(user)
		consumer := s.consumer()
		consumer.Endpoints = oauthcore.Endpoints{RequestToken: s.url + names[0], Authorize: s.url + names[1], AccessToken: s.url + names[2]}
		token, err := consumer.RequestToken(t.Context(), callback)
		if err != nil {
			t.Fatal(err)
		}
		verifier := jane.decide(jane.get(consumer.AuthorizeURL(token)), "allow").returned().Get("oauth_verifier")
		if _, _, err := consumer.AccessToken(t.Context(), token, verifier); err != nil {
			t.Error(err)
		}
	}
}

func TestDiscovery(t *testing.T) {
	s := open(t, func(c *photos.Config) { c.URL += "/demo" })
	at := s.url
	b := s.browser()
	facts := b.get("/demo/.well-known/oauth1").wants(http.StatusOK).object()
	has(t, facts, map[string]any{
		"request_token_url": at + "/oauth/request_token", "authorize_url": at + "/oauth/authorize",
		"access_token_url": at + "/oauth/access_token", "revoke_url": at + "/oauth/revoke", "api_base": at + "/api",
		"timestamp_window_seconds": 300.0, "realm": at + "/", "documentation": at + "/developers",
	})
	if slices.Contains(facts["signature_methods"].([]any), any("PLAINTEXT")) {
		t.Error("PLAINTEXT is offered over http")
	}
	b.get("/demo/oauth/time").wants(http.StatusOK)
	b.get("/demo/developers").wants(http.StatusOK, "timestamp_refused", "additional_authorization_required", at+"/oauth/access_token", "HMAC-SHA1")
}

// P51: below a path prefix everything works, and the prefix is part of what is signed.
func TestP51BelowAPrefix(t *testing.T) {
	s := open(t, func(c *photos.Config) { c.URL += "/demo" })
	jane := s.browser()
	p := jane.get(jane.get("/demo/").links("/demo/sign-up")[0])
	p = jane.submit(p, "/sign-up", url.Values{"screen_name": {"jane"}, "password": {password}})
	if p.wants(http.StatusOK).url.Path != "/demo/albums" {
		t.Errorf("signing up leads to %s", p.url)
	}
	token := s.requestToken(callback)
	p = jane.get("/demo/oauth/authorize?oauth_token=" + token.Token)
	verifier := jane.decide(p, "allow").returned().Get("oauth_verifier")
	access, _, err := s.consumer().AccessToken(t.Context(), token, verifier)
	if err != nil {
		t.Fatal(err)
	}
	s.call(access, "GET", "/api/user/profile").wants(http.StatusOK)
}
