package store

import (
	"context"
	"fmt"

	"example.net/oauth1/photos/gallery"
)

// HidePlace implements [gallery.Places].
func (s *Store) HidePlace(ctx context.Context, user string, hide bool) error {
	rows, err := s.exec(ctx, change{about: allPlaces}, `UPDATE users SET hide_place = $2 WHERE id = $1`, user, hide)
	return changed(rows, err, "hiding places")
}

// SetPlaceRule implements [gallery.Places].
func (s *Store) SetPlaceRule(ctx context.Context, owner, album string, rule gallery.PlaceRule) error {
	rows, err := s.exec(ctx, change{placeOfAlbum, album}, `UPDATE albums SET place = $3 WHERE id = $1 AND owner = $2 AND deleted IS NULL`, album, owner, string(rule))
	return changed(rows, err, "hiding the places of an album")
}

const hidden = `(a.place = 'hidden' OR a.place = '' AND u.hide_place)`

// HidesPlace implements [gallery.Places].
func (s *Store) HidesPlace(ctx context.Context, album string) (bool, error) {
	hides, err := s.places.get(album, func() (bool, error) {
		return one(ctx, s, func(row scanner) (hides bool, err error) {
			err = row.Scan(&hides)
			return hides, err
		}, `SELECT `+hidden+` FROM albums a JOIN users u ON u.id = a.owner WHERE a.id = $1`, album)
	})
	return hides, notFound(err, "reading whether places are hidden")
}

// Placeless implements [gallery.Places].
func (s *Store) Placeless(ctx context.Context, original string) (gallery.PlacelessOriginal, error) {
	p, err := one(ctx, s, func(row scanner) (p gallery.PlacelessOriginal, err error) {
		err = row.Scan(&p.Original, &p.Kind, &p.SHA256, &p.Bytes)
		return p, err
	}, `SELECT original, kind, sha256, bytes FROM placeless WHERE original = $1`, original)
	return p, notFound(err, "finding an original without its place")
}

// KeepPlaceless implements [gallery.Places].
func (s *Store) KeepPlaceless(ctx context.Context, p gallery.PlacelessOriginal) error {
	_, err := s.db.Exec(ctx, `INSERT INTO placeless (original, kind, sha256, bytes) VALUES ($1, $2, $3, $4)
		ON CONFLICT (original) DO UPDATE SET kind = excluded.kind, sha256 = excluded.sha256, bytes = excluded.bytes`,
		p.Original, string(p.Kind), p.SHA256, p.Bytes)
	if err != nil {
		return fmt.Errorf("noting an original without its place: %w", err)
	}
	return nil
}

// Unlooked implements [gallery.Places].
func (s *Store) Unlooked(ctx context.Context, after string, limit int) ([]gallery.Photo, error) {
	photos, err := all(ctx, s, scanPhoto, `SELECT `+photoShown+` FROM photos WHERE id IN (
		SELECT MIN(p.id) FROM photos p JOIN albums a ON a.id = p.album JOIN users u ON u.id = a.owner
		WHERE `+hidden+` AND p.deleted IS NULL AND p.sha256 > $1
			AND NOT EXISTS (SELECT 1 FROM placeless l WHERE l.original = p.sha256)
		GROUP BY p.sha256 ORDER BY p.sha256 LIMIT $2) ORDER BY sha256`, after, limit)
	return photos, notFound(err, "listing originals whose place is hidden")
}

// ForgetPlaceless implements [gallery.Places].
func (s *Store) ForgetPlaceless(ctx context.Context) error {
	_, err := s.db.Exec(ctx, `DELETE FROM placeless WHERE NOT EXISTS (SELECT 1 FROM photos p WHERE p.sha256 = placeless.original)`)
	if err != nil {
		return fmt.Errorf("forgetting originals without their place: %w", err)
	}
	return nil
}
