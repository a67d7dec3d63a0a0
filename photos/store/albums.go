package store

import (
	"context"
	"database/sql"
	"fmt"

	"example.net/oauth1/photos/gallery"
)

// CreateAlbum implements [gallery.Store].
func (s *Store) CreateAlbum(ctx context.Context, a gallery.Album) error {
	// An owner who does not exist makes the SELECT empty.
	rows, err := s.db.Exec(ctx, `INSERT INTO albums (id, owner, title, private, created, position)
		SELECT $1, id, $3, $4, $5, $5 FROM users WHERE id = $2`,
		a.ID, a.Owner, a.Title, a.Private, micros(a.Created))
	return changed(rows, err, "creating an album")
}

const selectAlbums = `SELECT a.id, a.owner, a.title, a.private, a.created, a.place,
	(SELECT COUNT(*) FROM photos p WHERE p.album = a.id),
	COALESCE((SELECT p.id FROM photos p WHERE p.id = a.cover AND p.album = a.id),
		(SELECT p.id FROM photos p WHERE p.album = a.id ORDER BY p.position, p.id LIMIT 1), '')
	FROM albums a `

func scanAlbum(row scanner) (a gallery.Album, err error) {
	var created sql.NullInt64
	err = row.Scan(&a.ID, &a.Owner, &a.Title, &a.Private, &created, &a.Place, &a.PhotoCount, &a.Cover)
	a.Created = instant(created)
	return a, err
}

// Albums implements [gallery.Store].
func (s *Store) Albums(ctx context.Context, owner string) ([]gallery.Album, error) {
	albums, err := all(ctx, s, scanAlbum, selectAlbums+`WHERE a.owner = $1 AND a.deleted IS NULL ORDER BY a.position, a.id`, owner)
	return albums, notFound(err, "listing albums")
}

// Album implements [gallery.Store].
func (s *Store) Album(ctx context.Context, owner, id string) (gallery.Album, error) {
	a, err := one(ctx, s, scanAlbum, selectAlbums+`WHERE a.id = $1 AND a.owner = $2 AND a.deleted IS NULL`, id, owner)
	return a, notFound(err, "finding an album")
}

// RenameAlbum implements [gallery.Store].
func (s *Store) RenameAlbum(ctx context.Context, owner, id, title string) error {
	rows, err := s.db.Exec(ctx, `UPDATE albums SET title = $3 WHERE id = $1 AND owner = $2 AND deleted IS NULL`, id, owner, title)
	return changed(rows, err, "renaming an album")
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
