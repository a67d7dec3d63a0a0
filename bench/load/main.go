// Command load measures, in one run, what a signed picture costs photos beside
// the same bytes sent unsigned by echo's own c.File, and what the protocol's
// nonces cost. It prints ratios; on a busy machine nothing else means much.
//
// Each server is a process of its own, so that its CPU time can be told from
// that of the load. The load stops by itself and goes to loopback only.
package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/oauthcore"
)

func main() {
	baseline := flag.String("baseline", "", "serve this file unsigned with echo's c.File (used by the program itself)")
	addr := flag.String("addr", "", "where the baseline listens")
	photos := flag.String("photos", "bin/photos", "the photos binary")
	requests := flag.Int("n", 10000, "requests in each round")
	rounds := flag.Int("rounds", 7, "rounds")
	parallel := flag.Int("c", 64, "requests under way at once")
	flag.Parse()
	if *baseline != "" {
		log.Fatal(serveFile(*addr, *baseline))
	}
	if err := run(*photos, *requests, *rounds, *parallel); err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

// serveFile is echo as it comes, with one file.
func serveFile(addr, file string) error {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.GET("/picture.jpg", func(c echo.Context) error { return c.File(file) })
	return e.Start(addr)
}

func run(photos string, requests, rounds, parallel int) error {
	dir, err := os.MkdirTemp("", "load")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	provider, err := startPhotos(photos, dir)
	if err != nil {
		return err
	}
	defer provider.stop()
	consumer, access, err := dance(provider.url)
	if err != nil {
		return err
	}
	provider.settle()
	for _, size := range []int{20_000, 200_000} {
		b := benchmark{provider: provider, dir: dir, requests: requests, rounds: rounds, parallel: parallel}
		b.client, b.sign = consumer.Client(access), func(r *http.Request) error {
			return consumer.Sign(r, access.Token, access.Secret)
		}
		if err := b.run(size); err != nil {
			return err
		}
	}
	return nil
}

// benchmark compares photos with c.File.
type benchmark struct {
	provider *process
	client   *http.Client
	sign     func(*http.Request) error
	dir      string

	requests, rounds, parallel int
}

// run does it with the picture whose size is nearest to the one given.
func (b benchmark) run(size int) error {
	target, bytes, err := pickPicture(b.client, b.provider.url, size)
	if err != nil {
		return err
	}
	plain, err := startBaseline(b.dir, bytes)
	if err != nil {
		return err
	}
	defer plain.stop()
	signed := load{server: b.provider, url: target, size: len(bytes), sign: b.sign}
	unsigned := load{server: plain, url: plain.url + "/picture.jpg", size: len(bytes)}
	return compare(signed, unsigned, b.requests, b.rounds, b.parallel)
}

// compare runs both loads in turn and prints the medians.
func compare(signed, unsigned load, requests, rounds, parallel int) error {
	fmt.Printf("a picture of %d bytes, %d requests a round, %d at once, medians of %d rounds\n\n", signed.size, requests, parallel, rounds)
	var ratios []float64
	var ours, theirs []result
	for round := range rounds + 1 {
		a, err := signed.run(requests, parallel)
		if err != nil {
			return err
		}
		b, err := unsigned.run(requests, parallel)
		if err != nil {
			return err
		}
		if round == 0 { // warms both up
			continue
		}
		ours, theirs = append(ours, a), append(theirs, b)
		ratios = append(ratios, float64(a.cpu)/float64(b.cpu))
	}
	fmt.Printf("%-32s %12s %12s %10s\n", "", "CPU/request", "p99", "requests/s")
	printResult("photos, signed GET", ours)
	printResult("echo c.File, unsigned", theirs)
	slices.Sort(ratios)
	fmt.Printf("\nCPU of the signed GET: %.2f times that of c.File (from %.2f to %.2f)\n\n", median(ratios), ratios[0], ratios[len(ratios)-1])
	return nil
}

func printResult(name string, results []result) {
	fmt.Printf("%-32s %12v %12v %10.0f\n", name,
		medianBy(results, func(r result) time.Duration { return r.cpu }).Round(100*time.Nanosecond),
		medianBy(results, func(r result) time.Duration { return r.p99 }).Round(10*time.Microsecond),
		medianBy(results, func(r result) float64 { return r.perSecond }))
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

// load is requests for one address.
type load struct {
	server *process
	url    string
	size   int
	sign   func(*http.Request) error // nil leaves them unsigned
}

// result is what one round of a load cost.
type result struct {
	cpu       time.Duration // of the server, per request
	p99       time.Duration
	perSecond float64
}

// run makes a round of requests.
func (l load) run(requests, parallel int) (result, error) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: parallel}, Timeout: 30 * time.Second}
	defer client.CloseIdleConnections()
	took := make([]time.Duration, requests)
	before, began := l.server.cpu(), time.Now()
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
		cpu: (l.server.cpu() - before) / time.Duration(requests), p99: took[requests*99/100],
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

// dance connects as a Consumer does, with a person who clicks Allow.
func dance(url string) (*oauthcore.Consumer, oauthcore.AccessToken, error) {
	c := &oauthcore.Consumer{
		Key: "dpf43f3p2l4k3l03", Secret: "kd94hf93k423kf44",
		Endpoints: oauthcore.Endpoints{
			RequestToken: url + "/oauth/request_token", Authorize: url + "/oauth/authorize", AccessToken: url + "/oauth/access_token",
		},
	}
	request, err := c.RequestToken(context.Background(), oauthcore.OutOfBand)
	if err != nil {
		return nil, oauthcore.AccessToken{}, err
	}
	pin, err := allow(c.AuthorizeURL(request))
	if err != nil {
		return nil, oauthcore.AccessToken{}, err
	}
	access, _, err := c.AccessToken(context.Background(), request, pin)
	return c, access, err
}
