package store

import (
	"context"
	"database/sql"
	"time"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/photos/gallery"
)

const arrivalColumns = `id, owner, album, file, sha256, bytes, photo, created, expires`

func scanArrival(row scanner) (a gallery.Arrival, err error) {
	var created, expires sql.NullInt64
	err = row.Scan(&a.ID, &a.Owner, &a.Album, &a.File, &a.SHA256, &a.Bytes, &a.Photo, &created, &expires)
	a.Created, a.Expires = instant(created), instant(expires)
	return a, err
}

// CreateArrival implements [gallery.Arrivals]. Transactions are one after the
// other, so nobody can begin another between the count and the insert.
func (s *Store) CreateArrival(ctx context.Context, a gallery.Arrival, most int, mostBytes int64) error {
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		var owned int
		if err := tx.QueryRow(`SELECT 1 FROM albums WHERE id = $1 AND owner = $2 AND deleted IS NULL`, a.Album, a.Owner).Scan(&owned); err != nil {
			return err
		}
		var count int
		var bytes int64
		err := tx.QueryRow(`SELECT COUNT(*), COALESCE(SUM(bytes), 0) FROM arrivals WHERE owner = $1 AND photo = '' AND expires > $2`,
			a.Owner, a.Created.UnixMicro()).Scan(&count, &bytes)
		if err != nil {
			return err
		}
		if count >= most || bytes+a.Bytes > mostBytes {
			return gallery.ErrTooMany
		}
		_, err = tx.Exec(`INSERT INTO arrivals (`+arrivalColumns+`) VALUES ($1, $2, $3, $4, $5, $6, '', $7, $8)`,
			a.ID, a.Owner, a.Album, a.File, a.SHA256, a.Bytes, micros(a.Created), micros(a.Expires))
		return err
	})
	return notFound(err, "beginning an upload")
}

// Arrival implements [gallery.Arrivals].
func (s *Store) Arrival(ctx context.Context, owner, id string, now time.Time) (gallery.Arrival, error) {
	a, err := one(ctx, s, scanArrival, `SELECT `+arrivalColumns+` FROM arrivals WHERE id = $1 AND owner = $2 AND expires > $3`,
		id, owner, now.UnixMicro())
	return a, notFound(err, "finding an upload")
}

// SettleArrival implements [gallery.Arrivals].
func (s *Store) SettleArrival(ctx context.Context, owner, id, photo string) error {
	rows, err := s.db.Exec(ctx, `UPDATE arrivals SET photo = $3 WHERE id = $1 AND owner = $2`, id, owner, photo)
	return changed(rows, err, "ending an upload")
}

// DeleteArrival implements [gallery.Arrivals].
func (s *Store) DeleteArrival(ctx context.Context, owner, id string) error {
	rows, err := s.db.Exec(ctx, `DELETE FROM arrivals WHERE id = $1 AND owner = $2`, id, owner)
	return changed(rows, err, "abandoning an upload")
}

// ForgetArrivals implements [gallery.Arrivals].
func (s *Store) ForgetArrivals(ctx context.Context, now time.Time) error {
	_, err := s.db.Exec(ctx, `DELETE FROM arrivals WHERE expires <= $1`, now.UnixMicro())
	return notFound(err, "forgetting uploads")
}

// Arriving implements [gallery.Arrivals].
func (s *Store) Arriving(ctx context.Context) (map[string]bool, error) {
	ids, err := all(ctx, s, scanText, `SELECT id FROM arrivals WHERE photo = ''`)
	wanted := make(map[string]bool, len(ids))
	for _, id := range ids {
		wanted[id] = true
	}
	return wanted, notFound(err, "listing uploads")
}

// PhotoOf implements [gallery.Arrivals].
func (s *Store) PhotoOf(ctx context.Context, owner, album, sha256 string) (gallery.Photo, error) {
	p, err := one(ctx, s, scanPhoto, `SELECT `+photoShown+` FROM photos WHERE album = $1 AND sha256 = $2 AND owner = $3`,
		album, sha256, owner)
	return p, notFound(err, "finding a picture by its bytes")
}
