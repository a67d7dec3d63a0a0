package photos_test

import (
	"bytes"
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
	"example.net/oauth1/photos"
)

// becomes waits until /readyz answers so; it looks once a second at most.
func (s *site) becomes(path string, status int, says string) {
	s.t.Helper()
	s.soon(func() bool {
		p := s.browser().get(path)
		return p.status == status && strings.Contains(p.body, says)
	})
}

func TestReadyForRequests(t *testing.T) {
	s := open(t, nil)
	for _, path := range []string{"/healthz", "/readyz"} {
		if p := s.browser().get(path); p.status != http.StatusOK || p.body != "ok\n" {
			t.Errorf("%s: %d %q", path, p.status, p.body)
		}
	}
	if err := os.RemoveAll(filepath.Join(s.data, "blobs")); err != nil {
		t.Fatal(err)
	}
	s.becomes("/readyz", http.StatusServiceUnavailable, "blobs: The place where pictures are kept cannot be reached.")
	s.becomes("/readyz?exclude=blobs", http.StatusOK, "ok")
	s.becomes("/healthz", http.StatusOK, "ok")
}

// A newer photos has changed the database under this one.
func TestNotReadyWithAnotherSchema(t *testing.T) {
	s := open(t, nil)
	db, err := sqldb.Open(t.Context(), filepath.Join(s.data, "photos.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(t.Context(), `INSERT INTO schema_migrations (name, checksum, applied_at) VALUES ('9999_later.sql', 'x', 0)`); err != nil {
		t.Fatal(err)
	}
	s.becomes("/readyz", http.StatusServiceUnavailable, "schema: The database was brought up to date by another version")
	s.becomes("/healthz", http.StatusOK, "ok")
}

func TestNotReadyWithoutTheDatabase(t *testing.T) {
	s := open(t, nil)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s.becomes("/readyz", http.StatusServiceUnavailable, "database: The database cannot be reached.")
	s.becomes("/healthz", http.StatusServiceUnavailable, "not ready")
	if p := s.browser().get("/readyz"); strings.Contains(p.body, s.data) || strings.Contains(p.body, "version") {
		t.Errorf("it says %q", p.body)
	}
}

// A bucket that is out of reach for a while: the program lives, and whoever would rather have the pages than nothing goes on.
func TestNotReadyWithoutTheBucket(t *testing.T) {
	s, line := inBucket(t)
	if s == nil {
		return // no store to test with
	}
	s.becomes("/readyz", http.StatusOK, "ok")
	line.Cut()
	s.becomes("/readyz", http.StatusServiceUnavailable, "blobs: The place where pictures are kept cannot be reached.")
	s.becomes("/readyz?exclude=blobs", http.StatusOK, "ok")
	s.becomes("/healthz", http.StatusOK, "ok")
	line.Mend()
	s.becomes("/readyz", http.StatusOK, "ok")
}

// safe is a log that may be read while it is written.
type safe struct {
	mu   sync.Mutex
	text bytes.Buffer
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

// A replica whose clock is off is noticed: by whoever sends it requests, in the log, and in the figures. One process
// alone has no other clock to go by.
func TestAWrongClockIsNoticed(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		for _, off := range []time.Duration{0, -5 * time.Second} {
			var log safe
			s := open(t, func(c *photos.Config) {
				c.Database, c.MetricsAddr, c.Log = e.Where(t), "127.0.0.1:0", webapp.NewLogger(&log, "photos")
				c.SecretKey = "the same for every replica, and long enough"
				c.Now = func() time.Time { return time.Now().Add(off) }
			})
			if e.Name == "sqlite" || off == 0 {
				s.becomes("/readyz", http.StatusOK, "ok")
				continue
			}
			s.becomes("/readyz", http.StatusServiceUnavailable, "clock: This machine’s clock is 5.0 s behind the database’s. Set it right.")
			s.becomes("/healthz", http.StatusOK, "ok")
			if !strings.Contains(log.String(), "this machine's clock is wrong") {
				t.Errorf("the log has %s", log.String())
			}
			if ahead := s.figures()["clock_ahead_seconds"]; ahead > -4.5 || ahead < -5.5 {
				t.Errorf("it is said to be ahead by %v s", ahead)
			}
		}
	})
}
