package photos_test

import (
	"bytes"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"example.net/oauth1/photos/web"
)

// Each program of the documentation is taken from its page, run as its page says, and fetches vacation.jpg.
func TestEverySampleFetchesThePicture(t *testing.T) {
	f := openFrame(t, open(t, nil))
	for _, sample := range web.Samples() {
		t.Run(sample.ID, func(t *testing.T) {
			page := f.sam.get("/developers/samples?language="+sample.ID+"&app="+f.key).wants(http.StatusOK, sample.Language, sample.File)
			program, err := exec.LookPath(sample.Run[0])
			if err != nil {
				t.Fatalf("%s is missing: apt-get install %s", sample.Run[0], sample.Package)
			}
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, sample.File), []byte(page.element("sample")), 0o600); err != nil {
				t.Fatal(err)
			}
			run := exec.CommandContext(t.Context(), program, append(sample.Run[1:], sample.File)...)
			run.Dir = dir
			run.Env = append(os.Environ(), "CONSUMER_SECRET="+f.signer.Secret, "TOKEN="+f.access.Token, "TOKEN_SECRET="+f.access.Secret)
			if said, err := run.CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, said)
			}
			fetched, err := os.ReadFile(filepath.Join(dir, "vacation.jpg"))
			if err != nil || !bytes.Equal(fetched, picture(1)) {
				t.Errorf("what it fetched is not the picture: %d bytes, %v", len(fetched), err)
			}
		})
	}
}

func TestSamplesHoldAKeyThatIsOnesOwn(t *testing.T) {
	s := open(t, nil)
	visitor := s.browser()
	visitor.get("/developers/samples").wants(http.StatusOK, "your-consumer-key", "Sign in")
	sam := s.browser().signUp("sam")
	sam.get("/developers/samples").wants(http.StatusOK, "your-consumer-key", "Register an application")
	key := sam.app("Frame")
	if !strings.Contains(sam.get("/developers/samples?language=ruby").element("sample"), key) {
		t.Error("the key is not in the sample")
	}
	jane := s.browser().signUp("jane")
	jane.get("/developers/samples?app=" + url.QueryEscape(key)).wants(http.StatusNotFound)
}

func TestTheDocumentationIsThere(t *testing.T) {
	s := open(t, nil)
	b := s.browser()
	document := b.get("/api/openapi.json").wants(http.StatusOK).object()
	if document["openapi"] != "3.1.0" || document["servers"].([]any)[0].(map[string]any)["url"] != s.url {
		t.Errorf("it describes %v, %v", document["openapi"], document["servers"])
	}
	b.get("/developers/api").wants(http.StatusOK, "/api/albums/{album}", "signed with an Access Token", "AlbumPhotos")
	for _, link := range b.get("/developers").links("/developers/") {
		b.get(link).wants(http.StatusOK)
	}
}
