// Command demo builds photos and printer, starts both with the demo data and
// says where to click; Ctrl-C stops them. make demo runs it, and so does
// go run ./cmd/demo where there is no make.
//
// It knows the two programs from outside only: how to build them, their
// environment and GET /healthz. Begin here, then program.go.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("demo", flag.ContinueOnError)
	reset := flags.Bool("reset", false, "put the demo data back to its first state, and do not start")
	if err := flags.Parse(args); err != nil {
		return err
	}
	photos, printer := programs(os.Getenv)
	if *reset {
		if err := stopped(ctx, photos, printer); err != nil {
			return err
		}
	}
	if err := prepare(out, *reset, photos, printer); err != nil {
		return err
	}
	if *reset {
		if err := photos.command(out, "reset"); err != nil {
			return err
		}
		return printer.command(out, "reset")
	}
	return serve(ctx, out, photos, printer)
}

// stopped makes sure that nothing is put back under the feet of a program that
// runs.
func stopped(ctx context.Context, all ...*program) error {
	for _, p := range all {
		if p.healthy(ctx) {
			return fmt.Errorf("%s is running: stop the demo with Ctrl-C first, then put its data back", p.name)
		}
	}
	return nil
}

// prepare finds out what would go wrong before anything is started.
func prepare(out io.Writer, reset bool, all ...*program) error {
	if err := build(out, all...); err != nil {
		return err
	}
	for _, p := range all {
		if err := p.writable(); err != nil {
			return err
		}
		if err := p.portFree(); err != nil && !reset {
			return err
		}
	}
	return nil
}

// serve starts the programs in their order, waits, and stops them.
func serve(ctx context.Context, out io.Writer, photos, printer *program) error {
	ended := make(chan *program, 2)
	for _, p := range []*program{photos, printer} {
		if err := p.start(ctx, ended); err != nil && ctx.Err() == nil {
			return errors.Join(err, photos.stop(), printer.stop())
		}
	}
	if ctx.Err() == nil {
		box(out, photos, printer)
	}
	select {
	case <-ctx.Done():
		fmt.Fprintln(out, "\nStopping both.")
		return errors.Join(printer.stop(), photos.stop())
	case p := <-ended:
		return errors.Join(p.failure(), photos.stop(), printer.stop())
	}
}

// programs are photos and printer as this environment wants them; what it does
// not say is the demo.
func programs(getenv func(string) string) (photos, printer *program) {
	or := func(name, otherwise string) string { return cmp.Or(getenv(name), otherwise) }
	photosURL := or("PHOTOS_URL", "http://localhost:8080")
	printerURL := or("PRINTER_URL", "http://localhost:8081")
	photos = &program{name: "photos", addr: or("PHOTOS_ADDR", "localhost:8080"), url: photosURL,
		data: or("PHOTOS_DATA", "data/photos"), env: []string{"PHOTOS_SEED=demo", "PRINTER_URL=" + printerURL}}
	printer = &program{name: "printer", addr: or("PRINTER_ADDR", "localhost:8081"), url: printerURL,
		data: or("PRINTER_DATA", "data/printer"), env: []string{"PRINTER_SEED=demo", "PRINTER_PROVIDER_URL=" + or("PRINTER_PROVIDER_URL", photosURL)}}
	photos.env = append(photos.env, "PHOTOS_ADDR="+photos.addr, "PHOTOS_URL="+photos.url, "PHOTOS_DATA="+photos.data)
	printer.env = append(printer.env, "PRINTER_ADDR="+printer.addr, "PRINTER_URL="+printer.url, "PRINTER_DATA="+printer.data)
	return photos, printer
}

func box(out io.Writer, photos, printer *program) {
	fmt.Fprintf(out, `
  ┌─────────────────────────────────────────────────────────────────────────
  │  Open    %[1]s
  │          the printer (the Consumer): press Connect, choose, order
  │
  │  At photos (the Service Provider), %[2]s
  │          sign in as   jane / photos-demo        she has the photos
  │          or as        sam / photos-demo         he is the developer: %[2]s/developers/apps
  │  At the printer an account is not needed; if you like:
  │          sign in as   jane@printer.example / printer-demo
  │
  │  Learn   %[1]s/guided    the dance, leg by leg
  │          %[1]s/inspector the messages as they travel
  │          %[2]s/learn     lessons, workbench, attack lab
  │
  │  Logs    %[3]s, %[4]s
  │  Ctrl-C stops both. make reset puts the demo data back.
  └─────────────────────────────────────────────────────────────────────────
`, printer.url, photos.url, photos.logFile(), printer.logFile())
}
