package web

import (
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"example.net/oauth1/internal/webapp"
)

func everyGroup() []group {
	s := &Server{Sessions: webapp.NewSessions("photos", &url.URL{Scheme: "http", Host: "localhost"}, [32]byte{}, nil)}
	return s.routes()
}

// A route knows its caller by a session or by a signature, never by both.
func TestNoRouteIsInTwoGroups(t *testing.T) {
	seen := map[string]bool{}
	for _, group := range everyGroup() {
		for _, r := range group.routes {
			if name := r.method + " " + r.path; seen[name] {
				t.Errorf("%s is registered twice", name)
			} else {
				seen[name] = true
			}
		}
	}
}

// testdata/owned.txt lists the routes to what belongs to one User. The tests of package photos ask for each as another.
func TestEveryOwnedRouteIsKnown(t *testing.T) {
	var owned []string
	for _, group := range everyGroup() {
		for _, r := range group.routes {
			if strings.Contains(r.path, ":") && !everybodys(r.path) {
				owned = append(owned, r.method+" "+r.path)
			}
		}
	}
	text, err := os.ReadFile("testdata/owned.txt")
	if err != nil {
		t.Fatal(err)
	}
	known := strings.Split(strings.TrimSpace(string(text)), "\n")
	slices.Sort(owned)
	slices.Sort(known)
	if !slices.Equal(owned, known) {
		t.Errorf("the routes with an id are\n%s\nbut testdata/owned.txt lists\n%s", strings.Join(owned, "\n"), strings.Join(known, "\n"))
	}
}

// everybodys tells whether whoever knows an address may have it: the attacks of the lab, the lessons, and what a code or
// the secret address of a seat opens.
func everybodys(path string) bool {
	return path == "/lab/:attack" || strings.HasPrefix(path, "/learn/") || strings.HasPrefix(path, "/join/") || strings.HasPrefix(path, "/seats/")
}

func TestLocalPath(t *testing.T) {
	for next, want := range map[string]string{
		"/albums/1?after=2#x": "/albums/1?after=2#x", "/oauth/authorize?oauth_token=a%20b&x=": "/oauth/authorize?oauth_token=a%20b&x=",
		"": "/albums", "albums": "/albums", "//evil.example": "/albums", `/\evil.example`: "/albums", `\/evil.example`: "/albums",
		"https://evil.example": "/albums", "/\t/evil.example": "/albums", "/\n/evil.example": "/albums", "javascript:alert(1)": "/albums",
	} {
		if got := localPath(next); got != want {
			t.Errorf("%q becomes %q, want %q", next, got, want)
		}
	}
}

func TestGrouped(t *testing.T) {
	for pin, want := range map[string]string{"": "", "7N6M": "7N6M", "7N6M4YKT": "7N6M 4YKT", "123456789": "1234 5678 9"} {
		if got := strings.Join(grouped(pin), " "); got != want {
			t.Errorf("%q is shown as %q, want %q", pin, got, want)
		}
	}
}
