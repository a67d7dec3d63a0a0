package moving

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"example.net/oauth1/internal/archive"
	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/photos/store"
)

// Move takes everything straight from one place to another, empty one.
//
// [Move.Pictures] may be called while the old place serves, and again for what
// has come since. [Move.Rows] is called once nobody serves from it any more.
// Whatever was interrupted is begun again.
type Move struct {
	From, To *Place

	mu      sync.Mutex
	arrived map[string]bool // originals that are there, and were read there and compared
	copied  Pictures
}

// Pictures is what has become of the originals so far.
type Pictures struct {
	Copied  int
	Bytes   int64 // of those that were copied
	There   int   // were there already, from an earlier try
	Missing []string
	Damaged []string
}

// Begin makes the new place ready. It answers false if all rows are there
// already, from an earlier try.
func (m *Move) Begin(ctx context.Context) (needed bool, err error) {
	m.arrived = map[string]bool{}
	var migrations []string
	err = m.From.DB.Snapshot(ctx, func(s *sqldb.Snapshot) error {
		migrations, err = s.Migrations(ctx)
		return err
	})
	if err != nil {
		return false, err
	}
	err = m.To.prepare(ctx, migrations)
	if errors.Is(err, store.ErrOccupied) {
		if other := m.Compare(ctx); other != nil {
			return false, fmt.Errorf("%w, and %w", err, other)
		}
		return false, nil
	}
	return err == nil, err
}

// Pictures copies the originals that are not there yet, with their renditions,
// and compares each with its hash where it has arrived.
func (m *Move) Pictures(ctx context.Context) (Pictures, error) {
	wanted := originals{}
	if err := m.From.DB.Snapshot(ctx, func(s *sqldb.Snapshot) error { return wanted.collect(ctx, s) }); err != nil {
		return Pictures{}, err
	}
	there := map[string]bool{}
	if err := m.To.Blobs.Each(ctx, func(sum string, _ time.Duration) error { there[sum] = true; return nil }); err != nil {
		return Pictures{}, err
	}
	m.copied.Missing, m.copied.Damaged = nil, nil
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for sum, size := range wanted {
		if !m.has(sum) && ctx.Err() == nil {
			group.Go(func() error { return m.picture(ctx, sum, size, there[sum]) })
		}
	}
	err := group.Wait()
	return m.copied, err
}

func (m *Move) has(sum string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.arrived[sum]
}

// note changes what is known under the lock.
func (m *Move) note(f func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	f()
}

// picture brings one original and what was made of it.
func (m *Move) picture(ctx context.Context, sum string, size int64, there bool) error {
	if there && m.To.Blobs.Verify(ctx, sum) == nil {
		m.note(func() { m.arrived[sum] = true; m.copied.There++ })
		return nil
	}
	lost, err := m.original(ctx, sum, size)
	if err != nil || lost {
		return err
	}
	for _, s := range append([]gallery.Size{gallery.Placeless}, gallery.RenditionSizes...) {
		if err := m.rendition(ctx, sum, s); err != nil {
			return fmt.Errorf("copying %s of original %s: %w", s, sum, err)
		}
	}
	m.note(func() { m.arrived[sum] = true; m.copied.Copied++; m.copied.Bytes += size })
	return nil
}

// Rows copies the rows, in one transaction, and lets no timestamp below the
// floor be fresh at the new place. Nobody may write to the old one.
func (m *Move) Rows(ctx context.Context, floor int64) (done archive.Loaded, err error) {
	err = m.From.DB.Snapshot(ctx, func(s *sqldb.Snapshot) error {
		tables, err := s.Tables(ctx)
		if err != nil {
			return err
		}
		tables = moved.Tables(tables)
		done, err = archive.Load(ctx, m.To.DB, moved.Rows(s, tables),
			func(tx *sqldb.Tx) error { return store.Vacate(tx, tables) },
			func(tx *sqldb.Tx) error { return store.RaiseNonceFloor(tx, floor) })
		return err
	})
	if err != nil {
		return done, err
	}
	if err := m.Compare(ctx); err != nil {
		return done, err
	}
	return done, m.To.finish(ctx)
}

// moved is what goes along: not what says something of the old place only.
var moved = archive.Comparison{
	Tables: store.Moved,
	Stays:  func(t sqldb.Table, row []any) bool { return store.IsOwnMark(t.Name, row[0]) },
}

// Compare reads every row at both places. It is an error if one is missing, or is
// another.
func (m *Move) Compare(ctx context.Context) error { return moved.Compare(ctx, m.From.DB, m.To.DB) }

// Floor is the first timestamp that may be fresh at the new place. latest is the
// one above which the old place has accepted none, if it has noted that.
func (m *Move) Floor(ctx context.Context, latest int64, known bool) (int64, error) {
	if known {
		floor, err := store.NonceFloor(ctx, m.From.DB)
		return max(floor, latest+1), err
	}
	now, err := m.From.now(ctx)
	if err != nil {
		return 0, err
	}
	return m.From.freshFrom(ctx, now)
}
