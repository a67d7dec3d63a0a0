package photos_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"example.net/oauth1/internal/objects/objectstest"
	"example.net/oauth1/internal/sqldb/sqldbtest"
	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos"
)

// hearing is what a command says, and when it has said something.
type hearing struct {
	mu    sync.Mutex
	said  strings.Builder
	until string
	heard chan struct{}
}

func (h *hearing) Write(b []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.said.Write(b)
	if h.until != "" && strings.Contains(h.said.String(), h.until) {
		h.until = ""
		close(h.heard)
	}
	return len(b), nil
}

func (h *hearing) String() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.said.String()
}

// start runs the program, and answers when it has said something, and how it ends.
func start(env map[string]string, until string, args ...string) (said *hearing, ended <-chan int) {
	h := &hearing{until: until, heard: make(chan struct{})}
	end := make(chan int, 1)
	go func() { end <- photos.Main(args, func(name string) string { return env[name] }, h, h) }()
	return h, end
}

// A photos that serves is moved: what it takes while its pictures are copied comes along, every token works at the new
// place, no request is accepted at both, and the old place does not serve again by accident.
func TestALivingPhotosIsMoved(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		old, env := t.TempDir(), map[string]string{"PHOTOS_DATA": t.TempDir(), "PHOTOS_DATABASE": e.Where(t)}
		if e.Name == "postgres" {
			env["PHOTOS_BLOBS"] = objectstest.Address(t) // "" if there is no store to test with
		}
		var s *site
		var photo, cookie string
		var first, later oauthcore.AccessToken
		var used recorded
		var said *hearing
		var ended <-chan int
		t.Run("the old one", func(t *testing.T) {
			s = open(t, func(c *photos.Config) { c.Data = old })
			jane := s.browser().signUp("jane")
			album := jane.album("Vacation", file{"one.jpg", picture(1)})
			first = jane.connect()
			said, ended = start(env, "Stop it now", "migrate", "--from", s.data)
			select {
			case <-said.heard:
			case status := <-ended:
				t.Fatalf("it ends with %d and says:\n%s", status, said)
			}
			photo = jane.upload(jane.get(album), file{"two.jpg", picture(2)}).links("/photos/")[1]
			later = jane.connect()
			used = s.record(later, "/api/user/profile")
			cookie = jane.cookie()
		})
		if status := <-ended; status != 0 || !strings.Contains(said.String(), "1 originals have come meanwhile") || !strings.Contains(said.String(), "was read at both places") {
			t.Fatalf("it ends with %d and says:\n%s", status, said)
		}
		if strings.Contains(said.String(), "postgres@") {
			t.Errorf("it tells how to sign in to the database:\n%s", said)
		}
		ahead := time.Duration(0)
		moved := reopen(t, s, photos.Config{Data: env["PHOTOS_DATA"], Database: env["PHOTOS_DATABASE"], Blobs: env["PHOTOS_BLOBS"]}, func() time.Time { return time.Now().Add(ahead) })
		if w := used.again(moved.Handler); w.Code == http.StatusOK {
			t.Error("a request that was accepted before is accepted again")
		}
		ahead = time.Minute // beyond the few seconds up to which nonces may have been used
		for _, access := range []oauthcore.AccessToken{first, later} {
			if got := moved.record(access, "/api/user/profile"); got.status != http.StatusOK {
				t.Errorf("a token from before is answered %d", got.status)
			}
		}
		server := httptest.NewServer(moved.Handler)
		defer server.Close()
		moved.root = server.URL
		visitor := moved.browser()
		r := visitor.request(http.MethodGet, photo+"/download", nil)
		r.Header.Set("Cookie", "photos_session="+cookie)
		if p := visitor.do(r).wants(http.StatusOK); p.body != string(picture(2)) {
			t.Error("the original is another")
		}
		oldStarts(t, s, env)
	})
}

// oldStarts makes sure that the old place serves again once somebody wants that, and not before.
func oldStarts(t *testing.T, s *site, env map[string]string) {
	t.Helper()
	s.t = t
	_, err := photos.New(t.Context(), photos.Config{URL: s.url, Data: s.data})
	if err == nil || !strings.Contains(err.Error(), "this has been moved to") {
		t.Errorf("the old one starts: %v", err)
	}
	for _, args := range [][]string{{"reset", "--yes"}, {"user", "add", "sam", "--password", password}, {"migrate", "--from", s.data}} {
		in := map[string]string{"PHOTOS_DATA": s.data}
		if args[0] == "migrate" {
			in = env
		}
		if status, said := command(in, args...); status != 1 || !strings.Contains(said, "has been moved to") {
			t.Errorf("%v ends with %d and says:\n%s", args, status, said)
		}
	}
	if err := os.Remove(filepath.Join(s.data, "moved")); err != nil {
		t.Fatal(err)
	}
	old := reopen(t, s, photos.Config{Data: s.data}, time.Now)
	if sums, err := old.Store.Originals(t.Context(), "", 10); err != nil || len(sums) != 2 {
		t.Errorf("the old one has %d originals, %v", len(sums), err)
	}
}

func TestAMoveThatMakesNoSenseIsRefused(t *testing.T) {
	s := open(t, nil)
	s.browser().signUp("jane")
	other := open(t, nil)
	other.browser().signUp("sam")
	for name, c := range map[string]struct {
		env  map[string]string
		from string
		says string
	}{
		"onto itself":        {map[string]string{"PHOTOS_DATA": s.data}, s.data, "are the same"},
		"of nothing":         {map[string]string{"PHOTOS_DATA": t.TempDir()}, t.TempDir(), "there is no photos in"},
		"of no folder":       {map[string]string{"PHOTOS_DATA": t.TempDir()}, "/nothing/here", "from"},
		"with another key":   {map[string]string{"PHOTOS_DATA": t.TempDir(), "PHOTOS_SECRET_KEY": strings.Repeat("ab", 32)}, s.data, "another secret key"},
		"over other photos":  {map[string]string{"PHOTOS_DATA": t.TempDir(), "PHOTOS_DATABASE": filepath.Join(other.data, "photos.db")}, s.data, "already"},
		"to their pictures":  {map[string]string{"PHOTOS_DATA": t.TempDir(), "PHOTOS_BLOBS": filepath.Join(other.data, "blobs")}, s.data, "belong to another database"},
		"to a strange place": {map[string]string{"PHOTOS_DATA": t.TempDir(), "PHOTOS_DATABASE": "mysql://me:hunter2@host/db"}, s.data, "only postgres"},
	} {
		t.Run(name, func(t *testing.T) {
			status, said := command(c.env, "migrate", "--from", c.from)
			if status != 1 || !strings.Contains(said, c.says) || strings.Contains(said, "hunter2") {
				t.Errorf("it ends with %d and says:\n%s", status, said)
			}
		})
	}
}
