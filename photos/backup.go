package photos

import (
	"context"
	"fmt"
	"io"
	"time"

	"example.net/oauth1/internal/archive"
)

// backup writes everything that photos keeps into one file.
type backup struct {
	File    string `arg:"" help:"The file to write, compressed if its name ends in .gz or .tgz; - is the standard output."`
	WithKey bool   `help:"Put the secret key into it too. Whoever has the file can then act as every Consumer and User in it."`
}

func (b *backup) run(ctx context.Context, config Config, stdout, stderr io.Writer) error {
	start := time.Now()
	k, err := openExisting(ctx, config)
	if err != nil {
		return err
	}
	defer k.Close()
	var c archive.Contents
	err = archive.Write(b.File, stdout, func(w io.Writer) error {
		c, err = k.Backup(ctx, w, b.WithKey)
		return err
	})
	if err != nil {
		return fmt.Errorf("making a backup: %w", err)
	}
	if b.File == archive.Stdout {
		stdout = stderr
	}
	return b.tell(stdout, c, config, start)
}

// tell says what is in the backup, and what is not.
func (b *backup) tell(out io.Writer, c archive.Contents, config Config, start time.Time) error {
	fmt.Fprintf(out, "The backup holds photos as it was at %s:\n", archive.Moment(start))
	archive.TellRows(out, c.Rows)
	fmt.Fprintf(out, "and %d originals, %s. It took %s.\n", c.Files, archive.Amount(c.Bytes), archive.Since(start))
	if n := len(c.Gone); n > 0 {
		fmt.Fprintf(out, "%d originals were deleted by their owners meanwhile, and will not come back.\n", n)
	}
	switch {
	case b.WithKey:
		fmt.Fprintln(out, "The secret key is in it: keep it where nobody else can read it.")
	case config.SecretKey != "":
		fmt.Fprintln(out, "The secret key, PHOTOS_SECRET_KEY, is not in it. Keep it too, elsewhere: without it the backup cannot be restored.")
	default:
		fmt.Fprintf(out, "The secret key, secret.key in %s, is not in it. Keep it too, elsewhere: without it the backup cannot be restored.\n", config.Data)
	}
	for _, sum := range c.Missing {
		fmt.Fprintln(out, "missing:", sum)
	}
	for _, sum := range c.Damaged {
		fmt.Fprintln(out, "damaged:", sum)
	}
	if n := len(c.Missing) + len(c.Damaged); n > 0 {
		return fmt.Errorf("the backup is whole, but %d originals were lost before it was made", n)
	}
	return nil
}
