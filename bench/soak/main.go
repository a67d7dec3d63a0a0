// Command soak keeps photos and printer busy for as long as it is told with a
// mixed load, and watches each process: memory, heap, goroutines, files. At the
// end it says which of them were flat in the second half, when caches are full
// and pools have their size, and fails if one was not.
//
// It does so with one process of each on SQLite and folders, and with replicas
// on PostgreSQL and S3. The load is people and Consumers at a pace that leaves
// the machine air; it goes to loopback only. Begin here, then load.go.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"example.net/oauth1/bench/programs"
)

func main() {
	bin := flag.String("bin", "bin", "folder with the programs")
	last := flag.Duration("for", 2*time.Minute, "how long each of the two is watched")
	pace := flag.Int("rate", 150, "requests a second")
	only := flag.String("only", "", "embedded or replicas; empty: both, one after the other")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *bin, *last, *pace, *only); err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1)
	}
}

// The collector works as it usually does in Go, and not as seldom as photos and printer ask it to: otherwise garbage would
// pile up for minutes and look like growth.
const usualCollector = "GOGC=100"

func run(ctx context.Context, bin string, last time.Duration, pace int, only string) (err error) {
	dir, err := os.MkdirTemp("", "soak")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if only != "replicas" {
		set, err := programs.Embedded(bin, filepath.Join(dir, "embedded"), usualCollector)
		if err != nil {
			return err
		}
		if err := soak(ctx, "one process of each, on SQLite and folders", set, last, pace); err != nil {
			return err
		}
	}
	if only == "embedded" || ctx.Err() != nil {
		return nil
	}
	set, err := programs.Replicas(ctx, bin, filepath.Join(dir, "replicas"), 2, 2, usualCollector)
	if err != nil {
		return err
	}
	return soak(ctx, "two replicas of each, on PostgreSQL and S3", set, last, pace)
}

// soak loads a set of processes for a while, and tells what it cost them.
func soak(ctx context.Context, title string, set *programs.Set, last time.Duration, pace int) (err error) {
	defer func() { err = errors.Join(err, set.Stop()) }()
	set.Settle()
	ctx, cancel := context.WithTimeout(ctx, last)
	defer cancel()
	load, err := newLoad(set, pace)
	if err != nil {
		return err
	}
	watch := newWatch(set, last)
	done := make(chan error, 1)
	go func() { done <- load.run(ctx) }()
	watch.until(ctx)
	if err := <-done; err != nil {
		return err
	}
	fmt.Printf("%s: %v, %d requests a second\n\n", title, last, pace)
	load.print()
	return watch.print()
}
