package e2e

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"example.net/oauth1/e2e/programs"
)

// TestHostileConnections: what no browser would send, sent to both programs over a bare connection. Each is refused
// with the status that says so, nothing of it comes back in a link, and the program goes on answering.
func TestHostileConnections(t *testing.T) {
	demo := programs.Start(t)
	form := "Content-Type: application/x-www-form-urlencoded\r\n"
	manyParameters := strings.Repeat("a=1&", 100_000)
	for _, attack := range []struct {
		name, request string
		want          int // 0: whatever, but no fault of ours
	}{
		{"two lengths", "POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef", 400},
		{"a length with a sign", "POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\nabcde", 400},
		{"two encodings", "POST /sign-in HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n", 501},
		{"an encoding nobody knows", "POST /sign-in HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 501},
		{"a blank before the colon", "GET / HTTP/1.1\r\nHost: x\r\nX-A : b\r\n\r\n", 400},
		{"no host", "GET / HTTP/1.1\r\n\r\n", 400},
		{"two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
		{"a line of a megabyte", "GET /" + strings.Repeat("a", 1<<20) + " HTTP/1.1\r\nHost: x\r\n\r\n", 431},
		{"a header of a megabyte", "GET / HTTP/1.1\r\nHost: x\r\nX-A: " + strings.Repeat("a", 1<<20) + "\r\n\r\n", 431},
		{"a hundred thousand headers", "GET / HTTP/1.1\r\nHost: x\r\n" + strings.Repeat("a: b\r\n", 100_000) + "\r\n", 431},
		{"a hundred thousand parameters", "POST /sign-in HTTP/1.1\r\nHost: x\r\n" + form + fmt.Sprintf("Content-Length: %d\r\n\r\n", len(manyParameters)) + manyParameters, 400},
		{"a form of two megabytes", "POST /sign-in HTTP/1.1\r\nHost: x\r\n" + form + "Content-Length: 2097152\r\n\r\n" + strings.Repeat("x", 2<<20), 413},
		{"TRACE", "TRACE / HTTP/1.1\r\nHost: x\r\n\r\n", 0},
		{"CONNECT", "CONNECT evil.example:80 HTTP/1.1\r\nHost: evil.example:80\r\n\r\n", 404},
		{"another site's address", "GET http://evil.example/albums HTTP/1.1\r\nHost: evil.example\r\n\r\n", 0},
		{"two slashes", "GET //evil.example/albums HTTP/1.1\r\nHost: x\r\n\r\n", 404},
		{"an encoded slash", "GET /albums%2Fx HTTP/1.1\r\nHost: x\r\n\r\n", 404},
		{"a way out of the folder", "GET /static/../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", 404},
		{"an encoded way out", "GET /static/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", 404},
		{"a way out with a semicolon", "GET /static/..;/..;/albums HTTP/1.1\r\nHost: x\r\n\r\n", 404},
		{"a line break in the path", "GET /albums%0d%0aSet-Cookie:evil=1 HTTP/1.1\r\nHost: x\r\n\r\n", 404},
		{"a line break in the query", "GET /albums?a=%0d%0aSet-Cookie:evil=1 HTTP/1.1\r\nHost: x\r\n\r\n", 0},
		{"half an escape", "GET /albums/%zz HTTP/1.1\r\nHost: x\r\n\r\n", 400},
		{"another host and claims of a proxy", "GET /albums HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: https\r\nForwarded: host=evil.example\r\n\r\n", 0},
	} {
		for _, p := range []*programs.Program{demo.Photos, demo.Printer} {
			t.Run(attack.name+", "+p.Name, func(t *testing.T) {
				status, header, body := say(t, p, attack.request)
				if attack.want != 0 && status != attack.want || status >= 500 && status != attack.want {
					t.Errorf("answered %d, want %d", status, attack.want)
				}
				if strings.Contains(body, "evil.example") || strings.Contains(header.Get("Location"), "evil.example") ||
					strings.Contains(header.Get("Set-Cookie"), "evil") || strings.Contains(body, "root:") {
					t.Errorf("what was sent comes back: %v %s", header, body)
				}
			})
		}
	}
	for _, p := range []*programs.Program{demo.Photos, demo.Printer} {
		if status, _, body := say(t, p, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"); status != http.StatusOK || body != "ok\n" {
			t.Errorf("%s is no longer well: %d %s", p.Name, status, body)
		}
	}
}

// say sends bytes over a connection of its own and reads one answer.
func say(t *testing.T, p *programs.Program, request string) (status int, header http.Header, body string) {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(p.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if err := conn.SetDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Fatal(err)
	}
	go func() { _, _ = io.WriteString(conn, request) }() // a refusal may come before the end
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatalf("no answer: %v", err)
	}
	defer func() { _ = answer.Body.Close() }()
	content, err := io.ReadAll(io.LimitReader(answer.Body, 1<<20))
	if err != nil {
		t.Fatalf("the answer ends early: %v", err)
	}
	return answer.StatusCode, answer.Header, string(content)
}

// TestSlowConnectionsHurtNobody: several hundred connections that say half a header, or half a form, and then nothing.
// The programs answer everybody else meanwhile.
func TestSlowConnectionsHurtNobody(t *testing.T) {
	demo := programs.Start(t)
	for _, p := range []*programs.Program{demo.Photos, demo.Printer} {
		for i := range 300 {
			conn, err := net.Dial("tcp", strings.TrimPrefix(p.URL, "http://"))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = conn.Close() })
			half := "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "
			if i%2 == 1 {
				half = "POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\ncsrf"
			}
			if _, err := io.WriteString(conn, half); err != nil {
				t.Fatal(err)
			}
		}
		began := time.Now()
		for _, path := range []string{"/healthz", "/", "/sign-in"} {
			if status, _, _ := say(t, p, "GET "+path+" HTTP/1.1\r\nHost: x\r\n\r\n"); status != http.StatusOK {
				t.Errorf("%s%s is answered %d", p.Name, path, status)
			}
		}
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("%s needed %v to answer", p.Name, took)
		}
	}
}
