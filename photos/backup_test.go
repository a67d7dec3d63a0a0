package photos_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"example.net/oauth1/internal/sqldb/sqldbtest"
	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos"
)

// recorded is a signed request as it went over the wire: whoever has heard it can send it again.
type recorded struct {
	url           string
	authorization string
	status        int
}

// record sends a signed request and keeps it.
func (s *site) record(token oauthcore.AccessToken, path string) recorded {
	s.t.Helper()
	r := httptest.NewRequest(http.MethodGet, s.url+path, nil)
	if err := s.consumer().Sign(r, token.Token, token.Secret); err != nil {
		s.t.Fatal(err)
	}
	sent := recorded{url: s.url + path, authorization: r.Header.Get("Authorization")}
	sent.status = sent.again(s.Handler).Code
	return sent
}

// again sends it to another photos of the same address.
func (r recorded) again(to http.Handler) *httptest.ResponseRecorder {
	request := httptest.NewRequest(http.MethodGet, r.url, nil)
	request.Header.Set("Authorization", r.authorization)
	w := httptest.NewRecorder()
	to.ServeHTTP(w, request)
	return w
}

// backupOf makes a backup of what a site serves, while it does, and answers its name.
func backupOf(t *testing.T, s *site, name string, flags ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	status, said := command(map[string]string{"PHOTOS_DATA": s.data}, append([]string{"backup", path}, flags...)...)
	if status != 0 {
		t.Fatalf("backup ends with %d and says:\n%s", status, said)
	}
	return path
}

// keyOf is the secret key of a site, as it is given in the environment.
func keyOf(t *testing.T, s *site) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(s.data, "secret.key"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(text))
}

// reopen opens a restored photos at the address of another, at some moment.
func reopen(t *testing.T, s *site, config photos.Config, at func() time.Time) *site {
	t.Helper()
	config.URL, config.Now, config.Log = s.url, at, slog.New(slog.DiscardHandler)
	app, err := photos.New(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := app.Close(); err != nil {
			t.Error(err)
		}
	})
	return &site{app, t, s.url, s.url, config.Data}
}

func TestARestoredPhotosIsAsItWas(t *testing.T) {
	for name, flags := range map[string][]string{"backup.tar": nil, "backup.tar.gz": nil, "with-key.tgz": {"--with-key"}} {
		t.Run(name, func(t *testing.T) {
			s := open(t, nil)
			jane := s.browser().signUp("jane")
			photo := jane.get(jane.album("Vacation", file{"one.jpg", picture(1)}, file{"two.jpg", picture(2)})).links("/photos/")[0]
			access := jane.connect()
			before := s.record(access, "/api/user/profile")
			if before.status != http.StatusOK {
				t.Fatalf("before it is answered %d", before.status)
			}
			path := backupOf(t, s, name, flags...)
			env := map[string]string{"PHOTOS_DATA": filepath.Join(t.TempDir(), "new")}
			if flags == nil {
				env["PHOTOS_SECRET_KEY"] = keyOf(t, s)
			}
			since := s.record(access, "/api/user/profile") // the old one goes on
			status, said := command(env, "restore", path)
			if status != 0 || !strings.Contains(said, "2 originals") || !strings.Contains(said, "Timestamps before") {
				t.Fatalf("restore ends with %d and says:\n%s", status, said)
			}
			later := time.Duration(0)
			restored := reopen(t, s, photos.Config{Data: env["PHOTOS_DATA"], SecretKey: env["PHOTOS_SECRET_KEY"]},
				func() time.Time { return time.Now().Add(later) })
			for when, r := range map[string]recorded{"before": before, "since": since} {
				if w := r.again(restored.Handler); w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "timestamp_refused") {
					t.Errorf("a request that was accepted %s is answered %d: %s", when, w.Code, w.Body)
				}
			}
			later = 6 * time.Minute
			if now := restored.record(access, "/api/user/profile"); now.status != http.StatusOK {
				t.Errorf("the token from before is answered %d", now.status)
			}
			server := httptest.NewServer(restored.Handler)
			defer server.Close()
			restored.root = server.URL
			again := restored.browser()
			again.trySignIn("jane", password).wants(http.StatusOK, "Vacation")
			if got := again.get(photo + "/download").wants(http.StatusOK); got.body != string(picture(1)) && got.body != string(picture(2)) {
				t.Error("the original is another")
			}
			again.get(photo + "/thumb").wants(http.StatusOK)
		})
	}
}

// through sends requests to a photos whatever its address is.
type through struct{ http.Handler }

func (h through) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result(), nil
}

// After a restore a Consumer that reads which timestamps are accepted need not wait until the old ones are over.
func TestAConsumerThatReadsWhatIsAcceptedGoesOn(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		s := open(t, nil)
		access := s.browser().signUp("jane").connect()
		path := backupOf(t, s, "backup.tar")
		env := map[string]string{"PHOTOS_DATA": t.TempDir(), "PHOTOS_DATABASE": e.Where(t), "PHOTOS_SECRET_KEY": keyOf(t, s)}
		if status, said := command(env, "restore", path); status != 0 {
			t.Fatalf("restore ends with %d and says:\n%s", status, said)
		}
		soon := func() time.Time { return time.Now().Add(10 * time.Second) }
		restored := reopen(t, s, photos.Config{Data: env["PHOTOS_DATA"], Database: env["PHOTOS_DATABASE"], SecretKey: env["PHOTOS_SECRET_KEY"]}, soon)
		consumer := restored.consumer()
		consumer.HTTPClient = &http.Client{Transport: through{restored.Handler}}
		if got := restored.sendAs(consumer, access, http.MethodGet, "/api/user/profile", nil); got.status != http.StatusBadRequest {
			t.Errorf("one that does not is answered %d", got.status)
		}
		consumer.Clock = new(oauthcore.Clock)
		restored.sendAs(consumer, access, http.MethodGet, "/api/user/profile", nil).wants(http.StatusOK)
	})
}

