package photos

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"

	"example.net/oauth1/internal/webapp"
)

const help = "A place to keep pictures, and the Service Provider of OAuth Core 1.0a."

// commandLine is what the program understands: flags for every command, and the commands.
type commandLine struct {
	Config

	Serve struct{} `cmd:"" default:"1" help:"Serve. This is what happens without a command."`
	User  struct {
		Add userAdd `cmd:"" help:"Sign up a User."`
	} `cmd:"" help:"Users."`
	Consumer struct {
		Add    consumerAdd    `cmd:"" help:"Register a Consumer and print its key and secret."`
		Verify consumerVerify `cmd:"" help:"Say that we know who is behind a Consumer."`
		Bar    consumerBar    `cmd:"" help:"Refuse whatever a Consumer signs; its developer cannot undo it."`
	} `cmd:"" help:"Consumers."`
	Backup  backup   `cmd:"" help:"Write everything into one file, while photos serves or not."`
	Restore restore  `cmd:"" help:"Bring a backup into an empty place, once every byte of it has been looked at."`
	Migrate migrate  `cmd:"" help:"Move a photos from its folder to the database and the pictures' place of the settings."`
	Reset   reset    `cmd:"" help:"Delete all data of photos, and load the demo again if PHOTOS_SEED says so."`
	Health  struct{} `cmd:"" help:"Ask the photos that listens at PHOTOS_ADDR whether requests may be sent to it. If not, say why, and end with status 1."`
	Check   struct{} `cmd:"" help:"Look through database and pictures, while photos serves or not: whether every original is as it was uploaded, every secret opens, and nothing lies about."`
}

// Main is the program: it runs the command in args and answers with the exit status. What was asked for goes to stdout:
// help, and what a command answers. The log, and what went wrong, go to stderr.
func Main(args []string, getenv func(string) string, stdout, stderr io.Writer) int {
	if err := run(args, getenv, stdout, stderr); err != nil {
		fmt.Fprintln(stderr, "photos:", err)
		return 1
	}
	return 0
}

func run(args []string, getenv func(string) string, stdout, stderr io.Writer) error {
	var line commandLine
	command, err := webapp.ParseConfig("photos", help, &line, args, getenv, stdout)
	if err != nil || command == nil {
		return err
	}
	ctx := context.Background()
	switch command.Name() {
	case "user add":
		return line.User.Add.run(ctx, line.Config, stdout)
	case "consumer add":
		return line.Consumer.Add.run(ctx, line.Config, stdout)
	case "consumer verify":
		return line.Consumer.Verify.run(ctx, line.Config, stdout)
	case "consumer bar":
		return line.Consumer.Bar.run(ctx, line.Config, stdout)
	case "backup":
		return line.Backup.run(ctx, line.Config, stdout, stderr)
	case "restore":
		return line.Restore.run(ctx, line.Config, stdout)
	case "migrate":
		return line.Migrate.run(ctx, line.Config, stdout)
	case "reset":
		return line.Reset.run(ctx, line.Config, stdout)
	case "health":
		return webapp.AskReady(ctx, line.Addr)
	case "check":
		return check(ctx, line.Config, stdout)
	}
	command.PrintConfig(stderr)
	return serve(ctx, line.Config, stderr)
}

func serve(ctx context.Context, config Config, stderr io.Writer) error {
	config.Log = webapp.NewLogger(stderr, "photos")
	app, err := New(ctx, config)
	if err != nil {
		return err
	}
	if err := app.listenForMetrics(); err != nil {
		return errors.Join(err, app.Close())
	}
	return webapp.Run(ctx, stderr, webapp.Server{
		Name: "photos", Addr: config.Addr, Handler: app.Handler, Log: config.Log, Close: app.Close, Drain: config.Drain,
		Listening: func(net.Addr) { fmt.Fprintf(stderr, "photos is at %s/\n", app.url) },
	})
}
