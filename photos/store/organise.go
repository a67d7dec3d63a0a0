package store

import (
	"context"
	"slices"
	"time"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/photos/gallery"
)

// ReorderAlbums implements [gallery.Organising].
func (s *Store) ReorderAlbums(ctx context.Context, owner string, order func([]gallery.Album) []gallery.Album) error {
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		before, err := places(tx, `SELECT position, id FROM albums WHERE owner = $1 AND deleted IS NULL ORDER BY position, id`, owner)
		if err != nil {
			return err
		}
		rows, err := tx.Query(selectAlbums+`WHERE a.owner = $1 AND a.deleted IS NULL ORDER BY a.position, a.id`, owner)
		if err != nil {
			return err
		}
		albums, err := collect(rows, scanAlbum)
		if err != nil {
			return err
		}
		var ids []string
		for _, a := range order(albums) {
			ids = append(ids, a.ID)
		}
		return reorder(tx, before, ids, `UPDATE albums SET position = $2 WHERE id = $1`)
	})
	return notFound(err, "reordering albums")
}

// ReorderPhotos implements [gallery.Organising].
func (s *Store) ReorderPhotos(ctx context.Context, owner, album string, order func([]gallery.Photo) []gallery.Photo) error {
	err := s.write(ctx, func(tx *sqldb.Tx) error {
		if err := owns(tx, owner, album); err != nil {
			return err
		}
		rows, err := tx.Query(`SELECT `+photoShown+` FROM photos WHERE album = $1 ORDER BY position, id`, album)
		if err != nil {
			return err
		}
		photos, err := collect(rows, scanPhoto)
		if err != nil {
			return err
		}
		var before []gallery.Place
		for _, p := range photos {
			before = append(before, gallery.Place{Position: p.Position, ID: p.ID})
		}
		var ids []string
		for _, p := range order(photos) {
			ids = append(ids, p.ID)
		}
		return reorder(tx, before, ids, `UPDATE photos SET position = $2 WHERE id = $1`)
	}, change{photosOfAlbum, album})
	return notFound(err, "reordering photos")
}

func places(tx *sqldb.Tx, query string, args ...any) ([]gallery.Place, error) {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return nil, err
	}
	return collect(rows, func(row scanner) (p gallery.Place, err error) {
		err = row.Scan(&p.Position, &p.ID)
		return p, err
	})
}

// reorder gives out the positions that there are in another order, so that only
// what lies between here and there is written, and what is added later still
// comes last. Should two be alike, the latter moves on.
func reorder(tx *sqldb.Tx, before []gallery.Place, ids []string, update string) error {
	if len(ids) != len(before) {
		return gallery.ErrNotFound
	}
	had := map[string]int64{}
	for _, p := range before {
		had[p.ID] = p.Position
	}
	for i, id := range ids {
		if i > 0 {
			before[i].Position = max(before[i].Position, before[i-1].Position+1)
		}
		if had[id] == before[i].Position {
			continue
		}
		if err := affected(tx.Exec(update, id, before[i].Position)); err != nil {
			return err
		}
	}
	return nil
}

// owns makes sure that a living album is the owner's.
func owns(tx *sqldb.Tx, owner, album string) error {
	var owned int
	return tx.QueryRow(`SELECT 1 FROM albums WHERE id = $1 AND owner = $2 AND deleted IS NULL`, album, owner).Scan(&owned)
}

// SetCover implements [gallery.Organising].
func (s *Store) SetCover(ctx context.Context, owner, album, photo string) error {
	rows, err := s.db.Exec(ctx, `UPDATE albums SET cover = $3 WHERE id = $1 AND owner = $2 AND deleted IS NULL
		AND EXISTS (SELECT 1 FROM photos p WHERE p.id = $3 AND p.album = $1)`, album, owner, photo)
	return changed(rows, err, "choosing a cover")
}

// MovePhotos implements [gallery.Organising].
func (s *Store) MovePhotos(ctx context.Context, owner, from, to string, ids []string, at time.Time) (moved int, err error) {
	moved, err = s.toAlbum(ctx, owner, from, to, ids, at, func(tx *sqldb.Tx, p gallery.Photo) error {
		return affected(tx.Exec(`UPDATE photos SET album = $2, file = $3, position = $4, words = $5 WHERE id = $1`,
			p.ID, p.Album, p.File, p.Position, p.Words()))
	})
	return moved, notFound(err, "moving photos")
}

// CopyPhotos implements [gallery.Organising].
func (s *Store) CopyPhotos(ctx context.Context, owner, from, to string, ids []string, at time.Time, fresh func() string) (copied int, err error) {
	copied, err = s.toAlbum(ctx, owner, from, to, ids, at, func(tx *sqldb.Tx, p gallery.Photo) error {
		p.ID, p.Created = fresh(), time.UnixMicro(p.Position).UTC()
		return insertPhoto(tx, p)
	})
	return copied, notFound(err, "copying photos")
}

// toAlbum calls f with photos of an album as they will be at the end of
// another: album, file name and position are new. Those that the other has
// already are left out. It answers how many there were.
func (s *Store) toAlbum(ctx context.Context, owner, from, to string, ids []string, at time.Time, f func(*sqldb.Tx, gallery.Photo) error) (count int, err error) {
	err = s.write(ctx, func(tx *sqldb.Tx) error {
		count = 0
		for _, album := range []string{from, to} {
			if err := owns(tx, owner, album); err != nil {
				return err
			}
		}
		photos, err := chosen(tx, from, ids)
		if err != nil {
			return err
		}
		for i, p := range photos {
			var same int
			if err := tx.QueryRow(`SELECT COUNT(*) FROM photos WHERE album = $1 AND sha256 = $2`, to, p.SHA256).Scan(&same); err != nil {
				return err
			}
			if same > 0 {
				continue
			}
			p.Album, p.Position = to, at.UnixMicro()-int64(len(photos)-i)
			if p.File, err = freeName(tx, to, p.File); err != nil {
				return err
			}
			if err := f(tx, p); err != nil {
				return err
			}
			count++
		}
		return nil
	}, change{photosOfAlbum, from})
	return count, err
}

// chosen are the photos of an album that have these ids, in the album's order.
// None at all is gallery.ErrNotFound.
func chosen(tx *sqldb.Tx, album string, ids []string) ([]gallery.Photo, error) {
	rows, err := tx.Query(`SELECT `+photoShown+` FROM photos WHERE album = $1 ORDER BY position, id`, album)
	if err != nil {
		return nil, err
	}
	photos, err := collect(rows, scanPhoto)
	wanted := map[string]bool{}
	for _, id := range ids {
		wanted[id] = true
	}
	photos = slices.DeleteFunc(photos, func(p gallery.Photo) bool { return !wanted[p.ID] })
	if err == nil && len(photos) == 0 {
		err = gallery.ErrNotFound
	}
	return photos, err
}
