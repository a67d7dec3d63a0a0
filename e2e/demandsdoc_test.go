package e2e

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestDemandsDocument: every statement of docs/demands.md is there once, and names a test that there is.
func TestDemandsDocument(t *testing.T) {
	text, err := os.ReadFile("../docs/demands.md")
	if err != nil {
		t.Fatal(err)
	}
	proof, seen := regexp.MustCompile("`([a-z0-9_/]+)\\.(Test\\w+)`"), map[string]int{}
	for line := range strings.Lines(string(text)) {
		columns := strings.Split(line, "|")
		if len(columns) != 5 || !strings.HasPrefix(line, "| S") {
			continue
		}
		seen[strings.TrimSpace(columns[1])]++
		proofs := proof.FindAllStringSubmatch(columns[3], -1)
		if len(proofs) == 0 {
			t.Errorf("no test: %s", line)
		}
		for _, p := range proofs {
			if !hasTest(t, p[1], p[2]) {
				t.Errorf("there is no %s in %s", p[2], p[1])
			}
		}
	}
	for name, times := range seen {
		if times != 1 {
			t.Errorf("%s is there %d times", name, times)
		}
	}
	if len(seen) < 55 {
		t.Errorf("only %d statements are there", len(seen))
	}
}
