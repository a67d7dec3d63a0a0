package templates

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"example.net/oauth1/static"
)

// sources gives every template as it is written.
func sources(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	err := fs.WalkDir(FS, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(FS, name)
		texts[name] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

// The pages' policy (default-src 'self') would silently ignore these.
func TestNothingIsInline(t *testing.T) {
	inline := regexp.MustCompile(`(?i)<style|\sstyle=|\son[a-z]+=|javascript:|<script(?:[^>"]|"[^"]*")*>[^<]`)
	for name, text := range sources(t) {
		if found := inline.FindString(text); found != "" {
			t.Errorf("%s contains %q", name, found)
		}
	}
}

func TestEveryFormThatPostsCarriesTheToken(t *testing.T) {
	form := regexp.MustCompile(`(?s)<form[^>]*method="post".*?</form>`)
	for name, text := range sources(t) {
		for _, found := range form.FindAllString(text, -1) {
			if !strings.Contains(found, `{{template "csrf"`) && !strings.Contains(found, `{{template "upload"`) {
				t.Errorf("%s: a form without csrf:\n%.120s", name, found)
			}
		}
	}
}

func TestEveryPictureHasWordsAndPlace(t *testing.T) {
	image := regexp.MustCompile(`<img(?:[^>"]|"[^"]*")*>`)
	for name, text := range sources(t) {
		for _, found := range image.FindAllString(text, -1) {
			if !strings.Contains(found, ` alt="`) {
				t.Errorf("%s: no alt in %s", name, found)
			}
		}
	}
}

func TestEveryAssetAndIconIsThere(t *testing.T) {
	asset := regexp.MustCompile(`asset "([^"]+)"`)
	icon := regexp.MustCompile(`(?:icon |"Icon" )"([^"]+)"`)
	for name, text := range sources(t) {
		for _, m := range asset.FindAllStringSubmatch(text, -1) {
			if static.Files.Text(m[1]) == "" {
				t.Errorf("%s asks for %s", name, m[1])
			}
		}
		for _, m := range icon.FindAllStringSubmatch(text, -1) {
			if strings.HasSuffix(m[1], "-") {
				continue // the rest of the name is data
			}
			if static.Files.Text("icons/"+m[1]+".svg") == "" {
				t.Errorf("%s asks for icon %s", name, m[1])
			}
		}
	}
}

// A class that no style sheet knows is a spelling mistake, or a component that was meant to be there.
func TestEveryClassIsInAStyleSheet(t *testing.T) {
	class := regexp.MustCompile(`class="([^"]*)"`)
	action := regexp.MustCompile(`{{.*?}}`)
	css := static.Files.Text("style.css") + static.Files.Text("photos.css") + static.Files.Text("printer.css") + static.Files.Text("workbench.css") + static.Files.Text("inspector.css") + static.Files.Text("lab.css") + static.Files.Text("classroom.css") +
		static.Files.Text("organise.css") + static.Files.Text("guide.css") + static.Files.Text("learn.css")
	for name, text := range sources(t) {
		for _, m := range class.FindAllStringSubmatch(text, -1) {
			for _, word := range strings.Fields(action.ReplaceAllString(m[1], " ")) {
				if !regexp.MustCompile(`\.`+regexp.QuoteMeta(word)+`\b`).MatchString(css) && word != "app-" {
					t.Errorf("%s: class %q is in no style sheet", name, word)
				}
			}
		}
	}
}
