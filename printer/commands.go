package printer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"example.net/oauth1/internal/seal"
	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/printer/orders"
	"example.net/oauth1/printer/sheet"
	"example.net/oauth1/printer/terminal"
	"example.net/oauth1/printer/web"
)

// The commands of the printer at a terminal. They need no shop that runs, only the Service Provider.
type (
	connectCmd struct {
		ownFolder
		Place string `enum:"header,body,query" default:"header" help:"Where the protocol parameters travel: header, body or query."`
	}
	albumsCmd struct{ ownFolder }
	photosCmd struct {
		ownFolder
		Album string `arg:"" help:"Id or title of an album."`
	}
	fetchCmd struct {
		ownFolder
		Photo  string `arg:"" help:"Id of a photo."`
		Output string `short:"o" required:"" help:"The file to write."`
	}
	printCmd struct {
		ownFolder
		Photos []string `arg:"" name:"photo" help:"Ids of photos."`
		Output string   `short:"o" default:"print.pdf" help:"The PDF to write."`
		Paper  string   `default:"10x15" help:"The paper: 9x13, 10x15, 13x18, 20x30, a4, …"`
		Fill   bool     `help:"Cut the photos so that they fill the paper."`
		Copies int      `default:"1" help:"How many of each."`
	}
	disconnectCmd struct{ ownFolder }
)

// ownFolder is where the permission of a terminal is kept. It is no folder of a shop.
type ownFolder struct {
	Folder string `env:"PRINTER_FOLDER" help:"Where the permission is kept, sealed; a folder of your own below your home otherwise."`
}

// Run implements the command.
func (cmd *connectCmd) Run(ctx context.Context, cfg *Config, std *stdio) error {
	return cmd.at(cfg, std, func(t *terminal.Terminal) error { return t.Connect(ctx, orders.Signing{Place: cmd.Place}) })
}

// Run implements the command.
func (cmd *albumsCmd) Run(ctx context.Context, cfg *Config, std *stdio) error {
	return cmd.at(cfg, std, func(t *terminal.Terminal) error { return t.Albums(ctx) })
}

// Run implements the command.
func (cmd *photosCmd) Run(ctx context.Context, cfg *Config, std *stdio) error {
	return cmd.at(cfg, std, func(t *terminal.Terminal) error { return t.Photos(ctx, cmd.Album) })
}

// Run implements the command.
func (cmd *fetchCmd) Run(ctx context.Context, cfg *Config, std *stdio) error {
	return cmd.at(cfg, std, func(t *terminal.Terminal) error { return t.Fetch(ctx, cmd.Photo, cmd.Output) })
}

// Run implements the command.
func (cmd *printCmd) Run(ctx context.Context, cfg *Config, std *stdio) error {
	wish := terminal.Wish{Photos: cmd.Photos, Paper: cmd.Paper, Fill: cmd.Fill, Copies: cmd.Copies, To: cmd.Output}
	return cmd.at(cfg, std, func(t *terminal.Terminal) error { return t.Print(ctx, wish) })
}

// Run implements the command.
func (cmd *disconnectCmd) Run(ctx context.Context, cfg *Config, std *stdio) error {
	return cmd.at(cfg, std, func(t *terminal.Terminal) error { return t.Disconnect(ctx) })
}

// stdio is what a command at a terminal reads and writes.
type stdio struct {
	In  io.Reader
	Out io.Writer
}

// at claims the folder, does something there, and puts what went wrong into words.
func (o *ownFolder) at(cfg *Config, std *stdio, do func(*terminal.Terminal) error) error {
	folder, err := o.path()
	if err != nil {
		return err
	}
	unlock, err := sqldb.LockDir(folder)
	if err != nil {
		return err
	}
	defer unlock()
	key, err := webapp.SecretKey(folder, cfg.SecretKey)
	if err != nil {
		return err
	}
	p, err := newProvider(cfg, nil)
	if err != nil {
		return err
	}
	t := &terminal.Terminal{
		Provider: p, File: &terminal.File{Path: filepath.Join(folder, "connection"), Seal: seal.New(key)},
		Composer: sheet.Composer{}, In: std.In, Out: std.Out, Now: cfg.Now,
	}
	return inWords(do(t))
}

func (o *ownFolder) path() (string, error) {
	if o.Folder != "" {
		return o.Folder, nil
	}
	home, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("there is no folder of your own (%w): name one with --folder", err)
	}
	return filepath.Join(home, "printer"), nil
}

// inWords is an error as a person at a terminal reads it.
func inWords(err error) error {
	var refusal *orders.Refusal
	switch {
	case errors.Is(err, orders.ErrNotConnected):
		return errors.New("not connected: say printer connect first")
	case errors.Is(err, orders.ErrNotFound):
		return errors.New("there is nothing of that name, or the permission does not cover it")
	case errors.As(err, &refusal):
		return errors.New(refusal.Sentence)
	}
	if words, known := web.Explain(err); known {
		return errors.New(words)
	}
	return err
}
