package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"example.net/oauth1/bench/programs"
)

// load is requests for one address.
type load struct {
	name   string
	server *programs.Process
	url    string
	size   int
	sign   func(*http.Request) error // nil leaves them unsigned
}

// result is what one round of a load cost.
type result struct {
	cpu       time.Duration // of the server, per request
	p50, p99  time.Duration
	perSecond float64
}

// run makes a round of requests.
func (l load) run(requests, parallel int) (result, error) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: parallel}, Timeout: 30 * time.Second}
	defer client.CloseIdleConnections()
	took := make([]time.Duration, requests)
	before, began := l.server.CPU(), time.Now()
	var next atomic.Int64
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	var wg sync.WaitGroup
	for range parallel {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(requests) && ctx.Err() == nil; i = next.Add(1) - 1 {
				start := time.Now()
				if err := l.get(ctx, client); err != nil {
					cancel(err)
				}
				took[i] = time.Since(start)
			}
		})
	}
	wg.Wait()
	if err := context.Cause(ctx); err != nil {
		return result{}, err
	}
	elapsed := time.Since(began)
	slices.Sort(took)
	return result{
		cpu: (l.server.CPU() - before) / time.Duration(requests), p99: took[requests*99/100],
		perSecond: float64(requests) / elapsed.Seconds(),
	}, nil
}

func (l load) get(ctx context.Context, client *http.Client) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, l.url, nil)
	if err != nil {
		return err
	}
	if l.sign != nil {
		if err := l.sign(r); err != nil {
			return err
		}
	}
	answer, err := client.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	n, err := io.Copy(io.Discard, answer.Body)
	if err == nil && (answer.StatusCode != http.StatusOK || int(n) != l.size) {
		err = fmt.Errorf("%s answered %s and %d bytes", l.url, answer.Status, n)
	}
	return err
}
