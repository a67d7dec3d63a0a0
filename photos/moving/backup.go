package moving

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"example.net/oauth1/internal/archive"
	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/photos/store"
)

// Backup writes everything, as it is now, while others go on reading and
// writing. withKey puts the secret key into it.
func (p *Place) Backup(ctx context.Context, w io.Writer, withKey bool) (archive.Contents, error) {
	b := &backup{place: p, originals: originals{}}
	err := p.DB.Snapshot(ctx, func(s *sqldb.Snapshot) error { return b.rows(ctx, s, w, withKey) })
	if err != nil {
		return archive.Contents{}, err
	}
	sums := slices.Sorted(maps.Keys(b.originals))
	err = p.inTurn(ctx, sums, func(sum string) int64 { return b.originals[sum] }, func(sum string, o opened) error { return b.original(ctx, sum, o) })
	if err != nil {
		return archive.Contents{}, err
	}
	return b.to.Close()
}

type backup struct {
	place     *Place
	to        *archive.Writer
	originals originals
}

func (b *backup) rows(ctx context.Context, s *sqldb.Snapshot, w io.Writer, withKey bool) error {
	head, err := b.place.head(ctx, s)
	if err != nil {
		return err
	}
	if b.to, err = archive.NewWriter(w, b.place.Key, withKey, head); err != nil {
		return err
	}
	for _, t := range head.Tables {
		err := b.to.Table(t, func(write func([]any) error) error {
			return s.Each(ctx, t, func(row []any) error {
				if store.IsOwnMark(t.Name, row[0]) {
					return nil
				}
				b.originals.add(t, row)
				return write(row)
			})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// head is what is said of a snapshot.
func (p *Place) head(ctx context.Context, s *sqldb.Snapshot) (h archive.Head, err error) {
	h.Program = Program
	if h.Made, err = p.now(ctx); err != nil {
		return h, err
	}
	h.Made = h.Made.UTC().Truncate(time.Second)
	if h.FreshFrom, err = p.freshFrom(ctx, h.Made); err != nil {
		return h, err
	}
	if h.Migrations, err = s.Migrations(ctx); err != nil {
		return h, err
	}
	if _, err := store.Schema(h.Migrations); err != nil {
		return h, err
	}
	tables, err := s.Tables(ctx)
	h.Tables = store.BackedUp(tables)
	return h, err
}

// original writes one original, or notes why there is none.
func (b *backup) original(ctx context.Context, sum string, o opened) error {
	switch {
	case errors.Is(o.err, gallery.ErrNotFound):
		return b.absent(ctx, sum)
	case o.err != nil && isLost(o.err):
		b.to.Damaged(sum)
		return nil
	case o.err != nil:
		return fmt.Errorf("opening original %s: %w", sum, o.err)
	}
	return b.to.File(ctx, sum, b.originals[sum], o.content, isLost)
}

// isLost tells an original that cannot be read any more from a place that is out
// of reach for now: a disk with a broken sector must not keep the rest from being
// saved.
func isLost(err error) bool {
	return !errors.Is(err, gallery.ErrAway) && !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded)
}

// absent tells an original that was deleted since the moment of the rows from one
// that is lost.
func (b *backup) absent(ctx context.Context, sum string) error {
	has, err := store.HasOriginal(ctx, b.place.DB, sum)
	if err != nil {
		return err
	}
	if has {
		b.to.Missing(sum)
	} else {
		b.to.Gone(sum)
	}
	return nil
}
