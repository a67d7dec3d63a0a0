package static

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

func folder(css string) *Set {
	return Must(New(fstest.MapFS{"style.css": {Data: []byte(css)}, "notes.txt": {Data: []byte("not for browsers")}}))
}

func get(h http.Handler, path string, header ...string) *http.Response {
	r := httptest.NewRequest("GET", path, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func TestURLChangesWithContent(t *testing.T) {
	before, after, again := folder("a{}"), folder("b{}"), folder("a{}")
	if before.URL("style.css") == after.URL("style.css") {
		t.Error("new content has kept the old URL")
	}
	if before.URL("style.css") != again.URL("style.css") {
		t.Error("the same content has got two URLs")
	}
	if got := before.URL("gone.css"); got != "/static/gone.css" {
		t.Errorf("a missing file is called %q", got)
	}
}

func TestFingerprintedNameIsKeptForEver(t *testing.T) {
	answer := get(Files, "/shop"+URL("style.css"))
	want := map[string]string{
		"Cache-Control":          "public, max-age=31536000, immutable",
		"Content-Type":           "text/css; charset=utf-8",
		"X-Content-Type-Options": "nosniff",
		"Vary":                   "Accept-Encoding",
	}
	for name, value := range want {
		if got := answer.Header.Get(name); got != value {
			t.Errorf("%s: %q, want %q", name, got, value)
		}
	}
	if answer.StatusCode != http.StatusOK {
		t.Errorf("status %d", answer.StatusCode)
	}
}

func TestPlainNameIsAskedForAgain(t *testing.T) {
	answer := get(Files, "/static/style.css")
	if got := answer.Header.Get("Cache-Control"); got != "no-cache" {
		t.Errorf("Cache-Control: %q", got)
	}
	answer = get(Files, "/static/style.css", "If-None-Match", answer.Header.Get("ETag"))
	if answer.StatusCode != http.StatusNotModified {
		t.Errorf("what has not changed is answered %d", answer.StatusCode)
	}
}

func TestTextIsCompressedForWhoeverCan(t *testing.T) {
	s := folder(strings.Repeat("a { color: red }\n", 99))
	plain := get(s, s.URL("style.css"))
	if plain.Header.Get("Content-Encoding") != "" {
		t.Error("compressed without being asked")
	}
	if refused := get(s, s.URL("style.css"), "Accept-Encoding", "br, gzip;q=0"); refused.Header.Get("Content-Encoding") != "" {
		t.Error("compressed for a client that refuses gzip")
	}
	small := get(s, s.URL("style.css"), "Accept-Encoding", "br, gzip")
	if small.Header.Get("Content-Encoding") != "gzip" {
		t.Fatal("not compressed")
	}
	z, err := gzip.NewReader(small.Body)
	if err != nil {
		t.Fatal(err)
	}
	got, _ := io.ReadAll(z)
	want, _ := io.ReadAll(plain.Body)
	if string(got) != string(want) {
		t.Error("the compressed text is another one")
	}
}

func TestWhatIsNotServed(t *testing.T) {
	s := folder("a{}")
	for _, path := range []string{"/static/notes.txt", "/static/", "/static/../static.go", "/static/style.000000000000.css"} {
		if got := get(s, path).StatusCode; got != http.StatusNotFound {
			t.Errorf("%s is answered %d", path, got)
		}
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest("POST", "/static/style.css", nil))
	if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
		t.Errorf("POST is answered %d, Allow: %q", w.Code, w.Header().Get("Allow"))
	}
}

// A page loads style.css and the style sheet of its program, and the modules that its template names, with what those
// import.
func TestPagesStayLight(t *testing.T) {
	size := func(name string) int { return len(Files.byName[name].gzip) }
	for _, app := range []string{"photos.css", "printer.css"} {
		if got := size("style.css") + size(app); got > 12<<10 {
			t.Errorf("style.css and %s are %d bytes compressed, more than 12 KB", app, got)
		}
	}
	pages, err := filepath.Glob("../templates/*/*.html")
	if err != nil || len(pages) < 20 {
		t.Fatal(len(pages), err)
	}
	heaviest := 0
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		loaded := map[string]bool{}
		load(t, "theme.js", loaded)
		for _, named := range regexp.MustCompile(`asset "([^"]+\.js)"`).FindAllSubmatch(text, -1) {
			load(t, string(named[1]), loaded)
		}
		total := 0
		for name := range loaded {
			total += size(name)
		}
		if heaviest = max(heaviest, total); total > 30<<10 {
			t.Errorf("%s loads %d modules of %d bytes compressed, more than 30 KB", page, len(loaded), total)
		}
	}
	if heaviest < 10<<10 {
		t.Errorf("no page loads more than %d bytes: were they counted?", heaviest)
	}
}

var importing = regexp.MustCompile(`(?m)^import .* from "\./([^"]+)";`)

// load adds a module and what it imports.
func load(t *testing.T, name string, loaded map[string]bool) {
	t.Helper()
	if loaded[name] {
		return
	}
	text, err := embedded.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	loaded[name] = true
	for _, other := range importing.FindAllSubmatch(text, -1) {
		load(t, string(other[1]), loaded)
	}
}

// The pages' policy is default-src 'self' and img-src 'self' data:, and they have to work where there is no network.
func TestNothingComesFromElsewhere(t *testing.T) {
	for name, f := range Files.byName {
		text := strings.ReplaceAll(string(f.plain), "http://www.w3.org/2000/svg", "")
		for _, bad := range []string{"http://", "https://", "@import", "style=", "eval("} {
			if strings.Contains(text, bad) {
				t.Errorf("%s contains %s", name, bad)
			}
		}
	}
}
