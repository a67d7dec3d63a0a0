package store

import (
	"context"
	"database/sql"
	"fmt"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/photos/gallery"
)

// CreateAlbum implements [gallery.Store].
func (s *Store) CreateAlbum(ctx context.Context, a gallery.Album) error {
	// An owner who does not exist makes the SELECT empty.
	rows, err := s.db.Exec(ctx, `INSERT INTO albums (id, owner, title, private, created)
		SELECT $1, id, $3, $4, $5 FROM users WHERE id = $2`,
		a.ID, a.Owner, a.Title, a.Private, micros(a.Created))
	return changed(rows, err, "creating an album")
}

const selectAlbums = `SELECT a.id, a.owner, a.title, a.private, a.created,
	(SELECT COUNT(*) FROM photos p WHERE p.album = a.id),
	COALESCE((SELECT p.id FROM photos p WHERE p.album = a.id ORDER BY p.created, p.id LIMIT 1), '')
	FROM albums a `

func scanAlbum(row scanner) (a gallery.Album, err error) {
	var created sql.NullInt64
	err = row.Scan(&a.ID, &a.Owner, &a.Title, &a.Private, &created, &a.PhotoCount, &a.Cover)
	a.Created = instant(created)
	return a, err
}

// Albums implements [gallery.Store].
func (s *Store) Albums(ctx context.Context, owner string) ([]gallery.Album, error) {
	albums, err := all(ctx, s, scanAlbum, selectAlbums+`WHERE a.owner = $1 ORDER BY a.created, a.id`, owner)
	return albums, notFound(err, "listing albums")
}

// Album implements [gallery.Store].
func (s *Store) Album(ctx context.Context, owner, id string) (gallery.Album, error) {
	a, err := one(ctx, s, scanAlbum, selectAlbums+`WHERE a.id = $1 AND a.owner = $2`, id, owner)
	return a, notFound(err, "finding an album")
}

// RenameAlbum implements [gallery.Store].
func (s *Store) RenameAlbum(ctx context.Context, owner, id, title string) error {
	rows, err := s.db.Exec(ctx, `UPDATE albums SET title = $3 WHERE id = $1 AND owner = $2`, id, owner, title)
	return changed(rows, err, "renaming an album")
}

// DeleteAlbum implements [gallery.Store].
func (s *Store) DeleteAlbum(ctx context.Context, owner, id string) (orphans []string, err error) {
	defer s.photos.drop(func(_ string, p gallery.Photo) bool { return p.Album == id })
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		rows, err := tx.Query(`SELECT DISTINCT p.sha256 FROM photos p WHERE p.album = $1 AND p.owner = $2
			AND NOT EXISTS (SELECT 1 FROM photos o WHERE o.sha256 = p.sha256 AND o.album <> $1)`, id, owner)
		if err != nil {
			return err
		}
		if orphans, err = collect(rows, scanText); err != nil {
			return err
		}
		return affected(tx.Exec(`DELETE FROM albums WHERE id = $1 AND owner = $2`, id, owner)) // and its photos
	})
	if err != nil {
		return nil, notFound(err, "deleting an album")
	}
	return orphans, nil
}

// affected says gallery.ErrNotFound where a statement of a transaction has
// changed nothing.
func affected(r sql.Result, err error) error {
	if err != nil {
		return err
	}
	rows, err := r.RowsAffected()
	if err != nil {
		return fmt.Errorf("counting rows: %w", err)
	}
	if rows == 0 {
		return gallery.ErrNotFound
	}
	return nil
}
