package store

import (
	"context"

	"example.net/oauth1/photos/gallery"
)

// Outline implements [gallery.Store].
func (s *Store) Outline(ctx context.Context, owner, album string) ([]gallery.Shape, error) {
	shapes, err := all(ctx, s, scanShape, `SELECT width, height FROM photos
		WHERE album = $1 AND owner = $2 AND deleted IS NULL ORDER BY position, id`, album, owner)
	return shapes, notFound(err, "outlining an album")
}

func scanShape(row scanner) (shape gallery.Shape, err error) {
	err = row.Scan(&shape.Width, &shape.Height)
	return shape, err
}

// Stretch implements [gallery.Store].
func (s *Store) Stretch(ctx context.Context, owner, album string, from, limit int) ([]gallery.Photo, error) {
	photos, err := all(ctx, s, scanPhoto, `SELECT `+photoShown+` FROM photos
		WHERE album = $1 AND owner = $2 AND deleted IS NULL ORDER BY position, id LIMIT $3 OFFSET $4`, album, owner, limit, from)
	return photos, notFound(err, "listing a stretch of photos")
}

// Rank implements [gallery.Store].
func (s *Store) Rank(ctx context.Context, p gallery.Photo) (int, error) {
	before, err := one(ctx, s, scanInt, `SELECT COUNT(*) FROM photos WHERE album = $1 AND deleted IS NULL AND (position, id) < ($2, $3)`,
		p.Album, p.Position, p.ID)
	return before, notFound(err, "counting the photos before one")
}

func scanInt(row scanner) (n int, err error) {
	err = row.Scan(&n)
	return n, err
}
