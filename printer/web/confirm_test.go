package web

import (
	"strings"
	"testing"

	"example.net/oauth1/static"
	"example.net/oauth1/templates"
)

// TestAnOrderPromisesWhatTheShopGives: prints where it has a printer, otherwise a PDF.
func TestAnOrderPromisesWhatTheShopGives(t *testing.T) {
	set, err := templates.Parse(templates.FS, "printer", static.Files)
	if err != nil {
		t.Fatal(err)
	}
	for paper, want := range map[bool]string{true: "out of the shop’s own printer", false: "a print-ready PDF"} {
		var b strings.Builder
		if err := set.Render(&b, "confirm", ConfirmPage{Page: templates.Page{App: "printer"}, Paper: paper}); err != nil {
			t.Fatal(err)
		}
		for _, words := range []string{"out of the shop’s own printer", "a print-ready PDF"} {
			if strings.Contains(b.String(), words) != (words == want) {
				t.Errorf("with a printer %v: %q is or is not there", paper, words)
			}
		}
	}
}
