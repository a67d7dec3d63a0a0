package photos_test

import (
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
)

// P09: whatever is Jane's is answered to sam exactly as what never existed: the same status, the same page.
func TestP09SamFindsNothingOfJanes(t *testing.T) {
	s := open(t, nil)
	jane, sam := s.browser().signUp("jane"), s.browser().signUp("sam")
	album := jane.album("Vacation", file{"vacation.jpg", picture(1)})
	photo := jane.get(album).links("/photos/")[0]
	access, _ := sam.connectWith("upload", nil)
	app := jane.app("Jane's frame")
	const nobodys = "Nobodys1"
	deletion := jane.deletion(jane.album("Thrown away"))
	workshop := strings.TrimPrefix(jane.workshop("Signing"), "/workshops/")
	upload := strings.TrimPrefix(jane.announce(album, 10, metadata("a.png")), "/uploads/")
	routes := append(ownedRoutes(t), "GET /photos?file=:file", "GET /photo?file=:file&size=thumb", "GET /api/photos/:photo/file?size=thumb")
	for _, size := range []string{"original", "large", "medium", "small", "thumb"} {
		routes = append(routes, "GET /photos/:photo/"+size)
	}
	for _, route := range routes {
		ask := func(album, photo, file, app, deletion, upload, workshop string) *page {
			method, path, _ := strings.Cut(route, " ")
			path = strings.NewReplacer(":workshop", workshop, ":upload", upload, ":deletion", deletion, ":app", app, ":album", album, ":photo", photo, ":file", file, ":size", "thumb").Replace(path)
			switch {
			case strings.HasPrefix(path, "/api/"):
				return s.send(access, method, path, picture(9), "Content-Type", "image/jpeg")
			case strings.Contains(path, "/uploads"):
				return sam.tus(method, path, []byte("x"), "Upload-Offset", "0", "Upload-Length", "10")
			case method == "POST":
				fields := sam.get("/albums").form("/sign-out").fields
				fields.Set("title", "Mine now")
				fields.Set("overlap", "24")
				return sam.post(path, fields)
			case strings.Contains(path, "?file="):
				return s.call(access, http.MethodGet, path)
			}
			return sam.get(path)
		}
		theirs := ask(strings.TrimPrefix(album, "/albums/"), strings.TrimPrefix(photo, "/photos/"), "vacation.jpg", app, deletion, upload, workshop)
		none := ask(nobodys, nobodys, nobodys, nobodys, nobodys, nobodys, nobodys)
		if theirs.status != http.StatusNotFound || none.status != http.StatusNotFound {
			t.Errorf("%s: Jane's is answered %d, nobody's %d", route, theirs.status, none.status)
		}
		if without(theirs) != without(none) {
			t.Errorf("%s: Jane's and nobody's are told apart", route)
		}
	}
	jane.get(album).wants(http.StatusOK, "Vacation", "1 photo")
}

// deletion deletes an album and answers the name under which it can be taken back.
func (b *browser) deletion(album string) string {
	b.t.Helper()
	p := b.submit(b.get(album), "/delete", nil).wants(http.StatusOK, "is deleted")
	return strings.Split(p.form("/restore").action, "/")[2]
}

// ownedRoutes are the routes with an id in them. A test in package web sees to it that none is missing.
func ownedRoutes(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile("web/testdata/owned.txt")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(text)), "\n")
}

// without is a page without the token of its forms, which is new each time.
func without(p *page) string {
	if p.doc == nil {
		return p.body
	}
	body := p.body
	for _, f := range p.forms() {
		body = strings.ReplaceAll(body, f.fields.Get("csrf_token"), "")
	}
	return body
}

// A visitor is sent to sign in from every address alike, whether there is something behind it or not.
func TestAVisitorIsToldNothing(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	photo := jane.get(jane.album("Vacation", file{"vacation.jpg", picture(1)})).links("/photos/")[0]
	visitor := s.browser()
	for _, path := range []string{photo, photo + "/thumb", photo + "/download", "/photos/none", "/albums/none", "/connections"} {
		if p := visitor.get(path).wants(http.StatusOK, "Password"); p.url.Path != "/sign-in" {
			t.Errorf("%s leads to %s", path, p.url)
		}
	}
	for _, path := range []string{"/photos?file=vacation.jpg", "/photo?file=none", "/api/albums", "/api/photos/none/file"} {
		p := visitor.get(path).wants(http.StatusUnauthorized)
		if got := p.header.Get("WWW-Authenticate"); !strings.HasPrefix(got, `OAuth realm="`+s.url+`/"`) {
			t.Errorf("%s is answered with the challenge %s", path, got)
		}
	}
}

func TestTheSessionOpensNoSignedRoute(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	jane.album("Vacation", file{"vacation.jpg", picture(1)})
	jane.get("/photo?file=vacation.jpg").wants(http.StatusUnauthorized)
	jane.get("/api/albums").wants(http.StatusUnauthorized)
	r := jane.request(http.MethodPost, "/oauth/request_token", strings.NewReader(url.Values{}.Encode()))
	jane.do(r).wants(http.StatusBadRequest)
}

// Names are data, whatever they look like.
func TestNamesAreData(t *testing.T) {
	const evil = `<script>alert("1")</script>'"&`
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	album := jane.album(evil, file{evil + ".jpg", picture(1)})
	photo := jane.get(album).links("/photos/")[0]
	for _, path := range []string{"/albums", album, photo, "/sign-in?next=" + url.QueryEscape(evil)} {
		if p := jane.get(path); strings.Contains(p.body, "<script>alert") {
			t.Errorf("%s runs the name of an album", path)
		}
	}
	disposition := jane.get(photo + "/download").header.Get("Content-Disposition")
	if strings.ContainsAny(disposition, "\r\n") {
		t.Errorf("the header is broken: %q", disposition)
	}
}
