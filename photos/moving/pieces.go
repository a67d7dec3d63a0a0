package moving

import (
	"context"
	"errors"
	"fmt"
	"io"

	"example.net/oauth1/internal/archive"
	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/photos/store"
)

// collect finds out which originals the rows of a snapshot point to.
func (o originals) collect(ctx context.Context, s *sqldb.Snapshot) error {
	tables, err := s.Tables(ctx)
	if err != nil {
		return err
	}
	for _, t := range tables {
		if t.Name == "photos" {
			return s.Each(ctx, t, func(row []any) error { o.add(t, row); return nil })
		}
	}
	return nil
}

// original copies one, and reads it where it has arrived.
func (m *Move) original(ctx context.Context, sum string, size int64) (lost bool, err error) {
	content, err := m.From.Blobs.Open(ctx, sum, gallery.Original)
	switch {
	case errors.Is(err, gallery.ErrNotFound):
		return true, m.absent(ctx, sum)
	case err != nil && isLost(err):
		m.note(func() { m.copied.Damaged = append(m.copied.Damaged, sum) })
		return true, nil
	case err != nil:
		return false, fmt.Errorf("opening original %s: %w", sum, err)
	}
	defer content.Close()
	if err := m.put(ctx, sum, size, content); err != nil {
		return false, fmt.Errorf("copying original %s: %w", sum, err)
	}
	return false, nil
}

func (m *Move) put(ctx context.Context, sum string, size int64, content io.Reader) error {
	staged, err := m.To.Blobs.Stage(ctx, content, size)
	if err != nil {
		return err
	}
	if staged.SHA256() != sum {
		return errors.Join(gallery.ErrDamaged, staged.Close())
	}
	if err := errors.Join(staged.Keep(), staged.Close()); err != nil {
		return err
	}
	return m.To.Blobs.Verify(ctx, sum)
}

// absent notes an original that is lost, unless its photo was deleted meanwhile.
func (m *Move) absent(ctx context.Context, sum string) error {
	has, err := store.HasOriginal(ctx, m.From.DB, sum)
	if err == nil && has {
		m.note(func() { m.copied.Missing = append(m.copied.Missing, sum) })
	}
	return err
}

// rendition copies what was made of an original, if it was.
func (m *Move) rendition(ctx context.Context, sum string, size gallery.Size) error {
	content, err := m.From.Blobs.Open(ctx, sum, size)
	if errors.Is(err, gallery.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	defer content.Close()
	b, err := io.ReadAll(content)
	if err != nil {
		return err
	}
	return m.To.Blobs.PutRendition(ctx, sum, size, b)
}

// Uploads copies what has come of uploads that are still on their way, and
// answers how many there are. Nobody may write to the old place.
func (m *Move) Uploads(ctx context.Context) (n int, err error) {
	err = m.From.Blobs.EachArrived(ctx, func(id string) error {
		n++
		if err := m.upload(ctx, id); err != nil {
			return fmt.Errorf("copying an upload: %w", err)
		}
		return nil
	})
	return n, err
}

func (m *Move) upload(ctx context.Context, id string) error {
	size, err := m.From.Blobs.Arrived(ctx, id)
	if err != nil || size == 0 {
		return err
	}
	if err := m.To.Blobs.Drop(ctx, id); err != nil { // from an earlier try
		return err
	}
	piece, err := m.From.Blobs.StageArrived(ctx, id)
	if err != nil {
		return err
	}
	defer piece.Close()
	n, err := m.To.Blobs.Append(ctx, id, 0, piece, size)
	if err == nil && n != size {
		err = archive.ErrChanged
	}
	return err
}
