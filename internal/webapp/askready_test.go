package webapp

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestWhoIsNotReadySaysWhy(t *testing.T) {
	status, said := http.StatusOK, "ok\n"
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/readyz" {
			t.Errorf("asked for %s", r.URL.Path)
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, said)
	}))
	addr := server.Listener.Addr().String()
	if err := AskReady(t.Context(), addr); err != nil {
		t.Error(err)
	}
	status, said = http.StatusServiceUnavailable, "not ready\ndatabase: It is away.\n"
	if err := AskReady(t.Context(), addr); err == nil || err.Error() != "not ready database: It is away." {
		t.Errorf("got %v", err)
	}
	server.Close()
	if err := AskReady(t.Context(), addr); err == nil || !strings.HasPrefix(err.Error(), "nobody answers at "+addr) {
		t.Errorf("got %v", err)
	}
}

func TestAnAddressForEverybodyIsAskedHere(t *testing.T) {
	for addr, want := range map[string]string{
		":8080": "localhost:8080", "0.0.0.0:8080": "localhost:8080", "[::]:8080": "localhost:8080",
		"localhost:8080": "localhost:8080", "192.0.2.1:80": "192.0.2.1:80", "[::1]:80": net.JoinHostPort("::1", "80"),
	} {
		if got := dialable(addr); got != want {
			t.Errorf("%s is asked at %s, want %s", addr, got, want)
		}
	}
}
