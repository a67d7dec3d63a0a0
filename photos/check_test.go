package photos_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
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
		for _, want := range []string{"damaged: " + filepath.Base(damaged), "missing: " + filepath.Base(missing), "orphan: " + filepath.Base(orphan)} {
			if !strings.Contains(said, want) {
				t.Errorf("it does not say %q", want)
			}
		}
		if status != 1 || strings.Contains(said, originals[2]) || !strings.Contains(said, "2 of ") {
			t.Errorf("it ends with %d and says:\n%s", status, said)
		}
	}
}
