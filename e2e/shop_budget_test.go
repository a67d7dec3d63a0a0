package e2e

import (
	"testing"

	"example.net/oauth1/e2e/browser"
)

// shopBudget: the same album of 200 photos to choose from, and all of it in the basket, costs little too: what the
// printer shows comes from its own address, made small, and a basket has pages.
func shopBudget(t *testing.T, jane *customer, album string) {
	jane.Look(browser.Size(1280, 900))
	jane.Visit(jane.demo.Printer.URL)
	jane.Press("Connect to photos")
	jane.Press("Allow")
	jane.Follow(album)
	jane.See("Tick what you want on paper.")
	picker := jane.URL()
	jane.Press("All")
	jane.Press("Print these")
	jane.See("200 photos chosen")
	for address, budget := range map[string]struct{ requests, bytes int }{
		picker:                            {70, 700_000},
		jane.demo.Printer.URL + "/basket": {40, 700_000},
		jane.demo.Printer.URL + "/albums": {20, 200_000},
		jane.demo.Printer.URL + "/":       {15, 150_000},
	} {
		var bytes int
		asked := jane.FirstVisit(address)
		for _, r := range asked {
			bytes += r.Bytes
		}
		t.Logf("%s: %d requests, %d bytes", address, len(asked), bytes)
		if len(asked) > budget.requests || bytes > budget.bytes {
			t.Errorf("%s: %d requests and %d bytes are more than %d and %d", address, len(asked), bytes, budget.requests, budget.bytes)
		}
		if shift := jane.LayoutShift(); shift > 0.002 { // the bar's own buttons, once the script counts
			t.Errorf("%s jumps by %v", address, shift)
		}
	}
}
