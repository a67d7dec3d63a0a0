package web

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"example.net/oauth1/templates"
)

// catalogue is one as it is written: a sentence without plural forms has the form "other" alone.
type catalogue map[string]map[string]string

func catalogues(t *testing.T) map[string]catalogue {
	t.Helper()
	all := map[string]catalogue{}
	for code := range pluralForms {
		text, err := fs.ReadFile(templates.Catalogues, "lang/"+code+".json")
		if err != nil {
			t.Fatal(err)
		}
		var raw map[string]any
		if err := json.Unmarshal(text, &raw); err != nil {
			t.Fatalf("%s: %v", code, err)
		}
		all[code] = catalogue{}
		for key, value := range raw {
			all[code][key] = forms(value)
		}
	}
	return all
}

func forms(value any) map[string]string {
	if sentence, ok := value.(string); ok {
		return map[string]string{"other": sentence}
	}
	out := map[string]string{}
	for form, sentence := range value.(map[string]any) {
		out[form] = sentence.(string)
	}
	return out
}

// pluralForms are the plural categories of the Unicode CLDR for whole numbers.
var pluralForms = map[string][]string{
	"en": {"one", "other"}, "de": {"one", "other"}, "fr": {"many", "one", "other"}, "es": {"many", "one", "other"},
	"pl": {"few", "many", "one", "other"},
}

var (
	placeholder = regexp.MustCompile(`{{\.(\w+)}}`)
	marks       = regexp.MustCompile("[*`\\[\\]]")
)

