package webapp

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
)

// start runs a server and returns its URL, and a function that stops it and
// returns what Run returned.
func start(t *testing.T, s Server) (url string, stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	listening, ended := make(chan net.Addr, 1), make(chan error, 1)
	s.Name, s.Addr = "test", "127.0.0.1:0"
	s.Listening = func(a net.Addr) { listening <- a }
	go func() { ended <- Run(ctx, io.Discard, s) }()
	t.Cleanup(cancel)
	return "http://" + (<-listening).String(), func() error { cancel(); return <-ended }
}

func TestStoppingFinishesWhatIsInFlight(t *testing.T) {
	begun, goOn := make(chan struct{}), make(chan struct{})
	e := newEcho(t, Config{})
	e.GET("/slow", func(c echo.Context) error { close(begun); <-goOn; return c.String(200, "done") })
	closed := false
	url, stop := start(t, Server{Handler: e, Close: func() error { closed = true; return nil }})
	answer := make(chan string)
	go func() { _, body := get(t, url+"/slow"); answer <- body }()
	<-begun
	stopped := make(chan error)
	go func() { stopped <- stop() }()
	for refused := false; !refused; { // wait until it takes no new connection
		conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
		if refused = err != nil; !refused {
			conn.Close()
		}
	}
	close(goOn)
	if got := <-answer; got != "done" {
		t.Errorf("the request in flight was answered %q", got)
	}
	if err := <-stopped; err != nil || !closed {
		t.Errorf("Run returned %v, closed: %v", err, closed)
	}
}

func TestABusyPortIsOneClearLine(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	closed := false
	err = Run(t.Context(), io.Discard, Server{Name: "test", Addr: l.Addr().String(), Close: func() error { closed = true; return nil }})
	if err == nil || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), l.Addr().String()+" is in use") || !closed {
		t.Errorf("got %v, closed: %v", err, closed)
	}
	if err := Run(t.Context(), io.Discard, Server{Addr: "nowhere.invalid:http"}); err == nil || strings.Contains(err.Error(), "\n") {
		t.Errorf("a wrong address: %v", err)
	}
}

func TestACloseThatFailsIsTold(t *testing.T) {
	lost := errors.New("the disk is gone")
	_, stop := start(t, Server{Handler: http.NotFoundHandler(), Close: func() error { return lost }})
	if err := stop(); !errors.Is(err, lost) {
		t.Errorf("got %v", err)
	}
}

func TestEveryWaitEnds(t *testing.T) {
	s := Server{Log: NewLogger(io.Discard, "test")}.httpServer(phases{t.Context(), t.Context()})
	for name, d := range map[string]time.Duration{"header": s.ReadHeaderTimeout, "read": s.ReadTimeout, "write": s.WriteTimeout, "idle": s.IdleTimeout} {
		if d <= 0 || d > 5*time.Minute {
			t.Errorf("%s timeout is %v", name, d)
		}
	}
	if s.MaxHeaderBytes != 16<<10 {
		t.Errorf("headers may have %d bytes", s.MaxHeaderBytes)
	}
}

func TestEvents(t *testing.T) {
	e := newEcho(t, Config{})
	returned := make(chan struct{})
	e.GET("/events", func(c echo.Context) error {
		defer close(returned)
		stream, err := StreamEvents(c)
		if err != nil {
			return err
		}
		stream.Send("", "one\r\ntwo\nthree\rfour")
		stream.KeepAlive()
		stream.Send("pro\ngress", "")
		<-stream.Done()
		return nil
	})
	url, stop := start(t, Server{Handler: e})
	answer, err := http.Get(url + "/events")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if got := answer.Header.Get("Content-Type"); got != "text/event-stream" {
		t.Errorf("Content-Type is %q", got)
	}
	want := "data: one\ndata: two\ndata: three\ndata: four\n\n: still here\n\nevent: pro gress\ndata: \n\n"
	got := make([]byte, len(want))
	if _, err := io.ReadFull(bufio.NewReader(answer.Body), got); err != nil || string(got) != want {
		t.Errorf("got %q (%v), want %q", got, err, want)
	}
	began := time.Now()
	if err := stop(); err != nil {
		t.Error(err)
	}
	if took := time.Since(began); took > drainTimeout/2 {
		t.Errorf("an open stream kept the program from stopping for %v", took)
	}
	<-returned
}

func TestEventsOutliveTheServersTimeouts(t *testing.T) {
	e := newEcho(t, Config{})
	e.GET("/events", func(c echo.Context) error {
		stream, err := StreamEvents(c)
		if err != nil {
			return err
		}
		select {
		case <-stream.Done():
			return errors.New("cut off")
		case <-time.After(300 * time.Millisecond):
			return stream.Send("", "still there")
		}
	})
	s := Server{Handler: e, Log: NewLogger(io.Discard, "test")}.httpServer(phases{t.Context(), t.Context()})
	s.ReadTimeout, s.WriteTimeout = 50*time.Millisecond, 50*time.Millisecond
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go s.Serve(l)
	defer s.Close()
	if _, body := get(t, "http://"+l.Addr().String()+"/events"); body != "data: still there\n\n" {
		t.Errorf("got %q", body)
	}
}
