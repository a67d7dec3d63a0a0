package archive

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strings"

	"example.net/oauth1/internal/sqldb"
)

// digest stands for the rows of a table, whatever their order.
type digest struct {
	rows int64
	sum  [4]uint64
}

// add adds the hash of a row. Rows are never the same twice, so the sum of their
// hashes is that of one set of rows.
func (d *digest) add(line []byte) {
	h := sha256.Sum256(line)
	d.rows++
	for i := range d.sum {
		d.sum[i] += binary.LittleEndian.Uint64(h[8*i:])
	}
}

// Comparison is what is compared of two databases.
type Comparison struct {
	Tables func([]sqldb.Table) []sqldb.Table // which
	Stays  func(t sqldb.Table, row []any) bool
	Change func(t sqldb.Table, row []any) // what a row becomes on its way; nil for nothing
}

// Rows are the rows of a snapshot that go along, as they will be.
func (c Comparison) Rows(s *sqldb.Snapshot, tables []sqldb.Table) Rows {
	return func(ctx context.Context, f func(t sqldb.Table, row []any) error) error {
		return FromSnapshot(s, tables)(ctx, func(t sqldb.Table, row []any) error {
			if c.Stays(t, row) {
				return nil
			}
			if c.Change != nil {
				c.Change(t, row)
			}
			return f(t, row)
		})
	}
}

// Compare reads every row in both databases. It is an error if one is missing, or
// is another.
func (c Comparison) Compare(ctx context.Context, from, to *sqldb.DB) error {
	var tables []sqldb.Table
	var old map[string]digest
	err := from.Snapshot(ctx, func(s *sqldb.Snapshot) (err error) {
		if tables, err = s.Tables(ctx); err == nil {
			tables = c.Tables(tables)
			old, err = c.digests(ctx, s, tables, to.Shared())
		}
		return err
	})
	if err != nil {
		return err
	}
	return to.Snapshot(ctx, func(s *sqldb.Snapshot) error {
		arrived, err := c.digests(ctx, s, tables, to.Shared())
		if err != nil {
			return err
		}
		var differ []string
		for _, t := range tables {
			if arrived[t.Name] != old[t.Name] {
				differ = append(differ, fmt.Sprintf("%s (%d rows, and %d here)", t.Name, old[t.Name].rows, arrived[t.Name].rows))
			}
		}
		if len(differ) > 0 {
			return fmt.Errorf("the new place is not the same as the old one, in %s", strings.Join(differ, ", "))
		}
		return nil
	})
}

func (c Comparison) digests(ctx context.Context, s *sqldb.Snapshot, tables []sqldb.Table, portable bool) (map[string]digest, error) {
	sums := map[string]digest{}
	var line []byte
	err := c.Rows(s, tables)(ctx, func(t sqldb.Table, row []any) (err error) {
		if portable {
			makePortable(row)
		}
		if line, err = AppendRow(line[:0], row); err == nil {
			d := sums[t.Name]
			d.add(line)
			sums[t.Name] = d
		}
		return err
	})
	return sums, err
}

// makePortable makes a row what it is where it has arrived.
func makePortable(row []any) {
	for i, v := range row {
		if text, ok := v.(string); ok {
			row[i] = sqldb.Portable(text)
		}
	}
}
