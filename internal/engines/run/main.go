// Command run starts PostgreSQL and a store that speaks S3, runs a command with
// their addresses in its environment, and stops both, however the command ends:
//
//	go run ./internal/engines/run go test ./internal/sqldb/...
//
// TEST_DATABASE is the address of a database whose user may make others;
// TEST_S3 that of a bucket, with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"

	"example.net/oauth1/internal/engines"
)

func main() {
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	status, err := run(context.Background(), signals, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	if err != nil {
		fmt.Fprintln(os.Stderr, "engines:", err)
		status = max(status, 1)
	}
	os.Exit(status)
}

// run answers the exit status of the command.
func run(ctx context.Context, signals <-chan os.Signal, command []string, in io.Reader, out, complaints io.Writer) (status int, err error) {
	if len(command) == 0 {
		return 2, errors.New("name the command to run, such as go test ./internal/sqldb")
	}
	dir, err := os.MkdirTemp("", "oauth1-engines-")
	if err != nil {
		return 1, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	heard := relay(signals, cancel)
	env, stop, err := start(ctx, dir)
	defer func() { err = errors.Join(err, stop()) }()
	if err != nil {
		return 1, err
	}
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.Env = in, out, complaints, append(os.Environ(), env...)
	return wait(cmd, heard)
}

// relay ends a start that is under way when a signal comes, and hands the signal on.
func relay(signals <-chan os.Signal, cancel func()) <-chan os.Signal {
	heard := make(chan os.Signal, 2)
	go func() {
		for s := range signals {
			cancel()
			heard <- s
		}
	}()
	return heard
}

// start starts both engines, and answers what tells a command where they are.
func start(ctx context.Context, dir string) (env []string, stop func() error, err error) {
	var started []interface{ Stop() error }
	stop = func() (err error) {
		for _, engine := range started {
			err = errors.Join(err, engine.Stop())
		}
		return err
	}
	postgres, err := engines.StartPostgres(ctx, filepath.Join(dir, "postgres"))
	if err != nil {
		return nil, stop, err
	}
	started = append(started, postgres)
	s3, err := engines.StartS3(ctx, filepath.Join(dir, "s3"))
	if err != nil {
		return nil, stop, err
	}
	started = append(started, s3)
	return append([]string{"TEST_DATABASE=" + postgres.URL, "TEST_S3=" + s3.URL}, s3.Env()...), stop, nil
}

// wait runs the command, hands signals on to it, and answers its exit status.
func wait(cmd *exec.Cmd, heard <-chan os.Signal) (int, error) {
	if err := cmd.Start(); err != nil {
		return 1, fmt.Errorf("starting the command: %w", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for {
		select {
		case s := <-heard:
			_ = cmd.Process.Signal(s) // it may have ended by itself
		case err := <-ended:
			if left := (*exec.ExitError)(nil); errors.As(err, &left) {
				return max(left.ExitCode(), 1), nil
			}
			return 0, err
		}
	}
}
