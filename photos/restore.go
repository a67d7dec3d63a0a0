package photos

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"example.net/oauth1/internal/archive"
	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/photos/moving"
	"example.net/oauth1/photos/store"
)

// restore brings a backup into a place where there is nothing yet.
type restore struct {
	File  string        `arg:"" type:"existingfile" help:"The backup."`
	Quiet time.Duration `placeholder:"1h" help:"For so long, no photos has accepted anything that was signed with a token in the backup. Without it, what is signed with a timestamp of the next minutes is refused, since it may have been used."`
}

func (r *restore) run(ctx context.Context, config Config, out io.Writer) error {
	start := time.Now()
	file, err := archive.Open(r.File)
	if err != nil {
		return err
	}
	defer file.Close()
	key, err := keyFor(file, config)
	if err != nil {
		return err
	}
	contents, err := file.Verify(ctx, key)
	if err != nil {
		return fmt.Errorf("%s: %w; nothing of it was restored", r.File, err)
	}
	done, err := r.into(ctx, config, file, key, contents)
	if err != nil {
		return fmt.Errorf("restoring into %s: %w", config.Data, inPlainWords(err))
	}
	tellRestored(out, file.Head, contents, done, start)
	return nil
}

// into fills the place, which is claimed meanwhile.
func (r *restore) into(ctx context.Context, config Config, file *archive.Reader, key [32]byte, c archive.Contents) (done moving.Restored, err error) {
	unlock, err := sqldb.LockDir(config.Data)
	if err != nil {
		return done, err
	}
	defer unlock()
	k, err := openKept(ctx, config, key)
	if err != nil {
		return done, err
	}
	defer func() { err = errors.Join(err, k.Close()) }()
	if done, err = k.Restore(ctx, file, c, r.Quiet); err != nil {
		return done, err
	}
	return done, keepKey(config, key)
}

// keyFor finds the key that a backup is sealed with: given, in the folder, or in the backup.
func keyFor(file *archive.Reader, config Config) (key [32]byte, err error) {
	given, found, err := webapp.FindSecretKey(config.Data, config.SecretKey)
	if err != nil {
		return key, err
	}
	key, err = file.KeyFor(moving.Program, given, found)
	if errors.Is(err, archive.ErrNoKey) {
		err = fmt.Errorf("%w: put its secret.key into %s, or give it in PHOTOS_SECRET_KEY", err, config.Data)
	}
	return key, err
}

// keepKey leaves the key where photos looks for it when it is given none.
func keepKey(config Config, key [32]byte) error {
	_, found, err := webapp.FindSecretKey(config.Data, config.SecretKey)
	if err != nil || found {
		return err
	}
	return webapp.KeepSecretKey(config.Data, key)
}

// inPlainWords says what to do about a place that cannot be filled.
func inPlainWords(err error) error {
	switch {
	case errors.Is(err, store.ErrOccupied):
		return fmt.Errorf("%w: choose a place where there is nothing yet, or empty this one first", err)
	case errors.Is(err, gallery.ErrForeign):
		return fmt.Errorf("the pictures at PHOTOS_BLOBS belong to another database: choose an empty place for them")
	}
	return err
}

func tellRestored(out io.Writer, head archive.Head, c archive.Contents, done moving.Restored, start time.Time) {
	fmt.Fprintf(out, "This is photos as it was at %s:\n", archive.Moment(head.Made))
	archive.TellRows(out, done.Rows)
	fmt.Fprintf(out, "and %d originals, %s; every one has its hash. It took %s.\n", done.Originals, archive.Amount(done.Bytes), archive.Since(start))
	fmt.Fprintln(out, "Everybody signs in again. Renditions are made again, beginning at the next start.")
	fmt.Fprintln(out, "What was changed or revoked since is as it was before: look through it.")
	if done.FreshFrom.After(time.Now()) {
		fmt.Fprintf(out, "Timestamps before %s are refused, since their nonces may have been used.\n", archive.Moment(done.FreshFrom))
	}
	if done.Mended > 0 {
		fmt.Fprintf(out, "%d texts held bytes that this database does not take, now replaced by \uFFFD.\n", done.Mended)
	}
	for _, sum := range append(c.Missing, c.Damaged...) {
		fmt.Fprintln(out, "was lost before the backup:", sum)
	}
}
