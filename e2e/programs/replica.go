package programs

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"

	"example.net/oauth1/e2e/browser"
)

// Replica is one of several of the same program, not started: in a folder of its own, and found at an address that is not
// where people find it. When the test ends it is asked to stop; a failed test keeps its log.
func Replica(t testing.TB, name, folder, addr string, env ...string) *Program {
	t.Helper()
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	capital := strings.ToUpper(name)
	data := filepath.Join(folder, name)
	p := program(folder, name, "http://"+addr, append(env, capital+"_ADDR="+addr, capital+"_DATA="+data)...)
	p.t = t
	t.Cleanup(func() {
		if p.Running() {
			p.Stop()
		}
		if t.Failed() {
			p.keepLog(filepath.Base(folder) + ".log")
		}
	})
	return p
}

// keepLog puts the log where it outlives the test.
func (p *Program) keepLog(name string) {
	path := filepath.Join(browser.Artifacts(p.t), name)
	if err := os.WriteFile(path, []byte(p.Log()), 0o600); err == nil {
		p.t.Logf("see %s", path)
	}
}

// StartAll starts several at the same moment, and waits until each is ready.
func StartAll(t testing.TB, all ...*Program) {
	t.Helper()
	var starts errgroup.Group
	for _, p := range all {
		starts.Go(p.start)
	}
	if err := starts.Wait(); err != nil {
		t.Fatal(err)
	}
}

// FreeAddr is an address on this machine that is free, and stays so when a program leaves it for a while.
func FreeAddr(t testing.TB) string {
	t.Helper()
	port, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	return net.JoinHostPort("localhost", strconv.Itoa(port))
}

// Asked answers what the program says at a path, by a request of its own and not of a browser.
func (p *Program) Asked(ctx context.Context, path string) (status int, said string) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, p.URL+path, nil)
	if err != nil {
		return 0, err.Error()
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, fmt.Sprint(err)
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(answer.Body, 1<<20))
	if err != nil {
		return 0, err.Error()
	}
	return answer.StatusCode, string(body)
}
