package printer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"example.net/oauth1/internal/objects"
	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/printer/shelf"
)

const about = "printer is a print shop that fetches the pictures its customers allow it to see: a Consumer of OAuth Core 1.0a."

// cli is the command line.
type cli struct {
	Config
	Serve serveCmd `cmd:"" default:"1" help:"Serve (what it does without a command)."`
	Reset resetCmd `cmd:"" help:"Forget every order, account and connection. Stop the shop first."`

	Health healthCmd `cmd:"" help:"Ask the shop that listens at PRINTER_ADDR whether requests may be sent to it. If not, say why, and end with status 1."`

	Backup  backupCmd  `cmd:"" help:"Write everything that the shop keeps into one file, while it serves or not."`
	Restore restoreCmd `cmd:"" help:"Bring a backup into an empty place, once every byte of it has been looked at."`
	Migrate migrateCmd `cmd:"" help:"Move a shop from its folder to the database and the print files' place of the settings."`

	Connect    connectCmd    `cmd:"" help:"Without a browser here: connect this terminal by typing a PIN."`
	Albums     albumsCmd     `cmd:"" help:"List the albums that this terminal may see."`
	Photos     photosCmd     `cmd:"" help:"List the photos of an album."`
	Fetch      fetchCmd      `cmd:"" help:"Fetch an original."`
	Print      printCmd      `cmd:"" help:"Make a print file of some photos."`
	Disconnect disconnectCmd `cmd:"" help:"Give the permission of this terminal back."`
}

type (
	serveCmd  struct{}
	healthCmd struct{}
	resetCmd  struct {
		Yes bool `help:"Do it although this is no demo."`
	}
)

// Main is the program printer; it answers the exit status.
func Main(args []string, getenv func(string) string, stderr io.Writer) int {
	return Run(args, getenv, os.Stdin, os.Stdout, stderr)
}

// Run is Main at a terminal of its own.
func Run(args []string, getenv func(string) string, stdin io.Reader, stdout, stderr io.Writer) int {
	var line cli
	command, err := webapp.ParseConfig("printer", about, &line, args, getenv, stderr)
	if err == nil && command != nil {
		if command.Name() == "serve" {
			command.PrintConfig(stderr)
		}
		err = command.Run(context.Background(), &line.Config, &console{stderr}, &stdio{stdin, stdout})
	}
	if err != nil {
		fmt.Fprintln(stderr, "printer:", err)
		return 1
	}
	return 0
}

// console is where a command says something.
type console struct{ io.Writer }

// Run serves until a signal.
func (*serveCmd) Run(ctx context.Context, cfg *Config, out *console) error {
	cfg.Log = webapp.NewLogger(out, "printer")
	app, err := New(ctx, *cfg)
	if err != nil {
		return err
	}
	if err := app.listenForMetrics(); err != nil {
		return errors.Join(err, app.Close())
	}
	fmt.Fprintf(out, "printer is at %s\n", cfg.URL)
	return webapp.Run(ctx, out, webapp.Server{Name: "printer", Addr: cfg.Addr, Handler: app.Handler, Log: cfg.Log, Close: app.Close, Drain: cfg.Drain})
}

// Run asks the shop that serves.
func (*healthCmd) Run(ctx context.Context, cfg *Config) error {
	return webapp.AskReady(ctx, cfg.Addr)
}

// Run empties the data folder of what the shop knows; its key stays.
func (r *resetCmd) Run(ctx context.Context, cfg *Config, out *console) error {
	if cfg.Seed != seedDemo && !r.Yes {
		return errors.New("this forgets every order and every account in " + cfg.Data + ": say --yes if you mean it")
	}
	if strings.Contains(cfg.databasePath(), "://") || objects.IsAddress(cfg.Blobs) {
		return errors.New("several programs may use what PRINTER_DATABASE and PRINTER_BLOBS name, so it is not forgotten from here: give the shop a new database, and an empty bucket")
	}
	if err := sqldb.NotMoved(cfg.Data, cfg.databasePath()); err != nil {
		return err
	}
	unlock, err := sqldb.LockDir(cfg.Data)
	if err != nil {
		return err
	}
	defer unlock()
	database := cfg.databasePath()
	for _, path := range []string{database, database + "-wal", database + "-shm", cfg.printsPath()} {
		if err := os.RemoveAll(path); err != nil {
			return fmt.Errorf("forgetting: %w", err)
		}
	}
	if err := shelf.Folder(cfg.blobsPath()).Clear(); err != nil {
		return fmt.Errorf("forgetting: %w", err)
	}
	fmt.Fprintln(out, "The shop is as new.")
	return nil
}
