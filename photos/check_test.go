package photos_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.net/oauth1/internal/sqldb/sqldbtest"
	"example.net/oauth1/photos"
)

// photos check names every original that is damaged, lost or belongs to nobody, by its hash, and repairs nothing.
func TestCheckFindsWhatIsWrong(t *testing.T) {
	env := map[string]string{"PHOTOS_DATA": t.TempDir(), "PHOTOS_SEED": "demo"}
	if status, said := command(env, "check"); status != 0 || !strings.Contains(said, "originals are as they were uploaded") || strings.Contains(said, "orphan") {
		t.Fatalf("of sound data it says, with %d:\n%s", status, said)
	}
	originals, err := filepath.Glob(filepath.Join(env["PHOTOS_DATA"], "blobs", "originals", "*", "*", "*"))
	if err != nil || len(originals) < 3 {
		t.Fatal(originals, err)
	}
	damaged, missing := originals[0], originals[1]
	orphan := filepath.Join(filepath.Dir(originals[2]), strings.Repeat("0123456789abcdef", 4))
	for _, err := range []error{
		os.Truncate(damaged, 1000), os.Remove(missing), os.WriteFile(orphan, []byte("left by a crash"), 0o600),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for range 2 { // looking changes nothing
		status, said := command(env, "check")
		for _, want := range []string{"damaged: " + filepath.Base(damaged), "missing: " + filepath.Base(missing), "orphan: " + filepath.Base(orphan) + ", there for "} {
			if !strings.Contains(said, want) {
				t.Errorf("it does not say %q", want)
			}
		}
		if status != 1 || strings.Contains(said, originals[2]) || !strings.Contains(said, "2 of ") {
			t.Errorf("it ends with %d and says:\n%s", status, said)
		}
	}
}

// It also reads every row, and opens every secret; on either engine, and while photos serves.
func TestCheckLooksThroughTheDatabase(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		where := e.Where(t)
		s := open(t, func(c *photos.Config) { c.Database, c.SecretKey = where, sharedKey })
		jane := s.browser().signUp("jane")
		jane.album("Vacation", file{"one.jpg", picture(1)})
		jane.connect()
		env := map[string]string{"PHOTOS_DATA": s.data, "PHOTOS_DATABASE": where, "PHOTOS_SECRET_KEY": sharedKey}
		status, said := command(env, "check")
		if status != 0 || !strings.Contains(said, "the key opens every secret") || !strings.Contains(said, "access_tokens           1") {
			t.Fatalf("of sound data it says, with %d:\n%s", status, said)
		}
		db := sqldbtest.Open(t, where)
		if n, err := db.Exec(t.Context(), `UPDATE access_tokens SET secret = $1`, []byte{1, 2, 3}); n != 1 || err != nil {
			t.Fatal(n, err)
		}
		status, said = command(env, "check")
		if status != 1 || !strings.Contains(said, "1 secrets, of 3, were sealed with another key") || !strings.Contains(said, "All 1 originals") {
			t.Errorf("it ends with %d and says:\n%s", status, said)
		}
	})
}

func TestCheckFindsADamagedDatabase(t *testing.T) {
	data := t.TempDir()
	func() {
		app, err := photos.New(t.Context(), photos.Config{URL: "http://localhost:8080", Data: data, Seed: "demo"})
		if err != nil {
			t.Fatal(err)
		}
		defer app.Close()
	}()
	path := filepath.Join(data, "photos.db")
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.LastIndex(content, []byte("Vacation")) // in a row, or an index of it
	clear(content[at-at%4096 : at-at%4096+4096])
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	if status, said := command(map[string]string{"PHOTOS_DATA": data}, "check"); status != 1 || !strings.Contains(said, "malformed") {
		t.Errorf("it ends with %d and says:\n%s", status, said)
	}
}
