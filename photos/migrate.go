package photos

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"time"

	"example.net/oauth1/internal/archive"
	"example.net/oauth1/internal/objects"
	"example.net/oauth1/internal/seal"
	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/photos/moving"
	"example.net/oauth1/photos/nonces"
	"example.net/oauth1/photos/store"
)

// migrate moves a photos from its folder to where the settings say.
type migrate struct {
	From         string `required:"" type:"existingdir" help:"The data folder of the photos that is to be moved. It may go on serving while its pictures are copied, and is to be stopped when this asks for it."`
	FromDatabase string `type:"existingfile" help:"Its SQLite file, if that is not in the folder."`
	FromBlobs    string `type:"existingdir" help:"Its folder of image files, if that is not in the folder."`
}

// old is the configuration of the photos that is moved.
func (m *migrate) old(config Config) Config {
	config.Data, config.Database, config.Blobs = m.From, m.FromDatabase, m.FromBlobs
	return config
}

func (m *migrate) run(ctx context.Context, config Config, out io.Writer) error {
	old := m.old(config)
	if err := m.possible(old, config); err != nil {
		return err
	}
	key, err := m.key(config)
	if err != nil {
		return err
	}
	from, err := openKept(ctx, old, key)
	if err != nil {
		return err
	}
	defer from.Close()
	if err := fits(ctx, from, m.From); err != nil {
		return err
	}
	to, err := openKept(ctx, config, key)
	if err != nil {
		return err
	}
	defer to.Close()
	r := &relocation{Move: &moving.Move{From: &from.Place, To: &to.Place}, old: old, new: config, out: out, start: time.Now()}
	if err := r.run(ctx); err != nil {
		return fmt.Errorf("moving %s: %w", m.From, inPlainWords(err))
	}
	return nil
}

// possible refuses to move a photos onto itself, or again.
func (m *migrate) possible(old, config Config) error {
	if err := old.mustExist(); err != nil {
		return err
	}
	if err := sqldb.NotMoved(old.Data, old.databasePath()); err != nil {
		return err
	}
	same := func(a, b string) bool {
		a, errA := filepath.Abs(a)
		b, errB := filepath.Abs(b)
		return errA == nil && errB == nil && a == b
	}
	if !isRemote(config.databasePath()) && (same(old.Data, config.Data) || same(old.databasePath(), config.databasePath())) {
		return errors.New("the old and the new place are the same: PHOTOS_DATABASE and PHOTOS_BLOBS say where photos is to be, --from where it is")
	}
	return nil
}

// key is that of the old place, which stays the key.
func (m *migrate) key(config Config) (key [32]byte, err error) {
	key, found, err := webapp.FindSecretKey(m.From, "")
	if err != nil {
		return key, err
	}
	given, isGiven, err := webapp.FindSecretKey(config.Data, config.SecretKey)
	switch {
	case err != nil:
		return key, err
	case !found && !isGiven:
		return key, fmt.Errorf("there is no secret key in %s: give it in PHOTOS_SECRET_KEY", m.From)
	case !found:
		return given, nil
	case isGiven && key != given:
		return key, fmt.Errorf("the new place has another secret key than %s: give it that one, since all tokens are sealed with it", m.From)
	}
	return key, nil
}

// fits makes sure that a key is the right one, if anything is sealed.
func fits(ctx context.Context, k *kept, folder string) error {
	sealed, err := store.CountSealed(ctx, k.DB, seal.New(k.Key))
	if err == nil && sealed.Opened == 0 && sealed.Other > 0 {
		err = fmt.Errorf("the secret key opens none of the tokens in %s: give the right one in PHOTOS_SECRET_KEY", folder)
	}
	return err
}

// relocation is a move that tells what it does.
type relocation struct {
	*moving.Move
	old, new       Config
	out            io.Writer
	start, stopped time.Time
	uploads        int
	needed         bool
}

func (r *relocation) say(format string, args ...any) { fmt.Fprintf(r.out, format+"\n", args...) }

