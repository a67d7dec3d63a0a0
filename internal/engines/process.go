package engines

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// patience is how long a server may take to start or to stop. Only a failure waits that long.
const patience = 60 * time.Second

// server is one process, running or not, that writes its log into a file.
type server struct {
	name    string
	log     string
	process *exec.Cmd
	ended   chan struct{} // closed when the process is no more
}

// start runs the command as the ordinary user of its folder and waits until ready says so.
func (s *server) start(ctx context.Context, cmd *exec.Cmd, ready func(pid int) bool) error {
	log, err := os.OpenFile(s.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("opening the log of %s: %w", s.name, err)
	}
	defer func() { _ = log.Close() }() // the process has a copy
	cmd.Dir, cmd.Stdout, cmd.Stderr = filepath.Dir(s.log), log, log
	if err := asChild(cmd); err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("starting %s: %w", s.name, err)
	}
	s.process, s.ended = cmd, make(chan struct{})
	go func(ended chan struct{}) {
		_ = cmd.Wait() // how it ended is asked of ProcessState
		close(ended)
	}(s.ended)
	return s.until(ctx, func() bool { return ready(cmd.Process.Pid) })
}

// until waits for a condition, for the end of the process, or for nothing more.
func (s *server) until(ctx context.Context, ready func() bool) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for !ready() {
		select {
		case <-s.ended:
			return fmt.Errorf("%s ended at once: %v\n%s", s.name, s.process.ProcessState, s.tail())
		case <-ctx.Done():
			return errors.Join(fmt.Errorf("%s is not ready: %w\n%s", s.name, ctx.Err(), s.tail()), s.end(os.Kill))
		case <-again.C:
		}
	}
	return nil
}

// end sends a signal and waits until the process is no more. One that does not run is none to end.
func (s *server) end(signal os.Signal) error {
	if !s.running() {
		return nil
	}
	if err := s.process.Process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("stopping %s: %w", s.name, err)
	}
	select {
	case <-s.ended:
		return nil
	case <-time.After(patience):
		_ = s.process.Process.Kill()
		<-s.ended
		return fmt.Errorf("%s did not stop within %v\n%s", s.name, patience, s.tail())
	}
}

func (s *server) running() bool {
	if s.process == nil {
		return false
	}
	select {
	case <-s.ended:
		return false
	default:
		return true
	}
}

// tail is the end of the log.
func (s *server) tail() string {
	text, err := os.ReadFile(s.log)
	if err != nil {
		return err.Error()
	}
	return strings.TrimSpace(string(text[max(0, len(text)-2000):]))
}

// pid is the number of the process, 0 if there is none.
func (s *server) pid() int {
	if !s.running() {
		return 0
	}
	return s.process.Process.Pid
}
