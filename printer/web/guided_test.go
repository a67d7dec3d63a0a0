package web

import (
	"strings"
	"testing"

	"example.net/oauth1/internal/guide"
	"example.net/oauth1/internal/inspector"
	"example.net/oauth1/internal/words"
	"example.net/oauth1/static"
	"example.net/oauth1/templates"
)

// guideIn is the frame of the guide in a language.
func guideIn(t *testing.T, code string) Frame {
	t.Helper()
	catalogues, err := words.Load(templates.Guide, "guide")
	if err != nil {
		t.Fatal(err)
	}
	return Frame{Page: templates.Page{App: "printer", CSRF: "token", Inspector: true}, G: catalogues.In(code),
		Spoken: []templates.Language{{Code: "en", Name: "English"}, {Code: "pl", Name: "Polski"}}}
}

// TestGuidedPages renders every page of the guide in every language, at every leg:
// each sentence is there, and nothing is broken.
func TestGuidedPages(t *testing.T) {
	set, err := templates.Parse(templates.FS, "printer", static.Files)
	if err != nil {
		t.Fatal(err)
	}
	sections, err := guide.Appendix(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range []string{"en", "pl"} {
		frame := guideIn(t, code)
		render := func(name string, data any) {
			var b strings.Builder
			if err := set.Render(&b, name, data); err != nil {
				t.Fatal(err)
			}
			for _, fault := range faults(strings.NewReplacer("nnch734d00sl2jdk", "", "pfkkdhi9sl3r4s00", "").Replace(b.String())) {
				t.Errorf("%s in %s: %s", name, code, fault)
			}
			if !strings.Contains(b.String(), `<main id="main" class="wrap" tabindex="-1" lang="`+code+`">`) {
				t.Errorf("%s does not say that it is in %s", name, code)
			}
		}
		render("guided", GuidedPage{frame, guide.Flows()})
		render("guided-appendix", GuidedAppendixPage{frame, sections})
		for _, f := range guide.Flows() {
			handout := GuidedHandoutPage{Frame: frame, Flow: f, Last: f.Known(len(f.Legs))}
			for i := range f.Legs {
				handout.Known = append(handout.Known, f.Known(i))
				for answer := range 4 {
					render("guided-leg", GuidedLegPage{Frame: frame, Flow: f, Leg: &f.Legs[i], Number: i + 1, Known: f.Known(i), Answer: answer,
						Rows: inspector.NewTimeline([]inspector.Message{exchanged()}, inspector.Filter{}).Rows})
				}
			}
			render("guided-handout", handout)
			render("guided-leg", GuidedLegPage{Frame: frame, Flow: f, Known: handout.Last})
		}
	}
}
