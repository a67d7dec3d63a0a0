package operations

import (
	"net/http"
	"regexp"
	"testing"

	"example.net/oauth1/e2e/programs"
)

var idIn = regexp.MustCompile(` id=(\S+)`)

// TestOneIDInBothLogs: what Jane's click at the printer has caused at photos stands there under the same id; what the
// work on her order asks of photos, under the id of that work.
func TestOneIDInBothLogs(t *testing.T) {
	demo := programs.Start(t)
	jane := newCustomer(t, demo)
	jane.visit(demo.Printer.URL + "/albums")
	id := jane.last.Header.Get("X-Request-Id")
	line(t, demo.Printer, "path=/albums ", " id="+id)
	line(t, demo.Photos, "path=/api/albums ", " status=200 ", " id="+id)

	jane.order()
	work := idIn.FindStringSubmatch(line(t, demo.Printer, `msg="order ready"`))
	if work == nil {
		t.Fatal("the work on the order has no id")
	}
	line(t, demo.Photos, "path=/api/", " id="+work[1])
}

// TestAnIDFromElsewhere: a proxy's id is taken over when it is harmless, and answered; any other is replaced.
func TestAnIDFromElsewhere(t *testing.T) {
	demo := programs.Start(t)
	for sent, taken := range map[string]bool{"from-a-proxy_01": true, "too short": false, "x": false, `"quoted and long"`: false} {
		for _, p := range []*programs.Program{demo.Photos, demo.Printer} {
			r, err := http.NewRequest(http.MethodGet, p.URL+"/sign-in", nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("X-Request-Id", sent)
			answer, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			_ = answer.Body.Close()
			id := answer.Header.Get("X-Request-Id")
			if (id == sent) != taken {
				t.Errorf("%s answers the id %q with %q", p.Name, sent, id)
			}
			line(t, p, "path=/sign-in ", " id="+id)
		}
	}
}
