package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestSecurityDocument: every rule of docs/security.md names a place and a test, and both are there.
func TestSecurityDocument(t *testing.T) {
	text, err := os.ReadFile("../docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
	place, proof := regexp.MustCompile("`([a-z0-9_/]+\\.go)`"), regexp.MustCompile("`([a-z0-9_/]+)\\.(Test\\w+)`")
	rules := 0
	for line := range strings.Lines(string(text)) {
		columns := strings.Split(line, "|")
		if len(columns) != 5 || strings.HasPrefix(line, "|---") || strings.HasPrefix(line, "| Rule ") {
			continue
		}
		rules++
		places, proofs := place.FindAllStringSubmatch(columns[2], -1), proof.FindAllStringSubmatch(columns[3], -1)
		if len(places) == 0 || len(proofs) == 0 {
			t.Errorf("no place or no test: %s", line)
		}
		for _, p := range places {
			if _, err := os.Stat(filepath.Join("..", p[1])); err != nil {
				t.Errorf("%s is not there", p[1])
			}
		}
		for _, p := range proofs {
			if !hasTest(t, p[1], p[2]) {
				t.Errorf("there is no %s in %s", p[2], p[1])
			}
		}
	}
	if rules < 40 {
		t.Errorf("only %d rules were read", rules)
	}
}

// hasTest tells whether a folder has a test function of this name.
func hasTest(t *testing.T, folder, name string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", folder, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "\nfunc "+name+"(") {
			return true
		}
	}
	return false
}
