// Command orders measures, in one run, how long an order of many photos takes beside downloading them from photos
// alone, composing its print file beside copying the same bytes, and the memory that the order needs. It prints ratios; on
// a busy machine nothing else means much.
//
// photos and printer are the real programs; the order is placed as a person does, at the pages of the shop. The load goes
// to loopback only.
package main

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"time"

	"example.net/oauth1/bench/programs"
)

func main() {
	photos := flag.String("photos", "bin/photos", "the photos binary")
	printer := flag.String("printer", "bin/printer", "the printer binary")
	n := flag.Int("n", 100, "photos in the order")
	rounds := flag.Int("rounds", 5, "rounds")
	flag.Parse()
	if err := run(*photos, *printer, *n, *rounds); err != nil {
		fmt.Fprintln(os.Stderr, "orders:", err)
		os.Exit(1)
	}
}

func run(photos, printer string, n, rounds int) error {
	dir, err := os.MkdirTemp("", "orders")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	addr, err := programs.FreeAddr()
	if err != nil {
		return err
	}
	behind, err := programs.FreeAddr()
	if err != nil {
		return err
	}
	network, err := newLine(behind)
	if err != nil {
		return err
	}
	provider, err := programs.StartPhotos(photos, dir, behind, network.addr, "PRINTER_URL=http://"+addr)
	if err != nil {
		return err
	}
	defer provider.Stop()
	shop, err := programs.StartPrinter(printer, dir, addr, provider.URL)
	if err != nil {
		return err
	}
	defer shop.Stop()
	source, err := fillAlbum(provider.URL, n)
	if err != nil {
		return err
	}
	provider.Settle()
	jane, err := programs.Connect(shop.URL)
	if err != nil {
		return err
	}
	b := &bench{dir: dir, source: source, jane: jane, shop: shop}
	for _, speed := range []struct {
		name  string
		bytes int
	}{{"over a line of 1 Gbit/s", 125_000_000}, {"over loopback, as fast as this machine copies", 0}} {
		network.limit(speed.bytes)
		if err := b.measure(speed.name, rounds); err != nil {
			return err
		}
	}
	return nil
}

// bench is what is measured.
type bench struct {
	dir    string
	source *album
	jane   *programs.Customer
	shop   *programs.Process
}

// result is one round.
type result struct {
	download, order, copy, compose time.Duration
	idle, most                     int64
}

func (b *bench) measure(name string, rounds int) error {
	var all []result
	for round := range rounds + 1 {
		r, err := b.round()
		if err != nil {
			return err
		}
		if round > 0 { // the first warms up
			all = append(all, r)
		}
	}
	fmt.Printf("%d photos, %d MB, %s, medians of %d rounds\n\n", len(b.source.photos), b.source.bytes>>20, name, rounds)
	line := func(name string, of func(result) time.Duration) {
		fmt.Printf("%-46s %10v\n", name, median(all, of).Round(time.Millisecond))
	}
	line("downloading them from photos, 4 at once, to disk", func(r result) time.Duration { return r.download })
	line("the order, from the click to the print file", func(r result) time.Duration { return r.order })
	line("copying the files into one", func(r result) time.Duration { return r.copy })
	line("composing the print file from them", func(r result) time.Duration { return r.compose })
	fmt.Printf("\nthe order: %.2f times the download (goal: 1.3)\n", median(all, func(r result) float64 { return float64(r.order) / float64(r.download) }))
	fmt.Printf("composing: %.2f times the copy (goal: 1.5)\n", median(all, func(r result) float64 { return float64(r.compose) / float64(r.copy) }))
	fmt.Printf("memory: %.1f MB more than when idle (goal: 80)\n\n", median(all, func(r result) float64 { return float64(r.most-r.idle) / (1 << 20) }))
	return nil
}

func median[T int64 | float64 | time.Duration](all []result, of func(result) T) T {
	var values []T
	for _, r := range all {
		values = append(values, of(r))
	}
	slices.Sort(values)
	return values[len(values)/2]
}

// round does everything once, and removes what it left.
func (b *bench) round() (r result, err error) {
	if r.download, err = timed(func() error { return b.source.download(b.dir) }); err != nil {
		return r, err
	}
	if r.copy, err = timed(func() error { return b.source.join(b.dir) }); err != nil {
		return r, err
	}
	if r.compose, err = timed(func() error { return b.source.compose(b.dir) }); err != nil {
		return r, err
	}
	if err := b.source.remove(b.dir); err != nil {
		return r, err
	}
	send, err := b.jane.FillBasket(b.source.id, b.source.photos)
	if err != nil {
		return r, err
	}
	r.idle, _ = b.shop.Memory()
	if r.order, err = timed(send); err != nil {
		return r, err
	}
	_, r.most = b.shop.Memory()
	return r, nil
}

func timed(do func() error) (time.Duration, error) {
	begun := time.Now()
	err := do()
	return time.Since(begun), err
}
