package static

import (
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

// A module that names another by its plain name would have it asked for again at every visit.
func TestModulesImportEachOtherByTheirHash(t *testing.T) {
	plain := regexp.MustCompile(`(from |import\()"\./[a-z-]+\.js"`)
	imports := 0
	for name, f := range Files.byName {
		if !strings.HasSuffix(name, ".js") {
			continue
		}
		if found := plain.Find(f.plain); found != nil {
			t.Errorf("%s has %s", name, found)
		}
		for _, m := range regexp.MustCompile(`(?:from |import\()"\./([^"]+)"`).FindAllStringSubmatch(string(f.plain), -1) {
			imports++
			if Files.byURL[m[1]] == nil {
				t.Errorf("%s imports %s, which is not there", name, m[1])
			}
		}
	}
	if imports == 0 {
		t.Error("no module imports another")
	}
}

// What a module imports is part of its own address: when one changes, so do all that stand on it.
func TestAChangedModuleChangesWhatImportsIt(t *testing.T) {
	address := func(deep string) string {
		s, err := New(fstest.MapFS{
			"top.js":    {Data: []byte(`import { a } from "./middle.js";`)},
			"middle.js": {Data: []byte(`export const a = () => import("./deep.js");`)},
			"deep.js":   {Data: []byte(deep)},
		})
		if err != nil {
			t.Fatal(err)
		}
		return s.URL("top.js")
	}
	before, after := address("1"), address("2")
	if before == after || before == "/static/top.js" {
		t.Errorf("%s, then %s", before, after)
	}
}

func TestModulesThatImportEachOtherAreNotServed(t *testing.T) {
	s, err := New(fstest.MapFS{"a.js": {Data: []byte(`import "x" from "./b.js"`)}, "b.js": {Data: []byte(`import "x" from "./a.js"`)}})
	if err != nil || s.Text("a.js") != "" {
		t.Errorf("%q, %v", s.Text("a.js"), err)
	}
}
