package printer_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/internal/sqldb/sqldbtest"
	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/printer"
)

// becomes waits until /readyz answers so; it looks once a second at most.
func (b *browser) becomes(path string, status int, says string) {
	b.t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for late := time.After(20 * time.Second); ; {
		p := b.get(path)
		if p.status == status && strings.Contains(p.html, says) {
			return
		}
		select {
		case <-tick.C:
		case <-late:
			b.t.Fatalf("%s: %d %q, want %d %q", path, p.status, p.html, status, says)
		}
	}
}

func TestReadyForRequests(t *testing.T) {
	s := open(t, newServiceProvider(t), nil)
	jane := s.visit(t)
	jane.becomes("/readyz", http.StatusOK, "ok\n")
	db, err := sqldb.Open(t.Context(), filepath.Join(s.config.Data, "printer.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(t.Context(), `INSERT INTO schema_migrations (name, checksum, applied_at) VALUES ('9999_later.sql', 'x', 0)`); err != nil {
		t.Fatal(err)
	}
	jane.becomes("/readyz", http.StatusServiceUnavailable, "schema: The database was brought up to date by another version")
	if err := os.RemoveAll(s.config.Data); err != nil {
		t.Fatal(err)
	}
	jane.becomes("/readyz", http.StatusServiceUnavailable, "blobs: The place where print files are kept cannot be reached.")
	jane.becomes("/readyz?exclude=blobs&exclude=schema", http.StatusOK, "ok\n")
	jane.becomes("/healthz", http.StatusOK, "ok\n")
	if err := s.app.Close(); err != nil {
		t.Fatal(err)
	}
	jane.becomes("/readyz", http.StatusServiceUnavailable, "database: The database cannot be reached.")
	jane.becomes("/healthz", http.StatusServiceUnavailable, "not ready")
}

// A replica whose clock is off is noticed. One process alone has no other clock to go by.
func TestAWrongClockIsNoticed(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		for _, off := range []time.Duration{0, time.Minute} {
			var log safe
			s := open(t, newServiceProvider(t), func(c *printer.Config) {
				c.SecretKey = "the same for every replica, and long enough"
				c.Database, c.Blobs, c.MetricsAddr, c.Log = e.Where(t), t.TempDir(), "127.0.0.1:0", webapp.NewLogger(&log, "printer")
				c.Now = func() time.Time { return time.Now().Add(off) }
			})
			jane := s.visit(t)
			if e.Name == "sqlite" || off == 0 {
				jane.becomes("/readyz", http.StatusOK, "ok")
				continue
			}
			jane.becomes("/readyz", http.StatusServiceUnavailable, "clock: This machine’s clock is 60.0 s ahead of the database’s. Set it right.")
			if !strings.Contains(log.String(), "this machine's clock is wrong") || !strings.Contains(s.fetched(t), "\nclock_ahead_seconds ") {
				t.Errorf("the log has %s", log.String())
			}
		}
	})
}

// safe is a log that may be read while it is written.
type safe struct {
	mu   sync.Mutex
	text strings.Builder
}

func (s *safe) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(b)
}

func (s *safe) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}
