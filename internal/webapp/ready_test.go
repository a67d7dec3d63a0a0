package webapp

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
)

func TestReadyz(t *testing.T) {
	wrong := []string{"clock: It is late.", "blobs: They are gone."}
	e := newEcho(t, Config{PublicURL: mustURL(t, "http://photos.example/below"), Wrong: func(_ context.Context, without ...string) (told []string) {
		for _, sentence := range wrong {
			if name, _, _ := strings.Cut(sentence, ":"); !strings.Contains(strings.Join(without, " "), name) {
				told = append(told, sentence)
			}
		}
		return told
	}})
	for target, want := range map[string]string{
		"/readyz":                             "not ready\nclock: It is late.\nblobs: They are gone.\n",
		"/below/readyz":                       "not ready\nclock: It is late.\nblobs: They are gone.\n",
		"/readyz?exclude=blobs":               "not ready\nclock: It is late.\n",
		"/readyz?exclude=blobs&exclude=clock": "ok\n",
	} {
		answer := do(e, request("GET", target, ""))
		if got := text(t, answer); got != want || (answer.StatusCode == 200) != (want == "ok\n") || !strings.HasPrefix(answer.Header.Get("Content-Type"), "text/plain") {
			t.Errorf("%s: %d %q, want %q", target, answer.StatusCode, got, want)
		}
	}
	if answer := do(e, request("HEAD", "/readyz", "")); answer.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("HEAD: %d", answer.StatusCode)
	}
	if answer := do(e, request("GET", "/healthz", "")); answer.StatusCode != http.StatusOK {
		t.Errorf("it does not live: %d", answer.StatusCode)
	}
	if answer := do(newEcho(t, Config{}), request("GET", "/readyz", "")); answer.StatusCode != http.StatusOK {
		t.Errorf("with nothing to look at: %d", answer.StatusCode)
	}
}

// The log has a line when something is wrong, and not one every second when all is well.
func TestThatAllIsWellIsNotLogged(t *testing.T) {
	var log bytes.Buffer
	wrong := []string{}
	e := newEcho(t, Config{Log: NewLogger(&log, "photos"), Wrong: func(context.Context, ...string) []string { return wrong }})
	do(e, request("GET", "/readyz", ""))
	do(e, request("GET", "/healthz", ""))
	if log.Len() > 0 {
		t.Errorf("the log has %s", &log)
	}
	wrong = []string{"blobs: They are gone."}
	if do(e, request("GET", "/readyz", "")); !strings.Contains(log.String(), "status=503") {
		t.Errorf("the log has %s", &log)
	}
}

// TestDraining: whoever is asked to stop says so first, goes on answering for a while, and then ends: live streams too.
func TestDraining(t *testing.T) {
	e := newEcho(t, Config{})
	var over sync.WaitGroup
	over.Add(1)
	e.GET("/live", func(c echo.Context) error {
		defer over.Done()
		stream, err := StreamEvents(c)
		if err != nil {
			return err
		}
		<-stream.Done()
		return nil
	})
	e.GET("/page", ok)
	pause, waited := make(chan time.Time), make(chan time.Duration, 1)
	url, stop := start(t, Server{Handler: e, Drain: time.Hour, after: func(d time.Duration) <-chan time.Time { waited <- d; return pause }})
	live, err := http.Get(url + "/live")
	if err != nil {
		t.Fatal(err)
	}
	defer live.Body.Close()
	if answer, _ := get(t, url+"/readyz"); answer.StatusCode != 200 {
		t.Fatalf("it is not ready: %d", answer.StatusCode)
	}
	stopped := make(chan error)
	go func() { stopped <- stop() }()
	for { // until it says so
		if answer, body := get(t, url+"/readyz"); answer.StatusCode == 503 {
			if !strings.Contains(body, "about to end") {
				t.Errorf("it says %q", body)
			}
			break
		}
	}
	if answer, _ := get(t, url+"/page"); answer.StatusCode != 200 {
		t.Errorf("a page is answered %d while /readyz says that it ends", answer.StatusCode)
	}
	if answer, _ := get(t, url+"/healthz"); answer.StatusCode != 200 {
		t.Errorf("/healthz is answered %d while it still works", answer.StatusCode)
	}
	if d := <-waited; d != time.Hour {
		t.Errorf("it goes on for %s", d)
	}
	close(pause)
	if err := <-stopped; err != nil {
		t.Error(err)
	}
	over.Wait()
}
