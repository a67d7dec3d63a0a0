package programs

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Patience is how long a program may take to start or to stop. Only a failing test waits that long.
const Patience = 30 * time.Second

// Program is one of the two, running or not.
type Program struct {
	Name string // "photos" or "printer"
	URL  string // where people find it
	Data string // its folder

	t       testing.TB
	env     []string
	logs    string // the file that it writes its log into
	process *exec.Cmd
	ended   chan struct{} // closed when the process is no more
}

// Set changes a variable of the environment, such as "PRINTER_URL=…", from the next start on.
func (p *Program) Set(variable string) { p.env = append(p.env, variable) }

// Start starts the program and waits until it is ready.
func (p *Program) Start() {
	p.t.Helper()
	if err := p.start(); err != nil {
		p.t.Fatal(err)
	}
}

func (p *Program) start() error {
	dir, err := workshop()
	if err != nil {
		return err
	}
	log, err := os.OpenFile(p.logs, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { _ = log.Close() }() // the process has a copy
	p.process = exec.Command(filepath.Join(dir, p.Name))
	p.process.Dir = filepath.Dir(p.logs)
	p.process.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), "TZ=UTC"}, p.env...)
	p.process.Stdout, p.process.Stderr = log, log
	if err := p.process.Start(); err != nil {
		return fmt.Errorf("starting %s: %w", p.Name, err)
	}
	p.ended = make(chan struct{})
	go func(process *exec.Cmd, ended chan struct{}) {
		_ = process.Wait() // how it ended is asked of ProcessState
		close(ended)
	}(p.process, p.ended)
	return p.untilReady()
}

// untilReady asks /healthz until it says ok.
func (p *Program) untilReady() error {
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	late := time.After(Patience)
	for !p.healthy() {
		select {
		case <-p.ended:
			return fmt.Errorf("%s ended at once: %v\n%s", p.Name, p.process.ProcessState, p.Log())
		case <-late:
			return fmt.Errorf("%s is not ready after %v\n%s", p.Name, Patience, p.Log())
		case <-again.C:
		}
	}
	return nil
}

func (p *Program) healthy() bool {
	answer, err := http.Get(p.URL + "/healthz")
	if err != nil {
		return false
	}
	defer func() { _ = answer.Body.Close() }()
	body, _ := io.ReadAll(io.LimitReader(answer.Body, 100))
	return answer.StatusCode == http.StatusOK && strings.TrimSpace(string(body)) == "ok"
}

// Running tells whether the process is alive.
func (p *Program) Running() bool {
	if p.process == nil {
		return false
	}
	select {
	case <-p.ended:
		return false
	default:
		return true
	}
}

// Kill ends the program as a power failure would (kill -9).
func (p *Program) Kill() {
	p.t.Helper()
	if err := p.process.Process.Kill(); err != nil {
		p.t.Fatalf("killing %s: %v", p.Name, err)
	}
	<-p.ended
}

// Stop asks the program to end (SIGTERM), and fails the test unless it exits with 0.
func (p *Program) Stop() {
	p.t.Helper()
	if err := p.stop(); err != nil {
		p.t.Error(err)
	}
}

func (p *Program) stop() error {
	if err := p.process.Process.Signal(syscall.SIGTERM); err != nil {
		return fmt.Errorf("asking %s to stop: %w", p.Name, err)
	}
	select {
	case <-p.ended:
	case <-time.After(Patience):
		_ = p.process.Process.Kill()
		<-p.ended
		return fmt.Errorf("%s did not stop within %v", p.Name, Patience)
	}
	if state := p.process.ProcessState; state.ExitCode() != 0 {
		return fmt.Errorf("%s ended with %v\n%s", p.Name, state, p.lastWords())
	}
	return nil
}

// Log is what the program has written so far, over all its starts.
func (p *Program) Log() string {
	text, err := os.ReadFile(p.logs)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// lastWords is the end of the log.
func (p *Program) lastWords() string {
	text := p.Log()
	return text[max(0, len(text)-2000):]
}

// Command runs a command of the program in another process, beside the one that serves, and answers what it prints.
func (p *Program) Command(args ...string) string {
	p.t.Helper()
	dir, err := workshop()
	if err != nil {
		p.t.Fatal(err)
	}
	cmd := exec.Command(filepath.Join(dir, p.Name), args...)
	cmd.Dir = filepath.Dir(p.logs)
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), "TZ=UTC"}, p.env...)
	var complaint strings.Builder
	cmd.Stderr = &complaint
	said, err := cmd.Output()
	if err != nil || complaint.Len() > 0 {
		p.t.Fatalf("%s %v: %v: %s", p.Name, args, err, complaint.String())
	}
	return string(said)
}
