package photos_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"example.net/oauth1/internal/sqldb/sqldbtest"
	"example.net/oauth1/photos"
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