func placeholders(sentence string) []string {
	var names []string
	for _, m := range placeholder.FindAllStringSubmatch(sentence, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func TestEveryCatalogueIsComplete(t *testing.T) {
	all := catalogues(t)
	files, _ := fs.Glob(templates.Catalogues, "lang/*.json")
	if len(files) != len(all) {
		t.Errorf("there are %d catalogues; this test knows the plural forms of %d languages", len(files), len(all))
	}
	for code, c := range all {
		for key := range all["en"] {
			if c[key] == nil {
				t.Errorf("%s: %s is missing", code, key)
			}
		}
		for key, sentences := range c {
			if all["en"][key] == nil {
				t.Errorf("%s: %s is not in English", code, key)
				continue
			}
			fits(t, code, key, all["en"][key], sentences)
		}
	}
}

// fits compares the sentences of a key with the English ones.
func fits(t *testing.T, code, key string, english, sentences map[string]string) {
	t.Helper()
	if got := slices.Sorted(maps.Keys(sentences)); len(english) > 1 && !slices.Equal(got, pluralForms[code]) {
		t.Errorf("%s: %s has the plural forms %v, want %v", code, key, got, pluralForms[code])
	}
	if len(english) == 1 && len(sentences) != 1 {
		t.Errorf("%s: %s has plural forms, unlike the English", code, key)
	}
	for form, sentence := range sentences {
		if got, want := placeholders(sentence), placeholders(english["other"]); !slices.Equal(got, want) {
			t.Errorf("%s: %s (%s) has the placeholders %v, want %v", code, key, form, got, want)
		}
		if got, want := marks.FindAllString(sentence, -1), marks.FindAllString(english["other"], -1); !slices.Equal(got, want) {
			t.Errorf("%s: %s (%s) has the marks %v, want %v", code, key, form, got, want)
		}
		if sentence == "" || strings.TrimSpace(sentence) != sentence || strings.ContainsAny(sentence, "<>&") {
			t.Errorf("%s: %s (%s) is no sentence: %q", code, key, form, sentence)
		}
	}
}

// sameAsInEnglish are the sentences that are right as they are.
var sameAsInEnglish = []string{
	"de token.code", "fr token.code", "pl date.when", "es date.when", "fr albums.title", "fr photos", "de account.name", "de account.passkeys",
}

func TestNothingIsLeftInEnglish(t *testing.T) {
	all := catalogues(t)
	for code, c := range all {
		for key, sentences := range c {
			if code != "en" && sentences["other"] == all["en"][key]["other"] && !slices.Contains(sameAsInEnglish, code+" "+key) {
				t.Errorf("%s: %s is the English sentence %q", code, key, sentences["other"])
			}
		}
	}
}

// use is a place where a template asks for a sentence, with the names of the values it gives.
type use struct {
	file, key string
	values    []string
}

var (
	asks  = regexp.MustCompile(`[.$\w]*\.(?:T|Rich) "([^"]+)"`)
	value = regexp.MustCompile(`"([A-Z]\w*)" `)
)

func uses(t *testing.T) (list []use) {
	t.Helper()
	for name, text := range spokenTemplates(t, true) {
		for _, m := range asks.FindAllStringSubmatchIndex(text, -1) {
			u := use{file: name, key: text[m[2]:m[3]]}
			for _, v := range value.FindAllStringSubmatch(arguments(text[m[1]:]), -1) {
				u.values = append(u.values, v[1])
			}
			list = append(list, u)
		}
	}
	return list
}

// arguments is what stands before the bracket or the action closes.
func arguments(text string) string {
	depth := 0
	for i, r := range text {
		switch {
		case r == '(':
			depth++
		case r == ')':
			depth--
		}
		if depth < 0 || strings.HasPrefix(text[i:], "}}") {
			return text[:i]
		}
	}
	return text
}

// spokenTemplates are the templates of photos that speak every language; shared adds the partials.
func spokenTemplates(t *testing.T, shared bool) map[string]string {
	t.Helper()
	patterns := []string{"photos/*.html", "layout/photos.html"}
	if shared {
		patterns = append(patterns, "shared/*.html")
	}
	out := map[string]string{}
	for _, pattern := range patterns {
		names, _ := fs.Glob(templates.FS, pattern)
		for _, name := range names {
			text, err := fs.ReadFile(templates.FS, name)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(text), `{{define "english"}}`) {
				out[name] = string(text)
			}
		}
	}
	return out
}

func TestWhatTemplatesSayIsInTheCatalogues(t *testing.T) {
	english := catalogues(t)["en"]
	for _, u := range uses(t) {
		if english[u.key] == nil {
			t.Errorf("%s says %q, which is in no catalogue", u.file, u.key)
			continue
		}
		want := placeholders(english[u.key]["other"])
		given := slices.DeleteFunc(slices.Clone(u.values), func(v string) bool { return v == "Href" })
		slices.Sort(given)
		if !slices.Equal(slices.Compact(given), want) {
			t.Errorf("%s says %s with %v, want %v", u.file, u.key, given, want)
		}
	}
}

// TestTemplatesHaveNoWordsOfTheirOwn looks at what is left of a page without its actions and its markup. A page that is
// in English only says so (define "english").
func TestTemplatesHaveNoWordsOfTheirOwn(t *testing.T) {
	// The role is a name of the specification; the colours are attributes.
	roles := regexp.MustCompile(`{{define "role"}}.*{{end}}`)
	data := regexp.MustCompile(` data-\w+=""`)
	action := regexp.MustCompile(`(?s){{.*?}}`)
	tag := regexp.MustCompile(`<[^>]*>`)
	word := regexp.MustCompile(`\pL{2,}`)
	attribute := regexp.MustCompile(`(?:alt|title|aria-label|placeholder)="([^"]*)"`)
	for name, text := range spokenTemplates(t, false) {
		bare := data.ReplaceAllString(action.ReplaceAllString(roles.ReplaceAllString(text, ""), ""), "")
		for _, m := range attribute.FindAllStringSubmatch(bare, -1) {
			if word.MatchString(m[1]) {
				t.Errorf("%s: %q is in no catalogue", name, m[1])
			}
		}
		if found := word.FindAllString(tag.ReplaceAllString(bare, " "), -1); len(found) > 0 {
			t.Errorf("%s: %q is in no catalogue", name, found)
		}
	}
}

func TestNoSentenceIsUnused(t *testing.T) {
	used := literals(t)
	for _, u := range uses(t) {
		used[u.key] = true
	}
	for key, sentences := range catalogues(t)["en"] {
		if strings.HasPrefix(key, "said.") {
			if !said(used, sentences["other"]) {
				t.Errorf("nobody says %q (%s)", sentences["other"], key)
			}
		} else if !used[key] {
			t.Errorf("%s is unused", key)
		}
	}
}

func TestWhatHandlersSayIsInTheCatalogues(t *testing.T) {
	english := catalogues(t)["en"]
	eachCall(t, ".", func(name string, call *ast.CallExpr) {
		selector, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || selector.Sel.Name != "say" && selector.Sel.Name != "Say" {
			return
		}
		for _, argument := range call.Args {
			key, ok := literal(argument)
			if !ok {
				continue
			}
			if english[key] == nil {
				t.Errorf("%s says %q, which is in no catalogue", name, key)
			}
			return
		}
	})
}

var verb = regexp.MustCompile(`%[.0-9]*[a-z]`)

// said tells whether a program says a sentence, as it is or with a value in it.
func said(literals map[string]bool, sentence string) bool {
	if literals[sentence] {
		return true
	}
	for l := range literals {
		if parts := verb.Split(l, -1); len(parts) > 1 && len(strings.Join(parts, "")) > 10 {
			for i := range parts {
				parts[i] = regexp.QuoteMeta(parts[i])
			}
			if regexp.MustCompile("^" + strings.Join(parts, ".+") + "$").MatchString(sentence) {
				return true
			}
		}
	}
	return false
}

// literals are the strings in the code of the rooms whose sentences reach a page.
func literals(t *testing.T) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	for _, room := range []string{".", "../gallery", "../../internal/webapp", "../../internal/words"} {
		eachNode(t, room, func(_ string, n ast.Node) {
			if e, ok := n.(ast.Expr); ok {
				if text, ok := literal(e); ok {
					found[text] = true
				}
			}
		})
	}
	return found
}

func eachCall(t *testing.T, room string, f func(name string, call *ast.CallExpr)) {
	t.Helper()
	eachNode(t, room, func(name string, n ast.Node) {
		if call, ok := n.(*ast.CallExpr); ok {
			f(name, call)
		}
	})
}

func eachNode(t *testing.T, room string, f func(name string, n ast.Node)) {
	t.Helper()
	names, _ := filepath.Glob(room + "/*.go")
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			f(name, n)
			return true
		})
	}
}

func literal(e ast.Expr) (string, bool) {
	l, ok := e.(*ast.BasicLit)
	if !ok || l.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(l.Value)
	return text, err == nil
}
