package words

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

const english = `{"language.name": "English", "hello": "Hello {{.Name}}", "bad": "That is bad.",
	"photos": {"one": "{{.Count}} photo", "other": "{{.Count}} photos"},
	"date.months": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec", "date.when": "{{.Day}} {{.Month}} {{.Year}}, {{.Time}}"}`

const polish = `{"language.name": "Polski", "hello": "Cześć, {{.Name}}", "bad": "To źle.",
	"photos": {"one": "{{.Count}} zdjęcie", "few": "{{.Count}} zdjęcia", "many": "{{.Count}} zdjęć", "other": "{{.Count}} zdjęcia"}}`

func load(t *testing.T, files map[string]string) *Catalogues {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys["lang/"+name+".json"] = &fstest.MapFile{Data: []byte(text)}
	}
	c, err := Load(fsys, "lang")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTheFirstLanguageThatThereIs(t *testing.T) {
	c := load(t, map[string]string{"en": english, "pl": polish})
	for list, want := range map[string]string{
		"xx|pl|en": "pl", "xx": "", "de|pl": "pl", "en|pl": "en", "": "", "|": "", "PL": "pl", "pl-PL": "pl", "pl_pl": "pl", "en-us": "en",
		" pl ": "pl", "polski": "", "english": "", "../pl": "", "und": "", strings.Repeat("xx|", 100) + "pl": "",
	} {
		if got := c.First(list); got != want {
			t.Errorf("%.30q leads to %q, want %q", list, got, want)
		}
	}
}

func TestWhatABrowserAccepts(t *testing.T) {
	c := load(t, map[string]string{"en": english, "pl": polish})
	for header, want := range map[string]string{
		"pl": "pl", "pl-PL,pl;q=0.9,en;q=0.8": "pl", "de, pl;q=0.5": "pl", "en;q=0.3, pl;q=0.7": "pl", "en-GB": "en", "ja": "", "": "", "*": "",
		"pl;q=0": "", "no sense;;;": "",
	} {
		if got := c.Accepted(header); got != want {
			t.Errorf("%q leads to %q, want %q", header, got, want)
		}
	}
}

func TestEachCountHasItsForm(t *testing.T) {
	c := load(t, map[string]string{"en": english, "pl": polish})
	for count, want := range map[int]string{
		0: "0 zdjęć", 1: "1 zdjęcie", 2: "2 zdjęcia", 4: "4 zdjęcia", 5: "5 zdjęć", 12: "12 zdjęć", 21: "21 zdjęć", 22: "22 zdjęcia", 112: "112 zdjęć",
	} {
		if got, err := c.In("pl").Say("photos", "Count", count); got != want || err != nil {
			t.Errorf("%d is said %q, want %q (%v)", count, got, want, err)
		}
	}
}

func TestWhatCannotBeSaid(t *testing.T) {
	c := load(t, map[string]string{"en": english, "pl": polish})
	for _, try := range [][]any{{"nothing"}, {"hello"}, {"hello", "Name"}, {"hello", 1, 2}} {
		if said, err := c.In("pl").Say(try[0].(string), try[1:]...); err == nil || said != "" {
			t.Errorf("%v is said %q", try, said)
		}
	}
	if said, err := c.In("pl").Say("hello", "Name", "{{.Name}} <b>"); said != "Cześć, {{.Name}} <b>" || err != nil {
		t.Errorf("a value is said %q (%v)", said, err)
	}
	if got := c.In("xx").Language(); got != Default {
		t.Errorf("an unknown language is spoken as %s", got)
	}
}

func TestSentencesFromElsewhere(t *testing.T) {
	c := load(t, map[string]string{"en": english, "pl": polish})
	for sentence, want := range map[string]string{"That is bad.": "To źle.", "Unknown.": "Unknown.", "Hello jane": "Hello jane", "": ""} {
		if got := c.In("pl").Sentence(sentence); got != want {
			t.Errorf("%q is said %q, want %q", sentence, got, want)
		}
	}
}

func TestAMomentIsSaidInUTC(t *testing.T) {
	c := load(t, map[string]string{"en": english})
	at := time.Date(2026, 11, 20, 1, 4, 0, 0, time.FixedZone("", 2*60*60))
	if got, err := c.In("en").When(at); got != "19 Nov 2026, 23:04" || err != nil {
		t.Errorf("the moment is %q (%v)", got, err)
	}
	if got, err := c.In("en").When(time.Time{}); got != "" || err != nil {
		t.Errorf("no moment is %q (%v)", got, err)
	}
}

func TestLanguagesAreNamedInThemselves(t *testing.T) {
	c := load(t, map[string]string{"pl": polish, "en": english})
	got := c.Languages()
	if len(got) != 2 || got[0] != (Language{"en", "English"}) || got[1] != (Language{"pl", "Polski"}) {
		t.Errorf("the languages are %v", got)
	}
}

func TestCataloguesThatAreNone(t *testing.T) {
	for name, files := range map[string]map[string]string{
		"no English": {"pl": polish}, "no JSON": {"en": "{"}, "no language": {"en": english, "xx1234567890": "{}"},
	} {
		fsys := fstest.MapFS{}
		for file, text := range files {
			fsys["lang/"+file+".json"] = &fstest.MapFile{Data: []byte(text)}
		}
		if _, err := Load(fsys, "lang"); err == nil {
			t.Errorf("%s: it is taken", name)
		}
	}
}
