//go:build scale

package main

import (
	"bufio"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// show is a command that says where the engines are, and then does as told.
const show = `echo "$TEST_DATABASE"; echo "$TEST_S3"; echo "$AWS_ACCESS_KEY_ID$AWS_SECRET_ACCESS_KEY"; `

// places are the two addresses that were said.
func places(t *testing.T, said io.Reader) []string {
	t.Helper()
	lines := bufio.NewScanner(said)
	next := func() string { lines.Scan(); return lines.Text() }
	database, err := url.Parse(next())
	if err != nil {
		t.Fatal(err)
	}
	bucket, err := url.Parse(next())
	if err != nil {
		t.Fatal(err)
	}
	if keys := next(); len(keys) < 20 {
		t.Errorf("the credentials are %q", keys)
	}
	endpoint, err := url.Parse(bucket.Query().Get("endpoint"))
	if err != nil {
		t.Fatal(err)
	}
	return []string{database.Host, endpoint.Host}
}

func reachable(addr string) bool {
	conn, err := net.Dial("tcp", addr)
	return err == nil && conn.Close() == nil
}

func gone(t *testing.T, addrs []string) {
	t.Helper()
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	late := time.After(30 * time.Second)
	for _, addr := range addrs {
		for reachable(addr) {
			select {
			case <-look.C:
			case <-late:
				t.Fatalf("%s still answers", addr)
			}
		}
	}
}

func TestTheStatusOfTheCommandIsOurs(t *testing.T) {
	var out, complaints strings.Builder
	status, err := run(t.Context(), nil, []string{"sh", "-c", show + "exit 7"}, nil, &out, &complaints)
	if err != nil || status != 7 {
		t.Errorf("status %d, %v: %s", status, err, &complaints)
	}
	gone(t, places(t, strings.NewReader(out.String())))
	if status, err := run(t.Context(), nil, nil, nil, &out, &complaints); status == 0 || err == nil {
		t.Error("no command is a good command")
	}
	if status, err := run(t.Context(), nil, []string{"/nowhere/to/be/found"}, nil, &out, &complaints); status == 0 || err == nil {
		t.Error("a command that cannot be started is a good command")
	}
}

func TestASignalEndsTheCommandAndTheEngines(t *testing.T) {
	signals := make(chan os.Signal, 1)
	out, in := io.Pipe()
	status := make(chan int, 1)
	go func() {
		s, err := run(t.Context(), signals, []string{"sh", "-c", show + "exec sleep 600"}, nil, in, in)
		if err != nil {
			t.Error(err)
		}
		status <- s
	}()
	addrs := places(t, out)
	for _, addr := range addrs {
		if !reachable(addr) {
			t.Errorf("nobody is at %s", addr)
		}
	}
	signals <- syscall.SIGTERM
	if s := <-status; s == 0 {
		t.Error("a command that was ended is a good command")
	}
	gone(t, addrs)
}

// The engines die with who started them, whatever ended it.
func TestKilledItLeavesNobodyBehind(t *testing.T) {
	dir, err := os.MkdirTemp("", "killed-") // it keeps what a killed one cannot remove
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o711); err != nil {
		t.Fatal(err)
	}
	binary := dir + "/run"
	if said, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	cmd := exec.Command(binary, "sh", "-c", show+"read line")
	cmd.Env = append(os.Environ(), "TMPDIR="+dir)
	input, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = input.Close() }()
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	addrs := places(t, out)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	gone(t, addrs)
}
