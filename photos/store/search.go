package store

import (
	"context"
	"fmt"
	"strings"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/photos/gallery"
)

// FindPhotos implements [gallery.Finding]. Full-text search is not the same in
// SQLite and PostgreSQL, LIKE on text in lower case is.
func (s *Store) FindPhotos(ctx context.Context, owner string, words []string, after gallery.Place, limit int) ([]gallery.Photo, error) {
	const date = `COALESCE(taken, created)`
	query := `SELECT ` + photoShown + ` FROM photos WHERE owner = $1 AND deleted IS NULL`
	args := []any{owner}
	for _, word := range words {
		args = append(args, "%"+literal(word)+"%")
		query += fmt.Sprintf(` AND words LIKE $%d ESCAPE '\'`, len(args))
	}
	if after != (gallery.Place{}) {
		args = append(args, after.Position, after.ID)
		query += fmt.Sprintf(` AND (`+date+`, id) < ($%d, $%d)`, len(args)-1, len(args))
	}
	args = append(args, limit)
	query += fmt.Sprintf(` ORDER BY `+date+` DESC, id DESC LIMIT $%d`, len(args))
	photos, err := all(ctx, s, scanPhoto, query, args...)
	return photos, notFound(err, "searching")
}

var likeSigns = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// literal is a word in which LIKE sees no signs.
func literal(word string) string { return likeSigns.Replace(word) }

// Usage implements [gallery.Finding].
func (s *Store) Usage(ctx context.Context, owner string) (gallery.Usage, error) {
	u, err := one(ctx, s, func(row scanner) (u gallery.Usage, err error) {
		err = row.Scan(&u.Albums, &u.Photos, &u.Bytes, &u.Deleted)
		return u, err
	}, `SELECT (SELECT COUNT(*) FROM albums WHERE owner = $1 AND deleted IS NULL), COALESCE(SUM(photos), 0),
		COALESCE(SUM(bytes), 0), COALESCE(SUM(CASE WHEN photos = 0 THEN bytes ELSE 0 END), 0)
		FROM (SELECT MAX(bytes) AS bytes, SUM(CASE WHEN deleted IS NULL THEN 1 ELSE 0 END) AS photos
			FROM photos WHERE owner = $1 GROUP BY sha256) AS originals`, owner)
	return u, notFound(err, "adding up what is kept")
}

// writeWords writes what a search looks through where a photo has come from a
// version without it.
func (s *Store) writeWords(ctx context.Context) error {
	const batch = 500
	for more := true; more; {
		err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
			rows, err := tx.Query(`SELECT `+photoShown+` FROM photos WHERE words IS NULL LIMIT $1`, batch)
			if err != nil {
				return err
			}
			photos, err := collect(rows, scanPhoto)
			if err != nil {
				return err
			}
			for _, p := range photos {
				if _, err := tx.Exec(`UPDATE photos SET words = $2 WHERE id = $1`, p.ID, p.Words()); err != nil {
					return err
				}
			}
			more = len(photos) == batch
			return nil
		})
		if err != nil {
			return fmt.Errorf("making photos findable: %w", err)
		}
	}
	return nil
}
