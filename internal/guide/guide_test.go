package guide_test

import (
	"slices"
	"strings"
	"testing"

	"example.net/oauth1/internal/guide"
	"example.net/oauth1/internal/words"
	"example.net/oauth1/templates"
)

// TestAppendixAIsReplayed: what oauthcore makes is what the specification prints,
// byte for byte.
func TestAppendixAIsReplayed(t *testing.T) {
	replays, err := guide.Appendix(t.Context())
	if err != nil || len(replays) != 4 {
		t.Fatalf("%d sections (%v)", len(replays), err)
	}
	for _, r := range replays {
		for _, l := range r.Lines {
			if !l.Same() {
				t.Errorf("%s %s:\n%s\n%s", r.Section, l.Key, l.Spec, l.Ours)
			}
		}
	}
}

// TestKnowledgeGrows: nobody forgets, and the Consumer never learns the password.
func TestKnowledgeGrows(t *testing.T) {
	for _, f := range guide.Flows() {
		cells := 0
		for leg := range len(f.Legs) + 1 {
			now := 0
			for _, row := range f.Known(leg) {
				for i, cell := range row.Cells {
					if cell != "" {
						now++
					}
					if row.What == guide.Password && i == 0 && cell != "" {
						t.Errorf("%s: the Consumer knows the password before leg %d", f.Name, leg)
					}
				}
			}
			if now < cells {
				t.Errorf("%s: somebody forgets something before leg %d", f.Name, leg)
			}
			cells = now
		}
		last := f.Known(len(f.Legs))
		if row := last[len(last)-1]; row.What != guide.AccessSecret || row.Cells[0] == "" || row.Cells[1] != "" || row.Cells[2] == "" {
			t.Errorf("%s ends with %+v", f.Name, row)
		}
	}
}

// sentences are the keys that the pages ask for.
func sentences() (keys []string) {
	for _, f := range guide.Flows() {
		keys = append(keys, "flow."+f.Name+".title", "flow."+f.Name+".text")
		for _, l := range f.Legs {
			for _, part := range []string{"title", "who", "why", "without", "question", "a1", "a2", "a3", "because"} {
				keys = append(keys, l.Key+"."+part)
			}
		}
		for _, row := range f.Known(len(f.Legs)) {
			keys = append(keys, "secret."+row.What)
		}
	}
	for _, section := range []string{"a2", "a3", "a4", "a5"} {
		keys = append(keys, "appendix."+section)
	}
	return keys
}

// TestEverySentenceIsThereInEveryLanguage also finds a sentence that was not
// translated, and one that nobody says.
func TestEverySentenceIsThereInEveryLanguage(t *testing.T) {
	catalogues, err := words.Load(templates.Guide, "guide")
	if err != nil {
		t.Fatal(err)
	}
	languages := catalogues.Languages()
	if len(languages) < 2 {
		t.Fatalf("there are only %v", languages)
	}
	english := catalogues.In("en")
	for _, l := range languages {
		speech := catalogues.In(l.Code)
		for _, key := range sentences() {
			said, err := speech.Say(key)
			if err != nil || strings.TrimSpace(said) == "" {
				t.Errorf("%s says nothing for %s (%v)", l.Name, key, err)
			}
			if original, _ := english.Say(key); l.Code != "en" && said == original {
				t.Errorf("%s says %s in English: %s", l.Name, key, said)
			}
		}
	}
	if !slices.Contains(sentences(), "ask.title") {
		t.Error("nothing is asked for")
	}
}