func TestABackupThatIsNotAsItWasIsRefusedAndLeavesNothing(t *testing.T) {
	s := open(t, nil)
	s.browser().signUp("jane")
	path := backupOf(t, s, "backup.tar")
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.Clone(content)
	changed[len(changed)-2048-100] ^= 1 // before the seal
	right, wrong := keyOf(t, s), strings.Repeat("ab", 32)
	for name, c := range map[string]struct {
		content []byte
		key     string
		says    string
	}{
		"cut off":      {content[:len(content)/2], right, "it was cut off"},
		"changed":      {changed, right, "the backup is damaged"},
		"no backup":    {[]byte("hello"), right, "this is no backup"},
		"another key":  {content, wrong, "another secret key"},
		"without one":  {content, "", "without its secret key"},
		"a short key":  {content, "hunter2", "too short"},
		"someone else": {bytes.Replace(content, []byte(`"program": "photos"`), []byte(`"program": "printr"`), 1), right, "backup of printr"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "new")
			file := filepath.Join(t.TempDir(), "backup.tar")
			if err := os.WriteFile(file, c.content, 0o600); err != nil {
				t.Fatal(err)
			}
			status, said := command(map[string]string{"PHOTOS_DATA": dir, "PHOTOS_SECRET_KEY": c.key}, "restore", file)
			if status != 1 || !strings.Contains(said, c.says) {
				t.Errorf("it ends with %d and says:\n%s", status, said)
			}
			if _, err := os.Stat(dir); err == nil {
				t.Error("something was left")
			}
		})
	}
	env := map[string]string{"PHOTOS_DATA": s.data}
	if status, said := command(env, "restore", path); status != 1 || !strings.Contains(said, "another running program uses it") {
		t.Errorf("into itself it ends with %d and says:\n%s", status, said)
	}
	if status, said := command(map[string]string{"PHOTOS_DATA": filepath.Join(t.TempDir(), "none")}, "backup", path); status != 1 || !strings.Contains(said, "there is no photos in") {
		t.Errorf("of nothing it ends with %d and says:\n%s", status, said)
	}
}

func TestABackupToTheStandardOutput(t *testing.T) {
	s := open(t, nil)
	s.browser().signUp("jane")
	status, stdout, stderr := run(map[string]string{"PHOTOS_DATA": s.data}, "backup", "-")
	if status != 0 || !strings.HasPrefix(stdout, "backup.json") || !strings.Contains(stderr, "The backup holds") {
		t.Fatalf("it ends with %d and says:\n%s", status, stderr)
	}
	path := filepath.Join(t.TempDir(), "b.tar")
	if err := os.WriteFile(path, []byte(stdout), 0o600); err != nil {
		t.Fatal(err)
	}
	status, said := command(map[string]string{"PHOTOS_DATA": t.TempDir(), "PHOTOS_SECRET_KEY": keyOf(t, s)}, "restore", path)
	if status != 0 {
		t.Errorf("restore ends with %d and says:\n%s", status, said)
	}
}

// Backups that are made while pictures come in and permissions are given hold each of them whole or not at all, and
// every one that was acknowledged before.
func TestABackupUnderLoadIsOneMoment(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	album := jane.album("Vacation")
	key := keyOf(t, s)
	var mu sync.Mutex
	var tokens []oauthcore.AccessToken
	uploaded := 0
	stop := make(chan struct{})
	var busy, begun sync.WaitGroup
	going := func(f func(n int)) {
		begun.Add(1)
		first := sync.OnceFunc(begun.Done)
		busy.Go(func() {
			defer first()
			for n := 0; ; n++ {
				select {
				case <-stop:
					return
				default:
					f(n)
					first()
				}
			}
		})
	}
	page := jane.get(album)
	going(func(n int) {
		jane.upload(page, file{"p.jpg", append(picture(n), []byte(strings.Repeat("x", n))...)}).wants(http.StatusOK)
		mu.Lock()
		defer mu.Unlock()
		uploaded++
	})
	going(func(int) {
		access := jane.connect()
		mu.Lock()
		defer mu.Unlock()
		tokens = append(tokens, access)
	})
	defer func() { close(stop); busy.Wait() }()
	begun.Wait()
	for range 5 {
		mu.Lock()
		known, least := tokens, uploaded
		mu.Unlock()
		path := backupOf(t, s, "backup.tar")
		env := map[string]string{"PHOTOS_DATA": t.TempDir(), "PHOTOS_SECRET_KEY": key}
		if status, said := command(env, "restore", path); status != 0 {
			t.Fatalf("restore ends with %d and says:\n%s", status, said)
		}
		if status, said := command(env, "check"); status != 0 {
			t.Fatalf("check ends with %d and says:\n%s", status, said)
		}
		restored := reopen(t, s, photos.Config{Data: env["PHOTOS_DATA"], SecretKey: key}, func() time.Time { return time.Now().Add(6 * time.Minute) })
		for _, access := range known {
			if got := restored.record(access, "/api/user/profile"); got.status != http.StatusOK {
				t.Fatalf("a token that was given before is answered %d", got.status)
			}
		}
		left, err := restored.Store.Originals(t.Context(), "", 10_000)
		if err != nil || len(left) < least {
			t.Fatalf("%d of at least %d pictures, %v", len(left), least, err)
		}
	}
}
