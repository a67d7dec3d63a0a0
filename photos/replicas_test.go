package photos_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.net/oauth1/internal/sqldb/sqldbtest"
	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos"
	"example.net/oauth1/photos/requestlog"
)

// replicas are several photos at one address, on one database and one folder of pictures. Requests go to one after the
// other, unless a test says to which.
type replicas struct {
	*site // the first of them
	apps  []*photos.App
	only  atomic.Pointer[photos.App]
	turn  atomic.Int64
}

// eachReplicas runs a test where several processes can serve.
func eachReplicas(t *testing.T, test func(t *testing.T, r *replicas)) {
	sqldbtest.Shared(t, func(t *testing.T, e sqldbtest.Engine) { test(t, openReplicas(t, e, nil, 2)) })
}

func openReplicas(t *testing.T, e sqldbtest.Engine, change func(*photos.Config), n int) *replicas {
	t.Helper()
	r := &replicas{}
	server := httptest.NewUnstartedServer(http.HandlerFunc(r.serve))
	url := "http://" + server.Listener.Addr().String()
	config := photos.Config{URL: url, Database: e.Where(t), Data: t.TempDir(), SecretKey: strings.Repeat("k", 32), Log: slog.New(slog.DiscardHandler)}
	config.Blobs = filepath.Join(config.Data, "blobs")
	if change != nil {
		change(&config)
	}
	data := config.Data
	for i := range n {
		config.Data = filepath.Join(data, fmt.Sprint("replica", i))
		app, err := photos.New(context.Background(), config)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := app.Close(); err != nil {
				t.Error(err)
			}
		})
		r.apps = append(r.apps, app)
	}
	server.Start()
	t.Cleanup(server.Close)
	r.site = &site{r.apps[0], t, config.URL, url, data}
	return r
}

func (r *replicas) serve(w http.ResponseWriter, q *http.Request) {
	app := r.only.Load()
	if app == nil {
		app = r.apps[int(r.turn.Add(1))%len(r.apps)]
	}
	app.Handler.ServeHTTP(w, q)
}

// at sends what follows to one replica, or to one after the other if it is negative.
func (r *replicas) at(i int) {
	if i < 0 {
		r.only.Store(nil)
		return
	}
	r.only.Store(r.apps[i])
}

// Whoever signs in at one replica is signed in at the others, and out when she signs out at any.
func TestReplicasKnowOneSession(t *testing.T) {
	eachReplicas(t, func(t *testing.T, r *replicas) {
		r.at(0)
		jane := r.browser().signUp("jane")
		r.at(1)
		jane.get("/account").wants(200, "jane")
		jane.submit(jane.get("/albums"), "/sign-out", nil)
		r.at(0)
		if p := jane.get("/account"); p.url.Path != "/sign-in" {
			t.Errorf("signed out at the other replica, she still sees %s", p.url.Path)
		}
	})
}

// Each piece of an upload may reach another replica. Of two that bring the same place one is taken, and whoever missed
// the answer to the last piece gets it anywhere.
func TestAnUploadInPiecesOverReplicas(t *testing.T) {
	eachReplicas(t, func(t *testing.T, r *replicas) {
		jane, content := r.browser().signUp("jane"), picture(1)
		album, third := jane.album("Vacation"), len(content)/3
		upload := jane.announce(album, len(content), metadata("beach.png", "sha256", hash(content)))
		jane.patch(upload, 0, content[:third]).wants(http.StatusNoContent)
		jane.patch(upload, 0, content[:third]).wants(http.StatusConflict)
		taken := together(10, func(i int) bool {
			return jane.patch(upload, third, content[third:2*third]).status == http.StatusNoContent
		})
		if got := jane.offset(upload); taken != 1 || got != strconv.Itoa(2*third) {
			t.Fatalf("of ten that bring the same piece %d are taken, and then there are %s bytes", taken, got)
		}
		photos := make(chan string, 20)
		together(10, func(i int) bool {
			p := jane.patch(upload, 2*third, content[2*third:])
			if p.status == http.StatusCreated {
				photos <- photoIn(p)
			}
			return true
		})
		together(10, func(i int) bool {
			p := jane.patch(upload, len(content), nil).wants(http.StatusCreated)
			photos <- photoIn(p)
			return true
		})
		close(photos)
		first := <-photos
		for photo := range photos {
			if photo != first {
				t.Errorf("one upload became %s and %s", first, photo)
			}
		}
		for i := range r.apps {
			r.at(i)
			if p := jane.get(first + "/original"); p.body != string(content) {
				t.Errorf("replica %d gives %d bytes of %d", i, len(p.body), len(content))
			}
		}
	})
}

