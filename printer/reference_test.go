package printer_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"example.net/oauth1/internal/requestid"
	"example.net/oauth1/printer"
)

// Who meets a fault of ours can tell us which: the page names the line of the log.
func TestAFaultOfOursHasAReference(t *testing.T) {
	s := open(t, newServiceProvider(t), nil)
	jane := s.visit(t)
	if strings.Contains(jane.get("/orders").html, "Reference:") {
		t.Error("a page without a fault has a reference")
	}
	if err := s.app.Close(); err != nil { // the database is gone
		t.Fatal(err)
	}
	p := jane.get("/orders")
	id := p.header.Get(requestid.Header)
	if p.status < 500 || id == "" || !strings.Contains(p.html, "Reference: "+id) {
		t.Errorf("status %d, id %q: %s", p.status, id, p.html)
	}
}

// Everything that the shop asks of photos says what for, signed or not, whether somebody looks on or not.
func TestPhotosIsToldWhatEachRequestIsFor(t *testing.T) {
	for _, inspect := range []string{"off", "on"} {
		t.Run("inspecting "+inspect, func(t *testing.T) {
			p := newServiceProvider(t)
			told := p.listen()
			s := open(t, p, func(c *printer.Config) { c.Inspect = inspect })
			jane := s.visit(t)
			jane.connect(p, "jane")
			looked := jane.get("/albums").header.Get(requestid.Header)
			order := jane.order("p1")
			jane.until(order.address.Path, "event: end")
			if err := s.app.Close(); err != nil { // everything is in the log
				t.Fatal(err)
			}
			asked := told()
			for _, line := range strings.Split(asked, "\n") {
				if path, id, _ := strings.Cut(line, " "); !requestid.Harmless(id) {
					t.Errorf("%s was asked for nothing", path)
				}
			}
			worked := regexp.MustCompile(`msg="order ready".* id=(\S+)`).FindStringSubmatch(s.log.String())
			if worked == nil {
				t.Fatal("the work on the order has no name in the log")
			}
			for _, want := range []string{"/api/albums " + looked, "/api/photos/p1 " + worked[1], "/api/photos/p1/file " + worked[1]} {
				if !strings.Contains(asked, want) {
					t.Errorf("nobody asked %s:\n%s", want, asked)
				}
			}
		})
	}
}

// listen notes what is asked, and what for.
func (p *serviceProvider) listen() (told func() string) {
	var lines []string
	p.misbehave("*", func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		lines = append(lines, r.URL.Path+" "+r.Header.Get(requestid.Header))
		p.mu.Unlock()
		p.behave().ServeHTTP(w, r)
	})
	return func() string {
		p.mu.Lock()
		defer p.mu.Unlock()
		return strings.Join(lines, "\n")
	}
}
