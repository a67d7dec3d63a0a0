package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// The test binary stands in for photos and printer: what to do is in the
// environment.
func TestMain(m *testing.M) {
	switch os.Getenv("DEMO_TEST_CHILD") {
	case "serve":
		serveHealth()
	case "fail":
		fmt.Fprintln(os.Stderr, "PHOTOS_ADDR=somewhere\nphotos: the disk is full")
		os.Exit(1)
	}
	os.Exit(m.Run())
}

func serveHealth() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	http.HandleFunc("/healthz", func(w http.ResponseWriter, r *http.Request) {})
	go http.ListenAndServe(os.Getenv("DEMO_TEST_ADDR"), nil)
	<-ctx.Done()
	fmt.Fprintln(os.Stderr, "finished cleanly")
	os.Exit(0)
}

// fake is a program that does as it is told.
func fake(t *testing.T, name, does string) *program {
	t.Helper()
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	addr := l.Addr().String()
	return &program{name: name, addr: addr, url: "http://" + addr, data: t.TempDir(), path: os.Args[0],
		env: []string{"DEMO_TEST_CHILD=" + does, "DEMO_TEST_ADDR=" + addr}}
}

// whenShown cancels as soon as the text was written.
type whenShown struct {
	text   string
	cancel func()
	all    strings.Builder
}

func (w *whenShown) Write(p []byte) (int, error) {
	w.all.Write(p)
	if strings.Contains(w.all.String(), w.text) {
		w.cancel()
	}
	return len(p), nil
}

func TestBothAreStartedAndStopped(t *testing.T) {
	photos, printer := fake(t, "photos", "serve"), fake(t, "printer", "serve")
	ctx, cancel := context.WithCancel(t.Context())
	out := &whenShown{text: "Ctrl-C stops both", cancel: cancel}
	if err := serve(ctx, out, photos, printer); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{photos.url, printer.url, "jane / photos-demo", "sam / photos-demo", "he is the developer: " + photos.url + "/developers/apps", "jane@printer.example / printer-demo", printer.url + "/guided", photos.url + "/learn"} {
		if !strings.Contains(out.all.String(), want) {
			t.Errorf("the box does not say %q:\n%s", want, &out.all)
		}
	}
	for _, p := range []*program{photos, printer} {
		log, _ := os.ReadFile(p.logFile())
		if p.err != nil || !strings.Contains(string(log), "finished cleanly") {
			t.Errorf("%s ended with %v: %s", p.name, p.err, log)
		}
	}
}

func TestAFailedStartIsOneLineAndStopsTheOther(t *testing.T) {
	photos, printer := fake(t, "photos", "serve"), fake(t, "printer", "fail")
	var out strings.Builder
	err := serve(t.Context(), &out, photos, printer)
	if err == nil || err.Error() != "photos: the disk is full" {
		t.Errorf("got %v, want the last line of the log", err)
	}
	if photos.err != nil {
		t.Errorf("photos was not stopped cleanly: %v", photos.err)
	}
	if out.Len() > 0 {
		t.Errorf("the box was shown: %s", &out)
	}
}

// Whoever puts the data back while the demo runs is told so, in one line, and nothing is touched.
func TestNothingIsResetUnderARunningDemo(t *testing.T) {
	photos, printer := fake(t, "photos", "serve"), fake(t, "printer", "fail")
	if err := stopped(t.Context(), photos, printer); err != nil {
		t.Fatal(err)
	}
	ended := make(chan *program, 1)
	if err := photos.start(t.Context(), ended); err != nil {
		t.Fatal(err)
	}
	if err := stopped(t.Context(), printer, photos); err == nil || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), "photos is running") {
		t.Errorf("got %v", err)
	}
	if err := photos.stop(); err != nil {
		t.Error(err)
	}
	var out strings.Builder
	if err := printer.command(&out, "reset"); err == nil || err.Error() != "photos: the disk is full" || out.Len() > 0 {
		t.Errorf("a command that fails says %v and %q", err, &out)
	}
}

func TestAProgramThatDiesLaterStopsTheOther(t *testing.T) {
	photos, printer := fake(t, "photos", "serve"), fake(t, "printer", "serve")
	out := &whenShown{text: "Ctrl-C", cancel: func() { printer.cmd.Process.Kill() }}
	if err := serve(t.Context(), out, photos, printer); err == nil {
		t.Error("nobody was told")
	}
	if photos.err != nil {
		t.Errorf("photos was not stopped cleanly: %v", photos.err)
	}
}

func TestWhatIsInTheWayIsOneClearLine(t *testing.T) {
	p := fake(t, "photos", "serve")
	l, err := net.Listen("tcp", p.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	unwritable := &program{name: "photos", data: filepath.Join(blocked, "data")}
	for name, err := range map[string]error{"busy port": p.portFree(), "unwritable folder": unwritable.writable()} {
		if err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", name, err)
		}
	}
	t.Chdir(t.TempDir())
	if err := build(new(strings.Builder)); err == nil {
		t.Error("started in the wrong folder, and nothing is said")
	}
}

func TestTheEnvironmentIsHeard(t *testing.T) {
	env := map[string]string{"PHOTOS_ADDR": ":9000", "PHOTOS_URL": "http://localhost:9000"}
	photos, printer := programs(func(name string) string { return env[name] })
	if photos.addr != ":9000" || dialable(photos.addr) != "localhost:9000" {
		t.Errorf("photos is to listen on %q", photos.addr)
	}
	if !strings.Contains(strings.Join(printer.env, " "), "PRINTER_PROVIDER_URL=http://localhost:9000") {
		t.Errorf("printer is started with %q", printer.env)
	}
	if printer.addr != "localhost:8081" || printer.data != "data/printer" {
		t.Errorf("printer is not the demo's: %+v", printer)
	}
	if err := errors.Join(photos.stop(), printer.stop()); err != nil {
		t.Errorf("stopping what was never started: %v", err)
	}
}
