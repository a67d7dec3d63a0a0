package printer

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"example.net/oauth1/internal/archive"
	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/printer/moving"
)

// migrateCmd moves a shop from its folder to where the settings say.
type migrateCmd struct {
	From         string `required:"" type:"existingdir" help:"The data folder of the shop that is to be moved. It may go on serving while its print files are copied, and is to be stopped when this asks for it."`
	FromDatabase string `type:"existingfile" help:"Its SQLite file, if that is not in the folder."`
	FromBlobs    string `type:"existingdir" help:"Its folder of print files, if that is not in the folder."`
}

// Run implements the command.
func (m *migrateCmd) Run(ctx context.Context, cfg *Config, std *stdio) error {
	old := *cfg
	old.Data, old.Database, old.Blobs = m.From, m.FromDatabase, m.FromBlobs
	if err := m.possible(&old, cfg); err != nil {
		return err
	}
	key, err := m.key(cfg)
	if err != nil {
		return err
	}
	from, err := openKept(ctx, &old, key)
	if err != nil {
		return err
	}
	defer from.Close()
	to, err := openKept(ctx, cfg, key)
	if err != nil {
		return err
	}
	defer to.Close()
	r := &relocation{Move: moving.Move{From: &from.Place, To: &to.Place}, old: &old, new: cfg, std: std, start: time.Now()}
	if err := r.run(ctx); err != nil {
		return fmt.Errorf("moving %s: %w", m.From, inPlace(err))
	}
	return nil
}

// possible refuses to move a shop onto itself, or again.
func (m *migrateCmd) possible(old, cfg *Config) error {
	if err := errors.Join(old.mustExist(), sqldb.NotMoved(old.Data, old.databasePath())); err != nil {
		return err
	}
	a, errA := filepath.Abs(old.databasePath())
	b, errB := filepath.Abs(cfg.databasePath())
	c, errC := filepath.Abs(old.Data)
	d, errD := filepath.Abs(cfg.Data)
	if errors.Join(errA, errB, errC, errD) == nil && !isRemote(cfg.databasePath()) && (a == b || c == d) {
		return errors.New("the old and the new place are the same: PRINTER_DATABASE and PRINTER_BLOBS say where the shop is to be, --from where it is")
	}
	return nil
}

// key is that of the old place, which stays the key.
func (m *migrateCmd) key(cfg *Config) (key [32]byte, err error) {
	key, found, err := webapp.FindSecretKey(m.From, "")
	if err != nil {
		return key, err
	}
	given, isGiven, err := webapp.FindSecretKey(cfg.Data, cfg.SecretKey)
	switch {
	case err != nil:
		return key, err
	case !found && !isGiven:
		return key, fmt.Errorf("there is no secret key in %s: give it in PRINTER_SECRET_KEY", m.From)
	case !found:
		return given, nil
	case isGiven && key != given:
		return key, fmt.Errorf("the new place has another secret key than %s: give it that one, since all permissions are sealed with it", m.From)
	}
	return key, nil
}

// relocation is a move that tells what it does.
type relocation struct {
	moving.Move
	old, new       *Config
	std            *stdio
	start, stopped time.Time
}

func (r *relocation) say(format string, args ...any) { fmt.Fprintf(r.std.Out, format+"\n", args...) }

func (r *relocation) run(ctx context.Context) error {
	r.say("Moving the shop from %s to %s, its print files to %s.", r.old.Data, shownPlace(r.new.databasePath()), shownPlace(r.new.blobsPath()))
	needed, err := r.Begin(ctx)
	if err != nil {
		return err
	}
	copied, _, err := r.Files(ctx)
	if err != nil {
		return err
	}
	r.say("%d print files are copied.", copied)
	unlock, err := sqldb.AwaitDir(ctx, r.old.Data, func() {
		r.say("The shop serves from %s. Stop it now: the rest begins by itself, and is short.", r.old.Data)
	})
	if err != nil {
		return err
	}
	defer unlock()
	r.stopped = time.Now()
	more, lost, err := r.Files(ctx)
	if err != nil {
		return err
	}
	var done archive.Loaded
	if needed {
		done, err = r.Rows(ctx)
	} else {
		err = r.Compare(ctx)
	}
	if err == nil {
		err = r.new.keepKey(r.From.Key)
	}
	if err == nil {
		err = sqldb.MarkMoved(r.old.Data, shownPlace(r.new.databasePath()), time.Now())
	}
	if err != nil {
		return err
	}
	return r.tell(done, more, lost)
}

// tell says what was moved, and what to do next.
func (r *relocation) tell(done archive.Loaded, more int, lost []string) error {
	archive.TellRows(r.std.Out, done.Rows)
	if more > 0 {
		r.say("%d print files have come meanwhile, and are copied too.", more)
	}
	r.say("Every row and every print file was read at both places and compared. It took %s, %s of it after the shop was stopped.",
		archive.Since(r.start), archive.Since(r.stopped))
	r.say("%s is as it was, and marked: the shop does not start there until the file %s in it is deleted.", r.old.Data, sqldb.MovedFile)
	r.say("Next: start printer with the same settings as this command, and the secret key that is in %s (PRINTER_SECRET_KEY) for every replica.", r.keyPlace())
	for _, name := range lost {
		r.say("was lost before: %s", name)
	}
	if len(lost) > 0 {
		return fmt.Errorf("everything was moved, but %d print files had been lost before", len(lost))
	}
	return nil
}

func (r *relocation) keyPlace() string {
	if r.new.SecretKey != "" {
		return "PRINTER_SECRET_KEY now"
	}
	return filepath.Join(r.new.Data, "secret.key")
}
