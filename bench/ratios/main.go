// Command ratios compares operations in one run: in each round every one has
// its turn, and what is printed is how many times the first one's CPU time it
// took within the same rounds. On a busy machine nothing else means much.
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"slices"
	"testing"
	"time"

	"example.net/oauth1/bench"
)

func main() {
	rounds := flag.Int("rounds", 60, "rounds")
	slice := flag.Duration("slice", 4*time.Millisecond, "how long each operation is repeated in a round")
	flag.Parse()
	if err := run(*rounds, *slice); err != nil {
		fmt.Fprintln(os.Stderr, "ratios:", err)
		os.Exit(1)
	}
}

func run(rounds int, slice time.Duration) error {
	core := bench.Core()
	for _, table := range []struct {
		title      string
		operations []bench.Operation
	}{
		{"The specification's request, signed and checked", core},
		{"By signature method (RSA keys of 2048 bits)", append(core[:1:1], bench.Methods()...)},
		{"Requests of other shapes", append(core[:1:1], bench.Shapes()...)},
	} {
		if err := compare(table.title, table.operations, rounds, slice); err != nil {
			return err
		}
	}
	return compareNonces(64, 3, 500*time.Millisecond)
}

// compare runs the operations in turn and prints a table. The first is what
// the others are compared with.
//
// Garbage is collected between the turns: during them one would pay for
// another's. That favours whoever makes more of it, which is not us.
func compare(title string, operations []bench.Operation, rounds int, slice time.Duration) error {
	heap := make([]byte, 64<<20) // as a server has one: it keeps the collector and the system's pages out of the turns
	defer runtime.KeepAlive(heap)
	took := make([][]float64, len(operations)) // CPU time of one run, in each round
	for range rounds {
		for i, o := range operations {
			runtime.GC()
			one, err := repeat(o.Run, slice)
			if err != nil {
				return fmt.Errorf("%s: %w", o.Name, err)
			}
			took[i] = append(took[i], float64(one))
		}
	}
	fmt.Printf("%s\n\n%-40s %10s %24s %12s\n", title, "", "CPU", "times the first", "allocations")
	for i, o := range operations {
		allocations := testing.AllocsPerRun(10, func() { o.Run() })
		fmt.Printf("%-40s %10v %24s %12.0f\n", o.Name, time.Duration(median(took[i])).Round(10*time.Nanosecond), spread(took[i], took[0]), allocations)
	}
	fmt.Println()
	return nil
}

// repeat runs f for a while and tells the CPU time of one run.
func repeat(f func() error, slice time.Duration) (time.Duration, error) {
	began := now()
	for runs := 1; ; runs++ {
		if err := f(); err != nil {
			return 0, err
		}
		if runs%8 != 0 && runs > 8 {
			continue // asking for the time takes time too
		}
		if took := now() - began; took >= slice {
			return took / time.Duration(runs), nil
		}
	}
}

// spread is the median of the ratios within the rounds, and the middle half of
// them.
func spread(took, first []float64) string {
	ratios := make([]float64, len(took))
	for i := range took {
		ratios[i] = took[i] / first[i]
	}
	slices.Sort(ratios)
	quarter := len(ratios) / 4
	return fmt.Sprintf("%.1f (%.1f to %.1f)", median(ratios), ratios[quarter], ratios[len(ratios)-1-quarter])
}

func median(values []float64) float64 {
	return slices.Sorted(slices.Values(values))[len(values)/2]
}
