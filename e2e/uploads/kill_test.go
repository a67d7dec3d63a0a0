package uploads

import (
	"bytes"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"example.net/oauth1/e2e/programs"
)

// TestKilledDuringUploads: photos is killed at any moment while pictures come in by every way there is, again and again.
// What it acknowledged is there, byte for byte; nothing is there by half; and what had come in pieces goes on.
func TestKilledDuringUploads(t *testing.T) {
	photos := programs.StartPhotos(t)
	jane := signUp(t, photos.URL, "kate")
	jane.allowUploads()
	kept := map[string][]byte{}
	resumed := 0
	for round := range 8 {
		jane.uploadsUntilKilled(photos, kept)
		half := staged(t, photos)
		photos.Start()
		for name := range staged(t, photos) { // what is new there are renditions
			if half[name] {
				t.Errorf("round %d: half of an original is left", round)
			}
		}
		resumed += jane.goesOn(kept)
		for photo, content := range kept {
			if status, body := jane.get(photo + "/original"); status != http.StatusOK || !bytes.Equal(body, content) {
				t.Fatalf("round %d: %s was acknowledged and is answered %d with %d bytes of %d", round, photo, status, len(body), len(content))
			}
		}
		if said := photos.Command("check"); !strings.Contains(said, "are as they were uploaded") || strings.Contains(said, "orphan") {
			t.Errorf("round %d: photos check says %s", round, said)
		}
	}
	t.Logf("%d acknowledged, %d went on after a kill", len(kept), resumed)
	if resumed == 0 {
		t.Error("no upload in pieces was hit: the test shows nothing about them")
	}
}

// staged are the files that are not whole yet.
func staged(t *testing.T, photos *programs.Program) map[string]bool {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(photos.Data, "blobs", "staged"))
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, entry := range entries {
		names[entry.Name()] = true
	}
	return names
}

// uploadsUntilKilled uploads by all ways at once, and kills photos after some have been acknowledged.
func (p *person) uploadsUntilKilled(photos *programs.Program, kept map[string][]byte) {
	p.t.Helper()
	var mu sync.Mutex
	acknowledged, enough := 0, 4+rand.IntN(16)
	killed := make(chan struct{})
	var all, dead sync.WaitGroup
	for _, by := range []way{p.byForm, p.byForm, p.byAPI, p.byAPI, p.inPieces, p.inPieces, p.inPieces} {
		all.Go(func() {
			for {
				content := noise()
				photo, err := by(content)
				select {
				case <-killed: // an answer that came before still counts
				default:
					if err != nil {
						p.t.Errorf("while it was running: %v", err)
						return
					}
				}
				if err != nil {
					return
				}
				mu.Lock()
				kept[photo] = content
				if acknowledged++; acknowledged == enough {
					close(killed)
					dead.Go(photos.Kill)
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	dead.Wait()
}

// goesOn ends the uploads that were interrupted, from where the server has come to.
func (p *person) goesOn(kept map[string][]byte) (resumed int) {
	p.t.Helper()
	for upload, content := range p.unfinished {
		answer, err := p.tus(http.MethodHead, upload, nil)
		if err != nil {
			p.t.Fatalf("an upload that was begun: %v", err)
		}
		offset, err := strconv.Atoi(answer.header.Get("Upload-Offset"))
		if err != nil || offset > len(content) {
			p.t.Fatalf("the offset is %q", answer.header.Get("Upload-Offset"))
		}
		photo, err := p.goOn(upload, offset, content)
		if err != nil {
			p.t.Fatalf("going on at %d of %d: %v", offset, len(content), err)
		}
		kept[photo] = content
		resumed++
	}
	return resumed
}
