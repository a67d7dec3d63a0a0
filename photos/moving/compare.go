package moving

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strings"

	"example.net/oauth1/internal/archive"
	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/photos/store"
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

// Compare reads every row at both places. It is an error if one is missing, or is
// another.
func (m *Move) Compare(ctx context.Context) error {
	var tables []sqldb.Table
	var old []digest
	err := m.From.DB.Snapshot(ctx, func(s *sqldb.Snapshot) (err error) {
		if tables, err = s.Tables(ctx); err == nil {
			tables = store.Moved(tables)
			old, err = m.digests(ctx, s, tables)
		}
		return err
	})
	if err != nil {
		return err
	}
	return m.To.DB.Snapshot(ctx, func(s *sqldb.Snapshot) error {
		arrived, err := m.digests(ctx, s, tables)
		if err != nil {
			return err
		}
		var differ []string
		for i, t := range tables {
			if arrived[i] != old[i] {
				differ = append(differ, fmt.Sprintf("%s (%d rows, and %d here)", t.Name, old[i].rows, arrived[i].rows))
			}
		}
		if len(differ) > 0 {
			return fmt.Errorf("the new place is not the same as the old one, in %s", strings.Join(differ, ", "))
		}
		return nil
	})
}

func (m *Move) digests(ctx context.Context, s *sqldb.Snapshot, tables []sqldb.Table) ([]digest, error) {
	list := make([]digest, len(tables))
	var line []byte
	for i, t := range tables {
		err := s.Each(ctx, t, func(row []any) (err error) {
			if store.IsOwnMark(t.Name, row[0]) {
				return nil
			}
			m.asThere(row)
			if line, err = archive.AppendRow(line[:0], row); err == nil {
				list[i].add(line)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return list, nil
}

// asThere makes a row what it is where it has arrived.
func (m *Move) asThere(row []any) {
	if !m.To.DB.Shared() {
		return
	}
	for i, v := range row {
		if text, ok := v.(string); ok {
			row[i] = sqldb.Portable(text)
		}
	}
}
