//go:build scale

package engines

import (
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPostgresComesBackWithWhatItHad(t *testing.T) {
	p, err := StartPostgres(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Stop(); err != nil {
			t.Error(err)
		}
	})
	before := p.URL
	address, err := p.Create(t.Context(), "first", "")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(address, "/first?sslmode=disable") {
		t.Errorf("the database is said to be at %s", address)
	}
	if err := p.Kill(); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Create(t.Context(), "between", ""); err == nil {
		t.Error("a database was made while the server was dead")
	}
	if err := p.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Create(t.Context(), "second", "first"); err != nil {
		t.Errorf("what was made before the end is gone: %v", err)
	}
	if err := p.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Create(t.Context(), "third", "second"); err != nil || p.URL != before {
		t.Errorf("after a restart, at %s: %v", p.URL, err)
	}
}

func TestPostgresAsksForItsPassword(t *testing.T) {
	p, err := StartPostgres(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Stop() })
	right := p.password
	p.password = "wrong"
	if _, err := p.Create(t.Context(), "first", ""); err == nil {
		t.Error("the server takes any password")
	}
	p.password = right
	if _, err := p.Create(t.Context(), "first", ""); err != nil {
		t.Error(err)
	}
}

func TestS3ChecksSignaturesAndComesBack(t *testing.T) {
	s, err := StartS3(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Stop() })
	at, err := url.Parse(s.URL)
	if err != nil || at.Scheme != "s3" || at.Host != "oauth1" || at.Query().Get("region") != "us-east-1" {
		t.Fatalf("the address of the bucket is %s: %v", s.URL, err)
	}
	ask := func() string {
		answer, err := http.Get(at.Query().Get("endpoint") + "/oauth1")
		if err != nil {
			return "away"
		}
		defer func() { _ = answer.Body.Close() }()
		body, _ := io.ReadAll(answer.Body)
		return answer.Status + string(body)
	}
	if said := ask(); !strings.Contains(said, "403") || !strings.Contains(said, "AccessDenied") {
		t.Errorf("an unsigned request is answered %q", said)
	}
	if err := s.Stop(); err != nil || ask() != "away" {
		t.Errorf("it does not stop: %v", err)
	}
	if err := s.Start(t.Context()); err != nil || ask() == "away" {
		t.Errorf("it does not come back: %v", err)
	}
	if err := s.Kill(); err != nil || ask() != "away" {
		t.Errorf("it does not die: %v", err)
	}
}

// Whoever lacks PostgreSQL is told so in one sentence.
func TestWhatIsMissingIsOneSentence(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/pg_ctl"); len(found) == 0 {
		if _, err := postgresBin(); err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("got %v", err)
		}
	}
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("HOME", t.TempDir())
	_, err := Gateway(t.Context())
	if err == nil || strings.Contains(strings.TrimSpace(err.Error()), "\n") || !strings.Contains(err.Error(), "versitygw is missing") {
		t.Errorf("got %v", err)
	}
	left, _ := filepath.Glob(filepath.Join(os.Getenv("XDG_CACHE_HOME"), "oauth1-engines", "*"))
	if len(left) > 0 {
		t.Errorf("a failed build leaves %v", left)
	}
}
