package operations

import (
	"io"
	"net/http"
	"strings"
	"testing"

	person "example.net/oauth1/bench/programs"
	"example.net/oauth1/e2e/programs"
)

// ask is one GET of a program: its status and what it says; 0 if it takes no connection.
func ask(p *programs.Program, path string) (int, string) {
	answer, err := http.Get(p.URL + path)
	if err != nil {
		return 0, ""
	}
	defer func() { _ = answer.Body.Close() }()
	body, _ := io.ReadAll(answer.Body)
	return answer.StatusCode, string(body)
}

// TestStopping: asked to stop, a program says so at /readyz first and goes on answering; then live pages end, no new
// connection is taken, and it exits with 0.
func TestStopping(t *testing.T) {
	demo := programs.Start(t, "PRINTER_DRAIN=6s")
	jane := newCustomer(t, demo)
	page, at := jane.choose()
	demo.Photos.Stop() // so that her order waits, and its page stays live
	_, at = jane.press(page, at, "Order ", nil)
	live, err := jane.Get(at.String() + "/events")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = live.Body.Close() }()
	ended := make(chan error, 1)
	go func() { _, err := io.Copy(io.Discard, live.Body); ended <- err }()

	if status, said := ask(demo.Printer, "/readyz"); status != http.StatusOK || said != "ok\n" {
		t.Fatalf("it is not ready: %d %s", status, said)
	}
	stopped := make(chan struct{})
	go func() { defer close(stopped); demo.Printer.Stop() }() // which makes sure that it exits with 0
	untilAsked(t, demo.Printer)
	if status, _ := ask(demo.Printer, "/"); status != http.StatusOK {
		t.Errorf("a page is answered %d while /readyz says that it is over", status)
	}
	if status, said := ask(demo.Printer, "/healthz"); status != http.StatusOK || said != "ok\n" {
		t.Errorf("it still lives, and says %d %s", status, said)
	}
	select {
	case <-ended:
		t.Error("the live page has ended while requests are still taken")
	default:
	}
	if err := <-ended; err != nil {
		t.Errorf("the live page was cut: %v", err)
	}
	<-stopped
	if status, _ := ask(demo.Printer, "/"); status != 0 {
		t.Errorf("it answers %d after its end", status)
	}
	demo.Printer.Set("PRINTER_DRAIN=0s")
	demo.Printer.Start()
	demo.Photos.Start()
	jane.visit(at.String())
	if _, err := person.ReadAll(jane.Get(at.String() + "/events")); err != nil { // until the order is at its end
		t.Error(err)
	}
}

// untilAsked waits until /readyz says that the program was asked to stop.
func untilAsked(t *testing.T, p *programs.Program) {
	t.Helper()
	for {
		switch status, said := ask(p, "/readyz"); {
		case status == http.StatusServiceUnavailable && strings.Contains(said, "about to end"):
			return
		case status != http.StatusOK:
			t.Fatalf("/readyz says %d %q", status, said)
		}
	}
}
