package main

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"
)

// compareCPU runs the loads in turn and prints what each request cost its
// server, and how many times as much the first did.
func (b benchmark) compareCPU(loads []load) error {
	results := make([][]result, len(loads))
	for round := range b.rounds + 1 {
		for i, l := range loads {
			r, err := l.run(b.requests, b.parallel)
			if err != nil {
				return err
			}
			if round > 0 { // the first warms all of them up
				results[i] = append(results[i], r)
			}
		}
	}
	fmt.Printf("A picture of %d bytes, %d requests a round, %d at once, medians of %d rounds\n\n", loads[0].size, b.requests, b.parallel, b.rounds)
	fmt.Printf("%-32s %12s %12s %12s %24s\n", "", "CPU/request", "99% wait", "requests/s", "CPU of photos / its own")
	for i, l := range loads {
		fmt.Printf("%-32s %12v %12v %12.0f %24s\n", l.name,
			medianBy(results[i], func(r result) time.Duration { return r.cpu }).Round(100*time.Nanosecond),
			medianBy(results[i], func(r result) time.Duration { return r.p99 }).Round(10*time.Microsecond),
			medianBy(results[i], func(r result) float64 { return r.perSecond }),
			spread(results[0], results[i], func(r result) float64 { return float64(r.cpu) }))
	}
	fmt.Println()
	return nil
}

// compareWaiting sends requests at a fixed rate, whether the ones before are
// answered or not, and prints how long they waited.
func (b benchmark) compareWaiting(loads []load) error {
	results := make([][]result, len(loads))
	for range b.rounds {
		for i, l := range loads {
			r, err := l.at(b.rate, b.seconds)
			if err != nil {
				return err
			}
			results[i] = append(results[i], r)
		}
	}
	fmt.Printf("The same at %d requests a second\n\n%-32s %12s %12s %24s\n", b.rate, "", "half wait", "99% wait", "photos / it, 99%")
	for i, l := range loads {
		fmt.Printf("%-32s %12v %12v %24s\n", l.name,
			medianBy(results[i], func(r result) time.Duration { return r.p50 }).Round(10*time.Microsecond),
			medianBy(results[i], func(r result) time.Duration { return r.p99 }).Round(10*time.Microsecond),
			spread(results[0], results[i], func(r result) float64 { return float64(r.p99) }))
	}
	fmt.Println()
	return nil
}

// at sends requests at a fixed rate. A request waits from when it was due.
func (l load) at(rate, seconds int) (result, error) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 256}, Timeout: 30 * time.Second}
	defer client.CloseIdleConnections()
	took := make([]time.Duration, rate*seconds)
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	var all sync.WaitGroup
	began := time.Now()
	for i := range took {
		due := began.Add(time.Duration(i) * time.Second / time.Duration(rate))
		<-time.After(time.Until(due)) // late ones go at once
		all.Go(func() {
			if err := l.get(ctx, client); err != nil {
				cancel(err)
			}
			took[i] = time.Since(due)
		})
	}
	all.Wait()
	slices.Sort(took)
	return result{p50: took[len(took)/2], p99: took[len(took)*99/100]}, context.Cause(ctx)
}

// spread is the median of the ratios within the rounds, and the least and the
// most of them.
func spread(ours, theirs []result, of func(result) float64) string {
	var ratios []float64
	for i := range ours {
		ratios = append(ratios, of(ours[i])/of(theirs[i]))
	}
	slices.Sort(ratios)
	return fmt.Sprintf("%.2f (%.2f to %.2f)", median(ratios), ratios[0], ratios[len(ratios)-1])
}

func medianBy[T cmp.Ordered](results []result, of func(result) T) T {
	var values []T
	for _, r := range results {
		values = append(values, of(r))
	}
	slices.Sort(values)
	return median(values)
}

func median[T any](sorted []T) T { return sorted[len(sorted)/2] }
