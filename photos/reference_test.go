package photos_test

import (
	"strings"
	"testing"
)

// Who meets a fault of ours can tell us which: the page names the line of the log.
func TestAFaultOfOursHasAReference(t *testing.T) {
	s := open(t, nil)
	b := s.browser()
	if fine := b.get("/sign-in"); strings.Contains(fine.body, "Reference:") {
		t.Error("a page without a fault has a reference")
	}
	if err := s.Close(); err != nil { // the database is gone
		t.Fatal(err)
	}
	p := b.get("/sign-in")
	id := p.header.Get("X-Request-Id")
	if p.status < 500 || id == "" || !strings.Contains(p.body, "Reference: "+id) {
		t.Errorf("status %d, id %q: %s", p.status, id, p.body)
	}
}
