package moving

import (
	"context"
	"fmt"
	"time"

	"example.net/oauth1/internal/archive"
	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/photos/store"
)

// Restored is what has come out of a backup.
type Restored struct {
	archive.Loaded
	Originals int
	Bytes     int64
	FreshFrom time.Time // no nonce before this is fresh
}

// Restore brings a backup that was verified into an empty place. For quiet, no
// photos has accepted anything that was signed with its tokens.
func (p *Place) Restore(ctx context.Context, from *archive.Reader, c archive.Contents, quiet time.Duration) (done Restored, err error) {
	if err := p.prepare(ctx, from.Head.Migrations); err != nil {
		return done, err
	}
	if done.Originals, done.Bytes, err = p.takeOriginals(ctx, from); err != nil {
		return done, err
	}
	if done.Originals != c.Files {
		return done, fmt.Errorf("%d originals came out of a backup of %d: %w", done.Originals, c.Files, archive.ErrChanged)
	}
	now, err := p.now(ctx)
	if err != nil {
		return done, err
	}
	floor := max(from.Head.FreshFrom, p.afterAll(now.Add(-quiet)))
	done.FreshFrom = time.Unix(floor, 0).UTC()
	r := &restoring{Place: p, tables: from.Head.Tables, gone: set(c.Gone), left: map[string]int64{}}
	done.Loaded, err = archive.Load(ctx, p.DB, r.rows(from.Rows), r.begin, func(tx *sqldb.Tx) error { return r.end(tx, c, floor) })
	if err != nil {
		return done, err
	}
	return done, p.finish(ctx)
}

func (p *Place) takeOriginals(ctx context.Context, from *archive.Reader) (count int, bytes int64, err error) {
	k, ctx, err := newKeeper(ctx, p.Blobs)
	if err != nil {
		return 0, 0, err
	}
	err = from.Files(ctx, k.taker(ctx))
	if kept := k.group.Wait(); kept != nil { // which is why the rest did not come
		err = kept
	}
	return k.count, k.bytes, err
}

// restoring is a backup's rows on their way in.
type restoring struct {
	*Place
	tables []sqldb.Table
	gone   map[string]bool
	left   map[string]int64 // rows that stayed behind, by table
}

// rows are those that come in. What photos were deleted while the backup was made
// stay deleted. What is made from originals is not there: it is made again.
func (r *restoring) rows(all archive.Rows) archive.Rows {
	return func(ctx context.Context, f func(t sqldb.Table, row []any) error) error {
		clear(r.left)
		return all(ctx, func(t sqldb.Table, row []any) error {
			switch {
			case t.Name == "photos" && r.gone[text(t, row, "sha256")],
				t.Name == "placeless" && text(t, row, "kind") == "made":
				r.left[t.Name]++
				return nil
			case t.Name == "photos" && text(t, row, "renditions") == "made":
				setCell(t, row, "renditions", "pending")
			}
			return f(t, row)
		})
	}
}

func (r *restoring) begin(tx *sqldb.Tx) error { return store.Vacate(tx, r.tables) }

// end compares what is there with what was written down.
func (r *restoring) end(tx *sqldb.Tx, c archive.Contents, floor int64) error {
	for _, t := range r.tables {
		n, err := store.Rows(tx, t.Name)
		if err != nil {
			return err
		}
		if n+r.left[t.Name] != c.Rows[t.Name] {
			return fmt.Errorf("table %s has %d rows, and %d were left out, of %d: %w", t.Name, n, r.left[t.Name], c.Rows[t.Name], archive.ErrChanged)
		}
	}
	return store.RaiseNonceFloor(tx, floor)
}

func set(list []string) map[string]bool {
	m := make(map[string]bool, len(list))
	for _, s := range list {
		m[s] = true
	}
	return m
}
