//go:build scale

package scale

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	people "example.net/oauth1/bench/programs"
	"example.net/oauth1/e2e/programs"
)

// album is one of jane's, as the API tells it.
type album struct {
	ID    string `json:"id"`
	Count int    `json:"photo_count"`
}

// firstAlbum is the first of jane's.
func (g granted) firstAlbum(t *testing.T, c *cluster) album {
	t.Helper()
	var list struct{ Albums []album }
	if err := people.Decode(g.client().Get(c.photosURL + "/api/albums"))(&list); err != nil || len(list.Albums) == 0 {
		t.Fatalf("jane has the albums %v: %v", list.Albums, err)
	}
	return list.Albums[0]
}

// kept are pictures that were acknowledged, by the id of the photo.
type kept struct {
	mu     sync.Mutex
	photos map[string][]byte
}

func (k *kept) add(id string, content []byte) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.photos == nil {
		k.photos = map[string][]byte{}
	}
	k.photos[id] = content
}

// bring uploads a picture once.
func (g granted) bring(c *cluster, album string, content []byte) (status int, id string, header http.Header, err error) {
	name := sha256.Sum256(content)
	status, header, body, err := answer(g.client().Post(c.photosURL+"/api/albums/"+album+"/photos?file="+hex.EncodeToString(name[:8])+".png", "image/png", bytes.NewReader(content)))
	if err != nil || status != http.StatusOK && status != http.StatusCreated {
		return status, body, header, err
	}
	var photo struct{ ID string }
	err = json.Unmarshal([]byte(body), &photo)
	return status, photo.ID, header, err
}

// TestKilledDuringUploads: replicas are killed while pictures come in. What was acknowledged is there, at every replica
// and byte for byte; what was sent again because nobody had answered is there once; and every picture has its thumb.
func TestKilledDuringUploads(t *testing.T) {
	c := startPhotos(t)
	jane := c.dance(t, mayUpload)
	before := jane.firstAlbum(t, c)
	var all kept
	killer := kill(t, c.photos, 4, 15)
	var senders sync.WaitGroup
	for range 6 {
		senders.Go(func() {
			for killer.goesOn() {
				if id := jane.insist(t, c, before.ID, people.Noise(), &all); id == "" {
					return
				}
				killer.saw()
			}
		})
	}
	senders.Wait()
	t.Logf("%d pictures were acknowledged", len(all.photos))
	if after := jane.firstAlbum(t, c); after.Count != before.Count+len(all.photos) {
		t.Errorf("there are %d photos, and there were %d before %d were acknowledged", after.Count, before.Count, len(all.photos))
	}
	c.has(t, jane, &all)
	if said := c.photos[0].Command("check"); !strings.Contains(said, "are as they were uploaded") {
		t.Errorf("photos check says %s", said)
	}
}

// insist sends one picture until it is acknowledged, each time with a signature of its own.
func (g granted) insist(t *testing.T, c *cluster, album string, content []byte, all *kept) (id string) {
	for {
		status, id, header, err := g.bring(c, album, content)
		switch {
		case err == nil && (status == http.StatusOK || status == http.StatusCreated):
			all.add(id, content)
			return id
		case err == nil && status != http.StatusBadGateway && (status != http.StatusServiceUnavailable || header.Get("Retry-After") == ""):
			t.Errorf("an upload is answered %d %s", status, id)
			return ""
		case t.Failed():
			return ""
		}
	}
}

// has makes sure that every replica has every picture, whole and small.
func (c *cluster) has(t *testing.T, jane granted, all *kept) {
	t.Helper()
	for i, replica := range c.photos {
		client := jane.at(t, replica)
		for id, content := range all.photos {
			status, _, original, err := answer(client.Get(c.photosURL + "/api/photos/" + id + "/file?size=original"))
			if err != nil || status != http.StatusOK || original != string(content) {
				t.Fatalf("replica %d: %s was acknowledged and is answered %d with %d bytes of %d: %v", i+1, id, status, len(original), len(content), err)
			}
			if i > 0 {
				continue // one is enough to make a thumb
			}
			if status, header, _, err := answer(client.Get(c.photosURL + "/api/photos/" + id + "/file?size=thumb")); status != http.StatusOK || !strings.HasPrefix(header.Get("Content-Type"), "image/") {
				t.Errorf("the thumb of %s is answered %d %s: %v", id, status, header.Get("Content-Type"), err)
			}
		}
	}
}

// healthy waits until every replica says that requests may be sent to it.
func (c *cluster) healthy(t *testing.T, replicas []*programs.Program) {
	t.Helper()
	for i, replica := range replicas {
		last := ""
		eventually(t, func() error { return fmt.Errorf("%s %d says %s", replica.Name, i+1, last) }, func() bool {
			status, said := replica.Asked(t.Context(), "/readyz")
			last = fmt.Sprint(status, " ", said)
			return status == http.StatusOK
		})
	}
}
