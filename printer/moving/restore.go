package moving

import (
	"context"
	"fmt"
	"io"
	"slices"

	"example.net/oauth1/internal/archive"
	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/printer/store"
)

// Restored is what has come out of a backup.
type Restored struct {
	archive.Loaded
	Files int
	Bytes int64
}

// Restore brings a backup that was verified into an empty place.
func (p *Place) Restore(ctx context.Context, from *archive.Reader, c archive.Contents) (done Restored, err error) {
	if err := p.prepare(ctx, from.Head.Migrations); err != nil {
		return done, err
	}
	r := &restoring{Place: p, gone: c.Gone}
	for _, t := range from.Head.Tables {
		if t.Name != printFiles.Name {
			r.tables = append(r.tables, t)
		}
	}
	if err := r.files(ctx, from, &done); err != nil {
		return done, err
	}
	if done.Files != c.Files {
		return done, fmt.Errorf("%d print files came out of a backup of %d: %w", done.Files, c.Files, archive.ErrChanged)
	}
	done.Loaded, err = archive.Load(ctx, p.DB, r.rows(from.Rows), r.begin, func(tx *sqldb.Tx) error { return r.end(tx, c) })
	if err != nil {
		return done, err
	}
	return done, p.finish(ctx)
}

// restoring is a backup on its way in.
type restoring struct {
	*Place
	tables []sqldb.Table
	gone   []string // print files that were taken away meanwhile
}

// files puts the print files on the shelf, each under its names.
func (r *restoring) files(ctx context.Context, from *archive.Reader, done *Restored) error {
	names := map[string][]string{} // by hash
	err := from.Rows(ctx, func(t sqldb.Table, row []any) error {
		if t.Name == printFiles.Name {
			sum := text(t, row, "sha256")
			names[sum] = append(names[sum], text(t, row, "name"))
		}
		return nil
	})
	if err != nil {
		return err
	}
	return from.Files(ctx, func(sum string, size int64, content io.Reader) error {
		if len(names[sum]) == 0 {
			return fmt.Errorf("print file %s has no name: %w", sum, archive.ErrChanged)
		}
		name := names[sum][0]
		names[sum] = names[sum][1:]
		if err := r.put(ctx, name, content); err != nil {
			return fmt.Errorf("putting print file %s away: %w", name, err)
		}
		if f, err := r.read(ctx, name); err != nil || f.sum != sum {
			return fmt.Errorf("print file %s is not what it was: %w", name, archive.ErrChanged)
		}
		done.Files++
		done.Bytes += size
		return nil
	})
}

// rows are those that come in, as they must be here: nobody is at work on an
// order yet, and what was at the printer may have come out of it since.
func (r *restoring) rows(all archive.Rows) archive.Rows {
	return func(ctx context.Context, f func(t sqldb.Table, row []any) error) error {
		printing := map[string]bool{}
		return all(ctx, func(t sqldb.Table, row []any) error {
			switch t.Name {
			case printFiles.Name:
				return nil
			case "orders":
				r.order(t, row)
				printing[text(t, row, "id")] = text(t, row, "state") == "printing"
			case "printouts":
				if printing[text(t, row, "order_id")] {
					set(t, row, "step", "unsure")
					set(t, row, "cancelling", false)
				}
			}
			return f(t, row)
		})
	}
}

func (r *restoring) order(t sqldb.Table, row []any) {
	set(t, row, "worker", "")
	set(t, row, "leased_until", int64(0))
	set(t, row, "home", "")
	if pdf := text(t, row, "pdf"); pdf != "" && slices.Contains(r.gone, pdf) { // its customer has cancelled it
		set(t, row, "state", "cancelled")
		set(t, row, "pdf", "")
	}
}

func (r *restoring) begin(tx *sqldb.Tx) error { return store.Vacate(tx, r.tables) }

// end compares what is there with what was written down.
func (r *restoring) end(tx *sqldb.Tx, c archive.Contents) error {
	for _, t := range r.tables {
		n, err := store.Rows(tx, t.Name)
		if err != nil {
			return err
		}
		if n != c.Rows[t.Name] {
			return fmt.Errorf("table %s has %d rows of %d: %w", t.Name, n, c.Rows[t.Name], archive.ErrChanged)
		}
	}
	return nil
}
