package moving

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"example.net/oauth1/internal/archive"
	"example.net/oauth1/internal/seal"
	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/printer/orders"
	"example.net/oauth1/printer/store"
)

// Program is what a backup says whose it is.
const Program = "printer"

// Place is where a shop keeps everything.
type Place struct {
	DB    *sqldb.DB
	Shelf orders.Shelf
	Dir   string // for print files on their way
	Key   [seal.KeySize]byte
	Now   func() time.Time // nil means the clock of the database
}

// printFiles is a table of a backup alone: which file has which name on the shelf.
var printFiles = sqldb.Table{Name: "print_files", Columns: []sqldb.Column{
	{Name: "name", Kind: sqldb.Text}, {Name: "sha256", Kind: sqldb.Text}, {Name: "bytes", Kind: sqldb.Int},
}}

// moved is what goes along when a shop is moved.
var moved = archive.Comparison{
	Tables: store.Moved,
	Stays:  func(t sqldb.Table, row []any) bool { return store.IsOwnMark(t.Name, row[0]) },
}

func (p *Place) now(ctx context.Context) (time.Time, error) {
	if p.Now != nil {
		return p.Now(), nil
	}
	return p.DB.Clock(ctx)
}

// prepare makes a database ready for rows that were written under these
// migrations. It must be empty.
func (p *Place) prepare(ctx context.Context, migrations []string) error {
	schema, err := store.Schema(migrations)
	if err != nil {
		return err
	}
	tables, err := p.DB.Tables(ctx)
	if err != nil {
		return err
	}
	if len(tables) > 0 {
		err = p.DB.Snapshot(ctx, func(s *sqldb.Snapshot) error {
			had, err := s.Migrations(ctx)
			if err == nil && len(had) > len(migrations) {
				err = sqldb.ErrOlderRows
			}
			return err
		})
	}
	if err == nil {
		err = p.DB.Migrate(ctx, schema)
	}
	if err != nil {
		return fmt.Errorf("preparing the database: %w", err)
	}
	return store.Vacant(ctx, p.DB.Read())
}

// finish brings the rows that have come up to date with this version.
func (p *Place) finish(ctx context.Context) error {
	_, err := store.New(ctx, p.DB, seal.New(p.Key))
	return err
}

// put puts a print file on the shelf.
func (p *Place) put(ctx context.Context, name string, content io.Reader) error {
	if err := os.MkdirAll(p.Dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(p.Dir, "moving-*.part")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // fails once it is on the shelf
	if _, err := io.Copy(f, content); err != nil {
		return errors.Join(err, f.Close())
	}
	_, err = p.Shelf.Put(ctx, name, f)
	return err
}

// cell is where a column of a table stands in a row, or -1.
func cell(t sqldb.Table, column string) int {
	return slices.IndexFunc(t.Columns, func(c sqldb.Column) bool { return c.Name == column })
}

func text(t sqldb.Table, row []any, column string) string {
	s := ""
	if i := cell(t, column); i >= 0 {
		s, _ = row[i].(string)
	}
	return s
}

func set(t sqldb.Table, row []any, column string, v any) {
	if i := cell(t, column); i >= 0 {
		row[i] = v
	}
}
