//go:build scale

package scale

import (
	"bufio"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	people "example.net/oauth1/bench/programs"
	"example.net/oauth1/e2e/programs"
	"example.net/oauth1/photos"
)

// TestTriesCountTogether: of 30 wrong passwords at once, spread over the replicas, ten are looked at, as if there were one.
func TestTriesCountTogether(t *testing.T) {
	c := startPhotos(t)
	jar, _ := cookiejar.New(nil)
	guesser := &http.Client{Jar: jar}
	page, at, err := people.Visit(guesser.Get(c.photosURL + "/sign-in"))
	if err != nil {
		t.Fatal(err)
	}
	form := url.Values{"screen_name": {"sam"}, "password": {"wrong"}}
	for field := range page.Descendants() {
		if name := people.Attribute(field, "name"); name == "csrf_token" {
			form.Set(name, people.Attribute(field, "value"))
		}
	}
	counts := map[int]int{}
	for _, status := range many(30, func() int {
		status, _, _, err := answer(guesser.PostForm(at.String(), form))
		if err != nil {
			t.Error(err)
		}
		return status
	}) {
		counts[status]++
	}
	// One more comes back every twelve seconds, and thirty guesses may take that long.
	if counts[http.StatusUnauthorized] < 10 || counts[http.StatusUnauthorized] > 12 || counts[http.StatusUnauthorized]+counts[http.StatusTooManyRequests] != 30 {
		t.Errorf("the guesses are answered %v", counts)
	}
}

// TestALiveTailHearsOfOtherReplicas: who follows the request log at one replica hears of a request at the other.
func TestALiveTailHearsOfOtherReplicas(t *testing.T) {
	c := startPhotos(t)
	jane := c.dance(t)
	jar, _ := cookiejar.New(nil)
	sam := straightTo(t, c.photos[0])
	sam.Jar = jar
	page, at, err := people.Visit(sam.Get(c.photosURL + "/sign-in"))
	if err == nil {
		_, _, err = people.Press(sam, page, at, "Sign in", url.Values{"screen_name": {"sam"}, "password": {programs.Password}})
	}
	if err != nil {
		t.Fatal(err)
	}
	tail, err := sam.Get(c.photosURL + "/developers/apps/dpf43f3p2l4k3l03/requests/live?seen=none")
	if err != nil || tail.StatusCode != http.StatusOK {
		t.Fatalf("the tail: %v %v", tail, err)
	}
	defer func() { _ = tail.Body.Close() }()
	lines := bufio.NewScanner(tail.Body)
	for lines.Scan() && !strings.HasPrefix(lines.Text(), "data:") { // it begins with what there is already
	}
	if status, _, body, err := answer(jane.at(t, c.photos[1]).Get(c.photosURL + "/api/user/profile")); status != http.StatusOK {
		t.Fatalf("%d %s %v", status, body, err)
	}
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "data:") {
			return
		}
	}
	t.Errorf("nothing was heard: %v", lines.Err())
}

// TestAWrongClockIsNoticed: a replica whose clock is ten minutes off says so, and no other does.
func TestAWrongClockIsNoticed(t *testing.T) {
	c := startPhotos(t)
	setting := func(name string) string {
		for _, variable := range c.photosEnv {
			if value, is := strings.CutPrefix(variable, name+"="); is {
				return value
			}
		}
		t.Fatalf("%s is not set", name)
		return ""
	}
	t.Setenv("AWS_ACCESS_KEY_ID", s3.AccessKey)
	t.Setenv("AWS_SECRET_ACCESS_KEY", s3.SecretKey)
	app, err := photos.New(t.Context(), photos.Config{
		URL: c.photosURL, Data: t.TempDir(), Database: setting("PHOTOS_DATABASE"), Blobs: setting("PHOTOS_BLOBS"), SecretKey: setting("PHOTOS_SECRET_KEY"),
		Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return time.Now().Add(10 * time.Minute) },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := app.Close(); err != nil {
			t.Error(err)
		}
	})
	said := httptest.NewRecorder()
	app.Handler.ServeHTTP(said, httptest.NewRequest(http.MethodGet, "/readyz", nil))
	if said.Code != http.StatusServiceUnavailable || !strings.Contains(said.Body.String(), "clock") {
		t.Errorf("the replica says of itself %d %s", said.Code, said.Body)
	}
	c.healthy(t, c.photos)
}
