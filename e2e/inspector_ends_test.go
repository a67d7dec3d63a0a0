package e2e

import (
	"net/http"
	"strings"
	"testing"

	"example.net/oauth1/printer"
)

// TestTheEndsDiffer lets something on the way change a request, as proxies do: the
// inspector shows both base strings, and the very byte where they part.
func TestTheEndsDiffer(t *testing.T) {
	h := build(t, plans{between: func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/oauth/request_token" {
				r.RequestURI += "?via=proxy"
				r.URL.RawQuery = "via=proxy"
			}
			next.ServeHTTP(w, r)
		})
	}})
	jane := h.visitor()
	jane.Visit(h.printer)
	jane.Press("Connect to photos")
	jane.See("signature_invalid")
	jane.Visit(h.printer + "/inspector")
	jane.See("the ends differ")
	jane.Follow("The Consumer asks for a Request Token")
	jane.See("The two ends differ at byte")
	jane.See("in the parameter via")
	jane.See(`"via=proxy" is not in yours.`)
	w := &walker{&customer{Page: jane, t: t}, map[string]bool{}}
	w.inspect("inspector message, the ends differ")
}

// TestOneEndOnly: a provider without a request log leaves the left side, and the
// page says so.
func TestOneEndOnly(t *testing.T) {
	h := build(t, plans{between: func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasPrefix(r.URL.Path, "/api/consumer") {
				http.NotFound(w, r)
				return
			}
			next.ServeHTTP(w, r)
		})
	}})
	jane := h.visitor()
	jane.Visit(h.printer)
	jane.Press("Connect to photos")
	jane.See("Sign in")
	jane.Visit(h.printer + "/inspector")
	jane.See("Only the side of printer is known so far.")
	jane.See("sent side")
	jane.Follow("The Consumer asks for a Request Token")
	jane.See("As printer sent it")
	jane.NotSee("As photos saw it")
}

// TestNothingIsRecordedUnasked: without the demo and without PRINTER_INSPECT there
// is no inspector, and nothing to inspect.
func TestNothingIsRecordedUnasked(t *testing.T) {
	for setting, want := range map[string]int{"off": http.StatusNotFound, "on": http.StatusOK} {
		h := build(t, plans{printer: func(c *printer.Config) { c.Inspect = setting }})
		jane := h.visitor()
		jane.Visit(h.printer)
		jane.Press("Connect to photos")
		jane.See("Sign in")
		for _, path := range []string{"/inspector", "/inspector/dance.har"} {
			if status, _ := h.get(jane, h.printer+path); status != want {
				t.Errorf("with %q, %s answers %d", setting, path, status)
			}
		}
	}
}

// TestTheInspectorIsOnesOwn: another customer's messages answer like none at all,
// and everybody's are shown only where that is meant.
func TestTheInspectorIsOnesOwn(t *testing.T) {
	h := build(t, plans{printer: func(c *printer.Config) { c.Seed, c.Inspect = "", "on" }})
	jane, sam := h.visitor(), h.visitor()
	jane.Visit(h.printer)
	jane.Press("Connect to photos")
	jane.See("Sign in")
	_, list := h.get(jane, h.printer+"/inspector")
	link := messageLink.FindStringSubmatch(list)
	if link == nil {
		t.Fatal("jane sees no message")
	}
	sam.Visit(h.printer + "/inspector?everyone=1")
	sam.See("Nothing has been said yet")
	_, nothing := h.get(sam, h.printer+"/inspector/messages/nothing")
	status, answer := h.get(sam, h.printer+link[1])
	if status != http.StatusNotFound || answer != nothing {
		t.Errorf("sam gets %d for jane's message", status)
	}
	if status, _ := h.get(sam, h.printer+"/inspector/dance.har?flow=all&everyone=1"); status != http.StatusNotFound {
		t.Errorf("sam gets %d for jane's archive", status)
	}
	if status, _ := h.get(sam, h.photos+"/developers/apps/"+consumerKey+"/inspector"); status == http.StatusOK {
		t.Error("somebody who is not signed in sees the wire at photos")
	}
}
