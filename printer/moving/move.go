package moving

import (
	"context"
	"errors"
	"fmt"

	"example.net/oauth1/internal/archive"
	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/printer/orders"
	"example.net/oauth1/printer/store"
)

// Move takes a shop straight from one place to another, empty one. [Move.Files]
// may be called while the old shop serves, and again for what has come since;
// [Move.Rows] once nobody serves from it any more. Whatever was interrupted is
// begun again.
type Move struct{ From, To *Place }

// Begin makes the new place ready. It answers false if all rows are there
// already, from an earlier try.
func (m *Move) Begin(ctx context.Context) (needed bool, err error) {
	var migrations []string
	err = m.From.DB.Snapshot(ctx, func(s *sqldb.Snapshot) error {
		migrations, err = s.Migrations(ctx)
		return err
	})
	if err != nil {
		return false, err
	}
	if err = m.To.prepare(ctx, migrations); errors.Is(err, store.ErrOccupied) {
		if other := m.Compare(ctx); other != nil {
			return false, fmt.Errorf("%w, and %w", err, other)
		}
		return false, nil
	}
	return err == nil, err
}

// Files copies the print files that are not there yet, and answers how many it
// has copied, and which are lost.
func (m *Move) Files(ctx context.Context) (copied int, lost []string, err error) {
	var names []string
	err = m.From.DB.Snapshot(ctx, func(s *sqldb.Snapshot) error {
		tables, err := s.Tables(ctx)
		if err != nil {
			return err
		}
		return archive.FromSnapshot(s, tables)(ctx, func(t sqldb.Table, row []any) error {
			if name := text(t, row, "pdf"); t.Name == "orders" && name != "" {
				names = append(names, name)
			}
			return nil
		})
	})
	for _, name := range names {
		if err != nil {
			break
		}
		var done bool
		done, err = m.file(ctx, name)
		if errors.Is(err, orders.ErrNotFound) {
			lost, err = append(lost, name), nil
		}
		if done {
			copied++
		}
	}
	return copied, lost, err
}

// file copies a print file, and compares it where it has arrived.
func (m *Move) file(ctx context.Context, name string) (copied bool, err error) {
	old, err := m.From.read(ctx, name)
	if err != nil {
		return false, err
	}
	if there, err := m.To.read(ctx, name); err == nil && there == old {
		return false, nil
	}
	content, err := m.From.Shelf.Open(ctx, name)
	if err != nil {
		return false, err
	}
	defer content.Close()
	if err := m.To.put(ctx, name, content); err != nil {
		return false, fmt.Errorf("putting print file %s away: %w", name, err)
	}
	if there, err := m.To.read(ctx, name); err != nil || there != old {
		return false, errors.Join(fmt.Errorf("print file %s has not arrived as it was", name), err)
	}
	return true, nil
}

// Rows copies the rows, in one transaction, and compares them.
func (m *Move) Rows(ctx context.Context) (done archive.Loaded, err error) {
	err = m.From.DB.Snapshot(ctx, func(s *sqldb.Snapshot) error {
		tables, err := s.Tables(ctx)
		if err != nil {
			return err
		}
		tables = store.Moved(tables)
		done, err = archive.Load(ctx, m.To.DB, moved.Rows(s, tables),
			func(tx *sqldb.Tx) error { return store.Vacate(tx, tables) }, func(*sqldb.Tx) error { return nil })
		return err
	})
	if err == nil {
		err = m.Compare(ctx)
	}
	if err != nil {
		return done, err
	}
	return done, m.To.finish(ctx)
}

// Compare reads every row at both places. It is an error if one is missing, or is
// another.
func (m *Move) Compare(ctx context.Context) error { return moved.Compare(ctx, m.From.DB, m.To.DB) }