func (r *relocation) run(ctx context.Context) error {
	r.say("Moving photos from %s to %s, its pictures to %s.", r.old.Data, shownPlace(r.new.databasePath()), shownPlace(r.new.blobsPath()))
	needed, err := r.Begin(ctx)
	if err != nil {
		return err
	}
	if r.needed = needed; !needed {
		r.say("The rows are all there, from an earlier try.")
	}
	first, err := r.Pictures(ctx)
	if err != nil {
		return err
	}
	r.say("%d originals are copied, %s; %d were there already.", first.Copied, archive.Amount(first.Bytes), first.There)
	unlock, err := r.alone(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	r.stopped = time.Now()
	return r.finish(ctx, first)
}

// alone waits until nobody serves from the old place, and claims it.
func (r *relocation) alone(ctx context.Context) (unlock func(), err error) {
	return sqldb.AwaitDir(ctx, r.old.Data, func() {
		r.say("photos serves from %s. Stop it now: the rest begins by itself, and is short.", r.old.Data)
	})
}

// finish moves what has come since, and the rows.
func (r *relocation) finish(ctx context.Context, first moving.Pictures) error {
	all, err := r.Pictures(ctx)
	if err != nil {
		return err
	}
	if n := all.Copied - first.Copied; n > 0 {
		r.say("%d originals have come meanwhile, and are copied too.", n)
	}
	var done archive.Loaded
	if r.needed {
		done, err = r.rows(ctx)
	} else {
		err = r.Compare(ctx)
	}
	if err != nil {
		return err
	}
	if err := keepKey(r.new, r.From.Key); err != nil {
		return err
	}
	if err := sqldb.MarkMoved(r.old.Data, shownPlace(r.new.databasePath()), time.Now()); err != nil {
		return err
	}
	return r.tell(done, all)
}

func (r *relocation) rows(ctx context.Context) (done archive.Loaded, err error) {
	if r.uploads, err = r.Uploads(ctx); err != nil {
		return done, err
	}
	latest, known, err := nonces.Latest(r.old.noncesPath())
	if err != nil {
		return done, err
	}
	floor, err := r.Floor(ctx, latest, known)
	if err != nil {
		return done, err
	}
	return r.Rows(ctx, floor)
}

// tell says what was moved, and what to do next.
func (r *relocation) tell(done archive.Loaded, pictures moving.Pictures) error {
	archive.TellRows(r.out, done.Rows)
	if r.uploads > 0 {
		r.say("%d uploads that are still on their way can go on.", r.uploads)
	}
	if done.Mended > 0 {
		r.say("%d texts held bytes that the new database does not take, now replaced by \uFFFD.", done.Mended)
	}
	r.say("Every row and every original was read at both places and compared. It took %s, %s of it after photos was stopped.", archive.Since(r.start), archive.Since(r.stopped))
	r.say("%s is as it was, and marked: photos does not start there until the file %s in it is deleted.", r.old.Data, sqldb.MovedFile)
	r.say("Next: start photos with the same settings as this command, and the secret key that is in %s (PHOTOS_SECRET_KEY) for every replica.", r.keyPlace())
	for _, sum := range append(pictures.Missing, pictures.Damaged...) {
		r.say("was lost before: %s", sum)
	}
	if n := len(pictures.Missing) + len(pictures.Damaged); n > 0 {
		return fmt.Errorf("everything was moved, but %d originals had been lost before", n)
	}
	return nil
}

func (r *relocation) keyPlace() string {
	if r.new.SecretKey != "" {
		return "PHOTOS_SECRET_KEY now"
	}
	return filepath.Join(r.new.Data, "secret.key")
}

// isRemote tells an address from a file.
func isRemote(where string) bool { u, err := url.Parse(where); return err == nil && u.Host != "" }

// shownPlace is where something is kept, as it can be printed.
func shownPlace(where string) string {
	u, err := url.Parse(where)
	switch {
	case objects.IsAddress(where):
		return objects.Redact(where)
	case err == nil && u.Host != "":
		return u.Scheme + "://" + u.Host + u.Path
	}
	return where
}
