package templates

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"

	"example.net/oauth1/static"
)

var apps = []string{"photos", "printer"}

func parse(t *testing.T, app string) *Set {
	t.Helper()
	set, err := Parse(FS, app, static.Files)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func render(t *testing.T, data Problem) string {
	t.Helper()
	var b bytes.Buffer
	if err := parse(t, data.App).Render(&b, "error", data); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestLayoutHasWhatEveryPageNeeds(t *testing.T) {
	roles := map[string]string{"photos": "Service Provider", "printer": "Consumer"}
	for _, app := range apps {
		page := render(t, Problem{Page: Page{App: app, Base: "/prefix"}, Title: "Not here", Text: "Nobody knows that page."})
		for what, text := range map[string]string{
			"language":    `<html lang="en">`,
			"title":       `<title>Not here · ` + app + `</title>`,
			"viewport":    `<meta name="viewport" content="width=device-width, initial-scale=1">`,
			"skip link":   `<a class="skip" href="#main">`,
			"landmark":    `<main id="main"`,
			"identity":    `<body class="app-` + app + `">`,
			"role":        `<small>` + roles[app] + `</small>`,
			"style sheet": `href="/prefix` + static.URL(app+".css") + `"`,
			"heading":     `<h1>Not here</h1>`,
		} {
			if strings.Count(page, text) != 1 {
				t.Errorf("%s: the %s is there %d times, not once:\n%s", app, what, strings.Count(page, text), text)
			}
		}
	}
}

func TestThemeComesFromThePage(t *testing.T) {
	page := render(t, Problem{Page: Page{App: "photos", Theme: "dark"}})
	if !strings.Contains(page, `<html lang="en" data-theme="dark">`) {
		t.Error("the chosen theme is not in the page")
	}
}

func TestFlashesAreShownAndEscaped(t *testing.T) {
	page := render(t, Problem{Page: Page{App: "printer", Flashes: []Flash{{Kind: "error", Text: "<b>no</b>"}, {Kind: "success", Text: "yes"}}}})
	for _, text := range []string{`role="alert"`, `&lt;b&gt;no&lt;/b&gt;`, `class="notice success"`} {
		if !strings.Contains(page, text) {
			t.Errorf("no %s in the page", text)
		}
	}
}

func TestWhoIsSignedInCanSignOut(t *testing.T) {
	page := render(t, Problem{Page: Page{App: "photos", CSRF: "t0ken", User: &User{ScreenName: "jane", Name: "Jane"}}})
	if !strings.Contains(page, `action="/sign-out"><input type="hidden" name="csrf_token" value="t0ken">`) {
		t.Error("no form to sign out")
	}
}

func TestAPageThatFailsReachesNobody(t *testing.T) {
	var b bytes.Buffer
	if err := parse(t, "photos").Render(&b, "error", struct{ App string }{"photos"}); err == nil || b.Len() > 0 {
		t.Errorf("%d bytes were written, error: %v", b.Len(), err)
	}
	if err := parse(t, "photos").Render(&b, "nowhere", nil); err == nil {
		t.Error("a page that is not there is rendered without an error")
	}
}

func TestAPageDefinesTitleAndMain(t *testing.T) {
	fsys := fstest.MapFS{
		"layout/base.html":   {Data: []byte(`{{define "base"}}{{template "title"}}{{template "main"}}{{end}}`)},
		"layout/photos.html": {Data: []byte(``)},
		"shared/x.html":      {Data: []byte(``)},
		"photos/half.html":   {Data: []byte(`{{define "title"}}Half{{end}}`)},
	}
	if _, err := Parse(fsys, "photos", static.Files); err == nil || !strings.Contains(err.Error(), `"main"`) {
		t.Errorf("got %v", err)
	}
}

// A page has the partials that it shows, through as many others as it takes, its own before those of all, and no more.
func TestAPageTakesThePartialsThatItShows(t *testing.T) {
	fsys := fstest.MapFS{
		"layout/base.html":   {Data: []byte(`{{define "base"}}{{template "title"}}: {{template "main" .}}{{template "foot"}}{{end}}{{define "foot"}}.{{end}}`)},
		"layout/photos.html": {Data: []byte(``)},
		"shared/x.html": {Data: []byte(`{{define "list"}}{{range .}}{{template "item" .}}{{else}}{{template "none"}}{{end}}{{end}}
			{{define "item"}}({{.}}){{end}}{{define "none"}}nothing{{end}}{{define "unused"}}never{{end}}`)},
		"photos/page.html": {Data: []byte(`{{define "title"}}Page{{end}}{{define "main"}}{{with .}}{{if .}}{{template "list" .}}{{end}}{{end}}{{end}}{{define "none"}}ours{{end}}`)},
	}
	set, err := Parse(fsys, "photos", static.Files)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := set.Render(&b, "page", []int{1, 2}); err != nil || b.String() != "Page: (1)(2)." {
		t.Errorf("%q, %v", b.String(), err)
	}
	b.Reset()
	if err := set.RenderBlock(&b, "page", "list", []int{}); err != nil || b.String() != "ours" {
		t.Errorf("%q, %v", b.String(), err)
	}
	if set.pages["page"].Lookup("unused") != nil {
		t.Error("it has a partial that it does not show")
	}
	fsys["photos/page.html"] = &fstest.MapFile{Data: []byte(`{{define "title"}}Page{{end}}{{define "main"}}{{template "lst"}}{{end}}`)}
	if _, err := Parse(fsys, "photos", static.Files); err == nil || !strings.Contains(err.Error(), `"lst"`) {
		t.Errorf("a partial that nobody defines: %v", err)
	}
}

func TestGridKeepsAPlaceForEveryPicture(t *testing.T) {
	pictures := make([]Picture, 30)
	for i := range pictures {
		pictures[i] = Picture{Href: "/photos/1", Src: "/photos/1/thumb", Alt: "A dog", Width: 1332, Height: 2000}
	}
	var b bytes.Buffer
	if err := parse(t, "photos").RenderBlock(&b, "search", "photo-grid", pictures); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]int{`<li class="ar-66">`: 30, `width="1332" height="2000"`: 30, `alt="A dog"`: 30, `loading="lazy"`: 14} {
		if got := strings.Count(b.String(), text); got != want {
			t.Errorf("%s is there %d times, not %d", text, got, want)
		}
	}
}

func TestEveryRatioHasItsClass(t *testing.T) {
	css := static.Files.Text("style.css")
	for width := 10; width <= 9000; width += 7 {
		if class := ratio(width, 1000); !strings.Contains(css, "."+class+"{") {
			t.Fatalf("style.css has no .%s, for %d × 1000", class, width)
		}
	}
	if ratio(0, 0) != "ar-100" {
		t.Error("a picture of unknown size is not square")
	}
}

func TestPartialsOfForms(t *testing.T) {
	var b bytes.Buffer
	field := map[string]any{"Name": "title", "Label": "Title", "Hint": "Short", "Error": "Too long", "Required": true}
	if err := parse(t, "photos").RenderBlock(&b, "signup", "field", field); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{`<label for="title">`, `id="title" name="title" type="text" required aria-invalid="true" aria-describedby="title-hint title-error"`, `id="title-error"`} {
		if !strings.Contains(b.String(), text) {
			t.Errorf("no %s in %s", text, b.String())
		}
	}
}
