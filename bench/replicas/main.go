// Command replicas measures, in one run, what several replicas on PostgreSQL and
// S3 carry beside one process on SQLite and folders: requests a second, how long
// one waits, and the CPU time of the programs, of PostgreSQL and of the S3 store.
// Both stand on the same machine, and on a small one they take its cores from
// one another: what replicas cost is to be read here, what they carry on
// machines of their own is not.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"example.net/oauth1/bench/programs"
)

func main() {
	bin := flag.String("bin", "bin", "folder with the programs")
	rounds := flag.Int("rounds", 5, "rounds")
	parallel := flag.Int("c", 16, "requests under way at once")
	n := flag.Int("n", 2000, "signed requests in each round; of what is heavier, fewer")
	replicas := flag.Int("replicas", 2, "photos replicas")
	flag.Parse()
	if err := run(*bin, *rounds, *parallel, *n, *replicas); err != nil {
		fmt.Fprintln(os.Stderr, "replicas:", err)
		os.Exit(1)
	}
}

func run(bin string, rounds, parallel, n, replicas int) (err error) {
	dir, err := os.MkdirTemp("", "replicas")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	embedded, err := programs.Embedded(bin, filepath.Join(dir, "embedded"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, embedded.Stop()) }()
	shared, err := programs.Replicas(context.Background(), bin, filepath.Join(dir, "replicas"), replicas, 1)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, shared.Stop()) }()
	b := &bench{rounds: rounds, parallel: parallel, n: n}
	for _, set := range []*programs.Set{embedded, shared} {
		set.Settle()
		v, err := newVisitor(set)
		if err != nil {
			return err
		}
		b.visitors = append(b.visitors, v)
	}
	fmt.Printf("One photos on SQLite and a folder, beside %d replicas of it on PostgreSQL and S3 behind a proxy, all on this machine;\n", replicas)
	fmt.Printf("%d requests at once, medians of %d rounds in turn\n\n", parallel, rounds)
	return b.compare()
}
