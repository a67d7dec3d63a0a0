package main

import (
	"cmp"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// bench compares two sets of programs.
type bench struct {
	rounds, parallel, n int
	visitors            []*visitor
}

// result is what one round of an operation took.
type result struct {
	perSecond              float64
	half, most             time.Duration // what half of them waited at most, and 99 of 100
	programs, postgres, s3 time.Duration // CPU time for each
}

func (b *bench) compare() error {
	fmt.Printf("%-42s %-10s %10s %10s %10s   %s\n", "", "", "a second", "half wait", "99% wait", "CPU each: photos and printer + PostgreSQL + S3")
	for _, o := range operations {
		results := make([][]result, len(b.visitors))
		for round := range b.rounds + 1 {
			for i, v := range b.visitors {
				r, err := b.measure(o, v)
				if err != nil {
					return fmt.Errorf("%s: %w", o.name, err)
				}
				if round > 0 { // the first warms up
					results[i] = append(results[i], r)
				}
			}
		}
		for i, name := range []string{"embedded", "replicas"} {
			print(o.name, name, results[i])
		}
		fmt.Printf("%-42s %-10s %10.2f\n\n", "", "ratio", median(results[1], speed)/median(results[0], speed))
	}
	return nil
}

func speed(r result) float64 { return r.perSecond }

func print(operation, set string, all []result) {
	tenths := func(of func(result) time.Duration) time.Duration { return median(all, of).Round(10 * time.Microsecond) }
	fmt.Printf("%-42s %-10s %10.0f %10v %10v   %v + %v + %v\n", operation, set, median(all, speed),
		tenths(func(r result) time.Duration { return r.half }), tenths(func(r result) time.Duration { return r.most }),
		tenths(func(r result) time.Duration { return r.programs }), tenths(func(r result) time.Duration { return r.postgres }), tenths(func(r result) time.Duration { return r.s3 }))
}

// measure makes a round of an operation, and waits until what it set going is done.
func (b *bench) measure(o operation, v *visitor) (r result, err error) {
	parallel := min(b.parallel, o.parallel)
	n := max(b.n*o.share/1000, parallel)
	took, errs := make([]time.Duration, n), make([]error, n)
	programs, postgres, s3 := v.set.CPU()
	began := time.Now()
	var next atomic.Int64
	var all sync.WaitGroup
	for range parallel {
		all.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				start := time.Now()
				errs[i] = o.do(v)
				took[i] = time.Since(start)
			}
		})
	}
	all.Wait()
	r.perSecond = float64(n) / time.Since(began).Seconds()
	v.set.Settle()
	p, d, s := v.set.CPU()
	each := func(after, before time.Duration) time.Duration { return (after - before) / time.Duration(n) }
	r.programs, r.postgres, r.s3 = each(p, programs), each(d, postgres), each(s, s3)
	slices.Sort(took)
	r.half, r.most = took[n/2], took[n*99/100]
	return r, cmp.Or(errs...)
}

func median[T cmp.Ordered](all []result, of func(result) T) T {
	var values []T
	for _, r := range all {
		values = append(values, of(r))
	}
	slices.Sort(values)
	return values[len(values)/2]
}
