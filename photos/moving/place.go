package moving

import (
	"context"
	"fmt"
	"slices"
	"time"

	"example.net/oauth1/internal/seal"
	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/photos/store"
)

// Program is what a backup says whose it is.
const Program = "photos"

// Place is where a photos keeps everything.
type Place struct {
	DB     *sqldb.DB
	Blobs  gallery.Blobs
	Key    [seal.KeySize]byte
	Window time.Duration    // how far a timestamp may be off
	Now    func() time.Time // nil means the clock of the database
}

func (p *Place) now(ctx context.Context) (time.Time, error) {
	if p.Now != nil {
		return p.Now(), nil
	}
	return p.DB.Clock(ctx)
}

// afterAll is later than every timestamp that was accepted up to a moment.
func (p *Place) afterAll(moment time.Time) int64 { return moment.Add(p.Window).Unix() + 2 }

// freshFrom is that, and not below the floor that the place has from elsewhere.
func (p *Place) freshFrom(ctx context.Context, moment time.Time) (int64, error) {
	floor, err := store.NonceFloor(ctx, p.DB)
	return max(floor, p.afterAll(moment)), err
}

// prepare makes a database ready for rows that were written under these
// migrations, and ties the pictures to it. It must be empty.
func (p *Place) prepare(ctx context.Context, migrations []string) error {
	schema, err := store.Schema(migrations)
	if err != nil {
		return err
	}
	if err := p.notAhead(ctx, migrations); err != nil {
		return err
	}
	if err := p.DB.Migrate(ctx, schema); err != nil {
		return fmt.Errorf("preparing the database: %w", err)
	}
	if err := store.Vacant(ctx, p.DB.Read()); err != nil {
		return err
	}
	identity, err := store.Identify(ctx, p.DB)
	if err != nil {
		return err
	}
	return p.Blobs.Claim(ctx, identity)
}

// notAhead makes sure that a database has had no later migrations, which have
// not been made for rows of before.
func (p *Place) notAhead(ctx context.Context, migrations []string) error {
	tables, err := p.DB.Tables(ctx)
	if err != nil || len(tables) == 0 {
		return err
	}
	return p.DB.Snapshot(ctx, func(s *sqldb.Snapshot) error {
		had, err := s.Migrations(ctx)
		if err == nil && len(had) > len(migrations) {
			err = sqldb.ErrOlderRows
		}
		return err
	})
}

// finish brings the rows that have come up to date with this version.
func (p *Place) finish(ctx context.Context) error {
	s, err := store.Open(ctx, p.DB, store.Options{Sealer: seal.New(p.Key), Window: p.Window, Now: p.Now})
	if err != nil {
		return err
	}
	return s.Close()
}

// cell is the value of a row in a column, nil if there is no such column.
func cell(t sqldb.Table, row []any, column string) any {
	i := slices.IndexFunc(t.Columns, func(c sqldb.Column) bool { return c.Name == column })
	if i < 0 {
		return nil
	}
	return row[i]
}

// setCell changes it.
func setCell(t sqldb.Table, row []any, column string, v any) {
	if i := slices.IndexFunc(t.Columns, func(c sqldb.Column) bool { return c.Name == column }); i >= 0 {
		row[i] = v
	}
}

// text is a cell that is a text.
func text(t sqldb.Table, row []any, column string) string {
	s, _ := cell(t, row, column).(string)
	return s
}

// originals collects what the rows of photos point to, by hash, with the length.
type originals map[string]int64

func (o originals) add(t sqldb.Table, row []any) {
	if t.Name == "photos" {
		bytes, _ := cell(t, row, "bytes").(int64)
		o[text(t, row, "sha256")] = bytes
	}
}
