package engines

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// echoes is a replica that says its name, what it was sent, and who it thinks asks for what.
func echoes(t *testing.T, name string) (addr string) {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%s %s %s %s %s", name, r.Host, r.URL, r.Header.Get("X-Forwarded-For"), body)
	}))
	t.Cleanup(s.Close)
	return s.Listener.Addr().String()
}

func send(t *testing.T, to, body string) (status int, said string) {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, to+"/path?a=%2B", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Host = "photos.example.net"
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

func TestEveryRequestGoesToAnotherReplica(t *testing.T) {
	gone, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := gone.Close(); err != nil {
		t.Fatal(err)
	}
	proxy := httptest.NewServer(NewProxy(echoes(t, "one"), echoes(t, "two"), gone.Addr().String()))
	t.Cleanup(proxy.Close)
	seen := map[string]int{}
	for range 30 {
		status, said := send(t, proxy.URL, "content")
		name, rest, _ := strings.Cut(said, " ")
		if status != http.StatusOK || rest != "photos.example.net /path?a=%2B 127.0.0.1 content" {
			t.Fatalf("%d %s", status, said)
		}
		seen[name]++
	}
	if len(seen) != 2 || seen["one"] < 10 || seen["two"] < 10 {
		t.Errorf("the replicas were asked %v", seen)
	}
}

// A replica that breaks off in the middle may have done it: the request is not sent to another.
func TestWhatWasSentIsNotSentAgain(t *testing.T) {
	asked := 0
	breaks := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		panic(http.ErrAbortHandler)
	}))
	t.Cleanup(breaks.Close)
	proxy := httptest.NewServer(NewProxy(breaks.Listener.Addr().String(), breaks.Listener.Addr().String()))
	t.Cleanup(proxy.Close)
	if status, said := send(t, proxy.URL, "content"); status != http.StatusBadGateway || asked != 1 {
		t.Errorf("%d after %d tries: %s", status, asked, said)
	}
}
