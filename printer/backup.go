package printer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"example.net/oauth1/internal/archive"
	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/printer/moving"
	"example.net/oauth1/printer/store"
)

type (
	backupCmd struct {
		File    string `arg:"" help:"The file to write, compressed if its name ends in .gz or .tgz; - is the standard output."`
		WithKey bool   `help:"Put the secret key into it too. Whoever has the file can then use every permission in it."`
	}
	restoreCmd struct {
		File string `arg:"" type:"existingfile" help:"The backup."`
	}
)

// Run writes everything that the shop keeps into one file.
func (b *backupCmd) Run(ctx context.Context, cfg *Config, std *stdio, errs *console) error {
	start, out := time.Now(), std.Out
	if err := cfg.mustExist(); err != nil {
		return err
	}
	key, found, err := webapp.FindSecretKey(cfg.Data, cfg.SecretKey)
	if err != nil {
		return err
	}
	if !found {
		return fmt.Errorf("there is no secret key in %s: give it in PRINTER_SECRET_KEY", cfg.Data)
	}
	k, err := openKept(ctx, cfg, key)
	if err != nil {
		return err
	}
	defer k.Close()
	var c archive.Contents
	err = archive.Write(b.File, std.Out, func(w io.Writer) error {
		c, err = k.Backup(ctx, w, b.WithKey)
		return err
	})
	if err != nil {
		return fmt.Errorf("making a backup: %w", err)
	}
	if b.File == archive.Stdout {
		out = errs
	}
	return b.tell(out, c, start)
}

func (b *backupCmd) tell(out io.Writer, c archive.Contents, start time.Time) error {
	fmt.Fprintf(out, "The backup holds the shop as it was at %s:\n", archive.Moment(start))
	archive.TellRows(out, c.Rows)
	fmt.Fprintf(out, "and %d print files, %s. It took %s.\n", c.Files, archive.Amount(c.Bytes), archive.Since(start))
	if b.WithKey {
		fmt.Fprintln(out, "The secret key is in it: keep it where nobody else can read it.")
	} else {
		fmt.Fprintln(out, "The secret key is not in it. Keep it too, elsewhere: without it the backup cannot be restored.")
	}
	for _, name := range append(c.Missing, c.Damaged...) {
		fmt.Fprintln(out, "missing:", name)
	}
	if n := len(c.Missing) + len(c.Damaged); n > 0 {
		return fmt.Errorf("the backup is whole, but %d print files were lost before it was made", n)
	}
	return nil
}

// Run brings a backup into a place where there is nothing yet.
func (r *restoreCmd) Run(ctx context.Context, cfg *Config, std *stdio) error {
	start := time.Now()
	file, err := archive.Open(r.File)
	if err != nil {
		return err
	}
	defer file.Close()
	given, found, err := webapp.FindSecretKey(cfg.Data, cfg.SecretKey)
	if err != nil {
		return err
	}
	key, err := file.KeyFor(moving.Program, given, found)
	if errors.Is(err, archive.ErrNoKey) {
		err = fmt.Errorf("%w: put its secret.key into %s, or give it in PRINTER_SECRET_KEY", err, cfg.Data)
	}
	if err != nil {
		return err
	}
	contents, err := file.Verify(ctx, key)
	if err != nil {
		return fmt.Errorf("%s: %w; nothing of it was restored", r.File, err)
	}
	done, err := r.into(ctx, cfg, file, key, contents)
	if err != nil {
		return fmt.Errorf("restoring into %s: %w", cfg.Data, inPlace(err))
	}
	fmt.Fprintf(std.Out, "This is the shop as it was at %s:\n", archive.Moment(file.Head.Made))
	archive.TellRows(std.Out, done.Rows)
	fmt.Fprintf(std.Out, "and %d print files, %s. It took %s.\n", done.Files, archive.Amount(done.Bytes), archive.Since(start))
	fmt.Fprintln(std.Out, "Everybody signs in again. Orders that were under way go on; of those at the printer, which may have come out of it since, the customer is asked.")
	return nil
}

// into fills the place, which is claimed meanwhile.
func (r *restoreCmd) into(ctx context.Context, cfg *Config, file *archive.Reader, key [32]byte, c archive.Contents) (done moving.Restored, err error) {
	unlock, err := sqldb.LockDir(cfg.Data)
	if err != nil {
		return done, err
	}
	defer unlock()
	k, err := openKept(ctx, cfg, key)
	if err != nil {
		return done, err
	}
	defer func() { err = errors.Join(err, k.Close()) }()
	if done, err = k.Restore(ctx, file, c); err != nil {
		return done, err
	}
	return done, cfg.keepKey(key)
}

// inPlace says what to do about a place that cannot be filled.
func inPlace(err error) error {
	if errors.Is(err, store.ErrOccupied) {
		return fmt.Errorf("%w: choose a place where there is nothing yet, or empty this one first", err)
	}
	return err
}
