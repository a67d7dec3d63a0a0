// Command oauthprobe checks somebody else's side of OAuth Core 1.0 Revision A.
//
//	oauthprobe provider -h    plays Consumer, and probes a Service Provider
//	oauthprobe consumer -h    plays Service Provider, and watches a Consumer
//
// It writes what it found as text, JSON or HTML, and ends with status 1 if a
// statement is broken and 2 if it could not begin. The work is done by package
// probe.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"example.net/oauth1/probe"
)

// The statuses that the program ends with.
const (
	clean = iota
	broken
	unable
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

// output is what both commands write.
type output struct {
	Format string `enum:"text,json,html" default:"text" help:"How the report is written: text, json or html."`
	Out    string `placeholder:"FILE" help:"Where to; the standard output if left out."`
	Must   bool   `help:"Only what the specification says with MUST counts for the status at the end."`
}

type commands struct {
	Provider providerCommand `cmd:"" help:"Plays Consumer, and probes a Service Provider."`
	Consumer consumerCommand `cmd:"" help:"Plays Service Provider, and watches a Consumer."`
}

// env is what a command stands on.
type env struct {
	ctx      context.Context
	in       io.Reader
	out, err io.Writer
	status   int
}

func run(ctx context.Context, args []string, in io.Reader, stdout, stderr io.Writer) int {
	e := &env{ctx: ctx, in: in, out: stdout, err: stderr}
	ended := -1
	parser, err := kong.New(&commands{}, kong.Name("oauthprobe"), kong.Writers(stdout, stderr), kong.Exit(func(status int) { ended = status }),
		kong.Description("Checks somebody else's side of OAuth Core 1.0 Revision A, statement by statement."))
	if err != nil {
		return e.fail(err)
	}
	parsed, err := parser.Parse(args)
	if ended >= 0 {
		return ended // -h has said it all
	}
	if err == nil {
		err = parsed.Run(e)
	}
	if err != nil {
		return e.fail(err)
	}
	return e.status
}

func (e *env) fail(err error) int {
	fmt.Fprintln(e.err, "oauthprobe:", err)
	return unable
}

// write writes the report and settles the status.
func (o *output) write(e *env, r *probe.Report) (err error) {
	for _, result := range r.Failed() {
		if result.Level == probe.Must || !o.Must {
			e.status = broken
		}
	}
	w := e.out
	if o.Out != "" {
		f, err := os.OpenFile(o.Out, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		fmt.Fprintf(e.err, "%s; see %s\n", r.Summary(), o.Out)
		w = f
	}
	switch o.Format {
	case "json":
		return r.WriteJSON(w)
	case "html":
		return r.WriteHTML(w)
	}
	return r.WriteText(w)
}
