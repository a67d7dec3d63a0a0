package photos_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A backup that is killed half-way leaves no file, under no name, and what had the name before has it still.
func TestAKilledBackupLeavesNothing(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	large := bytes.Repeat([]byte("x"), 1<<20)
	jane.album("Vacation", file{"one.jpg", append(picture(1), large...)}, file{"two.jpg", append(picture(2), large...)})
	originals, err := filepath.Glob(filepath.Join(s.data, "blobs", "originals", "*", "*", "*"))
	if err != nil || len(originals) != 2 {
		t.Fatal(originals, err)
	}
	slices.Sort(originals)
	stuck := originals[1] // the last one is a pipe, at which the backup waits
	if err := errors.Join(os.Remove(stuck), syscall.Mkfifo(stuck, 0o600)); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "backup.tar")
	if err := os.WriteFile(path, []byte("the one of yesterday"), 0o600); err != nil {
		t.Fatal(err)
	}
	child := program(t, "backup", path, "--data", s.data)
	var said strings.Builder
	child.Stdout, child.Stderr = &said, &said
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	pipe := writerOf(t, stuck)
	defer pipe.Close()
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if child.Wait(); child.ProcessState.Exited() {
		t.Fatalf("it ended by itself: %s", &said)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("it left %v, %v", entries, err)
	}
	if content, err := os.ReadFile(path); err != nil || string(content) != "the one of yesterday" {
		t.Errorf("the backup of before is %q, %v", content, err)
	}
}

// writerOf opens a pipe once somebody reads from it.
func writerOf(t *testing.T, pipe string) *os.File {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		file, err := os.OpenFile(pipe, os.O_WRONLY|syscall.O_NONBLOCK, 0)
		if err == nil {
			return file
		}
		if !errors.Is(err, syscall.ENXIO) { // nobody reads yet
			t.Fatal(err)
		}
		select {
		case <-tick.C:
		case <-t.Context().Done():
			t.Fatal("nobody reads")
		}
	}
}

// program is the real program in a process of its own.
func program(t *testing.T, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(t.Context(), os.Args[0], args...)
	cmd.Env = append(os.Environ(), asProgram+"=1")
	return cmd
}
