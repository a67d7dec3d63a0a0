package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/photos/gallery"
)

// DeletePhotos implements [gallery.Bin]: the photos go to an album that is
// deleted from the beginning.
func (s *Store) DeletePhotos(ctx context.Context, owner, album string, ids []string, id string, at time.Time) error {
	err := s.write(ctx, func(tx *sqldb.Tx) error {
		if err := owns(tx, owner, album); err != nil {
			return err
		}
		photos, err := chosen(tx, album, ids)
		if err != nil {
			return err
		}
		_, err = tx.Exec(`INSERT INTO albums (id, owner, title, private, created, position, place, deleted, origin)
			SELECT $2, owner, title, private, created, position, place, $3, id FROM albums WHERE id = $1`, album, id, micros(at))
		if err != nil {
			return err
		}
		for _, p := range photos {
			if err := affected(tx.Exec(`UPDATE photos SET album = $2, deleted = $3 WHERE id = $1`, p.ID, id, micros(at))); err != nil {
				return err
			}
		}
		return nil
	}, change{photosOfAlbum, album})
	return notFound(err, "deleting photos")
}

// DeleteAlbum implements [gallery.Bin].
func (s *Store) DeleteAlbum(ctx context.Context, owner, id string, at time.Time) error {
	err := s.write(ctx, func(tx *sqldb.Tx) error {
		err := affected(tx.Exec(`UPDATE albums SET deleted = $3 WHERE id = $1 AND owner = $2 AND deleted IS NULL`, id, owner, micros(at)))
		if err != nil {
			return err
		}
		_, err = tx.Exec(`UPDATE photos SET deleted = $2 WHERE album = $1`, id, micros(at))
		return err
	}, change{photosOfAlbum, id})
	return notFound(err, "deleting an album")
}

const selectDeletions = `SELECT a.id, a.title, a.origin, a.deleted, (SELECT COUNT(*) FROM photos p WHERE p.album = a.id),
	COALESCE((SELECT SUM(p.bytes) FROM photos p WHERE p.album = a.id), 0),
	COALESCE((SELECT p.title FROM photos p WHERE p.album = a.id ORDER BY p.position, p.id LIMIT 1), '')
	FROM albums a WHERE a.deleted IS NOT NULL `

func scanDeletion(row scanner) (d gallery.Deletion, err error) {
	var origin string
	var at sql.NullInt64
	err = row.Scan(&d.ID, &d.Title, &origin, &at, &d.Photos, &d.Bytes, &d.Sample)
	d.Whole, d.Time = origin == "", instant(at)
	return d, err
}

// Deletions implements [gallery.Bin].
func (s *Store) Deletions(ctx context.Context, owner string) ([]gallery.Deletion, error) {
	list, err := all(ctx, s, scanDeletion, selectDeletions+`AND a.owner = $1 ORDER BY a.deleted DESC, a.id`, owner)
	return list, notFound(err, "listing deletions")
}

// Deletion implements [gallery.Bin].
func (s *Store) Deletion(ctx context.Context, owner, id string) (gallery.Deletion, error) {
	d, err := one(ctx, s, scanDeletion, selectDeletions+`AND a.id = $1 AND a.owner = $2`, id, owner)
	return d, notFound(err, "finding a deletion")
}

// Restore implements [gallery.Bin].
func (s *Store) Restore(ctx context.Context, owner, id string) (album string, err error) {
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		err := tx.QueryRow(`SELECT origin FROM albums WHERE id = $1 AND owner = $2 AND deleted IS NOT NULL`, id, owner).Scan(&album)
		if err != nil {
			return err
		}
		if album != "" {
			err = owns(tx, owner, album)
		}
		switch {
		case album == "", errors.Is(err, sql.ErrNoRows): // the album they were in is gone itself
			album = id
			return revive(tx, id)
		case err != nil:
			return err
		}
		return bringBack(tx, id, album)
	})
	if err != nil {
		return "", notFound(err, "taking a deletion back")
	}
	return album, nil
}

// revive lets a deleted album live.
func revive(tx *sqldb.Tx, id string) error {
	if _, err := tx.Exec(`UPDATE albums SET deleted = NULL, origin = '' WHERE id = $1`, id); err != nil {
		return err
	}
	_, err := tx.Exec(`UPDATE photos SET deleted = NULL WHERE album = $1`, id)
	return err
}

// bringBack puts deleted photos back to where they stood in their album, unless
// it has got the same picture meanwhile.
func bringBack(tx *sqldb.Tx, bin, album string) error {
	rows, err := tx.Query(`SELECT `+photoShown+` FROM photos p WHERE p.album = $1
		AND NOT EXISTS (SELECT 1 FROM photos o WHERE o.album = $2 AND o.sha256 = p.sha256) ORDER BY position, id`, bin, album)
	if err != nil {
		return err
	}
	photos, err := collect(rows, scanPhoto)
	if err != nil {
		return err
	}
	for _, p := range photos {
		if p.File, err = freeName(tx, album, p.File); err != nil {
			return err
		}
		err := affected(tx.Exec(`UPDATE photos SET album = $2, file = $3, words = $4, deleted = NULL WHERE id = $1`, p.ID, album, p.File, p.Words()))
		if err != nil {
			return err
		}
	}
	_, err = tx.Exec(`DELETE FROM albums WHERE id = $1`, bin) // and what is there twice
	return err
}

// Purge implements [gallery.Bin].
func (s *Store) Purge(ctx context.Context, owner, id string) (orphans []string, err error) {
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		orphans, err = texts(tx, `SELECT DISTINCT p.sha256 FROM photos p WHERE p.album = $1 AND p.owner = $2
			AND NOT EXISTS (SELECT 1 FROM photos o WHERE o.sha256 = p.sha256 AND o.album <> $1)`, id, owner)
		if err != nil {
			return err
		}
		return affected(tx.Exec(`DELETE FROM albums WHERE id = $1 AND owner = $2 AND deleted IS NOT NULL`, id, owner)) // and its photos
	})
	if err != nil {
		return nil, notFound(err, "purging a deletion")
	}
	return orphans, nil
}

// Overdue implements [gallery.Bin].
func (s *Store) Overdue(ctx context.Context, before time.Time, limit int) (ids, owners []string, err error) {
	pairs, err := all(ctx, s, func(row scanner) (pair [2]string, err error) {
		err = row.Scan(&pair[0], &pair[1])
		return pair, err
	}, `SELECT id, owner FROM albums WHERE deleted IS NOT NULL AND deleted < $1 ORDER BY deleted LIMIT $2`, micros(before), limit)
	for _, pair := range pairs {
		ids, owners = append(ids, pair[0]), append(owners, pair[1])
	}
	return ids, owners, notFound(err, "looking for old deletions")
}
