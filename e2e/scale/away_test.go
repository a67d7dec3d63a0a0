//go:build scale

package scale

import (
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync"
	"testing"

	people "example.net/oauth1/bench/programs"
	"example.net/oauth1/e2e/programs"
)

// signedIn is jane at the pages of photos.
func (c *cluster) signedIn(t *testing.T) *http.Client {
	t.Helper()
	jar, _ := cookiejar.New(nil)
	person := &http.Client{Jar: jar}
	page, at, err := people.Visit(person.Get(c.photosURL + "/sign-in"))
	if err == nil {
		page, _, err = people.Press(person, page, at, "Sign in", url.Values{"screen_name": {"jane"}, "password": {programs.Password}})
	}
	if err != nil || !strings.Contains(people.Text(page), "albums") {
		t.Fatalf("signing in: %v", err)
	}
	return person
}

// retry tells whether an answer says that the same may be tried again, and when.
func retry(status int, header http.Header) bool {
	return status == http.StatusServiceUnavailable && header.Get("Retry-After") != ""
}

// TestPostgresRestarts: while PostgreSQL is away everybody is told to come back; restarted and killed under load it costs
// such answers and no others; afterwards all is well, and nothing that was acknowledged is lost.
func TestPostgresRestarts(t *testing.T) {
	c := startPhotos(t)
	jane, person := c.dance(t, mayUpload), c.signedIn(t)
	album := jane.firstAlbum(t, c).ID
	if err := postgres.Stop(); err != nil {
		t.Fatal(err)
	}
	for name, ask := range map[string]func() (*http.Response, error){
		"a page":           func() (*http.Response, error) { return person.Get(c.photosURL + "/albums") },
		"a signed request": func() (*http.Response, error) { return jane.client().Get(c.photosURL + "/api/albums") },
	} {
		if status, header, body, err := answer(ask()); !retry(status, header) {
			t.Errorf("without PostgreSQL %s is answered %d %.200s %v", name, status, body, err)
		}
	}
	if status, said := c.photos[0].Asked(t.Context(), "/readyz"); status != http.StatusServiceUnavailable {
		t.Errorf("without PostgreSQL a replica says of itself %d %s", status, said)
	}
	if err := postgres.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.healthy(t, c.photos)

	over, all := make(chan struct{}), kept{}
	var load sync.WaitGroup
	for range 3 {
		load.Go(func() {
			for !closed(over) && !t.Failed() {
				jane.insist(t, c, album, people.Noise(), &all)
				status, header, body, err := answer(person.Get(c.photosURL + "/albums"))
				if status != http.StatusOK && !retry(status, header) {
					t.Errorf("a page is answered %d %.200s %v", status, body, err)
				}
			}
		})
	}
	for _, end := range []func() error{postgres.Stop, postgres.Kill} {
		if err := end(); err != nil {
			t.Error(err)
		}
		if err := postgres.Start(t.Context()); err != nil {
			t.Error(err)
		}
		c.healthy(t, c.photos)
	}
	close(over)
	load.Wait()
	t.Logf("%d pictures were acknowledged", len(all.photos))
	c.has(t, jane, &all)
}

func closed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// TestS3IsAway: while the store of pictures is away, uploads are refused with a sentence and the time to come back, pages
// are there, and an order waits; when it is back the order is done.
func TestS3IsAway(t *testing.T) {
	c := start(t)
	jane, person := c.dance(t, mayUpload), c.signedIn(t)
	album := jane.firstAlbum(t, c).ID
	shopper, err := people.Connect(c.printerURL)
	if err != nil {
		t.Fatal(err)
	}
	confirm, at := c.basket(t, shopper, album, 1)
	if err := s3.Stop(); err != nil {
		t.Fatal(err)
	}
	status, said, header, err := jane.bring(c, album, people.Noise())
	if !retry(status, header) || !strings.Contains(said, "out of reach") {
		t.Errorf("an upload is answered %d %s %v", status, said, err)
	}
	if status, _, body, err := answer(person.Get(c.photosURL + "/albums/" + album)); status != http.StatusOK {
		t.Errorf("the album is answered %d %.200s %v", status, body, err)
	}
	page, order, err := people.Press(shopper.Client, confirm, at, "Order ", nil)
	if err != nil || !strings.HasPrefix(order.Path, "/orders/") {
		t.Fatalf("ordering leads to %v: %v", order, err)
	}
	if strings.Contains(people.Text(page), ready) {
		t.Error("the order is ready, and its pictures are away")
	}
	if err := s3.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.isReady(t, shopper.Client, order.String())
	if status, said, _, err := jane.bring(c, album, people.Noise()); status != http.StatusCreated {
		t.Errorf("afterwards an upload is answered %d %s %v", status, fmt.Sprint(said), err)
	}
}
