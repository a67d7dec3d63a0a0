package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

const (
	startTimeout = 90 * time.Second // the first start makes the renditions of the demo photos
	stopTimeout  = 30 * time.Second // longer than a program takes to drain
)

// program is one of the two programs.
type program struct {
	name, addr, url, data string
	env                   []string
	path                  string // "" means ./bin/name

	cmd  *exec.Cmd
	done chan struct{} // closed when it has ended
	err  error         // how, once it has
}

func (p *program) binary() string {
	if p.path != "" {
		return p.path
	}
	name := p.name
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	return filepath.Join("bin", name)
}

func (p *program) logFile() string { return filepath.Join(p.data, p.name+".log") }

// build makes static binaries in ./bin.
func build(out io.Writer, all ...*program) error {
	if _, err := os.Stat("go.mod"); err != nil {
		return errors.New("start it in the folder of the repository, where go.mod is")
	}
	if _, err := exec.LookPath("go"); err != nil {
		return errors.New("the go command is missing: install Go from https://go.dev/dl/")
	}
	for _, p := range all {
		fmt.Fprintf(out, "Building %s\n", p.binary())
		cmd := exec.Command("go", "build", "-ldflags=-s -w", "-o", p.binary(), "./cmd/"+p.name)
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
		if text, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("building %s: %w\n%s", p.name, err, text)
		}
	}
	return nil
}

// writable makes the folder of the data and the log.
func (p *program) writable() error {
	if err := os.MkdirAll(p.data, 0o700); err != nil {
		return fmt.Errorf("the data folder cannot be made: %w", err)
	}
	f, err := os.CreateTemp(p.data, ".writable-*")
	if err != nil {
		return fmt.Errorf("the data folder cannot be written: %w", err)
	}
	f.Close()
	return os.Remove(f.Name())
}

func (p *program) portFree() error {
	l, err := net.Listen("tcp", p.addr)
	if err != nil {
		return fmt.Errorf("%s cannot have %s: another program uses it (or set %s_ADDR and %[3]s_URL)", p.name, p.addr, strings.ToUpper(p.name))
	}
	return l.Close()
}

// command runs one command of the program and shows what it says. Where it
// fails, its last line is the error.
func (p *program) command(out io.Writer, args ...string) error {
	cmd := exec.Command(p.binary(), args...)
	cmd.Env = append(os.Environ(), p.env...)
	said, err := cmd.CombinedOutput()
	if err != nil {
		return lastLine(said, fmt.Errorf("%s %s: %w", p.name, strings.Join(args, " "), err))
	}
	_, err = out.Write(said)
	return err
}

// start starts the program and returns when it is healthy. It is put on ended
// when it ends, whenever that is.
func (p *program) start(ctx context.Context, ended chan<- *program) error {
	log, err := os.OpenFile(p.logFile(), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close() // the child has its own
	p.cmd = exec.Command(p.binary())
	p.cmd.Env = append(os.Environ(), p.env...)
	p.cmd.Stdout, p.cmd.Stderr = log, log
	ownGroup(p.cmd)
	if err := p.cmd.Start(); err != nil {
		p.cmd = nil
		return fmt.Errorf("starting %s: %w", p.name, err)
	}
	p.done = make(chan struct{})
	go func() {
		p.err = p.cmd.Wait()
		close(p.done)
		ended <- p
	}()
	return p.waitHealthy(ctx)
}

func (p *program) waitHealthy(ctx context.Context) error {
	limit := time.After(startTimeout)
	for again := time.NewTicker(50 * time.Millisecond); ; {
		select {
		case <-p.done:
			return p.failure()
		case <-ctx.Done():
			return errors.New("stopped while starting")
		case <-limit:
			return fmt.Errorf("%s is not ready after %s: see %s", p.name, startTimeout, p.logFile())
		case <-again.C:
			if p.healthy(ctx) {
				return nil
			}
		}
	}
}

func (p *program) healthy(ctx context.Context) bool {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+dialable(p.addr)+"/healthz", nil)
	if err != nil {
		return false
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return false
	}
	defer response.Body.Close()
	return response.StatusCode == http.StatusOK
}

// dialable turns an address to listen on, like :8080, into one to call.
func dialable(addr string) string {
	if host, port, err := net.SplitHostPort(addr); err == nil && (host == "" || net.ParseIP(host).IsUnspecified()) {
		return net.JoinHostPort("localhost", port)
	}
	return addr
}

// stop asks the program to finish and waits for it. One that never started, or
// has ended, is no error.
func (p *program) stop() error {
	if p.cmd == nil {
		return nil
	}
	interrupt(p.cmd)
	select {
	case <-p.done:
		return nil
	case <-time.After(stopTimeout):
		p.cmd.Process.Kill()
		<-p.done
		return fmt.Errorf("%s did not stop and was killed", p.name)
	}
}

// failure is the last line the program wrote: why it ended.
func (p *program) failure() error {
	<-p.done
	text, _ := os.ReadFile(p.logFile())
	return lastLine(text, fmt.Errorf("%s ended: %v", p.name, p.err))
}

// lastLine is what a program said last, or the error if it said nothing.
func lastLine(text []byte, otherwise error) error {
	lines := bytes.Split(bytes.TrimSpace(text), []byte("\n"))
	if last := string(lines[len(lines)-1]); last != "" {
		return errors.New(last)
	}
	return otherwise
}