// Whoever comes back takes an upload over from a connection that hangs at another replica, with all that came over it.
func TestAnUploadIsTakenOverFromAnotherReplica(t *testing.T) {
	eachReplicas(t, func(t *testing.T, r *replicas) {
		jane, content := r.browser().signUp("jane"), picture(1)
		album, half := jane.album("Vacation"), len(content)/2
		upload := jane.announce(album, len(content), metadata("beach.png"))
		r.at(0)
		body, line := io.Pipe()
		defer line.Close()
		hanging := jane.request(http.MethodPatch, upload, body)
		hanging.Header.Set("X-CSRF-Token", jane.csrf)
		hanging.Header.Set("Tus-Resumable", "1.0.0")
		hanging.Header.Set("Upload-Offset", "0")
		hanging.Header.Set("Content-Type", "application/offset+octet-stream")
		ended := make(chan error)
		go func() {
			answer, err := jane.client.Do(hanging)
			if err == nil {
				err = answer.Body.Close()
			}
			ended <- err
		}()
		if _, err := line.Write(content[:half]); err != nil {
			t.Fatal(err)
		}
		r.at(1)
		until(t, "all that was sent has been kept", func() bool { return jane.offset(upload) == strconv.Itoa(half) })
		jane.patch(upload, half, content[half:]).wants(http.StatusCreated, `"existed":false`)
		<-ended
	})
}

// photoIn is the address of the photo that an upload has become.
func photoIn(p *page) string {
	p.t.Helper()
	photo, _ := p.object()["photo"].(map[string]any)
	return fmt.Sprint(photo["href"])
}

// together does something many times at once, and counts how often it answers true.
func together(n int, f func(i int) bool) (yes int) {
	var count atomic.Int64
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			if f(i) {
				count.Add(1)
			}
		})
	}
	all.Wait()
	return int(count.Load())
}

// until waits for something to become true.
func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	tick, late := time.NewTicker(5*time.Millisecond), time.After(30*time.Second)
	defer tick.Stop()
	for !is() {
		select {
		case <-tick.C:
		case <-late:
			t.Fatalf("it never came that %s", what)
		}
	}
}

// Ten tries at a password are ten, whichever replica is asked.
func TestGuessingIsCountedOverReplicas(t *testing.T) {
	eachReplicas(t, func(t *testing.T, r *replicas) {
		r.browser().signUp("jane")
		var refused int
		for range 12 {
			if r.browser().trySignIn("jane", "a wrong guess").status == http.StatusTooManyRequests {
				refused++
			}
		}
		if refused != 2 {
			t.Errorf("of twelve tries %d are refused, want 2", refused)
		}
	})
}

// A developer who looks at one replica sees what another has answered, and is told of it; what she switches holds at all.
func TestADeveloperAtOneReplicaSeesTheOthers(t *testing.T) {
	eachReplicas(t, func(t *testing.T, r *replicas) {
		f := openFrame(t, r.site)
		r.at(0)
		address := regexp.MustCompile(`data-live="([^"]+)"`).FindStringSubmatch(f.sam.get(f.path).body)[1]
		answer, err := f.sam.client.Do(f.sam.request("GET", address, nil))
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		r.at(1)
		f.send("GET", "/photos?file=at-the-other.jpg")
		for lines := bufio.NewScanner(answer.Body); lines.Scan() && !strings.HasPrefix(lines.Text(), "data:"); {
		}
		r.at(0)
		f.sam.get(f.path).wants(http.StatusOK, "/photos")
		if list := f.entries(requestlog.Filter{Text: "at-the-other"}); len(list) != 1 {
			t.Errorf("%d entries of the other replica", len(list))
		}
		f.switches(url.Values{"busy": {"1"}}).wants(http.StatusOK, "Switched on")
		r.at(1)
		until(t, "the switch holds at the other replica", func() bool {
			_, code := f.answer("/api/token")
			return code == oauthcore.ConsumerKeyRefused
		})
	})
}
