package e2e

import (
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// links finds what a document in Markdown points to: [words](address), ![words](address) and [name]: address.
var links = regexp.MustCompile(`\]\(([^)\s]+)\)|(?m)^\[[^\]]+\]:\s*(\S+)`)

// TestLinksOfTheDocuments: whatever a document of this repository points to inside of it is there: every file, every
// picture, and every heading.
func TestLinksOfTheDocuments(t *testing.T) {
	count := 0
	for _, document := range documents(t) {
		text, err := os.ReadFile(document)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range links.FindAllStringSubmatch(string(text), -1) {
			u, err := url.Parse(found[1] + found[2])
			if err != nil || u.Scheme != "" {
				continue // elsewhere
			}
			count++
			target := document
			if u.Path != "" {
				target = filepath.Join(filepath.Dir(document), filepath.FromSlash(u.Path))
			}
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s points to %s, which is not there", document, u)
			} else if u.Fragment != "" && strings.HasSuffix(target, ".md") && !hasHeading(t, target, u.Fragment) {
				t.Errorf("%s points to %s, and there is no such heading", document, u)
			}
		}
	}
	if count < 20 {
		t.Errorf("only %d links were found", count)
	}
}

func documents(t *testing.T) (list []string) {
	t.Helper()
	for _, pattern := range []string{"../*.md", "../docs/*.md", "../docs/*/*.md"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, found...)
	}
	return list
}

// hasHeading tells whether a document has a heading of this anchor, as forges make them.
func hasHeading(t *testing.T, document, anchor string) bool {
	t.Helper()
	text, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	notInAnchors := regexp.MustCompile(`[^\pL\pN _-]`)
	for line := range strings.Lines(string(text)) {
		if heading, is := strings.CutPrefix(strings.TrimLeft(line, "#"), " "); is && strings.HasPrefix(line, "#") {
			if strings.ReplaceAll(notInAnchors.ReplaceAllString(strings.ToLower(strings.TrimSpace(heading)), ""), " ", "-") == anchor {
				return true
			}
		}
	}
	return false
}
