package moving

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"example.net/oauth1/internal/archive"
	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/printer/orders"
	"example.net/oauth1/printer/store"
)

// Backup writes everything, as it is now, while the shop goes on. withKey puts
// the secret key into it.
func (p *Place) Backup(ctx context.Context, w io.Writer, withKey bool) (archive.Contents, error) {
	b := &backup{place: p, names: map[string]bool{}}
	err := p.DB.Snapshot(ctx, func(s *sqldb.Snapshot) error { return b.rows(ctx, s, w, withKey) })
	if err == nil {
		err = b.listFiles(ctx)
	}
	for _, f := range b.files {
		if err == nil {
			err = b.file(ctx, f)
		}
	}
	if err != nil {
		return archive.Contents{}, err
	}
	return b.to.Close()
}

type backup struct {
	place *Place
	to    *archive.Writer
	names map[string]bool
	files []printFile
}

// printFile is one on the shelf.
type printFile struct {
	name, sum string
	bytes     int64
}

func (b *backup) rows(ctx context.Context, s *sqldb.Snapshot, w io.Writer, withKey bool) error {
	made, err := b.place.now(ctx)
	if err != nil {
		return err
	}
	migrations, err := s.Migrations(ctx)
	if err != nil {
		return err
	}
	if _, err := store.Schema(migrations); err != nil {
		return err
	}
	tables, err := s.Tables(ctx)
	if err != nil {
		return err
	}
	tables = store.BackedUp(tables)
	b.to, err = archive.NewWriter(w, b.place.Key, withKey, archive.Head{
		Program: Program, Made: made.UTC().Truncate(time.Second), Migrations: migrations, Tables: append(slices.Clone(tables), printFiles),
	})
	if err != nil {
		return err
	}
	for _, t := range tables {
		err := b.to.Table(t, func(write func([]any) error) error {
			return moved.Rows(s, []sqldb.Table{t})(ctx, func(t sqldb.Table, row []any) error {
				if t.Name == "orders" {
					b.names[text(t, row, "pdf")] = true
				}
				return write(row)
			})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// listFiles reads every print file, and writes down what each is. A print file is
// never changed under its name.
func (b *backup) listFiles(ctx context.Context) error {
	delete(b.names, "")
	return b.to.Table(printFiles, func(write func([]any) error) error {
		for name := range b.names {
			f, err := b.place.read(ctx, name)
			switch {
			case errors.Is(err, orders.ErrNotFound):
				err = b.absent(ctx, name)
			case err == nil:
				b.files = append(b.files, f)
				err = write([]any{f.name, f.sum, f.bytes})
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// read finds out what a print file is.
func (p *Place) read(ctx context.Context, name string) (printFile, error) {
	content, err := p.Shelf.Open(ctx, name)
	if err != nil {
		return printFile{}, fmt.Errorf("opening print file %s: %w", name, err)
	}
	defer content.Close()
	h := sha256.New()
	n, err := io.Copy(h, content)
	if err != nil {
		return printFile{}, fmt.Errorf("reading print file %s: %w", name, err)
	}
	return printFile{name, hex.EncodeToString(h.Sum(nil)), n}, nil
}

// absent tells a print file that was taken away since the moment of the rows from
// one that is lost.
func (b *backup) absent(ctx context.Context, name string) error {
	has, err := store.HasPrintFile(ctx, b.place.DB, name)
	if err != nil {
		return err
	}
	if has {
		b.to.Missing(name)
	} else {
		b.to.Gone(name)
	}
	return nil
}

func (b *backup) file(ctx context.Context, f printFile) error {
	content, err := b.place.Shelf.Open(ctx, f.name)
	if errors.Is(err, orders.ErrNotFound) {
		return b.absent(ctx, f.name)
	}
	if err != nil {
		return fmt.Errorf("opening print file %s: %w", f.name, err)
	}
	defer content.Close()
	return b.to.File(ctx, f.sum, f.bytes, content, func(error) bool { return false })
}
